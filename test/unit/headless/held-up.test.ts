import { describe, expect, it } from 'vitest';
import { createHeldUp } from '../../../src/headless/watch/held-up.ts';
import { fakeClock } from '../../support/fake-clock.ts';

function begun() {
  const clock = fakeClock();
  const heldUp = createHeldUp(clock, (ms, run) => clock.after(ms, run));
  return { clock, heldUp };
}

describe('a process that stands still', () => {
  it('dates nothing that it hears after that, until it has caught up', async () => {
    const { clock, heldUp } = begun();
    await clock.pass(10_000);
    expect(heldUp.since()).toBeUndefined();
    clock.sleep(9_000);
    expect(heldUp.since()).toBe(10_000);
    await clock.pass(1_500);
    expect(heldUp.since()).toBe(10_000);
    await clock.pass(3_000);
    expect(heldUp.since()).toBeUndefined();
  });

  it('knows since when also where its next stop follows at once', async () => {
    const { clock, heldUp } = begun();
    await clock.pass(10_000);
    clock.sleep(9_000);
    await clock.pass(500);
    clock.sleep(9_000);
    expect(heldUp.since()).toBe(10_000);
  });

  it('notices a machine that was suspended by the clock that went on', async () => {
    const { clock, heldUp } = begun();
    await clock.pass(10_000);
    clock.setWall(clock.wall() + 60_000);
    expect(heldUp.since()).toBe(-50_000);
  });

  it('is none that only waits for its turn', async () => {
    const { clock, heldUp } = begun();
    await clock.pass(10_000);
    clock.sleep(2_000);
    expect(heldUp.since()).toBeUndefined();
  });
});
