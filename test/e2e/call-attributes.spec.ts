import type { Locator } from '@playwright/test';
import { SEED } from '../../sandbox/control.ts';
import { tokenOf } from '../contract/sandbox-client.ts';
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
  await expect(fact(region, 'noted on calls')).toHaveCount(0);
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
  await expect(fact(region, 'Waiting to be noted on calls')).toHaveText(/^1, since \d\d?:\d\d/, LONG);
  await expect.poll(async () => (await writes(desk, id)).length, LONG).toBeGreaterThan(0);
  await desk.reloadPanel(id);
  await expect(desk.region(id)).toHaveAttribute('data-safe', 'true');
  await desk.sandbox.control.fault({ clear: true });
  await expect.poll(() => told(desk, id), { timeout: 40_000 }).toEqual(['pause policy confirmed']);
  await openDetails(desk.region(id));
  await expect(fact(desk.region(id), 'Conversation')).toBeVisible();
  await expect(fact(desk.region(id), 'Waiting to be noted on calls')).toHaveCount(0);
  expect(new Set((await writes(desk, id)).map(({ key }) => key)).size).toBe(1);
});

test('what Genesys refuses is said, is not sent again, and holds up nothing', async ({ desk }) => {
  const { id, region } = await recordedCall(desk);
  await desk.sandbox.control.fault({ fault: 'status', endpoint: 'attributes', status: 403 });
  await press(region, 'Pause recording');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await openDetails(region);
  await expect(fact(region, 'Notes on calls refused by Genesys')).toHaveText('1', LONG);
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
  await expect(fact(region, 'Not noted on calls: over 20, or too old')).toHaveText('2', LONG);
  expect(await writes(desk, id)).toHaveLength(20);
});

/** The panel of the second agent, in a browser of their own. */
async function panelOfBen(desk: Desk, id: string) {
  const context = await desk.page.context().browser()!.newContext();
  await context.request.post(`${desk.sandbox.platformUrl}/_sandbox/session`, {
    data: { userId: SEED.users.ben },
  });
  const page = await context.newPage();
  await page.goto(`${desk.sandbox.appUrl}/index.html?gcConversationId=${id}&gcLangTag=en-US`);
  return { page, context, region: page.getByRole('region').first() };
}

test('the agent to whom a paused call is transferred reads who has paused it, as a hint and no more', async ({
  desk,
}) => {
  const { id, region } = await recordedCall(desk);
  await desk.sandbox.control.switch({ pauseSurvivesTransfer: true });
  await press(region, 'Pause recording');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect.poll(() => told(desk, id), LONG).toEqual(['pause policy confirmed']);
  await desk.act({ conversationId: id, act: 'transfer', to: SEED.users.ben });
  await desk.act({ conversationId: id, act: 'answer', by: SEED.users.ben });
  const ben = await panelOfBen(desk, id);
  await expect(ben.region).toHaveAttribute(state, 'paused');
  const hint = ben.region.getByText('Paused by another agent about 1 min ago');
  await expect(hint).toBeVisible();
  await expect(ben.region.getByRole('timer')).toHaveAttribute('data-since-kind', 'about');
  // Read from what comes anyway.
  const asked = (await desk.sandbox.control.requests()).filter(({ userId }) => userId === SEED.users.ben);
  expect(new Set(asked.map(({ method, path }) => `${method} ${path.replace(id, '{id}')}`))).not.toContain(
    'GET /api/v2/conversations/{id}',
  );
  expect(asked.filter(({ endpoint }) => endpoint === 'attributes')).toEqual([]);
  await expect(ben.region.getByRole('alert')).toHaveCount(0);
  await press(ben.region, 'Resume recording');
  await expect(ben.region).toHaveAttribute(state, 'recording');
  await expect(hint).toHaveCount(0);
  await expect
    .poll(() => told(desk, id), LONG)
    .toEqual(['pause policy confirmed', 'resume policy confirmed']);
  // A pause of Ben's own is nobody else's, also where it is found again.
  await press(ben.region, 'Pause recording');
  await expect(ben.region).toHaveAttribute('data-safe', 'true');
  await expect(hint).toHaveCount(0);
  await expect.poll(async () => (await told(desk, id)).length, LONG).toBe(3);
  await ben.page.reload();
  await expect(ben.region).toHaveAttribute(state, 'paused');
  await ben.region.getByText('Details', { exact: true }).click();
  await expect(ben.region.locator('.this-call')).toBeVisible();
  await expect(hint).toHaveCount(0);
  await ben.context.close();
});

test('what somebody has made up on a call is no hint, and changes nothing', async ({ desk }) => {
  const { id, region } = await recordedCall(desk, false);
  await desk.sandbox.control.switch({ pauseSurvivesTransfer: true });
  await desk.act({ conversationId: id, act: 'conference', to: SEED.users.ben });
  await desk.act({ conversationId: id, act: 'pause', by: SEED.users.sol });
  const pausedAt = new Date().toISOString();
  await expect(region).toHaveAttribute('data-safe', 'true');
  const ben = (await desk.truth(id)).participants.find(({ userId }) => userId === SEED.users.ben);
  const head = `5f0c2d34-90ab-4b1e-8d4c-1a2b3c4d5e6f:9:${'0'.repeat(64)}`;
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const token = await tokenOf(desk.sandbox, SEED.users.ben);
  const before = (await desk.sandbox.control.requests()).length;
  const forge = async (value: string) => {
    const answer = await fetch(
      `${desk.sandbox.platformUrl}/api/api/v2/conversations/${id}/participants/${ben?.id}/attributes`,
      {
        method: 'PATCH',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ attributes: { 'rc1.5f0c2d34.1': value } }),
      },
    );
    expect(answer.status).toBe(202);
  };
  const hint = region.getByText(/Paused by another agent/);
  for (const value of ['1;resume;policy', `1;resume;policy;confirmed;${tomorrow};;${head}`, '<b>'])
    await forge(value);
  await expect(region.getByText('Another agent is on this call.')).toBeVisible();
  await expect(hint).toHaveCount(0);
  // What reads well is believed as far as a hint goes, and no further.
  await forge(`1;pause;policy;confirmed;${pausedAt};;${head}`);
  await expect(hint).toBeVisible();
  await forge(`1;resume;policy;confirmed;${pausedAt};;${head}`);
  await expect(hint).toHaveCount(0);
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(region.getByRole('alert')).toHaveCount(0);
  const asked = (await desk.sandbox.control.requests()).slice(before);
  expect(asked.filter(({ endpoint }) => endpoint === 'read-call').length).toBeLessThanOrEqual(1);
});
