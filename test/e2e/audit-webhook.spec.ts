import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { AuditEntry } from '../../src/domain/audit.ts';
import { emptyChain, seal, type Head } from '../../src/outbox/chain.ts';
import { makeFacts } from '../support/audit-facts.ts';
import type { WebhookDelivery, WebhookFault } from '../../sandbox/control.ts';
import { linesIn } from '../../src/headless/home/log-lines.ts';
import { serveLocally } from '../../src/headless/http/local-server.ts';
import { createEntriesRoute } from '../../src/headless/serve/entries-route.ts';
import { createClock } from '../../src/platform/clock.ts';
import { contentSecurityPolicy, type Hosting } from '../../src/installer/hosting.ts';
import { proveEntries } from '../support/prove-entries.ts';
import { expect, test, type Desk } from './fixtures.ts';

/** A receiver that was away for long is asked again after a while. */
const LONG = { timeout: 20_000 };

function receiver({ sandbox }: Desk) {
  const at = (path: string) => `${sandbox.platformUrl}/_sandbox/${path}`;
  const deliveries = async () => (await (await fetch(at('webhooks'))).json()) as WebhookDelivery[];
  return {
    url: at('webhook'),
    deliveries,
    spoil: (fault: WebhookFault) =>
      fetch(at('webhook-fault'), { method: 'POST', body: JSON.stringify(fault) }),
    /** Each accepted entry as it came first, in the order of its coming. */
    async log() {
      const taken = (await deliveries()).filter(({ accepted, repeated }) => accepted && !repeated);
      return taken.map(({ body }) => JSON.parse(body) as { phase: string; action: string; seq: number });
    },
    async proof() {
      const taken = (await deliveries()).filter(({ accepted, repeated }) => accepted && !repeated);
      return proveEntries(linesIn([taken.map(({ body }) => `${body}\n`).join('')]));
    },
  };
}

async function opened(desk: Desk) {
  const archive = receiver(desk);
  await desk.open();
  await desk.setConfig({ audit: { webhook: { url: archive.url } } });
  return { archive, id: await desk.call() };
}

async function pause(desk: Desk, id: string) {
  const region = desk.region(id);
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
}

/** What stands beside this word below *Details*. */
const fact = (desk: Desk, id: string, label: string) =>
  desk.region(id).locator('.details dl > div', { hasText: label }).locator('dd');

/** What the database of the app says of this page's origin. */
const entriesIn = (page: Page, id: string) =>
  page.frameLocator(`iframe[title*="${id}"]`).locator('body').evaluate(countEntries);

async function countEntries(): Promise<number> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('rc1');
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error ?? new Error('It does not open')));
  });
  const count = await new Promise<number>((resolve) => {
    const counting = database.transaction('entries').objectStore('entries').count();
    counting.addEventListener('success', () => resolve(counting.result));
  });
  database.close();
  return count;
}

/** The receiver has every entry of the browser but so many. A panel that has just begun still adds some. */
const hasAll = (desk: Desk, id: string, but = 0) =>
  expect(async () => {
    const entries = await entriesIn(desk.page, id);
    expect(await receiver(desk).log()).toHaveLength(entries - but);
  }).toPass({ timeout: 40_000 });

test('a panel sends its audit log to the webhook, in order, each entry once and with the head', async ({
  desk,
}) => {
  const { archive, id } = await opened(desk);
  await pause(desk, id);
  await expect
    .poll(async () => (await archive.log()).map(({ phase }) => phase), LONG)
    .toEqual(expect.arrayContaining(['requested', 'accepted', 'confirmed']));
  await hasAll(desk, id);
  expect(await archive.proof()).toMatchObject({ ok: true });
  for (const { key, body, headers } of await archive.deliveries()) {
    const { id: entryId, chain } = JSON.parse(body) as { id: string; chain: string };
    expect(key).toBe(entryId);
    expect(headers['x-recording-control-audit-head']).toMatch(new RegExp(`^${chain}:\\d+:[0-9a-f]{64}$`));
  }
});

test('what waits at a receiver that is down is sent by the panel after a reload', async ({ desk }) => {
  const { archive, id } = await opened(desk);
  await archive.spoil({ status: 503, times: 2 });
  await archive.spoil({ instead: 'drop', times: 2 });
  await pause(desk, id);
  await desk.region(id).getByText('Details', { exact: true }).click();
  await expect(fact(desk, id, 'Waiting to be sent')).toHaveText(/^[1-9], since \d\d?:\d\d/);
  expect(await archive.log()).toEqual([]);
  await desk.reloadPanel(id);
  await expect(desk.region(id)).toHaveAttribute('data-safe', 'true');
  await hasAll(desk, id);
  expect(await archive.proof()).toMatchObject({ ok: true });
  await desk.region(id).getByText('Details', { exact: true }).click();
  await expect(fact(desk, id, 'Conversation')).toBeVisible();
  await expect(fact(desk, id, 'Waiting to be sent')).toHaveCount(0);
});

test('a panel that is loaded anew while an entry is on its way loses none and doubles none by its key', async ({
  desk,
}) => {
  const { archive, id } = await opened(desk);
  // The receiver takes it, and its answer finds nobody.
  await archive.spoil({ status: 200, delayMs: 4_000 });
  await pause(desk, id);
  await expect.poll(async () => (await archive.deliveries()).length, LONG).toBe(1);
  await desk.reloadPanel(id);
  await expect(desk.region(id)).toHaveAttribute('data-safe', 'true');
  await hasAll(desk, id);
  expect((await archive.deliveries()).filter(({ repeated }) => repeated)).toHaveLength(1);
  expect(await archive.proof()).toMatchObject({ ok: true });
});

test('two panels of one browser send each entry once', async ({ desk }) => {
  const { archive, id } = await opened(desk);
  const other = await desk.call();
  await desk.select((await desk.truth(id)).customerName);
  await pause(desk, id);
  await desk.select((await desk.truth(other)).customerName);
  await pause(desk, other);
  await hasAll(desk, id);
  expect((await archive.deliveries()).filter(({ repeated }) => repeated)).toEqual([]);
  expect(await archive.proof()).toMatchObject({ ok: true });
});

test('an entry that is refused holds up none of the others', async ({ desk }) => {
  const { archive, id } = await opened(desk);
  await archive.spoil({ status: 422 });
  await pause(desk, id);
  await hasAll(desk, id, 1);
  expect((await archive.log())[0]).toMatchObject({ seq: 2 });
  await desk.region(id).getByText('Details', { exact: true }).click();
  await expect(fact(desk, id, 'Not accepted by the archive')).toHaveText('1');
});

test('setup says what the webhook has not got, and that the browser may throw it away', async ({ desk }) => {
  const archive = receiver(desk);
  await desk.open();
  await desk.setConfig({ audit: { webhook: { url: archive.url } } });
  await archive.spoil({ status: 422 });
  await archive.spoil({ status: 503, times: 0 });
  // A desktop that is there would show the call, and its panel would send as well.
  await desk.page.goto('about:blank');
  const page = await desk.panelPage((await desk.sandbox.control.call({})).conversationId);
  const region = page.getByRole('region').first();
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect.poll(async () => (await archive.deliveries()).length, LONG).toBeGreaterThan(1);
  await page.goto(`${page.url().split('?')[0]}?view=setup`);
  const log = page.getByRole('region', { name: 'Audit log of this browser' });
  await expect(
    log.getByText(/^Waiting to be sent to the audit webhook: [1-9]\d*, since .*503 last/),
  ).toBeVisible();
  await expect(log.getByText('Not accepted by the audit webhook: 1.')).toBeVisible();
  await expect(log.getByText('This browser may delete it by itself')).toBeVisible();
});

test('a receiver that never answers delays no command and takes no claim away', async ({ desk }) => {
  const { archive, id } = await opened(desk);
  await archive.spoil({ instead: 'hang', times: 0 });
  await pause(desk, id);
  await expect.poll(async () => (await archive.deliveries()).length, LONG).toBe(1);
  const region = desk.region(id);
  await region.getByRole('button', { name: 'Resume recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await expect(region).not.toHaveAttribute('data-outcome');
});

test('without a webhook nothing of the audit log leaves the browser', async ({ desk }) => {
  const { deliveries } = receiver(desk);
  await desk.open();
  const asked: string[] = [];
  desk.page.on('request', (request) => asked.push(request.url()));
  await pause(desk, await desk.call());
  expect(asked.filter((url) => /handle-audit/.test(url))).toEqual([]);
  expect(await deliveries()).toEqual([]);
});

test('the headers that the installer writes let the audit log out to its webhook, and nowhere else', async ({
  desk,
  appHeaders,
}) => {
  const { page, sandbox } = desk;
  // Of another origin than the platform, which the policy knows anyway.
  const webhookUrl = receiver(desk).url.replace('localhost', '127.0.0.1');
  const hosting: Hosting = {
    baseUrl: sandbox.appUrl,
    regions: ['mypurecloud.com'],
    gatewayUrl: sandbox.platformUrl,
    allowedOrigins: [sandbox.desktopUrl],
  };
  const policy = (of: Hosting) =>
    Object.assign(appHeaders, { 'content-security-policy': contentSecurityPolicy(of) });
  policy(hosting);
  await desk.open();
  await desk.setConfig({ audit: { webhook: { url: webhookUrl } } });
  const id = await desk.call();
  const refused = page.waitForEvent('console', (message) => message.text().includes('/_sandbox/webhook'));
  await pause(desk, id);
  expect((await refused).text()).toContain('Content Security Policy');
  expect(await receiver(desk).deliveries()).toEqual([]);
  policy({ ...hosting, webhookUrl });
  await desk.reloadPanel(id);
  await expect(desk.region(id)).toHaveAttribute('data-safe', 'true');
  await hasAll(desk, id);
});

/** Entries of other days, and how far they went, as panels of those days left them in this storage. */
async function seed(page: Page, entries: readonly AuditEntry[]): Promise<void> {
  await page.evaluate(async (given) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('rc1', 1);
      opening.addEventListener('upgradeneeded', () => {
        const store = opening.result.createObjectStore('entries', { keyPath: ['chain', 'seq'] });
        store.createIndex('id', 'id', { unique: true });
        store.createIndex('wishId', 'wishId');
        opening.result.createObjectStore('head');
      });
      opening.addEventListener('success', () => resolve(opening.result));
      opening.addEventListener('error', () => reject(opening.error ?? new Error('It does not open')));
    });
    const transaction = database.transaction(['entries', 'head'], 'readwrite');
    for (const entry of given) transaction.objectStore('entries').add(entry);
    const { chain, seq, hash } = given.at(-1)!;
    transaction.objectStore('head').put({ chain, seq, hash }, 'head');
    await new Promise((resolve) => transaction.addEventListener('complete', resolve));
    database.close();
  }, entries);
}

test('what is old and has reached the webhook goes from the browser, and what is left verifies', async ({
  desk,
}) => {
  const archive = receiver(desk);
  await desk.open();
  await desk.setConfig({ audit: { webhook: { url: archive.url }, retentionDays: 30 } });
  const { conversationId } = await desk.sandbox.control.call({});
  const page = await desk.page.context().newPage();
  await page.goto(`${desk.sandbox.appUrl}/third-party-notices.txt`);
  const old = chainOf([50, 40, 35, 20]);
  await seed(page, old);
  // The first panel brings them to the webhook, and the next one finds that they are there.
  const panel = `${desk.sandbox.appUrl}/index.html?gcConversationId=${conversationId}&gcLangTag=en-US`;
  await page.goto(panel);
  await expect.poll(async () => (await archive.log()).length, LONG).toBeGreaterThanOrEqual(4);
  await page.goto(panel);
  await expect.poll(async () => page.locator('body').evaluate(countEntries), LONG).toBeLessThan(4);
  const region = page.getByRole('region').first();
  await region.getByText('Details', { exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    region.getByRole('button', { name: 'Download audit log', exact: true }).click(),
  ]);
  const { chain, seq, hash } = old[2]!;
  const proof = proveEntries(linesIn([readFileSync(await file.path(), 'utf8')]));
  expect(proof).toMatchObject({ ok: true, checkpoint: true, begins: { chain, seq, hash } });
  expect(await archive.proof()).toMatchObject({ ok: true });
});

function chainOf(ages: readonly number[]): readonly AuditEntry[] {
  let head: Head = emptyChain('chain-of-old');
  return ages.map((age, index) => {
    const at = new Date(Date.now() - age * 86_400_000).toISOString();
    const entry = seal(
      makeFacts({ id: `old-${index}`, wishId: `old-${index}`, phase: 'confirmed', at }),
      head,
    );
    head = { chain: entry.chain, seq: entry.seq, hash: entry.hash };
    return entry;
  });
}

test('a service takes the entries of a panel, and of no other page', async ({ desk }) => {
  const taken: AuditEntry[] = [];
  const route = createEntriesRoute({
    origin: new URL(desk.sandbox.appUrl).origin,
    clock: createClock(),
    take: async (entry) => void taken.push(entry),
  });
  const service = await serveLocally(0, {}, route);
  if (service === 'refused') throw new Error('There is no port.');
  const url = `http://127.0.0.1:${service.port}/v1/entries`;
  try {
    await desk.open();
    await desk.setConfig({ audit: { webhook: { url } } });
    const id = await desk.call();
    await pause(desk, id);
    await expect
      .poll(() => taken.filter(({ conversationId }) => conversationId === id).map(({ phase }) => phase), LONG)
      .toContain('confirmed');
    const posted = desk.page.evaluate(
      ([to = '', body = '']) =>
        fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(
          () => 'answered',
          () => 'refused by the browser',
        ),
      [url, JSON.stringify(taken[0])],
    );
    expect(await posted).toBe('refused by the browser');
  } finally {
    service.close();
  }
});
