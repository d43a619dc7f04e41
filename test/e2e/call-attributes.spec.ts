import type { Locator } from '@playwright/test';
import { expect, test, type Desk } from './fixtures.ts';
import { recordedCall as callInStillTime, pass, pauseCall } from './still-clock.ts';

const state = 'data-recording-state';
/** What is told on calls leaves two seconds after the start of a panel, and what failed is tried again some seconds later. */
const LONG = { timeout: 20_000 };

const press = (region: Locator, name: string) => region.getByRole('button', { name, exact: true }).click();

async function recordedCall(desk: Desk, participantData = true) {
  await desk.open();
  await desk.setConfig({ audit: { participantData } });
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  return { id, region };
}

/** Each write on the call, in order: who wrote on whom, and what. */
async function writes(desk: Desk, id: string) {
  const lines = (await desk.sandbox.control.requests()).filter(
    ({ endpoint, path }) => endpoint === 'attributes' && path.includes(id),
  );
  return lines.map(({ path, body, status, at, userId }) => {
    const [[key, value] = ['', '']] = Object.entries(
      (body as { attributes: Record<string, string> }).attributes,
    );
    const [, action, target, phase] = value.split(';');
    return {
      key,
      value,
      what: `${action} ${target} ${phase}`,
      on: /participants\/([^/]+)/.exec(path)?.[1],
      status,
      at,
      userId,
    };
  });
}
const told = async (desk: Desk, id: string) =>
  (await writes(desk, id)).filter(({ status }) => status === 202).map(({ what }) => what);

/** What stands beside this word below *Details*. */
const fact = (region: Locator, label: string) =>
  region.locator('.details dl > div', { hasText: label }).locator('dd');
const openDetails = (region: Locator) => region.getByText('Details', { exact: true }).click();

test('a pause and a resume stand on the call once they are confirmed, and not before', async ({ desk }) => {
  const { id, region } = await recordedCall(desk);
  // Accepted and not carried out: nothing is confirmed, and nothing told.
  await desk.sandbox.control.fault({ fault: 'ignored', endpoint: 'pause-own' });
  await press(region, 'Pause recording');
  await expect(region).toHaveAttribute('data-outcome', 'unconfirmed', LONG);
  expect(await writes(desk, id)).toEqual([]);
  await press(region, 'Pause recording');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect.poll(() => told(desk, id), LONG).toEqual(['pause policy confirmed']);
  await press(region, 'Resume recording');
  await expect(region).toHaveAttribute(state, 'recording');
  await expect
    .poll(() => told(desk, id), LONG)
    .toEqual(['pause policy confirmed', 'resume policy confirmed']);
  const { participants } = await desk.truth(id);
  const [ada] = participants.filter(({ purpose }) => purpose === 'agent');
  const { chain } = (await desk.journal(id))[0] as unknown as { chain: string };
  for (const { key, value, on, userId } of await writes(desk, id)) {
    expect({ on, userId }).toEqual({ on: ada?.id, userId: ada?.userId });
    expect(key).toMatch(new RegExp(`^rc1\\.${chain.slice(0, 8)}\\.\\d+$`));
    const [version, , , , at = '', reason, head] = value.split(';');
    expect({ version, reason }).toEqual({ version: '1', reason: '' });
    expect(Math.abs(Date.now() - Date.parse(at))).toBeLessThan(60_000);
    expect(head).toMatch(new RegExp(`^${chain}:\\d+:[0-9a-f]{64}$`));
    expect(value.length).toBeLessThanOrEqual(256);
  }
  await openDetails(region);
  await expect(fact(region, 'Conversation')).toBeVisible();
  await expect(fact(region, 'noted on the call')).toHaveCount(0);
});

test('without the key nothing is written on a call', async ({ desk }) => {
  const asked: string[] = [];
  desk.page.on('request', (request) => asked.push(request.url()));
  const { id, region } = await callInStillTime(desk, { audit: {} });
  await pauseCall(desk, region);
  await pass(desk, 60, 500);
  await expect(region).toHaveAttribute('data-safe', 'true');
  expect(asked.filter((url) => /handle-audit/.test(url))).toEqual([]);
  expect(await writes(desk, id)).toEqual([]);
});

test('what waits is told by the panel after a reload, once, and Details says so meanwhile', async ({
  desk,
}) => {
  const { id, region } = await recordedCall(desk);
  await desk.sandbox.control.fault({ fault: 'status', endpoint: 'attributes', status: 503, times: 0 });
  await press(region, 'Pause recording');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await openDetails(region);
  await expect(fact(region, 'Waiting to be noted on the call')).toHaveText(/^1, since \d\d?:\d\d/, LONG);
  await expect.poll(async () => (await writes(desk, id)).length, LONG).toBeGreaterThan(0);
  await desk.reloadPanel(id);
  await expect(desk.region(id)).toHaveAttribute('data-safe', 'true');
  await desk.sandbox.control.fault({ clear: true });
  await expect.poll(() => told(desk, id), { timeout: 40_000 }).toEqual(['pause policy confirmed']);
  await openDetails(desk.region(id));
  await expect(fact(desk.region(id), 'Conversation')).toBeVisible();
  await expect(fact(desk.region(id), 'Waiting to be noted on the call')).toHaveCount(0);
  expect(new Set((await writes(desk, id)).map(({ key }) => key)).size).toBe(1);
});

test('what Genesys refuses is said, is not sent again, and holds up nothing', async ({ desk }) => {
  const { id, region } = await recordedCall(desk);
  await desk.sandbox.control.fault({ fault: 'status', endpoint: 'attributes', status: 403 });
  await press(region, 'Pause recording');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await openDetails(region);
  await expect(fact(region, 'Refused by Genesys for the call')).toHaveText('1', LONG);
  await expect(region).not.toHaveAttribute('data-outcome');
  await press(region, 'Resume recording');
  await expect.poll(() => told(desk, id), LONG).toEqual(['resume policy confirmed']);
  expect((await writes(desk, id)).map(({ status }) => status)).toEqual([403, 202]);
});

test('an attribute that Genesys never answers delays no command', async ({ desk }) => {
  const { id, region } = await recordedCall(desk);
  await desk.sandbox.control.fault({ fault: 'slow', endpoint: 'attributes', delayMs: 60_000, times: 0 });
  await press(region, 'Pause recording');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect
    .poll(
      async () => (await desk.sandbox.control.requests()).some(({ endpoint }) => endpoint === 'attributes'),
      LONG,
    )
    .toBe(true);
  await press(region, 'Resume recording');
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region).not.toHaveAttribute('data-outcome');
  expect(await told(desk, id)).toEqual([]);
});

test('two panels of one browser tell each thing once, on its own call', async ({ desk }) => {
  const { id, region } = await recordedCall(desk);
  const other = await desk.call();
  await expect(desk.region(other)).toHaveAttribute(state, 'recording');
  await press(desk.region(other), 'Pause recording');
  await expect(desk.region(other)).toHaveAttribute('data-safe', 'true');
  await desk.select((await desk.truth(id)).customerName);
  await press(region, 'Pause recording');
  await expect(region).toHaveAttribute('data-safe', 'true');
  for (const one of [id, other])
    await expect.poll(() => told(desk, one), LONG).toEqual(['pause policy confirmed']);
});

test('on one call 20 are told, and Details counts what is more', async ({ desk }) => {
  const { id, region } = await recordedCall(desk);
  test.slow();
  for (let round = 0; round < 11; round += 1) {
    await press(region, 'Pause recording');
    await expect(region).toHaveAttribute('data-safe', 'true');
    await press(region, 'Resume recording');
    await expect(region).toHaveAttribute(state, 'recording', { timeout: 15_000 });
    // Overtaken by the next Pause it would not be confirmed.
    await expect(region).not.toHaveAttribute('data-pending');
  }
  await expect.poll(async () => (await told(desk, id)).length, { timeout: 40_000 }).toBe(20);
  await openDetails(region);
  await expect(fact(region, 'Not noted on the call: over 20, or too old')).toHaveText('2', LONG);
  expect(await writes(desk, id)).toHaveLength(20);
});
