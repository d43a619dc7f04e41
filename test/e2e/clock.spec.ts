import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const MINUTE_MS = 60_000;

/** Sets this computer's clock, as every page of the browser reads it. The clock of the sandbox stays right. */
const setClock = (page: Page, aheadMs: number) =>
  page.addInitScript((ms) => {
    const Real = Date;
    const now = () => Real.now() + ms;
    globalThis.Date = new Proxy(Real, {
      construct: (target, given, as) =>
        Reflect.construct(target, given.length === 0 ? [now()] : given, as) as object,
      apply: () => new Real(now()).toString(),
      get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
    });
  }, aheadMs);

for (const minutes of [10, -10])
  test(`the clock of a fresh call counts its seconds on a computer ${minutes} minutes off`, async ({
    desk,
  }) => {
    await setClock(desk.page, minutes * MINUTE_MS);
    await desk.open();
    const id = await desk.call();
    const region = desk.region(id);
    await expect(region).toHaveAttribute('data-recording-state', 'recording');
    const off = await region.evaluate(() => Date.now());
    expect(Math.round((off - Date.now()) / MINUTE_MS), 'the page has the wrong clock').toBe(minutes);
    // It says so within its first minute, and it does not stand: 00:00 would never come to two seconds.
    await expect(region.getByRole('timer')).toHaveText(/(^|\s)00:(0[2-9]|[1-5]\d)$/);
    const [since] = await region
      .getByRole('timer')
      .evaluateAll((timers) => timers.map((timer) => timer.getAttribute('data-since') ?? ''));
    expect(Math.abs(Date.parse(since ?? '') - Date.now()), 'it began in this minute').toBeLessThan(MINUTE_MS);
  });
