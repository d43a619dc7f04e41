import { describe, expect, it } from 'vitest';
import type { TimeSource } from '../../../sandbox/genesys/timing.ts';
import { createTiming, seededRandom, virtualSource } from '../../../sandbox/genesys/timing.ts';

const virtual = () => createTiming(virtualSource(0), 1);

describe('timing', () => {
  it('runs what is due in order, each at its own time', () => {
    const timing = virtual();
    const ran: string[] = [];
    timing.after(20, () => ran.push(`b${timing.now()}`));
    timing.after(10, () => ran.push(`a${timing.now()}`));
    timing.after(10, () => ran.push(`a'${timing.now()}`));
    timing.advance(15);
    expect(ran).toEqual(['a10', "a'10"]);
    timing.advance(5);
    expect(ran).toEqual(['a10', "a'10", 'b20']);
    expect(timing.now()).toBe(20);
  });

  it('runs what becomes due while it advances', () => {
    const timing = virtual();
    const beats: number[] = [];
    const beat = (): void => {
      beats.push(timing.now());
      timing.after(30, beat);
    };
    timing.after(30, beat);
    timing.advance(100);
    expect(beats).toEqual([30, 60, 90]);
  });

  it('does not run what was called off', () => {
    const timing = virtual();
    let ran = false;
    const cancel = timing.after(10, () => {
      ran = true;
    });
    cancel();
    timing.advance(20);
    expect(ran).toBe(false);
  });

  it('runs nothing once stopped', () => {
    const timing = virtual();
    let ran = false;
    const run = (): void => {
      ran = true;
    };
    timing.after(10, run);
    timing.stop();
    timing.after(10, run);
    timing.advance(20);
    expect(ran).toBe(false);
  });

  it('follows its source, and stays ahead of it by what was advanced', () => {
    let elapsed = 500;
    const alarms: { at: number; run: () => void }[] = [];
    const source: TimeSource = {
      wallEpoch: 0,
      elapsed: () => elapsed,
      wake(ms, run) {
        alarms.push({ at: elapsed + ms, run });
        return () => undefined;
      },
    };
    const timing = createTiming(source, 1);
    const ran: number[] = [];
    timing.after(100, () => ran.push(timing.now()));
    elapsed = 600;
    alarms.at(-1)?.run();
    expect(ran).toEqual([100]);
    timing.advance(1000);
    expect(timing.now()).toBe(1100);
    elapsed = 650;
    expect(timing.now()).toBe(1150);
    timing.after(10, () => ran.push(timing.now()));
    expect(alarms.at(-1)?.at).toBe(660);
  });
});

describe('seeded random', () => {
  it('is the same for the same seed and between 0 and 1', () => {
    const numbers = (seed: number) => Array.from({ length: 50 }, seededRandom(seed));
    expect(numbers(3)).toEqual(numbers(3));
    expect(numbers(3)).not.toEqual(numbers(4));
    expect(numbers(3).every((number) => number >= 0 && number < 1)).toBe(true);
  });
});
