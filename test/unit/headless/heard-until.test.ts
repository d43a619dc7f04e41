import { describe, expect, it } from 'vitest';
import { makeLeg, makeSnapshot } from '../../support/builders.ts';
import { live, MINUTE, QUEUE, silence, watching } from '../../support/watching.ts';

const LONGEST_CALL_MS = 12 * 60 * MINUTE;

describe('what the next watch need not ask for', () => {
  it('is nothing that this one has not asked for twice, also when it is stopped before', async () => {
    const { clock, say, watcher, noted, begunAt } = watching();
    say({ kind: 'opened', generation: 1 });
    await clock.pass(MINUTE / 2);
    watcher.close();
    expect(noted.at(-1)).toBe(begunAt);
  });

  it('is all up to the opening of the channel once analytics has told of it twice', async () => {
    const watch = watching();
    watch.say({ kind: 'opened', generation: 1 });
    const openedAt = watch.clock.wall();
    await silence(watch, 3);
    watch.watcher.close();
    expect(watch.noted.at(-1)).toBe(openedAt);
  });

  it('is nothing of a queue that is refused', async () => {
    const watch = watching({ queueIds: ['queue-2', QUEUE] });
    watch.say({ kind: 'opened', generation: 1 });
    await silence(watch, 3);
    watch.say({ kind: 'snapshot', snapshot: live });
    const since = watch.clock.wall();
    const topics = [{ topic: `v2.routing.queues.${QUEUE}.conversations.calls`, permissions: [] }];
    watch.say({ kind: 'refused', topics });
    await silence(watch, 10);
    watch.say({ kind: 'snapshot', snapshot: live });
    watch.watcher.close();
    expect(watch.noted.at(-1)).toBe(since);
  });

  it('is asked for again until analytics answers', async () => {
    const watch = watching();
    watch.world.analytics = { ok: false, failure: { kind: 'outage', status: 500 } };
    watch.say({ kind: 'opened', generation: 1 });
    const openedAt = watch.clock.wall();
    await silence(watch, 2);
    watch.world.analytics = undefined;
    const before = watch.world.asked.length;
    await silence(watch, 10);
    expect(watch.world.asked.length).toBe(before + 1);
    watch.watcher.close();
    expect(watch.noted.at(-1)).toBe(openedAt);
  });

  it('is asked for no more often where the channel comes and goes meanwhile', async () => {
    const watch = watching();
    watch.world.analytics = { ok: false, failure: { kind: 'outage', status: 500 } };
    for (let generation = 1; generation <= 20; generation += 1) {
      watch.say({ kind: 'opened', generation });
      watch.say({ kind: 'lost', why: 'closed' });
    }
    watch.say({ kind: 'opened', generation: 21 });
    await silence(watch, 30);
    const before = watch.world.asked.length;
    await silence(watch, 30);
    expect(watch.world.asked.length - before).toBeLessThanOrEqual(3);
    watch.watcher.close();
  });
});

describe('a queue that the last watch did not see', () => {
  const before = Date.UTC(2026, 0, 5, 3);
  const twoQueues = (more: Parameters<typeof watching>[0] = {}) =>
    watching({ queueIds: [QUEUE, 'queue-2'], lasts: { 'queue-2': before }, ...more });

  it('is looked back for since its own time, and the others since theirs', async () => {
    const watch = twoQueues();
    watch.say({ kind: 'opened', generation: 1 });
    await silence(watch, 1);
    const asked = (queueId: string) =>
      watch.world.asked.filter((one) => one.queueId === queueId).map(({ from }) => from + LONGEST_CALL_MS);
    expect(Math.min(...asked(QUEUE))).toBe(watch.begunAt);
    expect(Math.min(...asked('queue-2'))).toBe(before);
  });

  it('is noted since its own time until analytics has told of it twice', async () => {
    const watch = twoQueues();
    watch.say({ kind: 'opened', generation: 1 });
    watch.say({ kind: 'snapshot', snapshot: live });
    await silence(watch, 0.5);
    expect(watch.notedOf.get(QUEUE)).toBe(watch.begunAt);
    expect(watch.notedOf.get('queue-2')).toBe(before);
    await silence(watch, 3);
    expect(watch.notedOf.get('queue-2')).toBeGreaterThan(watch.begunAt);
  });

  it('is noted since its own time also when no channel opened', () => {
    const watch = twoQueues();
    watch.watcher.close();
    expect(watch.notedOf.get('queue-2')).toBe(before);
  });

  it('is noted since its own time while analytics tells nothing of it', async () => {
    const watch = twoQueues();
    watch.world.untold = 'queue-2';
    watch.say({ kind: 'opened', generation: 1 });
    await silence(watch, 3);
    watch.say({ kind: 'snapshot', snapshot: live });
    await silence(watch, 3);
    expect(watch.notedOf.get('queue-2')).toBe(before);
  });

  it('is named when it is missing', () => {
    const { events } = watching({ missing: ['queue-9'] });
    expect(events).toContainEqual({ kind: 'queues-missing', queueIds: ['queue-9'] });
    expect(watching().events).toEqual([]);
  });
});

const left = makeLeg({ queueId: QUEUE, live: false, connected: false });
/** The end of a call. */
const last = makeSnapshot({ conversationId: 'heard', legs: [left] });

/** A watch that has caught up, and has heard an event just now. */
async function upToDate() {
  const watch = watching();
  watch.say({ kind: 'opened', generation: 1 });
  await silence(watch, 3);
  watch.say({ kind: 'snapshot', snapshot: last });
  const heardAt = watch.clock.wall();
  await silence(watch, 1);
  const before = watch.world.asked.length;
  return { ...watch, heardAt, asked: () => watch.world.asked.slice(before) };
}

describe('a channel that beats and delivers nothing', () => {
  it('proves nothing to the next watch', async () => {
    const watch = await upToDate();
    await silence(watch, 15);
    watch.watcher.close();
    expect(watch.noted.at(-1)).toBe(watch.heardAt);
  });

  it('is made good from the last event on when it is replaced', async () => {
    const watch = await upToDate();
    await silence(watch, 15);
    const endedAt = watch.heardAt + 2 * MINUTE;
    watch.world.analytics = { ok: true, value: [{ conversationId: 'missed', endedAt, recorded: true }] };
    watch.say({ kind: 'lost', why: 'replaced' });
    watch.say({ kind: 'opened', generation: 2 });
    await silence(watch, 1);
    expect(watch.asked()[0]?.from).toBe(watch.heardAt - LONGEST_CALL_MS);
    expect(watch.over).toContain('missed');
    watch.watcher.close();
  });

  it('is found after half an hour by a call that has ended, and replaced', async () => {
    const watch = await upToDate();
    const endedAt = watch.heardAt + 2 * MINUTE;
    watch.world.analytics = { ok: true, value: [{ conversationId: 'missed', endedAt, recorded: true }] };
    await silence(watch, 28);
    expect([watch.asked(), watch.world.replaced]).toEqual([[], 0]);
    await silence(watch, 4);
    expect(watch.over).toContain('missed');
    expect(watch.world.replaced).toBe(1);
    watch.watcher.close();
  });

  it('is not told from a quiet queue while analytics knows of no end either', async () => {
    const watch = await upToDate();
    watch.world.analytics = { ok: true, value: [{ conversationId: 'before', endedAt: watch.heardAt - 1 }] };
    await silence(watch, 40);
    expect([watch.asked().length, watch.world.replaced]).toEqual([2, 0]);
    watch.watcher.close();
    expect(watch.noted.at(-1)).toBeGreaterThan(watch.heardAt + 25 * MINUTE);
  });

  it('is not asked about while events come', async () => {
    const watch = await upToDate();
    for (let times = 0; times < 5; times += 1) {
      await silence(watch, 20);
      watch.say({ kind: 'snapshot', snapshot: last });
    }
    expect(watch.asked()).toEqual([]);
    watch.watcher.close();
  });
});

describe('sleep of the machine', () => {
  const HOUR = 60 * MINUTE;

  // Timers go on where they were; each may be the first to run.
  it.each([0, 10_000, 25_000, 29_999])(
    'is noted as heard by no timer: %i ms after the last beat',
    async (ms) => {
      const watch = await upToDate();
      await watch.clock.pass(ms);
      watch.clock.sleep(HOUR);
      await watch.clock.pass(1_000);
      expect(watch.noted.at(-1)).toBe(watch.heardAt);
      watch.say({ kind: 'lost', why: 'silent' });
      watch.say({ kind: 'opened', generation: 2 });
      await silence(watch, 1);
      expect(watch.asked()[0]?.from).toBe(watch.heardAt - LONGEST_CALL_MS);
      watch.watcher.close();
    },
  );

  it('is looked back over also where an event that waited here comes first', async () => {
    const watch = await upToDate();
    watch.clock.sleep(HOUR);
    watch.say({ kind: 'frame' });
    watch.say({ kind: 'snapshot', snapshot: last });
    watch.watcher.close();
    expect(watch.noted.at(-1)).toBe(watch.heardAt);
    expect(watch.asked()[0]?.from).toBe(watch.heardAt - LONGEST_CALL_MS);
  });
});

it('knows nothing of the past that a clock which was set back has left', async () => {
  const watch = await upToDate();
  watch.clock.setWall(watch.heardAt - 60 * MINUTE);
  await silence(watch, 1);
  expect(watch.noted.at(-1)).toBeLessThanOrEqual(watch.heardAt - 47 * 60 * MINUTE);
  watch.say({ kind: 'snapshot', snapshot: last });
  await silence(watch, 3);
  expect(watch.noted.at(-1)).toBeGreaterThanOrEqual(watch.heardAt - 60 * MINUTE);
  watch.watcher.close();
});
