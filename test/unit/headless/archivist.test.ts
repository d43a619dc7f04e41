import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/domain/failure.ts';
import type { RecordingFacts } from '../../../src/genesys/wire/recording-metadata.ts';
import { createArchivist } from '../../../src/headless/archive/archivist.ts';
import type { ArchiveEvent } from '../../../src/headless/archive/archive-event.ts';
import { openJobStore, type JobStore } from '../../../src/headless/archive/job-store.ts';
import { keyOf, type Job } from '../../../src/headless/archive/job.ts';
import type { Deliver } from '../../../src/headless/archive/webhook.ts';
import type { Delivery } from '../../../src/outbox/delivery.ts';
import { fakeClock } from '../../support/fake-clock.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'archivist-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const CALL = 'call-1';
const MINUTE = 60_000;
const TWO_DAYS = 48 * 60 * MINUTE;
const recording = (recordingId: string, fileState = 'AVAILABLE', media = 'audio'): RecordingFacts => ({
  recordingId,
  media,
  fileState,
});

/** The process is dead: nothing of it runs any more. */
class Killed extends Error {}

/** A store that kills its process before or after its n-th write. */
function mortal(store: JobStore, at: number, when: 'before' | 'after'): JobStore {
  let writes = 0;
  let dead = false;
  const write =
    <A extends unknown[]>(run: (...args: A) => void) =>
    (...args: A) => {
      if (dead) throw new Killed();
      writes += 1;
      if (writes === at && when === 'before') dead = true;
      if (dead) throw new Killed();
      run(...args);
      if (writes === at) dead = true;
      if (dead) throw new Killed();
    };
  return { ...store, save: write(store.save), finish: write(store.finish), setAside: write(store.setAside) };
}

/** Two days of looking are hundreds of writes: for those a disk would only cost time. */
function memoryStore(): JobStore & { readonly jobs: Map<string, Job> } {
  const jobs = new Map<string, Job>();
  const finished = new Set<string>();
  return {
    jobs,
    load: () => ({ jobs: [...jobs.values()], unreadable: [] }),
    save: (job) => void jobs.set(job.conversationId, job),
    finish({ conversationId }) {
      jobs.delete(conversationId);
      finished.add(conversationId);
    },
    isFinished: (id) => finished.has(id),
    setAside() {},
    setAsideCount: () => 0,
  };
}

interface World {
  readonly clock: ReturnType<typeof fakeClock>;
  readonly found: RecordingFacts[];
  readonly answers: Delivery[];
  /** How the next looks for recordings are refused. */
  readonly refusals: Failure[];
  readonly sent: { key: string; body: string }[];
  readonly events: ArchiveEvent[];
  looks: number;
  /** What happens while the recordings are looked up. */
  meanwhile(): void;
}

const newWorld = (): World => ({
  clock: fakeClock(),
  found: [],
  answers: [],
  refusals: [],
  sent: [],
  events: [],
  looks: 0,
  meanwhile() {},
});

function run(world: World, store?: JobStore) {
  const deliver: Deliver = async ({ key, body }) => {
    world.sent.push({ key, body });
    return world.answers.shift() ?? { kind: 'accepted' };
  };
  return createArchivist({
    store: store ?? openJobStore(home, () => world.clock.wall()),
    clock: world.clock,
    random: () => 0.5,
    async recordings() {
      world.looks += 1;
      await Promise.resolve();
      world.meanwhile();
      const failure = world.refusals.shift();
      return failure ? { ok: false, failure } : { ok: true, value: [...world.found] };
    },
    annotations: async () => ({ ok: true, value: [] }),
    deliver,
    head: () => 'chain:1:hash',
    tell: async (event) => void world.events.push(event),
  });
}

const kinds = ({ events }: World) => events.map(({ kind }) => kind);

describe('the archivist', () => {
  it('asks ever more rarely until a recording is there, and then sends it once', async () => {
    const world = newWorld();
    const archivist = run(world);
    archivist.start();
    archivist.heard(CALL, { queueId: 'queue-1', recorded: true });
    archivist.ended(CALL);
    await world.clock.pass(20_000);
    expect(world.sent).toEqual([]);
    world.found.push(recording('r1'));
    await world.clock.pass(60_000);
    expect(world.sent.map(({ key }) => key)).toEqual([keyOf('r1')]);
    expect(JSON.parse(world.sent[0]!.body)).toMatchObject({ conversationId: CALL, queueId: 'queue-1' });
  });

  it.each([5, 9, 15, 40, 90, 6 * 60, 24 * 60, 47 * 60])(
    'announces what comes %i minutes after the call, although something was there at once',
    async (minutes) => {
      const world = newWorld();
      world.found.push(recording('r1'));
      const archivist = run(world);
      archivist.start();
      archivist.heard(CALL, {});
      archivist.ended(CALL);
      await world.clock.pass(minutes * MINUTE);
      world.found.push(recording('r2', 'AVAILABLE', 'screen'));
      await world.clock.pass(Math.min(Math.max(20, 3 * minutes), 24 * 60) * MINUTE);
      expect(world.sent.map(({ key }) => key)).toEqual([keyOf('r1'), keyOf('r2')]);
    },
  );

  it('looks seven times in two days when all seems to be there, and is done with the call then', async () => {
    const world = newWorld();
    world.found.push(recording('r1'));
    const archivist = run(world);
    archivist.start();
    archivist.heard(CALL, {});
    archivist.ended(CALL);
    await world.clock.pass(TWO_DAYS + MINUTE);
    expect(world.looks).toBe(7);
    expect(readdirSync(join(home, 'queue'))).toEqual([]);
    archivist.heard(CALL, { unseen: true });
    archivist.ended(CALL);
    await world.clock.pass(TWO_DAYS);
    expect(world.sent).toHaveLength(1);
  });

  it.each([1, 12, 30, 24 * 60])(
    'goes on with a call that lives again after %i minutes, and sends what it has sent only once',
    async (minutes) => {
      const world = newWorld();
      world.found.push(recording('r1'));
      const archivist = run(world);
      archivist.start();
      archivist.heard(CALL, { live: true, recorded: true });
      archivist.ended(CALL);
      await world.clock.pass(minutes * MINUTE);
      archivist.heard(CALL, { live: true });
      await world.clock.pass(TWO_DAYS);
      const looked = world.looks;
      world.found.push(recording('r2'));
      archivist.ended(CALL);
      await world.clock.pass(MINUTE);
      expect(world.looks).toBeGreaterThan(looked);
      expect(world.sent.map(({ key }) => key)).toEqual([keyOf('r1'), keyOf('r2')]);
    },
  );

  it('takes a call on again that was over without a recording, and not because its end is told again', async () => {
    const world = newWorld();
    const archivist = run(world);
    archivist.start();
    archivist.heard(CALL, { live: true });
    archivist.ended(CALL);
    await world.clock.pass(30 * MINUTE);
    expect(readdirSync(join(home, 'queue'))).toEqual([]);
    world.found.push(recording('r1'));
    archivist.heard(CALL, { unseen: true });
    archivist.ended(CALL);
    await world.clock.pass(30 * MINUTE);
    expect(world.sent).toEqual([]);
    archivist.heard(CALL, { live: true });
    archivist.ended(CALL);
    await world.clock.pass(MINUTE);
    expect(world.sent.map(({ key }) => key)).toEqual([keyOf('r1')]);
  });

  it('stays with a call that lives again while its recordings are being looked up', async () => {
    const world = newWorld();
    world.found.push(recording('r1'));
    const archivist = run(world);
    archivist.start();
    archivist.heard(CALL, { live: true });
    archivist.ended(CALL);
    world.meanwhile = () => archivist.heard(CALL, { live: true });
    await world.clock.pass(MINUTE);
    world.meanwhile = () => {};
    world.found.push(recording('r2'));
    await world.clock.pass(TWO_DAYS);
    archivist.ended(CALL);
    await world.clock.pass(MINUTE);
    expect(world.sent.map(({ key }) => key)).toEqual([keyOf('r1'), keyOf('r2')]);
  });

  it('waits as long as the receiver asks, and never gives a webhook up', async () => {
    const world = newWorld();
    world.found.push(recording('r1'));
    world.answers.push(
      { kind: 'later', status: 429, retryAfterMs: 30_000 },
      ...Array.from({ length: 20 }, (): Delivery => ({ kind: 'later' })),
    );
    const archivist = run(world);
    archivist.start();
    archivist.heard(CALL, {});
    archivist.ended(CALL);
    await world.clock.pass(29_000);
    expect(world.sent).toHaveLength(1);
    await world.clock.pass(2 * 3_600_000);
    expect(kinds(world).at(-1)).toBe('delivered');
    expect(new Set(world.sent.map(({ body }) => body)).size).toBe(1);
  });

  it('flags a recording that never comes although the call was recorded', async () => {
    const world = newWorld();
    const store = memoryStore();
    const archivist = run(world, store);
    archivist.start();
    archivist.heard(CALL, { recorded: true });
    archivist.ended(CALL);
    await world.clock.pass(49 * 3_600_000);
    expect(world.events).toEqual([{ kind: 'flag', conversationId: CALL, flag: 'no-recording' }]);
    expect(store.jobs.size).toBe(0);
  });

  it('goes on asking although the platform knows nothing of the call yet', async () => {
    const world = newWorld();
    world.refusals.push({ kind: 'not-found' }, { kind: 'not-found' });
    world.found.push(recording('r1'));
    const archivist = run(world);
    archivist.start();
    archivist.heard(CALL, { recorded: true });
    archivist.ended(CALL);
    await world.clock.pass(20_000);
    expect(world.sent).toHaveLength(1);
  });

  it('flags a recording that never becomes available, however long it was uploading', async () => {
    const world = newWorld();
    world.found.push(recording('r1', 'UPLOADING'));
    const store = memoryStore();
    const archivist = run(world, store);
    archivist.start();
    archivist.heard(CALL, {});
    archivist.ended(CALL);
    await world.clock.pass(49 * 3_600_000);
    expect(world.events).toEqual([
      { kind: 'flag', conversationId: CALL, flag: 'no-recording', recordingId: 'r1' },
    ]);
    expect(store.jobs.size).toBe(0);
  });

  it.each([
    ['a quarter of an hour for one that was watched and not recorded', {}, 0],
    ['two days for one that was recorded', { recorded: true }, 1],
    ['two days for one that nobody saw live', { unseen: true }, 1],
  ])('waits %s', async (_what, about, sent) => {
    const world = newWorld();
    const archivist = run(world, memoryStore());
    archivist.start();
    archivist.heard(CALL, about);
    archivist.ended(CALL);
    await world.clock.pass(20 * 3_600_000);
    world.found.push(recording('r1'));
    await world.clock.pass(2 * 3_600_000);
    expect(world.sent).toHaveLength(sent);
  });

  it('tells once for each call that it may not list recordings, and goes on asking', async () => {
    const world = newWorld();
    const denied = { kind: 'denied', permission: 'recording:recording:view' } as const;
    world.refusals.push(denied, denied, denied);
    world.found.push(recording('r1'));
    const archivist = run(world);
    archivist.start();
    archivist.heard(CALL, { recorded: true });
    archivist.ended(CALL);
    await world.clock.pass(60_000);
    expect(kinds(world)).toEqual(['no-metadata', 'recording', 'delivered']);
    expect(world.events[0]).toMatchObject({ failure: denied });
  });

  it.each([
    [{ kind: 'malformed', what: 'body' }, ['no-metadata']],
    [{ kind: 'outage', status: 503 }, ['no-metadata']],
    [{ kind: 'timeout' }, ['no-metadata']],
    [{ kind: 'not-found' }, []],
  ] as const)('tells once what does not pass when it looks for recordings: %j', async (failure, told) => {
    const world = newWorld();
    world.refusals.push(...Array.from({ length: 20 }, () => failure));
    const archivist = run(world);
    archivist.start();
    archivist.heard(CALL, {});
    archivist.ended(CALL);
    await world.clock.pass(20_000);
    expect(kinds(world)).toEqual([]);
    await world.clock.pass(300_000);
    expect(kinds(world)).toEqual(told);
  });

  it.each([
    [{ kind: 'outage', status: 503 }, { recorded: true }, 49 * 3_600_000],
    [{ kind: 'offline' }, {}, 3_600_000],
    [{ kind: 'not-found' }, { recorded: true }, 49 * 3_600_000],
  ] as const)(
    'announces what is there after an outage that begins to end with %j',
    async (failure, about, awayMs) => {
      const world = newWorld();
      const store = memoryStore();
      run(world, store).heard(CALL, about);
      const before = run(world, store);
      before.start();
      before.ended(CALL);
      await before.stop();
      world.clock.sleep(awayMs);
      world.refusals.push(failure);
      world.found.push(recording('r1'));
      run(world, store).start();
      await world.clock.pass(TWO_DAYS);
      expect(world.sent.map(({ key }) => key)).toEqual([keyOf('r1')]);
      expect(kinds(world)).not.toContain('flag');
      expect(store.jobs.size).toBe(0);
    },
  );

  it('is done with a call of which the platform still knows nothing when the time is over', async () => {
    const world = newWorld();
    const store = memoryStore();
    world.refusals.push(...Array.from({ length: 500 }, () => ({ kind: 'not-found' }) as const));
    const archivist = run(world, store);
    archivist.start();
    archivist.heard(CALL, { recorded: true });
    archivist.ended(CALL);
    await world.clock.pass(49 * 3_600_000);
    expect(world.events).toEqual([{ kind: 'flag', conversationId: CALL, flag: 'no-recording' }]);
    expect(store.jobs.size).toBe(0);
  });

  it('waits for no date that was written while the clock was ahead', async () => {
    const world = newWorld();
    const store = memoryStore();
    const ahead = world.clock.wall() + 365 * 86_400_000;
    const ended = { v: 1, recorded: true, phase: 'ended', endedAt: ahead, polls: 1, flagged: [] } as const;
    store.save({ ...ended, conversationId: CALL, nextPollAt: ahead, webhooks: {} });
    const webhook = { key: 'k', body: '{}', state: 'waiting', attempts: 1, nextAt: ahead } as const;
    store.save({ ...ended, conversationId: 'call-2', webhooks: { r2: webhook } });
    world.found.push(recording('r1'));
    run(world, store).start();
    await world.clock.pass(MINUTE);
    expect(world.sent.map(({ key }) => key).toSorted()).toEqual([keyOf('r1'), 'k'].toSorted());
    await world.clock.pass(TWO_DAYS);
    expect(store.jobs.size).toBe(0);
  });

  it('waits an hour for a receiver that asks for a year', async () => {
    const world = newWorld();
    world.found.push(recording('r1'));
    world.answers.push({ kind: 'later', status: 503, retryAfterMs: 365 * 86_400_000 });
    const archivist = run(world);
    archivist.start();
    archivist.heard(CALL, {});
    archivist.ended(CALL);
    await world.clock.pass(3_590_000);
    expect(world.sent).toHaveLength(1);
    await world.clock.pass(20_000);
    expect(world.sent).toHaveLength(2);
  });

  it('flags an error once, however often it looks', async () => {
    const world = newWorld();
    world.found.push(recording('r1', 'ERROR'), recording('r2', 'UPLOADING'));
    const archivist = run(world);
    archivist.start();
    archivist.heard(CALL, {});
    archivist.ended(CALL);
    await world.clock.pass(60_000);
    expect(kinds(world)).toEqual(['flag']);
  });

  it('forgets finished calls while it runs, for it runs for months', () => {
    let wall = Date.now();
    const store = openJobStore(home, () => wall);
    const job = (conversationId: string): Job => ({
      v: 1,
      conversationId,
      recorded: true,
      phase: 'ended',
      polls: 0,
      webhooks: {},
      flagged: [],
    });
    store.finish(job('call-1'));
    wall += 3_600_000;
    store.finish(job('call-2'));
    expect(store.isFinished('call-1')).toBe(true);
    wall += 48 * 3_600_000;
    store.finish(job('call-3'));
    expect(store.isFinished('call-1')).toBe(false);
  });

  it('sets a job aside that cannot be read, and goes on', async () => {
    const world = newWorld();
    const store = openJobStore(home, () => world.clock.wall());
    store.save({
      v: 1,
      conversationId: CALL,
      recorded: true,
      phase: 'live',
      polls: 0,
      webhooks: {},
      flagged: [],
    });
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(home, 'queue', 'broken.json'), '{');
    expect(run(world).start()).toEqual([CALL]);
    expect(readdirSync(join(home, 'set-aside'))).toEqual(['unreadable-broken.json']);
  });
});

/** Each write of the store is a step; before and after each of them the process may be killed. */
const STEPS = Array.from({ length: 12 }, (_, index) => index + 1).flatMap((at) =>
  (['before', 'after'] as const).map((when) => [when, at] as const),
);

describe('the archivist, killed', () => {
  it.each(STEPS)('%s write %i, loses no webhook and repeats none under another key', async (when, at) => {
    const world = newWorld();
    world.found.push(recording('r1'), recording('r2', 'AVAILABLE', 'screen'));
    const first = run(
      world,
      mortal(
        openJobStore(home, () => world.clock.wall()),
        at,
        when,
      ),
    );
    const swallow = (error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    };
    const unhandled = (error: unknown) => swallow(error);
    process.on('unhandledRejection', unhandled);
    try {
      first.start();
      first.heard(CALL, { recorded: true });
      first.ended(CALL);
      await world.clock.pass(10_000);
    } catch (error) {
      swallow(error);
    }
    void first.stop().catch(swallow);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);

    const second = run(world);
    // A watch hears of the call again: it is live still, or analytics tells of its end.
    for (const conversationId of second.start()) second.ended(conversationId);
    second.heard(CALL, { recorded: true });
    second.ended(CALL);
    await world.clock.pass(TWO_DAYS + MINUTE);
    expect(new Set(world.sent.map(({ key }) => key))).toEqual(new Set([keyOf('r1'), keyOf('r2')]));
    const told = world.events.flatMap((event) => (event.kind === 'delivered' ? [event.recordingId] : []));
    expect(new Set(told)).toEqual(new Set(['r1', 'r2']));
    expect(readdirSync(join(home, 'queue'))).toEqual([]);
  });
});

describe('the archivist with the calls of two days', () => {
  /** Looked at a while ago, and again in some hours. */
  const done = (now: number, index: number): Job => ({
    v: 1,
    conversationId: `old-${index}`,
    recorded: true,
    phase: 'ended',
    endedAt: now - 3_600_000,
    polls: 9,
    nextPollAt: now + 3_600_000,
    webhooks: {},
    flagged: [],
  });

  it('looks for the recording of a new one, although the time goes on while it goes through them', async () => {
    const world = newWorld();
    const store = memoryStore();
    for (let index = 0; index < 1_000; index += 1) store.save(done(world.clock.wall(), index));
    let lookedAt = 0;
    const archivist = createArchivist({
      store,
      // Each look at the clock finds it a little later: no machine goes through a thousand jobs in no time.
      clock: { after: world.clock.after, wall: () => world.clock.wall() + (lookedAt += 0.01) },
      random: () => 0.5,
      annotations: async () => ({ ok: true, value: [] }),
      async recordings() {
        world.looks += 1;
        return { ok: true, value: [recording('r1')] };
      },
      deliver: async ({ key, body }) => {
        world.sent.push({ key, body });
        return { kind: 'accepted' };
      },
      head: () => undefined,
      tell: async () => undefined,
    });
    archivist.start();
    archivist.heard(CALL, { recorded: true });
    archivist.ended(CALL);
    for (let step = 0; step < 20; step += 1) await world.clock.pass(500);
    expect(world.looks).toBeGreaterThan(0);
    expect(world.sent.map(({ key }) => key)).toEqual([keyOf('r1')]);
    await archivist.stop();
  });

  it('works with more jobs than a function takes arguments', async () => {
    const world = newWorld();
    const store = memoryStore();
    for (let index = 0; index < 150_000; index += 1) store.save(done(world.clock.wall(), index));
    world.found.push(recording('r1'));
    const archivist = run(world, store);
    archivist.start();
    archivist.heard(CALL, { recorded: true });
    archivist.ended(CALL);
    await world.clock.pass(5_000);
    expect(world.sent.map(({ key }) => key)).toEqual([keyOf('r1')]);
    expect(archivist.waiting).toBe(0);
    await archivist.stop();
  });
});
