import { describe, expect, it } from 'vitest';
import { takeTurn } from '../../../src/panels/take-turn.ts';
import { fakeBrowser } from './fake-browser.ts';

describe('a turn', () => {
  it('is of one page at a time, and is had at once or not at all', async () => {
    const browser = fakeBrowser();
    const [one, other] = [takeTurn(browser.frame().sharing), takeTurn(browser.frame().sharing)];
    const giveBack = await one('x');
    expect(giveBack).toBeDefined();
    expect(await other('x')).toBeUndefined();
    expect(await other('y')).toBeDefined();
    giveBack?.();
    await new Promise((resolve) => setTimeout(resolve));
    expect(await other('x')).toBeDefined();
  });

  it('is free again when its page is gone', async () => {
    const browser = fakeBrowser();
    const frame = browser.frame();
    await takeTurn(frame.sharing)('x');
    frame.remove();
    expect(await takeTurn(browser.frame().sharing)('x')).toBeDefined();
  });

  it.each<[what: string, locks: () => never]>([
    [
      'has no locks',
      () => {
        throw new TypeError('locks is undefined');
      },
    ],
    [
      'refuses them',
      () => ({ request: () => Promise.reject(new DOMException('No.', 'SecurityError')) }) as never,
    ],
  ])('is of nobody where the browser %s', async (_what, locks) => {
    expect(await takeTurn({ locks })('x')).toBeUndefined();
  });
});
