import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect } from 'vitest';
import schema from '../../docs/contracts/archive-webhook.schema.json' with { type: 'json' };
import { SEED, type WebhookDelivery } from '../../sandbox/control.ts';
import { proveEntries } from '../support/prove-entries.ts';
import { linesOf } from '../../src/headless/home/log-lines.ts';
import { ROOT } from '../support/source-imports.ts';
import {
  eventually,
  headlessIt as it,
  HOOK_SECRET,
  PATIENCE,
  SECRET,
  type Headless,
  type Running,
} from './headless-world.ts';
import type { Loose } from './sandbox-client.ts';

const isBody = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
const WATCH = ['watch', '--json'];
const QUEUE = SEED.queues.payments;

const accepted = (deliveries: WebhookDelivery[]) =>
  deliveries.filter((each) => each.accepted && !each.repeated).map(({ key }) => key);

/** The lines of a watch by their type; a state by itself. */
const type =
  (name: string, more: Loose = {}) =>
  (line: Loose) =>
    line.type === name && Object.entries(more).every(([key, value]) => line[key] === value);

async function stop(running: Running): Promise<number> {
  running.kill('SIGINT');
  return (await running.ended).code;
}

describe.concurrent('recording-control watch', PATIENCE, () => {
  it('streams what the recording of every call does, confirmed', async ({
    headless: { sandbox, world, id },
  }) => {
    const running = world.start(WATCH);
    await running.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    expect(await running.line(type('state', { state: 'paused' }))).toMatchObject({
      conversationId: id,
      queueId: QUEUE,
      pauseKind: 'secure',
      recorders: [],
    });
    const joined = await sandbox.control.call({ queueId: SEED.queues.support });
    await running.line(type('state', { conversationId: joined.conversationId, state: 'recording' }));
    await sandbox.control.act({ conversationId: joined.conversationId, act: 'customer-hangup' });
    await running.line(type('ended', { conversationId: joined.conversationId }));
    expect(await stop(running)).toBe(130);
    expect(running.lines.at(-1)).toMatchObject({ type: 'stopped' });
  });

  it('names the queue that Genesys refuses, with the permission, and watches the others', async ({
    headless: { sandbox, world, id },
  }) => {
    await sandbox.control.switch({ refusedQueues: [SEED.queues.support] });
    const running = world.start(WATCH);
    expect(await running.line(type('queue-refused'))).toMatchObject({
      queueId: SEED.queues.support,
      permissions: ['conversation:communication:view'],
    });
    await running.line(type('state', { conversationId: id, state: 'recording' }));
    expect(await stop(running)).toBe(130);
    const spoken = world.start(['watch']);
    await eventually(() => spoken.text().includes('is not watched'));
    await stop(spoken);
    expect(spoken.text()).toContain(
      `queue ${SEED.queues.support} is not watched: the permission conversation:communication:view is missing`,
    );
  });

  it('leaves a trail on stderr when it is told to, without anything secret in it', async ({
    headless: { sandbox, world },
  }) => {
    const { conversationId } = await sandbox.control.call();
    const running = world.start([...WATCH, '--log-level', 'debug'], world.hook());
    await running.line(type('state', { conversationId, state: 'recording' }));
    await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    await running.line(type('delivered'));
    await stop(running);
    const { stderr } = await running.ended;
    const trail = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Loose);
    const noted = (event: string) => trail.filter(({ msg }) => msg === event);
    for (const event of ['token-obtained', 'feed-opened', 'gap-read', 'watch-channel'])
      expect(noted(event).length, event).toBeGreaterThan(0);
    for (const event of ['watch-state', 'watch-ended', 'watch-recording', 'watch-delivered'])
      expect(noted(event), event).toContainEqual(expect.objectContaining({ level: 'info', conversationId }));
    expect(noted('request')).toContainEqual(
      expect.objectContaining({
        level: 'debug',
        method: 'POST',
        path: '/notifications/channels',
        status: 200,
      }),
    );
    expect(noted('webhook')[0]).toMatchObject({ outcome: 'accepted', attempt: 1 });
    expect(trail.every(({ time }) => new Date(String(time)).toISOString() === time)).toBe(true);
    for (const secret of [SECRET, HOOK_SECRET, 'Bearer', 'wss:', 'ws:', '@'])
      expect(stderr).not.toContain(secret);
  });

  it('posts one signed webhook for each recording, once it is available', async ({
    headless: { sandbox, world, journal },
  }) => {
    const { conversationId } = await sandbox.control.call({ screen: true });
    const running = world.start(WATCH, world.hook());
    await running.line(type('state', { conversationId, state: 'recording' }));
    await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    await running.line(type('delivered'));
    await running.line(type('delivered'));
    await stop(running);

    const deliveries = await world.deliveries();
    expect(deliveries).toHaveLength(2);
    for (const { key, headers, body } of deliveries) {
      const [, seconds, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
        headers['x-recording-control-signature']!,
      )!;
      expect(createHmac('sha256', HOOK_SECRET).update(`${seconds}.${body}`).digest('hex')).toBe(given);
      const parsed = JSON.parse(body);
      expect(isBody(parsed) || isBody.errors).toBe(true);
      expect(parsed).toMatchObject({ id: key, conversationId, queueId: QUEUE });
      expect(parsed.recording).toMatchObject({ fileState: 'AVAILABLE' });
    }
    expect(deliveries.map(({ body }) => JSON.parse(body).recording.media).toSorted()).toEqual([
      'audio',
      'screen',
    ]);
    expect(journal().filter(({ action }) => action === 'archive')).toHaveLength(2);
    const asked = (await sandbox.control.requests()).filter(({ endpoint }) => endpoint === 'recordings');
    expect(asked).toEqual([]);
  });

  it('takes a blank address or secret for none, and says so', async ({ headless: { world } }) => {
    const url = world.start(WATCH, { ...world.hook(), RECORDING_CONTROL_WEBHOOK_URL: ' ' });
    expect(await url.line(type('note'))).toMatchObject({ note: 'no-webhook' });
    await stop(url);
    const secret = world.start(WATCH, { ...world.hook(), RECORDING_CONTROL_WEBHOOK_SECRET: ' ' });
    expect(await secret.line(type('note'))).toMatchObject({ note: 'unsigned' });
    await stop(secret);
  });

  it('waits while a recording is uploading', async ({ headless: { sandbox, world, id } }) => {
    await sandbox.control.switch({ recordingUploadMs: 3_600_000 });
    const running = world.start(WATCH, world.hook());
    await running.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    const polls = async () =>
      (await sandbox.control.requests()).filter(({ endpoint }) => endpoint === 'recording-metadata').length;
    await eventually(async () => (await polls()) >= 2);
    expect(await world.deliveries()).toEqual([]);
    await sandbox.control.clock({ advanceMs: 3_600_000 });
    await running.line(type('delivered'));
    await stop(running);
  });

  it.for([
    { verdict: 'proved', fault: {}, entry: { phase: 'confirmed' } },
    {
      verdict: 'missing',
      fault: { pausesMissing: true },
      entry: { phase: 'failed', failure: 'REC-MISSING' },
    },
  ])(
    'compares a pause by the button of Genesys with the recordings: $verdict',
    async ({ verdict, fault, entry }, { headless: { sandbox, world, id, journal } }) => {
      await sandbox.control.recording({ conversationId: id, ...fault });
      const running = world.start(WATCH, world.hook());
      await running.line(type('state', { conversationId: id, state: 'recording' }));
      await sandbox.control.act({ conversationId: id, act: 'pause' });
      await running.line(type('state', { conversationId: id, state: 'paused' }));
      await sandbox.control.act({ conversationId: id, act: 'resume' });
      await running.line(type('state', { conversationId: id, state: 'recording' }));
      await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
      const line = await running.line(type('proof'));
      expect(line).toMatchObject({ conversationId: id, proofs: [{ verdict, claim: { by: 'watch' } }] });
      await stop(running);
      expect(journal()).toContainEqual(
        expect.objectContaining({ action: 'proof', conversationId: id, ...entry }),
      );
    },
  );

  it('compares a pause that lasts to the hang-up whole', async ({ headless: { sandbox, world, id } }) => {
    await sandbox.control.recording({ conversationId: id, pausesShortMs: 4_500 });
    const running = world.start(WATCH);
    await running.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    await running.line(type('state', { conversationId: id, state: 'paused' }));
    await sleep(5_000);
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    expect(await running.line(type('proof'))).toMatchObject({
      proofs: [{ verdict: 'short', claim: { by: 'watch', end: 'call' } }],
    });
    await stop(running);
  });

  it('tries again what the receiver does not accept, with the same body and key', async ({
    headless: { sandbox, world, id },
  }) => {
    await world.webhookFault({ status: 503 });
    await world.webhookFault({ status: 0 });
    const running = world.start(WATCH, world.hook());
    await running.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    await running.line(type('delayed', { status: 503 }));
    await running.line(type('delivered'));
    await stop(running);
    const deliveries = await world.deliveries();
    expect(new Set(deliveries.map(({ key, body }) => key + body)).size).toBe(1);
    expect(accepted(deliveries)).toHaveLength(1);
  });

  it('sets a webhook aside that the receiver refuses for good, visibly', async ({
    headless: { sandbox, world, id, journal },
  }) => {
    await world.webhookFault({ status: 422 });
    const running = world.start(WATCH, world.hook());
    await running.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    const { key } = await running.line(type('set-aside', { status: 422 }));
    await stop(running);
    expect(readdirSync(join(world.home, 'set-aside'))).toEqual([`${key}.json`]);
    expect(journal().at(-1)).toMatchObject({ action: 'archive', phase: 'failed', failure: 'REC-WEBHOOK' });
  });

  it.for([
    [{ fileState: 'ERROR' }, 'file-error', 'REC-FILE'],
    [{ media: 'hologram' }, 'unexpected-format', 'REC-FORMAT'],
    [{ fileState: 'LIMBO' }, 'unexpected-state', 'REC-STATE'],
  ] as const)(
    'flags and audits %j',
    async ([change, flag, code], { headless: { sandbox, world, id, journal } }) => {
      await sandbox.control.recording({ conversationId: id, ...change });
      const running = world.start(WATCH, world.hook());
      await running.line(type('state', { conversationId: id, state: 'recording' }));
      await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
      expect(await running.line(type('flag'))).toMatchObject({ conversationId: id, flag, code });
      await stop(running);
      expect(journal().find(({ failure }) => failure === code)).toMatchObject({ phase: 'observed' });
    },
  );

  it('reconnects and subscribes again after the socket is gone', async ({
    headless: { sandbox, world, id },
  }) => {
    const running = world.start(WATCH);
    await running.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.fault({ fault: 'socket', how: 'close' });
    await running.line(type('channel', { up: false }));
    await running.line(type('state', { conversationId: id, state: 'unknown' }));
    await running.line(type('channel', { up: true }));
    await running.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    await running.line(type('state', { conversationId: id, state: 'paused' }));
    await stop(running);
  });

  it('answers metrics under the names of this machine only', async ({ headless: { world } }) => {
    const running = world.start([...WATCH, '--metrics-port', '0']);
    const { url } = await running.line(type('metrics-server'));
    const { hostname, port } = new URL(url);
    const statusFor = (host: string) =>
      new Promise((resolve) => {
        request({ hostname, port, path: '/metrics', headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        }).end();
      });
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    expect(await statusFor(`127.0.0.1:${port}`)).toBe(200);
    expect(await statusFor(`evil.example:${port}`)).toBe(421);
    expect(await statusFor(`localhost.evil.example:${port}`)).toBe(421);
    await stop(running);
  });

  it('serves metrics to Prometheus', async ({ headless: { world } }) => {
    const running = world.start([...WATCH, '--metrics-port', '0']);
    const { url } = await running.line(type('metrics-server'));
    await running.line(type('state', { state: 'recording' }));
    const text = await (await fetch(url)).text();
    expect(text).toContain('recording_control_channel_up 1');
    expect(text).toContain('recording_control_conversations 1');
    await stop(running);
  });

  it('watches only the queues it is told to', async ({ headless: { sandbox, world } }) => {
    const running = world.start([...WATCH, '--queue', SEED.queues.support]);
    await running.line(type('channel', { up: true }));
    await sandbox.control.call();
    const mine = await sandbox.control.call({ queueId: SEED.queues.support });
    await running.line(type('state', { conversationId: mine.conversationId }));
    await stop(running);
    expect(new Set(running.lines.filter(type('state')).map((line) => line.conversationId))).toEqual(
      new Set([mine.conversationId]),
    );
  });

  it.for([
    ['a queue that nobody knows', ['--queue', '00000000-0000-4000-8000-000000000000'], {}, 'REC-404'],
    ['a secret that is wrong', ['--queue', QUEUE], { GENESYSCLOUD_OAUTHCLIENT_SECRET: 'wrong' }, 'REC-401'],
    ['a secret that is wrong, for all queues', [], { GENESYSCLOUD_OAUTHCLIENT_SECRET: 'wrong' }, 'REC-401'],
  ] as const)('does not begin with %s', async ([, args, env, failure], { headless: { world } }) => {
    const { code, lines, stderr } = await world.run([...WATCH, ...args], env);
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({ type: 'error', code: failure });
    expect(stderr).toContain(failure);
  });

  it('does not begin with a port that another program has', async ({ headless: { sandbox, world } }) => {
    const { port } = new URL(sandbox.platformUrl);
    const { code, stderr } = await world.run([...WATCH, '--metrics-port', port]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `The port ${port} cannot be used for metrics: another program has it, or it is not allowed.\n`,
    );
  });

  it('waits for a platform that is away when it starts', async ({ headless: { sandbox, world, id } }) => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'queues', status: 503 });
    const running = world.start(WATCH);
    expect(await running.line(type('waiting'))).toMatchObject({ code: 'REC-500' });
    await running.line(type('state', { conversationId: id, state: 'recording' }));
    expect(await stop(running)).toBe(130);
  });

  it('says which permission it lacks to list recordings', async ({ headless: { sandbox, world, id } }) => {
    await sandbox.control.fault({
      fault: 'status',
      endpoint: 'recording-metadata',
      status: 403,
      permission: 'recording:recording:view',
    });
    const running = world.start(WATCH, world.hook());
    await running.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    expect(await running.line(type('no-metadata'))).toMatchObject({
      conversationId: id,
      permission: 'recording:recording:view',
    });
    await running.line(type('delivered'));
    await stop(running);
  });

  it('learns of calls that began and ended while nobody watched', async ({
    headless: { sandbox, world, id },
  }) => {
    const first = world.start(WATCH, world.hook());
    await first.line(type('state', { conversationId: id, state: 'recording' }));
    first.kill('SIGKILL');
    await first.ended;
    const missed = await sandbox.control.call();
    await sandbox.control.act({ conversationId: missed.conversationId, act: 'customer-hangup' });
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    const second = world.start(WATCH, world.hook());
    await second.line(type('delivered'));
    await second.line(type('delivered'));
    await stop(second);
    const told = (await world.deliveries()).map(({ body }) => JSON.parse(body).conversationId);
    expect(told.toSorted()).toEqual([id, missed.conversationId].toSorted());
  });
});

/** Loaded into a watch: it dies by SIGKILL in the midst of its n-th change of the disk. */
const DIE = pathToFileURL(join(ROOT, 'test', 'support', 'die-at-step.mjs')).href;
/** From the start to the accepted and audited webhook of one call. */
const LAST_STEP = 19;
const STEPS = Array.from({ length: LAST_STEP }, (_, index) => index + 1);

/** From here on the call is on the disk, and a second watch needs nobody to tell it. */
const ON_DISK = 6;

/** Each webhook was accepted once under its key, however often it came, and is in the journal. */
function expectOnce(deliveries: WebhookDelivery[], { world, journal }: Headless, webhooks: number): void {
  expect(accepted(deliveries)).toHaveLength(webhooks);
  expect(new Set(accepted(deliveries)).size).toBe(webhooks);
  expect(proveEntries(linesOf({ closed: () => [], current: join(world.home, 'audit.jsonl') }))).toMatchObject(
    { ok: true },
  );
  const told = journal().filter(({ action, phase }) => action === 'archive' && phase === 'confirmed');
  expect(new Set(told.map(({ recordingId }) => recordingId)).size).toBe(webhooks);
}

describe.concurrent('recording-control watch under kill -9', PATIENCE, () => {
  it.for(STEPS)(
    'loses no webhook and doubles none when killed in change %i of the disk',
    async (step, { headless }) => {
      const { sandbox, world, id } = headless;
      const first = world.start(WATCH, {
        ...world.hook(),
        NODE_OPTIONS: `--import ${DIE}`,
        DIE_AT_STEP: String(step),
      });
      let isDead = false;
      void first.ended.then(() => (isDead = true));
      const has = (fits: (line: Loose) => boolean) => isDead || first.lines.some(fits);
      // What was never seen live nor told by analytics nobody can know.
      await eventually(() => has(type('state', { conversationId: id, state: 'recording' })));
      await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
      await eventually(() => has(type('delivered')));
      first.kill('SIGKILL');
      await first.ended;

      await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
      if (step >= ON_DISK)
        await sandbox.control.fault({ fault: 'status', endpoint: 'analytics', status: 403, times: 0 });
      const second = world.start(WATCH, world.hook());
      await eventually(() => [...first.lines, ...second.lines].some(type('delivered')));
      await eventually(() => second.lines.some(type('channel', { up: true })));
      await stop(second);
      const deliveries = await world.deliveries();
      expectOnce(deliveries, headless, 1);
      // Twice only when it died between the answer and the disk.
      expect(deliveries.length).toBeLessThanOrEqual(2);
    },
  );

  it('reaches the last of these changes', async ({ headless: { sandbox, world, id } }) => {
    const watch = world.start(WATCH, {
      ...world.hook(),
      NODE_OPTIONS: `--import ${DIE}`,
      DIE_AT_STEP: String(LAST_STEP),
    });
    await eventually(() => watch.lines.some(type('state', { conversationId: id, state: 'recording' })));
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    await watch.ended;
    expect(watch.lines.some(type('stopped'))).toBe(false);
  });

  it.for(['thinks about it', 'has refused it for now', 'has accepted it'])(
    'loses no webhook and doubles none when killed while the receiver %s',
    async (what, { headless }) => {
      const { sandbox, world, id } = headless;
      if (what.includes('thinks')) await world.webhookFault({ status: 0, delayMs: 1_000 });
      if (what.includes('refused')) await world.webhookFault({ status: 503 });
      const first = world.start(WATCH, world.hook());
      await first.line(type('state', { conversationId: id, state: 'recording' }));
      await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
      if (what.includes('thinks')) await eventually(async () => (await world.deliveries()).length === 1);
      if (what.includes('refused')) await first.line(type('delayed'));
      if (what.includes('accepted')) await first.line(type('delivered'));
      first.kill('SIGKILL');
      await first.ended;
      // Also of one that nobody saw: analytics tells of it.
      const other = await sandbox.control.call();
      await sandbox.control.act({ conversationId: other.conversationId, act: 'customer-hangup' });
      const second = world.start(WATCH, world.hook());
      await eventually(async () => new Set(accepted(await world.deliveries())).size === 2);
      await second.line(type('delivered', { conversationId: other.conversationId }));
      await stop(second);
      const deliveries = await world.deliveries();
      expectOnce(deliveries, headless, 2);
      if (what.includes('accepted')) expect(deliveries).toHaveLength(2);
    },
  );
});
