import { expect, test, type Desk } from './fixtures.ts';

const state = 'data-recording-state';
const TEN = [...'ABCDEFGHIJ'].map((letter) => `Customer ${letter}`);

/** Calls of the agent whose panels are all alive and know what is recorded. */
async function panels(desk: Desk, names: readonly string[]): Promise<string[]> {
  await desk.open();
  const ids: string[] = [];
  for (const customerName of names) {
    const id = await desk.call({ customerName });
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
    ids.push(id);
  }
  return ids;
}

const pause = (desk: Desk, id: string) =>
  desk.region(id).getByRole('button', { name: 'Pause recording', exact: true }).click();

/** As a desktop that has no time for a farewell. */
const remove = (desk: Desk, id: string) =>
  desk.page.locator(`iframe[title*="${id}"]`).evaluate((element) => element.remove());

const channelsOf = async (desk: Desk) => (await desk.sandbox.control.truth()).channels;

const created = async (desk: Desk) =>
  (await desk.sandbox.control.requests()).filter((line) => line.endpoint === 'create-channel').length;

test.describe('in the stock world', () => {
  test('ten panels share one channel', async ({ desk }) => {
    const ids = await panels(desk, TEN);
    expect(await channelsOf(desk)).toMatchObject([{ connected: true }]);
    expect(await created(desk)).toBe(1);
    for (const id of [ids[0]!, ids[4]!, ids[9]!]) {
      await desk.act({ conversationId: id, act: 'hold' });
      await desk.select(TEN[ids.indexOf(id)]!);
      await expect(desk.region(id)).toHaveAttribute(state, 'held');
    }
    await expect(desk.region(ids[5]!)).toHaveAttribute(state, 'recording');
  });

  test('the panels that are left find their way when the one with the channel is removed', async ({
    desk,
  }) => {
    const [first, second, third] = (await panels(desk, TEN.slice(0, 3))) as [string, string, string];
    await desk.select(TEN[1]!);
    await pause(desk, second);
    await expect(desk.region(second)).toHaveAttribute('data-safe', 'true');
    await remove(desk, first);
    await expect(desk.region(second)).not.toHaveAttribute('data-safe');
    await expect(desk.region(second)).toHaveAttribute('data-safe', 'true');
    await expect(desk.region(third)).toHaveAttribute(state, 'recording');
    await expect(desk.region(third)).toHaveAttribute('data-channel', 'live');
    await desk.act({ conversationId: third, act: 'hold' });
    await expect(desk.region(third)).toHaveAttribute(state, 'held');
    expect(await created(desk)).toBe(1);
  });
});
