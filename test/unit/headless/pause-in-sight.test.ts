import { describe, expect, it } from 'vitest';
import type { ConversationView } from '../../../src/app/view.ts';
import { pauseInSight } from '../../../src/headless/watch/pause-in-sight.ts';
import { body, live, MINUTE, watching } from '../../support/watching.ts';

const clock = { now: () => 10 * MINUTE, wall: () => 1_000 * MINUTE };
const view = (more: Partial<ConversationView>) =>
  ({ state: 'paused', pauseKind: 'secure', recorders: [], ...more }) satisfies Partial<ConversationView>;
const sight = (more: Partial<ConversationView>, heardAt = 10 * MINUTE, provenAt = -Infinity) =>
  pauseInSight(view(more), { heardAt, provenAt }, clock);

describe('a pause in the sight of a watch', () => {
  it.each([
    ['a secure pause', {}, true],
    ['one beside which the screen is recorded', { recorders: ['screen'] as const }, true],
    ['one in which a snippet is taken', { recorders: ['snippet'] as const }, false],
    ['a hold', { state: 'held' } as const, false],
    ['a pause of another kind', { pauseKind: 'other' } as never, false],
  ])('is %s', (_what, more, isPaused) => {
    expect(sight(more)?.isPaused).toBe(isPaused);
  });

  it.each(['checking', 'ended'] as const)('is left as it is while the call is %s', (state) => {
    expect(sight({ state })).toBeUndefined();
  });

  it('ended with the event that says so, and without one when it was proven last', () => {
    const until = (heardAt: number, provenAt: number) =>
      sight({ state: 'recording' }, heardAt, provenAt)?.last?.until;
    expect(until(10 * MINUTE, 2 * MINUTE)).toBe(1_000 * MINUTE);
    expect(until(2 * MINUTE, 9 * MINUTE)).toBe(999 * MINUTE);
  });

  it('ended at some time nobody saw when the channel is lost', () => {
    expect(sight({ state: 'unknown' }, MINUTE)?.last).toEqual({ until: 1_000 * MINUTE, end: 'unseen' });
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
