// npm run bench -- start: from opening the desktop to a usable button, beside a minimal app, in three browser worlds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { SEED, type Switches } from '../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../sandbox/server.ts';
import { buildDesktop } from '../scripts/build-desktop.mjs';
import { ensureBrowsers } from '../scripts/chromium.mjs';
import { openWorld, type World } from '../test/e2e/worlds.ts';
import { MINIMAL_BUTTON, writeMinimalApp } from './start/minimal-app.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const WORLDS: readonly World[] = ['stock', 'cookies-blocked', 'storage-denied'];
const FRAMINGS: readonly Switches['loginFraming'][] = ['refused', 'redirects-only', 'allowed'];
/** What a start never waits for is shorter than any timeout of ours: a hidden frame is given two seconds at most. */
const NO_WAIT_MS = 2_000;
const PATIENCE_MS = 30_000;

/** Ms from opening the desktop, with a call there, to a button that can be pressed in the panel; the name of the button. */
async function timeToButton(
  sandbox: Sandbox,
  world: World,
  loginFraming: Switches['loginFraming'],
): Promise<{ readonly ms: number; readonly button: string }> {
  await sandbox.control.reset();
  await sandbox.control.switch({ loginFraming });
  const { conversationId } = await sandbox.control.call();
  const browser = await openWorld(world);
  try {
    const { request } = browser.context;
    await request.post(`${sandbox.platformUrl}/_sandbox/session`, { data: { userId: SEED.users.ada } });
    await request.post(`${sandbox.platformUrl}/_sandbox/grant`, { data: { grant: 'implicit' } });
    const page = await browser.context.newPage();
    const startedAt = performance.now();
    await page.goto(`${sandbox.desktopUrl}/?scenario=none&grant=implicit`);
    const frame = page.frameLocator(`iframe[title*="${conversationId}"]`);
    // The third is what the platform's own page has where it is shown inside a frame.
    const usable = frame
      .getByRole('button', { name: /^(Pause recording|Sign in)$/, disabled: false })
      .or(frame.locator('button[name="sandbox_user"]'))
      .or(frame.locator(MINIMAL_BUTTON))
      .first();
    // Attached is enough: the desktop covers an app that does not say that it has begun, as the minimal one, for 5 s.
    await usable.waitFor({ timeout: PATIENCE_MS, state: 'attached' }).catch(() => undefined);
    const ms = performance.now() - startedAt;
    const button = ms >= PATIENCE_MS ? 'none' : ((await usable.textContent()) ?? '');
    return { ms, button: button.trim().slice(0, 16) };
  } finally {
    await browser.close();
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;

export async function start(): Promise<number> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { runs: { type: 'string', default: '5' } },
  });
  const runs = Number(values.runs);
  if (!(runs >= 1)) throw new Error('--runs takes a number from 1 on');
  await ensureBrowsers();
  await build({ root: path('..'), logLevel: 'warn' });
  await buildDesktop();
  const minimalDir = await mkdtemp(join(tmpdir(), 'recording-control-minimal-'));
  await writeMinimalApp(minimalDir);
  const parts = { desktopDir: path('../.cache/desktop'), manifestFile: path('../manifest/app.json') };
  const ours = await startSandbox({ ...parts, appDir: path('../dist') });
  const minimal = await startSandbox({ ...parts, appDir: minimalDir });
  const missed: string[] = [];
  console.log(`${'world'.padEnd(16)}  ${'sign-in page'.padEnd(15)}  ${'panel'.padStart(24)}  minimal app`);
  try {
    for (const world of WORLDS) {
      for (const framing of FRAMINGS) {
        const own: { ms: number; button: string }[] = [];
        const other: { ms: number; button: string }[] = [];
        for (let run = 0; run < runs; run += 1) {
          own.push(await timeToButton(ours, world, framing));
          // Where the page refuses to be framed, an app that leaves for it in its frame never comes back.
          if (framing === 'allowed') other.push(await timeToButton(minimal, world, framing));
        }
        const ms = median(own.map((each) => each.ms));
        const theirs = median(other.map((each) => each.ms));
        const tells = (all: typeof own, value: number) =>
          `${value.toFixed(0)} ms to ${all.at(-1)?.button ?? ''}`;
        const beside = other.length === 0 ? 'not measured: it cannot start' : tells(other, theirs);
        console.log(`${world.padEnd(16)}  ${framing.padEnd(15)}  ${tells(own, ms).padStart(24)}  ${beside}`);
        const isSlower = ms > theirs || ms >= PATIENCE_MS;
        const waits = Math.min(...own.map((each) => each.ms)) >= NO_WAIT_MS && ms > theirs;
        if (isSlower || waits) missed.push(`${world}, ${framing}`);
      }
    }
  } finally {
    await ours.close();
    await minimal.close();
    await rm(minimalDir, { recursive: true, force: true });
  }
  const verdict = missed.length === 0 ? 'never slower than a minimal app' : `slower: ${missed.join('; ')}`;
  console.log(`start: medians of ${runs} runs, three worlds, three ways of the sign-in page; ${verdict}`);
  return missed.length === 0 ? 0 : 1;
}
