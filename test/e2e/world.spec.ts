import { expect, test } from './fixtures.ts';

test.describe('in the stock world', () => {
  test('a panel has storage, Web Locks and a third-party cookie, as in the browser of an agent', async ({
    desk,
  }) => {
    await desk.open();
    const id = await desk.call();
    await expect(desk.region(id)).toBeVisible();
    const inside = await desk
      .frame(id)
      .locator('body')
      .evaluate(async () => {
        sessionStorage.setItem('rc-e2e', '1');
        localStorage.setItem('rc-e2e', '1');
        const lock = await navigator.locks.request('rc-e2e', () => 'held');
        return { lock, same: sessionStorage.getItem('rc-e2e') === localStorage.getItem('rc-e2e') };
      });
    expect(inside).toEqual({ lock: 'held', same: true });
  });
});
