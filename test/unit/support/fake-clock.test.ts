import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../support/fake-clock.ts';

describe('fakeClock', () => {
  it('runs due timers in order of their time, then of their creation', () => {
    const clock = fakeClock();
    const seen: string[] = [];
    const at = (name: string) => () => seen.push(`${name}@${clock.now()}`);
    clock.after(20, at('late'));
    clock.after(10, at('first'));
    clock.after(10, at('second'));
    clock.advance(15);
    expect(seen).toEqual(['first@10', 'second@10']);
    clock.advance(5);
    expect(seen).toEqual(['first@10', 'second@10', 'late@20']);
    expect(clock.waiting).toBe(0);
  });

  it('runs timers that a timer sets within the time passed', () => {
    const clock = fakeClock();
    const seen: number[] = [];
    clock.after(10, () => clock.after(10, () => seen.push(clock.now())));
    clock.advance(25);
    expect(seen).toEqual([20]);
    expect(clock.now()).toBe(25);
  });

  it('does not run a cancelled timer', () => {
    const clock = fakeClock();
    const cancel = clock.after(10, () => expect.unreachable());
    cancel();
    cancel();
    clock.advance(20);
  });

  it('refuses to go back', () => {
    expect(() => fakeClock().advance(-1)).toThrow('refuses to go back');
    expect(() => fakeClock().advance(Number.NaN)).toThrow('refuses to go back');
  });

  it('moves the wall clock alone', () => {
    const clock = fakeClock(1_000);
    clock.advance(500);
    clock.setWall(100);
    clock.advance(1);
    expect([clock.now(), clock.wall()]).toEqual([501, 101]);
  });

  it('lets promises settle between timers', async () => {
    const clock = fakeClock();
    const seen: string[] = [];
    clock.after(10, () => void Promise.resolve().then(() => clock.after(5, () => seen.push('inner'))));
    await clock.pass(15);
    expect(seen).toEqual(['inner']);
  });
});
