// npm run bench -- events: what an event costs the panel, in the production build in headless Chromium.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { startSandbox } from '../sandbox/server.ts';
import { ensure, LAUNCH_ARGS, STOCK_FEATURES } from '../scripts/chromium.mjs';
import { openDesk } from './events/desk.ts';
import { describe, isGoodEnough, measure, type Figures } from './events/figures.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Calls in the panel for all calls. */
const LISTED = [1, 10, 100];
/** A desktop that keeps a panel for each of ten calls, and the one for all of them beside. */
const FRAMED = 10;

export async function events(): Promise<number> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { seconds: { type: 'string', default: '5' } },
  });
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Error('--seconds takes a number above 0');
  const root = path('..');
  await build({ root, logLevel: 'warn' });
  const sandbox = await startSandbox({ appDir: path('../dist') });
  const browser = await chromium.launch({
    executablePath: await ensure(),
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...LAUNCH_ARGS, STOCK_FEATURES],
  });
  const all: Figures[] = [];
  try {
    for (const layout of [
      ...LISTED.map((calls) => ({ calls, framed: false })),
      { calls: FRAMED, framed: true },
    ]) {
      const desk = await openDesk(browser, sandbox, layout);
      const figures = await measure(desk, seconds);
      all.push(...figures);
      for (const one of figures) console.log(describe(one));
      await desk.close();
    }
  } finally {
    await browser.close();
    await sandbox.close();
  }
  const verdict = isGoodEnough(all);
  console.log(`events: ${verdict.text}, ${verdict.good ? 'ok' : 'FAILED'}`);
  return verdict.good ? 0 : 1;
}
