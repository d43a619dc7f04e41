import { describe, expect, it } from 'vitest';
import type { ConversationView } from '../../../src/app/view.ts';
import { seenUntilIn, sightsIn } from '../../../src/headless/watch/pause-in-sight.ts';
import type { Tracked } from '../../../src/headless/watch/tracked.ts';
import { body, live, MINUTE, watching } from '../../support/watching.ts';

const clock = { now: () => 10 * MINUTE, wall: () => 1_000 * MINUTE };
const view = (more: Partial<ConversationView>) =>
  ({ state: 'paused', pauseKind: 'secure', recorders: [], ...more }) satisfies Partial<ConversationView>;
const FRESH = { heardAt: 10 * MINUTE, lookedAt: -Infinity, provenAt: -Infinity } as const;
const sights = (
  more: Partial<ConversationView>,
  heard: Partial<Pick<Tracked, 'heardAt' | 'lookedAt' | 'provenAt' | 'checked' | 'isInSight'>> = {},
  heldUpSince?: number,
) => sightsIn(view(more), { ...FRESH, ...heard }, clock, heldUpSince);
const at = (minute: number) => (990 + minute) * MINUTE;

describe('a pause in the sight of a watch', () => {
  it.each([
    ['a secure pause', {}, true],
    ['one beside which the screen is recorded', { recorders: ['screen'] as const }, true],
    ['one in which a snippet is taken', { recorders: ['snippet'] as const }, false],
    ['a hold', { state: 'held' } as const, false],
    ['a pause of another kind', { pauseKind: 'other' } as never, false],
  ])('is %s', (_what, more, isPaused) => {
    expect(sights(more)).toMatchObject([{ isPaused }]);
  });

  it.each(['checking', 'ended'] as const)('is left as it is while the call is %s', (state) => {
    expect(sights({ state })).toEqual([]);
  });

  it('ended with the event that says so, which may be ten seconds late', () => {
    const last = { until: at(10), seenUntil: at(10) - 10_000 };
    expect(sights({ state: 'recording' })).toEqual([{ isPaused: false, last }]);
    const checked = { at: 9 * MINUTE };
    expect(sights({ state: 'recording' }, { checked })[0]?.last?.until).toBe(at(9));
  });

  it('is dated by whole milliseconds, as the audit log and the store are', () => {
    const [sight] = sights({ state: 'recording' }, { heardAt: 9 * MINUTE + 0.7 }, 8 * MINUTE + 0.2);
    expect(sight?.last).toEqual({ until: at(9) + 1, seenUntil: at(8) });
  });

  it('ended at some time since the process stood still', () => {
    const [sight] = sights({ state: 'recording' }, {}, 8 * MINUTE);
    expect(sight?.last).toEqual({ until: at(10), seenUntil: at(8) });
  });

  it('ended at some time since it was seen last, where a read has found it over or the channel is lost', () => {
    const found = { heardAt: 2 * MINUTE, lookedAt: 10 * MINUTE, provenAt: 9 * MINUTE };
    const last = { until: at(10), seenUntil: at(9), end: 'unseen' };
    expect(sights({ state: 'recording' }, found)).toEqual([{ isPaused: false, last }]);
    expect(sights({ state: 'unknown' }, { ...found, lookedAt: MINUTE })).toEqual([{ isPaused: false, last }]);
  });

  it('was seen until its event, and until no moment that counts where a read found it over or the channel is lost', () => {
    const until = (...seen: Parameters<typeof sights>) => seenUntilIn(sights(...seen));
    expect(until({ state: 'recording' })).toBe(at(10) - 10_000);
    expect(until({ state: 'recording' }, { lookedAt: 11 * MINUTE })).toBeUndefined();
    expect(until({ state: 'unknown' })).toBeUndefined();
    expect(until({})).toBeUndefined();
  });

  it('is another one where an event has said that it was over', () => {
    const heard = { checked: { at: 9 * MINUTE }, isInSight: true } as const;
    expect(sights({}, heard)).toEqual([
      { isPaused: false, last: { until: at(9), seenUntil: at(9) - 10_000 } },
      { isPaused: true, last: { until: at(9) } },
    ]);
    expect(sights({}, { ...heard, isInSight: false })).toEqual([{ isPaused: true }]);
  });
});

it.each([
  ['paused', 9],
  ['active', 0],
])(
  'a call of which nothing is heard and that is %s is read %i times in nine minutes',
  async (state, reads) => {
    const answer = body('connected');
    const [leg] = (answer as { body: { participants: Record<string, unknown>[] } }).body.participants;
    Object.assign(leg ?? {}, { recordingState: state, securePause: state === 'paused' });
    const { say, world, clock: time, watcher } = watching({ answer });
    say({ kind: 'opened', generation: 1 });
    say({ kind: 'snapshot', snapshot: live });
    const beat = async (beats: number) => {
      for (let count = 0; count < beats; count += 1) {
        await time.pass(MINUTE / 2);
        say({ kind: 'frame' });
      }
    };
    await beat(1);
    const before = world.reads;
    await beat(18);
    expect(world.reads - before).toBe(reads);
    watcher.close();
  },
);
