import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { tokenOf } from './sandbox-client.ts';
import { eventually, headlessIt as it, PATIENCE, SECRET } from './headless-world.ts';

describe.concurrent('recording-control status', PATIENCE, () => {
  it('tells the state and counts and names the recorders', async ({ headless: { sandbox, world, id } }) => {
    await sandbox.control.act({ conversationId: id, act: 'snippet-start' });
    const { code, lines } = await world.run(['status', id, '--json']);
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      {
        type: 'status',
        conversationId: id,
        state: 'recording',
        prerequisites: {
          conversation: 'live',
          agents: 1,
          activeRecorders: ['customer', 'snippet'],
          storageQuota: 'not exposed by the platform',
        },
      },
    ]);
  });

  it('says the same to a person', async ({ headless: { world, id } }) => {
    const { stdout } = await world.run(['status', id]);
    expect(stdout).toContain('Recording.');
    expect(stdout).toContain('active recorders  1: customer');
    expect(stdout).toContain('storage quota     not exposed by the platform');
  });

  it('claims a pause only after a second read', async ({ headless: { sandbox, world, id, requests } }) => {
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    const { lines } = await world.run(['status', id, '--json']);
    expect(lines[0]).toMatchObject({ state: 'paused', pauseKind: 'secure' });
    expect((await requests('GET')).length).toBeGreaterThanOrEqual(2);
  });

  it('calls a hold a hold', async ({ headless: { sandbox, world, id } }) => {
    await sandbox.control.act({ conversationId: id, act: 'hold' });
    const { lines } = await world.run(['status', id, '--json']);
    expect(lines[0]).toMatchObject({ state: 'held', pauseKind: 'hold' });
  });

  it('exits with 1 for a conversation that nobody knows', async ({ headless: { world } }) => {
    const { code, lines } = await world.run(['status', '00000000-0000-4000-8000-000000000000', '--json']);
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ found: false, code: 'REC-404' });
  });
});

describe.concurrent('recording-control pause and resume', PATIENCE, () => {
  it('pauses, confirms by a read and journals every phase', async ({
    headless: { world, id, truth, journal },
  }) => {
    const { code, lines } = await world.run(['pause', id, '--json']);
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { type: 'result', action: 'pause', target: 'policy', outcome: 'confirmed', state: 'paused' },
    ]);
    expect(await truth()).toMatchObject({ capturing: false, securePause: true });
    // On a slow machine the read that confirms may overtake the answer that accepts.
    const phases = journal().map(({ phase }) => phase);
    expect(phases.filter((phase) => phase !== 'accepted')).toEqual(['requested', 'confirmed']);
    expect(journal()[0]).toMatchObject({ actor: 'client', trigger: 'cli', queueId: SEED.queues.payments });
    expect(journal()[0]).not.toHaveProperty('userId');
    expect((await world.run(['audit', 'verify'])).code).toBe(0);
  });

  it('looks before it commands, and commands by operation B', async ({
    headless: { sandbox, world, id },
  }) => {
    await world.run(['pause', id]);
    const lines = (await sandbox.control.requests()).filter(({ path }) => path.startsWith('/api/'));
    expect(lines.map(({ method }) => method).slice(0, 2)).toEqual(['GET', 'PUT']);
    expect(lines[1]).toMatchObject({ endpoint: 'pause-others', body: { recordingState: 'PAUSED' } });
  });

  it('resumes', async ({ headless: { sandbox, world, id, truth } }) => {
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    const { code, lines } = await world.run(['resume', id, '--json']);
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ outcome: 'confirmed', state: 'recording' });
    expect(await truth()).toMatchObject({ capturing: true });
  });

  it('says after a refused resume that the call is still paused', async ({
    headless: { sandbox, world, id },
  }) => {
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status: 403 });
    const { code, stdout, stderr } = await world.run(['resume', id]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('resume: refused.');
    expect(stderr).toContain('Still paused. The call is not being recorded.');
    await sandbox.control.fault({ fault: 'ignored', endpoint: 'pause-others', times: 0 });
    const ignored = await world.run(['resume', id, '--json']);
    expect(ignored.lines[0]).toMatchObject({ outcome: 'unconfirmed', state: 'paused' });
  });

  it.for([
    ['pause', 'pause'],
    ['resume', 'resume'],
  ] as const)(
    'finds a %s already so and sends nothing',
    async ([verb, act], { headless: { sandbox, world, id, requests } }) => {
      await sandbox.control.act({ conversationId: id, act });
      const { code, lines } = await world.run([verb, id, '--json']);
      expect(code).toBe(0);
      expect(lines[0]).toMatchObject({ outcome: 'already-so', commanded: false });
      expect(await requests('PUT')).toEqual([]);
    },
  );

  it('says of a call that rings that it rings, and claims nothing', async ({
    headless: { sandbox, world },
  }) => {
    const { conversationId } = await sandbox.control.call({ state: 'alerting' });
    const { lines } = await world.run(['status', conversationId, '--json']);
    expect(lines[0]).toMatchObject({ found: true, state: 'unknown', ringing: true });
    expect(lines[0]).not.toHaveProperty('pauseKind');
    expect((await world.run(['status', conversationId])).stdout).toContain('Ringing:');
  });

  it('does not take a hold for a pause', async ({ headless: { sandbox, world, id, truth } }) => {
    await sandbox.control.act({ conversationId: id, act: 'hold' });
    const { lines } = await world.run(['pause', id, '--json']);
    expect(lines[0]).toMatchObject({ outcome: 'confirmed', commanded: true });
    expect(await truth()).toMatchObject({ securePause: true });
  });

  it('stays unconfirmed when a 2xx changes nothing, and exits with 3', async ({
    headless: { sandbox, world, id },
  }) => {
    await sandbox.control.fault({ fault: 'ignored', endpoint: 'pause-others', times: 0 });
    const { code, stdout, stderr } = await world.run(['pause', id]);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('unconfirmed');
    expect(stderr).toContain('Still recording.');
  });

  it('takes a 409 for already so once a read shows it', async ({
    headless: { sandbox, world, id, requests },
  }) => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status: 409 });
    const running = world.start(['pause', id, '--json']);
    await eventually(async () => (await requests('PUT')).length === 1);
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    const { code, lines } = await running.ended;
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ outcome: 'already-so' });
  });

  it.for([
    [400, 'REC-400', 'refused'],
    [403, 'REC-403', 'refused'],
    [404, 'REC-404', 'not-found'],
  ] as const)(
    'exits with 1 on status %i',
    async ([status, code, outcome], { headless: { sandbox, world, id, truth } }) => {
      await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status, times: 0 });
      const ended = await world.run(['pause', id, '--json']);
      expect(ended.code).toBe(1);
      expect(ended.lines[0]).toMatchObject({ outcome, code });
      expect(await truth()).toMatchObject({ capturing: true });
    },
  );

  it('names the permission that the role lacks', async ({ headless: { sandbox, world, id } }) => {
    await sandbox.control.fault({
      fault: 'status',
      endpoint: 'pause-others',
      status: 403,
      permission: 'conversation:recording:pauseOthers',
    });
    const { stdout, stderr } = await world.run(['pause', id]);
    expect(stdout).toBe('');
    expect(stderr).toContain('conversation:recording:pauseOthers');
    expect(stderr).toContain('Still recording.');
  });

  it('retries what may pass: 503, then a connection that drops before the effect', async ({
    headless: { sandbox, world, id },
  }) => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status: 503 });
    await sandbox.control.fault({ fault: 'lost', endpoint: 'pause-others', when: 'before' });
    const { code, lines } = await world.run(['pause', id, '--json']);
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ outcome: 'confirmed' });
  });

  it('does not send again what took effect although its answer was lost', async ({
    headless: { sandbox, world, id, requests },
  }) => {
    await sandbox.control.fault({ fault: 'lost', endpoint: 'pause-others', when: 'after' });
    const { code } = await world.run(['pause', id]);
    expect(code).toBe(0);
    expect(await requests('PUT')).toHaveLength(1);
  });

  it('waits as long as a 429 says, and then succeeds', async ({
    headless: { sandbox, world, id, requests },
  }) => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status: 429, retryAfter: '1' });
    const { code, lines } = await world.run(['pause', id, '--json']);
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ outcome: 'confirmed' });
    const [first, second] = await requests('PUT');
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(1_000);
  });

  it('says at once when a 429 asks for a minute', async ({ headless: { sandbox, world, id } }) => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status: 429, retryAfter: '60' });
    const { code, stdout, stderr } = await world.run(['pause', id]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('Genesys accepts no request for 60 s');
  });

  it.for([
    ['a 429', { status: 429, retryAfter: '50' }],
    ['a 503', { status: 503 }],
  ] as const)(
    'sends a Pause although the look before it meets %s',
    async ([, refusal], { headless: { sandbox, world, id, requests, truth } }) => {
      await sandbox.control.fault({ fault: 'status', endpoint: 'read-call', ...refusal });
      const { lines } = await world.run(['pause', id, '--json']);
      expect(lines[0]).toMatchObject({ commanded: true });
      expect(await truth()).toMatchObject({ securePause: true });
      const [pause] = await requests('PUT');
      const looks = (await requests('GET')).filter(
        ({ endpoint, at }) => endpoint === 'read-call' && at < pause!.at,
      );
      expect(looks.length).toBeLessThanOrEqual(2);
      // Half of what the refusal asks for: it was not waited for, however busy this machine is.
      expect(pause!.at - looks[0]!.at).toBeLessThan(25_000);
    },
  );

  it('refuses a call that has ended, one without an agent, and what is no call', async ({
    headless: { sandbox, world, id, requests },
  }) => {
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    expect((await world.run(['pause', id, '--json'])).lines[0]).toMatchObject({ outcome: 'ended' });
    const other = await sandbox.control.call({ medium: 'message' });
    const { code, lines } = await world.run(['pause', other.conversationId, '--json']);
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ outcome: 'refused', code: 'REC-MEDIUM' });
    expect(await requests('PUT')).toEqual([]);
  });
});

describe.concurrent('recording-control start and stop', PATIENCE, () => {
  it('says in one sentence what client credentials cannot do, and which way works', async ({
    headless: { world, id },
  }) => {
    const { code, stdout, stderr } = await world.run(['start', id]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(
      'from a signed-in user only: have the agent start and stop it in Recording Control',
    );
  });

  it.for(['snippet', 'adhoc'] as const)(
    "starts and stops a %s by a user's token, on their own leg and in their name",
    async (target, { headless: { sandbox, world, id, truth, journal } }) => {
      const token = await tokenOf(sandbox);
      const person = { GENESYSCLOUD_ACCESS_TOKEN: token };
      // With a client beside it, and alone.
      const started = await world.run(['start', id, '--target', target, '--json'], person);
      expect(started.lines[0]).toMatchObject({ outcome: 'confirmed' });
      const ada = (await truth()).participants.find(({ userId }) => userId === SEED.users.ada);
      expect(ada?.recorders[target]).toBe('active');
      const stopped = await world.run(['stop', id, '--target', target], {
        ...person,
        GENESYSCLOUD_OAUTHCLIENT_ID: undefined,
        GENESYSCLOUD_OAUTHCLIENT_SECRET: undefined,
      });
      expect([stopped.code, stopped.stderr]).toEqual([0, '']);
      expect(journal().map(({ actor, userId }) => [actor, userId])).toEqual(
        journal().map(() => ['user', SEED.users.ada]),
      );
      expect(stopped.stdout + started.stdout + JSON.stringify(journal())).not.toContain(token);
    },
  );

  it("pauses by the client although a user's token is there", async ({
    headless: { sandbox, world, id, journal },
  }) => {
    const { code } = await world.run(['pause', id], { GENESYSCLOUD_ACCESS_TOKEN: await tokenOf(sandbox) });
    expect(code).toBe(0);
    expect(journal().every(({ actor, userId }) => actor === 'client' && userId === undefined)).toBe(true);
  });

  it('says that the token is refused, and where a token is not enough', async ({
    headless: { world, id },
  }) => {
    const token = { GENESYSCLOUD_ACCESS_TOKEN: 'a-token-that-has-ended' };
    const { code, stdout, stderr } = await world.run(['start', id], token);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('or the access token that was given');
    const watch = await world.run(['watch'], {
      ...token,
      GENESYSCLOUD_OAUTHCLIENT_ID: undefined,
      GENESYSCLOUD_OAUTHCLIENT_SECRET: undefined,
    });
    expect(watch.code).toBe(2);
    expect(watch.stderr).toContain('an access token ends');
  });

  it.for(['snippet', 'adhoc'] as const)(
    'starts and stops a %s where the platform lets it',
    async (target, { headless: { sandbox, world, id, truth, journal } }) => {
      await sandbox.control.switch({ snippetNeedsUser: false });
      const started = await world.run(['start', id, '--target', target, '--json']);
      expect(started.code).toBe(0);
      expect(started.lines[0]).toMatchObject({ action: 'start', target, outcome: 'confirmed' });
      expect((await truth()).participants.some(({ recorders }) => recorders[target] === 'active')).toBe(true);
      expect((await world.run(['start', id, '--target', target, '--json'])).lines[0]).toMatchObject({
        outcome: 'already-so',
      });
      const stopped = await world.run(['stop', id, '--target', target, '--json']);
      expect(stopped.lines[0]).toMatchObject({ outcome: 'confirmed' });
      expect((await world.run(['stop', id, '--target', target, '--json'])).lines[0]).toMatchObject({
        outcome: 'already-so',
      });
      expect(journal().every((entry) => entry['target'] === target)).toBe(true);
    },
  );
});

describe.concurrent('recording-control on its command line', PATIENCE, () => {
  it.for(['GENESYSCLOUD_REGION', 'GENESYSCLOUD_OAUTHCLIENT_ID', 'GENESYSCLOUD_OAUTHCLIENT_SECRET'])(
    'names the missing variable %s and exits with 2',
    async (name, { headless: { world, id } }) => {
      const { code, stderr } = await world.run(['status', id], {
        [name]: undefined,
        ...(name === 'GENESYSCLOUD_REGION' && { RECORDING_CONTROL_GATEWAY: undefined }),
      });
      expect(code).toBe(2);
      expect(stderr).toContain(name);
    },
  );

  it.for([
    [['pause']],
    [['pause', 'not-an-id']],
    [['pause', '00000000-0000-4000-8000-000000000000', '--target', 'snippet']],
    [['start', '00000000-0000-4000-8000-000000000000', '--target', 'policy']],
    [['start', '00000000-0000-4000-8000-000000000000', '--target', 'video']],
    [['queue', 'start', SEED.queues.payments]],
    [['fly']],
    [['status', '00000000-0000-4000-8000-000000000000', '--dry-run']],
    [['audit', 'verify', '/nowhere/at/all']],
    [[]],
  ] as [string[]][])(
    'refuses %j before the wire, with 2',
    async ([args], { headless: { sandbox, world } }) => {
      const { code, stderr, stdout } = await world.run(args);
      expect(code).toBe(2);
      expect(stderr).not.toBe('');
      expect(stdout).toBe('');
      expect(await sandbox.control.requests()).toEqual([]);
    },
  );

  it.for([
    ['RECORDING_CONTROL_GATEWAY', 'http://genesys.example'],
    ['RECORDING_CONTROL_GATEWAY', 'https://genesys.example/x?y='],
    ['RECORDING_CONTROL_GATEWAY', 'https://genesys.example/#'],
    ['RECORDING_CONTROL_WEBHOOK_URL', 'http://archive.example'],
    ['GENESYSCLOUD_REGION', 'mars-north-1'],
  ] as const)('refuses %s=%s', async ([name, value], { headless: { world, id } }) => {
    const { code, stderr } = await world.run(['status', id], { [name]: value });
    expect(code).toBe(2);
    expect(stderr).toContain(name);
  });

  it('says that id or secret are wrong, and never prints the secret', async ({ headless: { world, id } }) => {
    const { code, stdout, stderr } = await world.run(['pause', id], {
      GENESYSCLOUD_OAUTHCLIENT_SECRET: 'wrong-secret-of-mine',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('Genesys refuses the client id or its secret');
    expect(stdout + stderr).not.toContain('wrong-secret-of-mine');
    const fine = await world.run(['pause', id, '--json']);
    expect(fine.stdout + fine.stderr + readFileSync(join(world.home, 'audit.jsonl'), 'utf8')).not.toContain(
      SECRET,
    );
  });

  it('signs in once for a run, and again after a 401', async ({ headless: { sandbox, world, id } }) => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'read-call', status: 401 });
    expect((await world.run(['pause', id])).code).toBe(0);
    const tokens = (await sandbox.control.requests()).filter(({ endpoint }) => endpoint === 'token-exchange');
    expect(tokens).toHaveLength(2);
  });

  it('says when nothing can be reached, and changes nothing', async ({ headless: { world, id, truth } }) => {
    const { code, stdout, stderr } = await world.run(['pause', id], {
      RECORDING_CONTROL_GATEWAY: 'http://127.0.0.1:9',
    });
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'pause: unconfirmed. Genesys has not shown it. The state is unknown. Genesys cannot be reached. (REC-OFFLINE)\n',
    );
    expect(await truth()).toMatchObject({ capturing: true });
  });

  it('pauses although the journal cannot be written, and says that it is not logged', async ({
    headless: { world, id, truth },
  }) => {
    mkdirSync(join(world.home, 'audit.jsonl'), { recursive: true });
    const { code, lines } = await world.run(['pause', id, '--json']);
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ outcome: 'confirmed', notLogged: true });
    expect(await truth()).toMatchObject({ securePause: true });
    const { stdout } = await world.run(['resume', id]);
    expect(stdout).toContain('Not logged: The journal cannot be written. (REC-STORAGE)');
  });

  it('does not end with 0 when nobody reads what it says', async ({ headless: { sandbox, world } }) => {
    for (let n = 0; n < 30; n += 1) await sandbox.control.call();
    const running = world.start(['queue', 'pause', SEED.queues.payments, '--json']);
    await running.line(({ type }) => type === 'call');
    running.deafen();
    expect((await running.ended).code).toBe(130);
  });

  it('prints help and version', async ({ headless: { world } }) => {
    expect((await world.run(['--help'])).stdout).toContain('Usage: recording-control');
    expect((await world.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('installs by the same command: nothing is there yet', async ({ headless: { world } }) => {
    const installer = {
      GENESYSCLOUD_OAUTHCLIENT_ID: SEED.clients.installer,
      GENESYSCLOUD_OAUTHCLIENT_SECRET: SEED.secrets.installer,
    };
    const url = ['--url', 'https://app.example'];
    const { code, stdout } = await world.run(['install', 'status', ...url], installer);
    expect(code).toBe(1);
    expect(stdout).not.toBe('');
    expect((await world.run(['install', 'plan', ...url], installer)).code).toBe(0);
    expect((await world.run(['install', 'fly'], installer)).code).toBe(2);
  });

  it('finishes cleanly on Ctrl-C: the answer is waited for and journalled', async ({
    headless: { sandbox, world, id, requests, journal },
  }) => {
    await sandbox.control.fault({ fault: 'slow', endpoint: 'pause-others', delayMs: 700 });
    const running = world.start(['pause', id, '--json']);
    await eventually(async () => (await requests('PUT')).length === 1);
    running.kill('SIGINT');
    const { code } = await running.ended;
    expect(code).toBe(130);
    expect(journal().at(-1)).toMatchObject({ phase: 'confirmed' });
  });
});

describe.concurrent('recording-control metrics and audit', PATIENCE, () => {
  it('computes success rate and latencies from the journal', async ({ headless: { sandbox, world, id } }) => {
    await world.run(['pause', id]);
    await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status: 403 });
    await world.run(['resume', id]);
    const { code, lines } = await world.run(['metrics', '--json'], {
      GENESYSCLOUD_OAUTHCLIENT_ID: undefined,
    });
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({
      type: 'metrics',
      commands: 2,
      confirmed: 1,
      failed: 1,
      successRate: 0.5,
    });
    expect(lines[0].latencyMs.p95).toBeGreaterThan(0);
    const { stdout } = await world.run(['metrics', '--prometheus']);
    expect(stdout).toContain('recording_control_success_ratio 0.5');
  });

  it('says that there is nothing yet', async ({ headless: { world } }) => {
    const { code, stdout } = await world.run(['audit', 'verify']);
    expect(code).toBe(0);
    expect(stdout).toBe('There is no entry yet.\n');
    expect((await world.run(['metrics'])).stdout).toContain('nothing to tell yet');
  });

  it('proves the journal, and names the line that was altered', async ({ headless: { world, id } }) => {
    await world.run(['pause', id]);
    const file = join(world.home, 'copy.jsonl');
    expect((await world.run(['audit', 'export', file])).code).toBe(0);
    expect((await world.run(['audit', 'verify', file, '--json'])).lines[0]).toMatchObject({
      ok: true,
    });
    writeFileSync(file, readFileSync(file, 'utf8').replace('"phase":"requested"', '"phase":"observed"'));
    const { code, stdout } = await world.run(['audit', 'verify', file]);
    expect(code).toBe(1);
    expect(stdout).toContain('Line 1 was altered');
  });

  it('says what a chain proves by itself, and what only a published head can', async ({
    headless: { world, id, journal },
  }) => {
    await world.run(['pause', id]);
    await world.run(['resume', id]);
    const alone = await world.run(['audit', 'verify']);
    expect(alone.code).toBe(0);
    expect(alone.stdout).toMatch(/^\d+ entries, consistent: each fits the one before\. Head /);
    expect(alone.stdout).toContain('Not anchored');
    expect(alone.stdout).not.toContain('unaltered');
    const { chain, seq, hash } = journal().at(-1)!;
    const receipts = join(world.home, 'receipts.log');
    writeFileSync(receipts, `X-Recording-Control-Audit-Head: ${chain}:${seq}:${hash}\n`);
    const whole = await world.run(['audit', 'verify', '--heads', receipts]);
    expect(whole.stdout).toContain(`Anchored: the log ends with entry ${seq}`);

    // Cut at its end: by itself it is as consistent as before.
    const cut = join(world.home, 'cut.jsonl');
    const lines = readFileSync(join(world.home, 'audit.jsonl'), 'utf8').trim().split('\n');
    writeFileSync(cut, `${lines.slice(0, -1).join('\n')}\n`);
    expect((await world.run(['audit', 'verify', cut])).code).toBe(0);
    const shown = await world.run(['audit', 'verify', cut, '--heads', receipts]);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toContain(`CUT: entry ${String(seq)} was published`);

    const wrong = await world.run(['audit', 'verify', '--head', `${chain}:1:${hash}`, '--json']);
    expect(wrong.code).toBe(1);
    expect(wrong.lines[0]).toMatchObject({ ok: false, anchored: false, anchors: [{ is: 'rewritten' }] });
    expect((await world.run(['audit', 'verify', '--head', 'nonsense'])).code).toBe(2);
  });

  it('says that a new chain began, and proves each by itself', async ({ headless: { world, id } }) => {
    await world.run(['pause', id]);
    const log = join(world.home, 'audit.jsonl');
    const first = readFileSync(log, 'utf8');
    rmSync(log);
    await world.run(['resume', id]);
    const both = join(world.home, 'both.jsonl');
    writeFileSync(both, first + readFileSync(log, 'utf8'));
    const { code, stdout } = await world.run(['audit', 'verify', both]);
    expect(code).toBe(0);
    const line = first.trim().split('\n').length + 1;
    expect(stdout).toMatch(new RegExp(`A new chain, [\\w-]+, begins in line ${line} `));
  });

  it('reads no pipe or device in place of a log', async ({ headless: { world } }) => {
    expect((await world.run(['audit', 'verify', '/dev/zero'])).code).toBe(2);
  });

  it('exports through no link, and for nobody else to read', async ({ headless: { world, id } }) => {
    await world.run(['pause', id]);
    const [target, link] = [join(world.home, 'precious'), join(world.home, 'journal.jsonl')];
    writeFileSync(target, 'precious', { mode: 0o644 });
    symlinkSync(target, link);
    const refused = await world.run(['audit', 'export', link]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr + refused.stdout).toContain(link);
    expect(readFileSync(target, 'utf8')).toBe('precious');
    const taken = await world.run(['audit', 'export', target]);
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('is there already')]);
    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect((await world.run(['audit', 'export', target, '--force'])).code).toBe(0);
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });

  it('never exports over the log itself', async ({ headless: { world, id } }) => {
    await world.run(['pause', id]);
    const log = join(world.home, 'audit.jsonl');
    const before = readFileSync(log, 'utf8');
    const refused = await world.run(['audit', 'export', log]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('is the log itself');
    expect(readFileSync(log, 'utf8')).toBe(before);
    const names = ['audit-000000000001.jsonl', 'watched-until', join('intents', 'x.json')];
    for (const name of names) {
      const among = await world.run(['audit', 'export', join(world.home, name)]);
      expect([among.code, among.stderr]).toEqual([2, expect.stringContaining('among the files of the log')]);
      expect(existsSync(join(world.home, name))).toBe(false);
    }
  });

  it('says that a log is incomplete whose beginning was removed', async ({ headless: { world, id } }) => {
    await world.run(['pause', id]);
    const log = join(world.home, 'audit.jsonl');
    const rest = readFileSync(log, 'utf8').split('\n').slice(1).join('\n');
    writeFileSync(log, rest);
    const { code, stdout } = await world.run(['audit', 'verify']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('INCOMPLETE: the log begins with entry 2 ')]);
    expect((await world.run(['audit', 'verify', '--json'])).lines[0]).toMatchObject({
      ok: false,
      incomplete: true,
    });
    // A closed file by itself begins wherever the one before ended.
    const part = await world.run(['audit', 'verify', log]);
    expect([part.code, part.stdout]).toEqual([0, expect.stringContaining('The first one follows on ')]);
  });

  it('says how many lines an export has left out', async ({ headless: { world, id } }) => {
    await world.run(['pause', id]);
    const log = join(world.home, 'audit.jsonl');
    const [first, ...rest] = readFileSync(log, 'utf8').split('\n');
    writeFileSync(log, [first, 'no entry', ...rest].join('\n'));
    const { code, stdout, stderr } = await world.run(['audit', 'export', join(world.home, 'out.jsonl')]);
    expect(code).toBe(1);
    expect(stdout).toContain('written to');
    expect(stderr).toContain('Left out because they are no entries: 1 line.');
  });

  it('exports CSV that no spreadsheet takes for formulas', async ({ headless: { world, id } }) => {
    await world.run(['pause', id]);
    const file = join(world.home, 'journal.csv');
    await world.run(['audit', 'export', file]);
    const rows = readFileSync(file, 'utf8').trim().split('\r\n');
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(rows[0]).toMatch(/^"seq","at","action"/);
  });
});
