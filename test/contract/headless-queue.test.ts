import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { runCli } from '../../src/headless/cli/run.ts';
import { eventually, headlessIt as it, PATIENCE } from './headless-world.ts';
import type { Loose } from './sandbox-client.ts';

const QUEUE = SEED.queues.payments;
const calls = (lines: Loose[]) => lines.filter(({ type }) => type === 'call');
const summary = (lines: Loose[]) => lines.find(({ type }) => type === 'summary');

/** The verb finds the call recorded, because its agent has resumed; what the agent pauses then is not this home's to end. */
const takesNoPauseForItsOwnAfter = (what: string, verb: (id: string) => readonly string[]) =>
  it(`takes no pause for its own after ${what} has found the call recorded`, async ({
    headless: { sandbox, world, id, truth },
  }) => {
    expect((await world.run(['queue', 'pause', QUEUE])).code).toBe(0);
    await sandbox.control.act({ conversationId: id, act: 'resume' });
    const elsewhere = { RECORDING_CONTROL_HOME: join(world.home, 'elsewhere') };
    const seen = () => world.run(['status', id, '--json'], elsewhere);
    await eventually(async () => (await seen()).lines[0]?.['state'] === 'recording');
    expect((await world.run(verb(id))).code).toBe(0);
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    const { code, lines } = await world.run(['queue', 'resume', QUEUE, '--yes', '--json']);
    expect(code).toBe(0);
    expect(calls(lines)).toMatchObject([{ conversationId: id, outcome: 'not-own', state: 'paused' }]);
    expect(await truth()).toMatchObject({ capturing: false });
  });

describe.concurrent('recording-control queue', PATIENCE, () => {
  it('pauses every live call of the queue and no other, each read before it is acted on', async ({
    headless: { sandbox, world, id },
  }) => {
    const second = await sandbox.control.call();
    const elsewhere = await sandbox.control.call({ queueId: SEED.queues.support });
    const { code, lines } = await world.run(['queue', 'pause', QUEUE, '--json']);
    expect(code).toBe(0);
    expect(
      calls(lines)
        .map(({ conversationId, outcome }) => `${conversationId} ${outcome}`)
        .toSorted(),
    ).toEqual([id, second.conversationId].map((each) => `${each} done`).toSorted());
    expect(summary(lines)).toMatchObject({ calls: 2, done: 2, interrupted: false });
    const { conversations } = await sandbox.control.truth();
    expect(conversations.find((each) => each.id === elsewhere.conversationId)).toMatchObject({
      capturing: true,
    });
    const requests = (await sandbox.control.requests()).filter(({ path }) => path.includes(id));
    expect(requests.map(({ method }) => method).slice(0, 2)).toEqual(['GET', 'PUT']);
  });

  it('comes back to a call that rings when somebody has answered', async ({
    headless: { sandbox, world },
  }) => {
    const { conversationId } = await sandbox.control.call({ state: 'alerting' });
    const running = world.start(['queue', 'pause', QUEUE, '--json']);
    await running.line(({ type }) => type === 'call');
    await sandbox.control.act({ conversationId, act: 'answer' });
    const { code, lines } = await running.ended;
    expect(code).toBe(0);
    expect(calls(lines)).toContainEqual(expect.objectContaining({ conversationId, outcome: 'done' }));
  });

  it('changes nothing on a dry run', async ({ headless: { world, requests, truth } }) => {
    const { code, lines } = await world.run(['queue', 'pause', QUEUE, '--dry-run', '--json']);
    expect(code).toBe(0);
    expect(calls(lines)).toMatchObject([{ outcome: 'would-act', state: 'recording' }]);
    expect((await requests('PUT')).filter(({ endpoint }) => endpoint === 'pause-others')).toEqual([]);
    expect(await truth()).toMatchObject({ capturing: true });
  });

  it('resumes the pauses that this home made, and leaves those of somebody else alone', async ({
    headless: { sandbox, world, id, truth },
  }) => {
    const theirs = (await sandbox.control.call()).conversationId;
    expect((await world.run(['pause', id])).code).toBe(0);
    await sandbox.control.act({ conversationId: theirs, act: 'pause' });
    const shown = await world.run(['queue', 'resume', QUEUE, '--dry-run']);
    expect(shown.stdout).toContain(`${id}  would act`);
    expect(shown.stdout).toContain(`${theirs}  not proven to be paused from here`);
    const first = await world.run(['queue', 'resume', QUEUE, '--yes']);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('1 done, 1 not-own');
    expect(first.stdout).toContain('--all-pauses');
    expect(await truth()).toMatchObject({ capturing: true });
    const paused = (await sandbox.control.truth()).conversations.find((each) => each.id === theirs);
    expect(paused).toMatchObject({ capturing: false });
    const second = await world.run(['queue', 'resume', QUEUE, '--yes', '--all-pauses', '--json']);
    expect(calls(second.lines)).toContainEqual(
      expect.objectContaining({ conversationId: theirs, outcome: 'done' }),
    );
  });

  it('leaves a pause alone that Genesys answered with 409: somebody else made it', async ({
    headless: { sandbox, world, id, requests, truth },
  }) => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status: 409 });
    const running = world.start(['pause', id, '--json']);
    await eventually(async () => (await requests('PUT')).length === 1);
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    expect((await running.ended).lines[0]).toMatchObject({ outcome: 'already-so' });
    const { code, stdout } = await world.run(['queue', 'resume', QUEUE, '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain('1 not-own');
    expect(stdout).toContain('--all-pauses');
    expect(await truth()).toMatchObject({ capturing: false });
  });

  it('takes no pause for its own after a watch has seen somebody resume', async ({
    headless: { sandbox, world, id, truth },
  }) => {
    const watching = world.start(['watch', '--queue', QUEUE, '--json']);
    await watching.line(({ type, state }) => type === 'state' && state === 'recording');
    await world.run(['pause', id]);
    await watching.line(({ type, state }) => type === 'state' && state === 'paused');
    await sandbox.control.act({ conversationId: id, act: 'resume' });
    await watching.line(({ type, state }) => type === 'state' && state === 'recording');
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    const { code, lines } = await world.run(['queue', 'resume', QUEUE, '--yes', '--json']);
    expect(code).toBe(0);
    expect(calls(lines)).toMatchObject([{ conversationId: id, outcome: 'not-own', state: 'paused' }]);
    expect(await truth()).toMatchObject({ capturing: false });
    expect((await world.run(['audit', 'verify'])).code).toBe(0);
  });

  takesNoPauseForItsOwnAfter('a status', (id) => ['status', id]);
  takesNoPauseForItsOwnAfter('a resume of it', (id) => ['resume', id]);
  takesNoPauseForItsOwnAfter('a dry run', () => ['queue', 'resume', QUEUE, '--dry-run']);
  takesNoPauseForItsOwnAfter('a run that found nothing to resume', () => ['queue', 'resume', QUEUE, '--yes']);

  it('takes no pause for its own after a run has found the call on hold, which is none', async ({
    headless: { sandbox, world, id, truth },
  }) => {
    expect((await world.run(['queue', 'pause', QUEUE])).code).toBe(0);
    await sandbox.control.act({ conversationId: id, act: 'resume' });
    await sandbox.control.act({ conversationId: id, act: 'hold' });
    const elsewhere = { RECORDING_CONTROL_HOME: join(world.home, 'elsewhere') };
    const seen = () => world.run(['status', id, '--json'], elsewhere);
    await eventually(async () => (await seen()).lines[0]?.['state'] === 'held');
    expect((await world.run(['queue', 'resume', QUEUE, '--yes'])).code).toBe(0);
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    await sandbox.control.act({ conversationId: id, act: 'unhold' });
    await eventually(async () => (await seen()).lines[0]?.['pauseKind'] === 'secure');
    const { code, lines } = await world.run(['queue', 'resume', QUEUE, '--yes', '--json']);
    expect(code).toBe(0);
    expect(calls(lines)).toMatchObject([{ conversationId: id, outcome: 'not-own', state: 'paused' }]);
    expect(await truth()).toMatchObject({ capturing: false });
  });

  it('resumes nothing where nobody can be asked, unless by --yes', async ({
    headless: { sandbox, world },
  }) => {
    const { code, stdout, stderr } = await world.run(['queue', 'resume', QUEUE]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('--yes');
    expect(await sandbox.control.requests()).toEqual([]);
  });

  it.for([
    ['resume', 0, true],
    ['yes', 1, false],
    ['', 1, false],
  ] as const)(
    'says on a terminal how many calls would be recorded again, and takes the word: %j',
    async ([typed, expected, capturing], { headless: { sandbox, world, id, truth } }) => {
      const theirs = (await sandbox.control.call()).conversationId;
      await world.run(['pause', id]);
      await sandbox.control.act({ conversationId: theirs, act: 'pause' });
      const asked: string[] = [];
      let said = '';
      const code = await runCli(['queue', 'resume', QUEUE], {
        environment: world.environment(),
        streams: { out: (text) => (said += text), err: (text) => (said += text), isTerminal: false },
        signal: new AbortController().signal,
        async ask(question) {
          asked.push(question);
          return typed;
        },
      });
      expect(code, said).toBe(expected);
      expect(said).toContain('1 call paused from here would be recorded again.');
      expect(said).toContain('Left alone, because not proven to be paused from here: 1 call.');
      expect(asked).toEqual(['Type "resume" to go on: ']);
      expect(said.includes('Nothing was sent.')).toBe(expected === 1);
      expect(await truth()).toMatchObject({ capturing });
    },
  );

  it.for([
    ['a pause from here', [], { outcome: 'unconfirmed', takenBack: true }, 3],
    ['the pause of an agent', ['--all-pauses'], { outcome: 'not-agreed' }, 0],
  ] as const)(
    'resumes nothing that was paused after the question: %s',
    async ([, more, left, expected], { headless: { sandbox, world, id, truth } }) => {
      const other = (await sandbox.control.call()).conversationId;
      await world.run(['pause', id]);
      let said = '';
      const code = await runCli(['queue', 'resume', QUEUE, ...more], {
        environment: world.environment(),
        streams: { out: (text) => (said += text), err: (text) => (said += text), isTerminal: false },
        signal: new AbortController().signal,
        async ask() {
          expect(said).toContain('1 ');
          if (more.length === 0) expect((await world.run(['pause', other])).code).toBe(0);
          else await sandbox.control.act({ conversationId: other, act: 'pause' });
          return 'resume';
        },
      });
      expect(code).toBe(expected);
      expect(await truth()).toMatchObject({ capturing: true });
      expect(await world.run(['status', other, '--json'])).toMatchObject({
        lines: [{ conversationId: other, state: 'paused' }],
      });
      expect(said).toContain(
        'takenBack' in left
          ? `${other}  unconfirmed  Taken back by a later Pause from this home.`
          : `${other}  was not among the calls that were asked about, left as it is`,
      );
    },
  );

  it('prints nothing but its results, also over many calls', async ({ headless: { sandbox, world } }) => {
    for (let n = 0; n < 24; n += 1) await sandbox.control.call();
    for (const args of [['pause'], ['resume', '--yes'], ['pause', '--dry-run']]) {
      const { code, stderr } = await world.run(['queue', args[0]!, QUEUE, ...args.slice(1)]);
      expect(code).toBe(0);
      expect(stderr).toBe('');
    }
  });

  it('exits with the worst: refused before unconfirmed', async ({ headless: { sandbox, world } }) => {
    await sandbox.control.call();
    await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status: 403 });
    const { code, stdout, stderr } = await world.run(['queue', 'pause', QUEUE]);
    expect(code).toBe(1);
    expect(stdout).toContain('2 calls in');
    expect(stdout).toContain('1 done, 1 refused');
    expect(stderr).toContain('NOT DONE: 1 refused, 0 unconfirmed.');
  });

  it('exits with 3 when one stays unconfirmed', async ({ headless: { sandbox, world } }) => {
    await sandbox.control.fault({ fault: 'ignored', endpoint: 'pause-others', times: 0 });
    const { code, lines } = await world.run(['queue', 'pause', QUEUE, '--json']);
    expect(code).toBe(3);
    expect(calls(lines)).toMatchObject([{ outcome: 'unconfirmed', state: 'recording' }]);
  });

  it('stops snippets, where the platform lets a client do so', async ({
    headless: { sandbox, world, id },
  }) => {
    await sandbox.control.switch({ snippetNeedsUser: false });
    await sandbox.control.act({ conversationId: id, act: 'snippet-start' });
    const { code, lines } = await world.run(['queue', 'stop', QUEUE, '--json']);
    expect(code).toBe(0);
    expect(calls(lines)).toMatchObject([{ outcome: 'done' }]);
    const { conversations } = await sandbox.control.truth();
    expect(conversations[0]!.participants.some(({ recorders }) => recorders.snippet === 'active')).toBe(
      false,
    );
  });

  it('says that it knows no such queue', async ({ headless: { world } }) => {
    const { code, stderr } = await world.run(['queue', 'pause', '00000000-0000-4000-8000-000000000000']);
    expect(code).toBe(1);
    expect(stderr).toContain('REC-404');
  });

  it.for(['queues', 'analytics'] as const)(
    'waits while %s cannot be asked',
    async (endpoint, { headless: { sandbox, world } }) => {
      await sandbox.control.fault({ fault: 'status', endpoint, status: 429, retryAfter: '1' });
      await sandbox.control.fault({ fault: 'lost', endpoint, when: 'before' });
      const { code, lines } = await world.run(['queue', 'pause', QUEUE, '--json']);
      expect(code).toBe(0);
      expect(calls(lines)).toMatchObject([{ outcome: 'done' }]);
    },
  );

  it('says what is wrong instead of "nothing to do"', async ({ headless: { sandbox, world } }) => {
    await sandbox.control.fault({
      fault: 'status',
      endpoint: 'analytics',
      status: 403,
      permission: 'analytics:conversationDetail:view',
    });
    const { code, stdout, stderr } = await world.run(['queue', 'pause', QUEUE]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'analytics:conversationDetail:view is missing in the role of the client or the user.',
    );
    expect(stdout).toContain('nothing was done');
  });

  it.for(['analytics', 'read-call'] as const)(
    'waits for no rate limit after Ctrl-C: %s',
    async (endpoint, { headless: { sandbox, world } }) => {
      await sandbox.control.fault({ fault: 'status', endpoint, status: 429, retryAfter: '50' });
      const running = world.start(['queue', 'pause', QUEUE, '--json']);
      await eventually(async () => (await sandbox.control.requests()).some(({ status }) => status === 429));
      running.kill('SIGINT');
      const { code, lines } = await running.ended;
      expect(code).toBe(130);
      expect(summary(lines)).toMatchObject({ interrupted: true, done: 0 });
      expect(summary(lines).seconds).toBeLessThan(40);
    },
  );

  it('pages through analytics, and asks again because it lags behind', async ({
    headless: { sandbox, world },
  }) => {
    await sandbox.control.switch({ analyticsLagMs: 1_500 });
    const young = await sandbox.control.call();
    const { lines } = await world.run(['queue', 'pause', QUEUE, '--json']);
    expect(calls(lines).map(({ conversationId }) => conversationId)).toContain(young.conversationId);
  });

  it('works without the topic of the queue', async ({ headless: { sandbox, world } }) => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'subscribe', status: 403, times: 0 });
    const { code } = await world.run(['queue', 'pause', QUEUE]);
    expect(code).toBe(0);
  });

  it('stops cleanly on Ctrl-C and goes on when it is run again', async ({ headless: { sandbox, world } }) => {
    for (let n = 0; n < 40; n += 1) await sandbox.control.call();
    const running = world.start(['queue', 'pause', QUEUE, '--json']);
    await running.line(({ type }) => type === 'call');
    running.kill('SIGINT');
    const first = await running.ended;
    expect(first.code).toBe(130);
    expect(summary(first.lines)).toMatchObject({ interrupted: true });
    expect(summary(first.lines).left + calls(first.lines).length).toBe(41);
    const second = await world.run(['queue', 'pause', QUEUE, '--json']);
    expect(second.code).toBe(0);
    expect(summary(second.lines)['already-so']).toBe(summary(first.lines).done);
    expect((await world.run(['audit', 'verify'])).code).toBe(0);
  });
});

describe('recording-control queue with 200 calls', () => {
  it(
    'gives each call exactly one truthful result, whatever happens meanwhile',
    { timeout: 600_000 },
    async ({ headless: { sandbox, world, id } }) => {
      // How a run paces itself within a limit is measured in simulated time: npm run bench -- bulk.
      await sandbox.control.switch({ requestsPerMinute: 2_000 });
      const ids = [id];
      while (ids.length < 200) ids.push((await sandbox.control.call()).conversationId);
      for (const conversationId of ids.slice(0, 10)) {
        await sandbox.control.act({ conversationId, act: 'pause' });
      }
      await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status: 403, times: 5 });
      await sandbox.control.fault({
        fault: 'status',
        endpoint: 'read-call',
        status: 429,
        retryAfter: '1',
      });

      const running = world.start(['queue', 'pause', QUEUE, '--json']);
      for (let n = 0; n < 5; n += 1) await running.line(({ type }) => type === 'call');
      const gone = ids.slice(-15);
      for (const conversationId of gone)
        await sandbox.control.act({ conversationId, act: 'customer-hangup' });
      const joined: string[] = [];
      for (let n = 0; n < 10; n += 1) joined.push((await sandbox.control.call()).conversationId);
      const { lines, code } = await running.ended;

      const results = calls(lines);
      const idsTold = results.map(({ conversationId }) => conversationId);
      expect(idsTold.toSorted()).toEqual([...ids, ...joined].toSorted());
      expect(
        results
          .filter((line) => line.joined)
          .map(({ conversationId }) => conversationId)
          .toSorted(),
      ).toEqual(joined.toSorted());
      const { conversations } = await sandbox.control.truth();
      for (const { conversationId, outcome } of results) {
        const real = conversations.find((each) => each.id === conversationId)!;
        if (outcome === 'done' || outcome === 'already-so') expect(real).toMatchObject({ capturing: false });
        if (outcome === 'ended') expect(real.ended).toBe(true);
        if (outcome === 'refused') expect(real.capturing).toBe(true);
        expect(['done', 'already-so', 'ended', 'refused']).toContain(outcome);
      }
      const counts = summary(lines);
      expect(counts).toMatchObject({
        calls: 210,
        joined: 10,
        refused: 5,
        unconfirmed: 0,
        interrupted: false,
      });
      expect(counts.ended).toBe(15);
      expect(code).toBe(1);
      const limited = (await sandbox.control.requests()).filter(({ status }) => status === 429);
      expect(limited).toHaveLength(1);
    },
  );
});
