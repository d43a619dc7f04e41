import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdHome } from '../../../src/headless/home/hold-home.ts';
import { fakeClock } from '../../support/fake-clock.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'recording-control-hold-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function holding(hasStore: boolean) {
  const clock = fakeClock();
  const told: string[] = [];
  const lost = () => void told.push('lost');
  const hold = (await holdHome({ home, clock, hasStore, prepare() {}, waiting() {}, lost }))!;
  return { clock, told, hold, lock: join(home, 'watch.lock') };
}

describe('a home that is held', () => {
  it.each([true, false])(
    'is lost from the moment in which another has it, with a store (%s)',
    async (hasStore) => {
      const { clock, told, hold, lock } = await holding(hasStore);
      expect(hold.isHeld()).toBe(true);
      writeFileSync(lock, 'another');
      expect(hold.isHeld()).toBe(false);
      // Also when that one is gone again.
      rmSync(lock);
      expect(hold.isHeld()).toBe(false);
      await clock.pass(1_000);
      expect(told).toEqual(['lost']);
      hold.release();
    },
  );

  it.each([
    [4_000, true, true],
    [6_000, true, false],
    [6_000, false, true],
  ])(
    'whose lock is gone %d ms after the last beat, with a store (%s), is held: %s',
    async (ms, hasStore, isHeld) => {
      const { clock, told, hold, lock } = await holding(hasStore);
      rmSync(lock);
      // It stood still: no timer has run meanwhile.
      clock.sleep(ms);
      expect(hold.isHeld()).toBe(isHeld);
      await clock.pass(1_000);
      expect(told).toEqual(isHeld ? [] : ['lost']);
      if (isHeld) expect(readFileSync(lock, 'utf8')).not.toBe('');
      hold.release();
    },
  );
});
