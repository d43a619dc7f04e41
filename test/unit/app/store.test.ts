import { describe, expect, it } from 'vitest';
import { store } from '../../../src/app/store.ts';

describe('store', () => {
  it('tells its value at once, and then each other value within the write', () => {
    const value = store(1);
    const told: number[] = [];
    value.subscribe((next) => told.push(next));
    value.value = 2;
    expect(told).toEqual([1, 2]);
  });

  it('tells nothing when the value stays the same', () => {
    const value = store('a');
    const told: string[] = [];
    value.subscribe((next) => told.push(next));
    value.value = 'a';
    expect(told).toEqual(['a']);
  });

  it('tells nobody who has cancelled', () => {
    const value = store(1);
    const told: number[] = [];
    const cancel = value.subscribe((next) => told.push(next));
    cancel();
    value.value = 2;
    expect(told).toEqual([1]);
  });

  it('tells a write from within a callback after the one under way, to everybody', () => {
    const value = store(1);
    const told: string[] = [];
    value.subscribe((next) => {
      told.push(`a${next}`);
      if (next === 2) value.value = 3;
    });
    value.subscribe((next) => told.push(`b${next}`));
    value.value = 2;
    expect(told.filter((one) => one.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(told.at(-1)).toBe('b3');
    expect(value.value).toBe(3);
  });
});
