import type { Locator } from '@playwright/test';
import { expect, type Desk } from './fixtures.ts';

/** A recorded call, in pages whose clock stands still but for what the test adds: a slow machine uses up no limit. */
export async function recordedCall(desk: Desk, config: Record<string, unknown>) {
  await desk.setConfig(config);
  await desk.open({ clock: true });
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await desk.page.clock.pauseAt(await desk.page.evaluate(() => Date.now() + 10_000));
  return { id, region };
}

/** Between looks for which a page's own clock is moved: nothing is won by waiting longer in real time. */
export const INTERVALS = { intervals: [100] };

/** Presses Pause, and lets as little time pass as it takes until that is proven. */
export async function pauseCall(desk: Desk, region: Locator): Promise<void> {
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect
    .poll(async () => {
      await desk.page.clock.runFor(100);
      return region.getAttribute('data-safe');
    }, INTERVALS)
    .toBe('true');
}

/** Lets time pass for the platform and the pages, in steps, so that heartbeats and answers come in between. */
export async function pass(desk: Desk, seconds: number, stepMs: number): Promise<void> {
  for (let rest = seconds * 1_000; rest > 0; rest -= stepMs) {
    const advanceMs = Math.min(rest, stepMs);
    await desk.sandbox.control.clock({ advanceMs });
    await desk.page.clock.runFor(advanceMs);
  }
}
