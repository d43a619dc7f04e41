import { describe, expect, it } from 'vitest';
import type { Pool, PoolEffect, PoolEvent } from '../../../sandbox/desktop/host/frame-pool.ts';
import { EMPTY_POOL, MAX_FRAMES, poolTransition } from '../../../sandbox/desktop/host/frame-pool.ts';

const ALL = { bootstrap: true, focus: true, blur: true, stop: true };

const show = (conversationId: string | undefined): PoolEvent => ({ kind: 'shown', conversationId });
const told = (kind: Exclude<PoolEvent['kind'], 'shown'>, conversationId: string): PoolEvent => ({
  kind,
  conversationId,
});
const runs = (id: string) => [show(id), told('loaded', id), told('bootstrapped', id)];

/** The effects of the last event, in words, and the pool after it. */
function after(events: readonly PoolEvent[], hooks = ALL) {
  let pool: Pool = EMPTY_POOL;
  let effects: PoolEffect[] = [];
  for (const event of events) ({ pool, effects } = poolTransition(pool, event, hooks));
  return {
    pool,
    effects: effects.map((effect) =>
      effect.kind === 'hook'
        ? `${effect.hook} ${effect.conversationId}`
        : `${effect.kind} ${effect.conversationId}`,
    ),
  };
}

describe('the pool of frames', () => {
  it.each<[string, PoolEvent[], string[]]>([
    ['loads an app when its interaction is shown', [show('a')], ['create a']],
    ['asks it to bootstrap once it has loaded', [show('a'), told('loaded', 'a')], ['bootstrap a']],
    ['sends no focus at the first show', runs('a'), []],
    ['does not repeat bootstrap when the app navigates', [...runs('a'), told('loaded', 'a')], []],
    ['tells the app that is hidden', [...runs('a'), show('b')], ['blur a', 'create b']],
    ['tells the app that is shown again', [...runs('a'), ...runs('b'), show('a')], ['blur b', 'focus a']],
    ['tells nothing when the same one is shown', [...runs('a'), show('a')], []],
    [
      'keeps what an app missed until it runs',
      [show('a'), show('b'), told('bootstrap-timed-out', 'a')],
      ['blur a'],
    ],
    ['stops an app whose interaction is over', [...runs('a'), told('ended', 'a')], ['stop a']],
    [
      'removes it when it has stopped',
      [...runs('a'), told('ended', 'a'), told('stopped', 'a')],
      ['remove a'],
    ],
    [
      'removes it when it does not stop',
      [...runs('a'), told('ended', 'a'), told('stop-timed-out', 'a')],
      ['remove a'],
    ],
    ['ignores an unasked stopped', [...runs('a'), told('stopped', 'a')], []],
    [
      'forgets an app without a word when its world is gone',
      [...runs('a'), told('vanished', 'a')],
      ['remove a'],
    ],
    ['loads a reloaded app anew', [...runs('a'), told('reloaded', 'a')], ['remove a', 'create a']],
    [
      'loads a reclaimed app again while the agent looks at it',
      [...runs('a'), told('reclaimed', 'a'), told('stopped', 'a')],
      ['remove a', 'create a'],
    ],
  ])('%s', (_, events, expected) => {
    expect(after(events).effects).toEqual(expected);
  });

  it('stops the least recently shown app for the eleventh', () => {
    const ids = Array.from({ length: MAX_FRAMES }, (_, index) => `c${index}`);
    const events = [...ids.flatMap(runs), show('c0'), show('new')];
    const { effects, pool } = after(events);
    expect(effects).toEqual(['blur c0', 'stop c1', 'create new']);
    expect(pool.frames.get('c1')?.phase).toBe('stopping');
  });

  it('keeps ten apps alive', () => {
    const ids = Array.from({ length: MAX_FRAMES }, (_, index) => `c${index}`);
    const { pool } = after(ids.flatMap(runs));
    expect([...pool.frames.values()].filter(({ phase }) => phase === 'running')).toHaveLength(MAX_FRAMES);
  });

  it('sends no hook that the manifest does not ask for', () => {
    const none = { bootstrap: false, focus: false, blur: false, stop: false };
    expect(after([show('a'), told('loaded', 'a')], none).effects).toEqual([]);
    expect(after([show('a'), told('loaded', 'a'), show(undefined)], none).effects).toEqual([]);
    expect(after([show('a'), told('loaded', 'a'), told('ended', 'a')], none).effects).toEqual(['remove a']);
  });
});
