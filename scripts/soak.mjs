// npm run soak: a long shift in a real browser, compressed: many calls, panels coming and going, faults throughout.
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, runnerImport } from 'vite';
import { buildDesktop } from './build-desktop.mjs';
import { ensure, LAUNCH_ARGS, STOCK_FEATURES } from './chromium.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const root = path('..');
const { values } = parseArgs({
  options: { calls: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' } },
});
const CALLS = Number(values.calls);
/** The figures of the first and the last part of the shift are compared. */
const PART = Math.min(100, Math.floor(CALLS / 4));
const GROWTH = 1.1;
/** As many panels as the desktop keeps alive, with the keeper beside them. */
const ALIVE = 9;
const STEP_MS = 2_500;
const STEP_REAL_MS = 40;

const { module: sandboxes } = await runnerImport(path('../sandbox/server.ts'), { root, configFile: false });
const { module: lucks } = await runnerImport(path('../test/support/random.ts'), { root, configFile: false });
const random = lucks.choices(Number(values.seed));
await build({ root, logLevel: 'warn' });
const desktopDir = await buildDesktop();
const sandbox = await sandboxes.startSandbox({
  appDir: path('../dist'),
  desktopDir,
  manifestFile: path('../manifest/app.json'),
});
const { control } = sandbox;
const browser = await chromium.launch({
  executablePath: await ensure(),
  chromiumSandbox: process.getuid?.() !== 0,
  args: [...LAUNCH_ARGS, STOCK_FEATURES],
});
const started = Date.now();
const errors = [];
let problem;
let figures = {};
try {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.clock.install();
  const ada = 'a6e00000-0000-4000-8000-000000000001';
  await context.request.post(`${sandbox.platformUrl}/_sandbox/session`, { data: { userId: ada } });
  await control.switch({ requestsPerMinute: 100_000, loginFraming: 'allowed' });
  await page.goto(`${sandbox.desktopUrl}/?scenario=none`);
  await page.evaluate((src) => {
    const keeper = document.createElement('iframe');
    keeper.title = 'keeper';
    keeper.name = 'keeper';
    keeper.src = src;
    document.body.append(keeper);
  }, `${sandbox.appUrl}/index.html?gcLangTag=en-US`);
  const keeperFrame = () => page.frame({ name: 'keeper' });
  await page.frameLocator('iframe[title="keeper"]').locator('main, [role="status"], h1, p').first().waitFor();

  /** After garbage collection, of the frame that lives all day. */
  async function measure() {
    const session = await context.newCDPSession(keeperFrame());
    await session.send('Performance.enable');
    for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    await session.detach();
    const listeners = metrics.find(({ name }) => name === 'JSEventListeners')?.value ?? 0;
    const shown = await keeperFrame().evaluate(() => document.querySelectorAll('[role="region"]').length);
    return { heap: usedSize, listeners, shown };
  }

  /** Time of the pages and of the platform passes together. */
  async function pass(ms) {
    // In steps that leave the network time to answer: to the pages it answers within a step.
    for (let left = ms; left > 0; left -= STEP_MS) {
      await page.clock.runFor(Math.min(STEP_MS, left));
      await control.clock({ advanceMs: Math.min(STEP_MS, left) });
      await new Promise((resolve) => setTimeout(resolve, STEP_REAL_MS));
    }
  }
  const quietly = (promise) => promise.catch(() => undefined);
  const alive = [];
  const region = (id) => page.frameLocator(`iframe[title*="${id}"]`).getByRole('region').first();
  const press = (id, name) =>
    quietly(region(id).getByRole('button', { name, exact: true }).click({ timeout: 1_500 }));

  const FAULTS = [
    () =>
      control.fault({
        fault: 'socket',
        how: random.pick(['close', 'half-open', 'deaf', 'closing-notice', 'evict']),
      }),
    () =>
      control.fault({ fault: 'status', endpoint: 'pause-own', status: random.pick([403, 409, 429, 500]) }),
    () => control.fault({ fault: 'status', endpoint: 'read-call', status: 503 }),
    () => control.fault({ fault: 'lost', endpoint: 'pause-own', when: random.pick(['before', 'after']) }),
    () => control.fault({ fault: random.pick(['event-dropped', 'event-doubled']) }),
  ];

  async function hangUp(id) {
    await quietly(control.act({ conversationId: id, act: 'customer-hangup' }));
    await quietly(control.act({ conversationId: id, act: 'wrapup' }));
  }

  /** All calls end, the agent reads what is left to read: both figures are taken of the same, empty panel. */
  async function lull() {
    await control.fault({ clear: true });
    for (const id of alive.splice(0)) await hangUp(id);
    // A call whose end was lost stays in sight until the next channel: that is the platform's silence, not a leak.
    await control.fault({ fault: 'socket', how: 'close' });
    for (let quiet = 0; quiet < 10; quiet += 1) {
      await keeperFrame().evaluate(() => {
        for (const button of document.querySelectorAll('button.settle')) button.click();
      });
      await pass(20_000);
    }
  }

  let first;
  for (let number = 1; number <= CALLS; number += 1) {
    const { conversationId } = await control.call({ customerName: `Caller ${number}` });
    alive.push(conversationId);
    await quietly(
      page
        .getByRole('button', { name: `Caller ${number}`, exact: false })
        .first()
        .click({ timeout: 2_000 }),
    );
    if (random.chance(0.3)) await quietly(random.pick(FAULTS)());
    await pass(2_000);
    const talked = random.pick(alive);
    await press(random.chance(0.5) ? conversationId : talked, 'Pause recording');
    await pass(3_000);
    if (random.chance(0.6)) await press(random.pick(alive), 'Resume recording');
    if (random.chance(0.2))
      await quietly(
        control.act({ conversationId: talked, act: random.pick(['pause', 'resume', 'hold', 'unhold']) }),
      );
    await pass(random.between(5_000, 40_000));
    while (alive.length > ALIVE || (alive.length > 2 && random.chance(0.3)))
      await hangUp(alive.splice(random.between(0, alive.length - 1), 1)[0]);
    if (number === PART || number === CALLS) await lull();
    if (number === PART) first = await measure();
    if (number % 50 === 0)
      console.log(
        `${number} calls, ${((Date.now() - started) / 1_000).toFixed(0)} s, ${errors.length} errors`,
      );
  }
  const last = await measure();
  await control.fault({ clear: true });
  for (let quiet = 0; quiet < 8; quiet += 1) await pass(20_000);
  const { channels } = await control.truth();
  const connected = channels.filter((channel) => channel.connected).length;
  const books = await keeperFrame().evaluate(async () => {
    const open = indexedDB.open('rc1');
    const database = await new Promise((resolve, reject) => {
      open.addEventListener('success', () => resolve(open.result));
      open.addEventListener('error', () => reject(open.error));
    });
    const all = database.transaction('entries').objectStore('entries').getAll();
    const entries = await new Promise((resolve) =>
      all.addEventListener('success', () => resolve(all.result)),
    );
    database.close();
    const ended = new Set(
      entries
        .filter(({ phase }) => ['confirmed', 'unconfirmed', 'failed', 'superseded'].includes(phase))
        .map(({ wishId }) => wishId),
    );
    const seqs = entries.map(({ seq }) => seq);
    return {
      entries: entries.length,
      wishes: entries.filter(({ phase }) => phase === 'requested').length,
      open: entries.filter(({ phase, wishId }) => phase === 'requested' && !ended.has(wishId)).length,
      gaps: seqs.filter((seq, index) => seq !== index + 1).length,
      lines: Object.keys(localStorage).filter((key) => key.startsWith('rc1.intent')).length,
    };
  });
  figures = { first, last, connected, books };
  const wrong = [
    last.heap > first.heap * GROWTH && `the heap grew from ${first.heap} to ${last.heap} bytes`,
    last.listeners !== first.listeners && `listeners went from ${first.listeners} to ${last.listeners}`,
    connected > 1 && `${connected} channels are open`,
    errors.length > 0 && `uncaught: ${errors[0]}`,
    (books.gaps > 0 || books.lines > 0 || books.open > 0) && `entries are missing: ${JSON.stringify(books)}`,
  ].filter(Boolean);
  problem = wrong.length > 0 ? wrong.join('; ') : undefined;
} catch (error) {
  problem = error instanceof Error ? error.message : String(error);
} finally {
  await browser.close();
  await sandbox.close();
}
const { first, last, connected, books } = figures;
const mb = (bytes) => (bytes / 1e6).toFixed(2);
if (last) {
  console.log(
    `heap ${mb(first.heap)} → ${mb(last.heap)} MB, listeners ${first.listeners} → ${last.listeners}, calls shown ${first.shown} → ${last.shown}, channels ${connected}, uncaught ${errors.length}, journal ${JSON.stringify(books)}`,
  );
}
if (problem) console.log(problem);
console.log(
  `soak: ${CALLS} calls, ${problem ? 'FAILED' : 'ok'}, ${((Date.now() - started) / 1_000).toFixed(0)} s`,
);
process.exitCode = problem ? 1 : 0;
