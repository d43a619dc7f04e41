// Finds a Chromium for the browser tests, or installs one, and says which. Run by itself it prints the path.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { aptInstall, run } from './apt.mjs';

/**
 * Playwright's own list of disabled features without ThirdPartyStoragePartitioning: with that one disabled, storage and Web
 * Locks are denied in cross-site frames, which is not the web that agents use. The last such switch wins.
 */
const DISABLED = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];
export const STOCK_FEATURES = `--disable-features=${DISABLED.join(',')}`;

export const LAUNCH_ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-headless-shell',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const HELP =
  'No Chromium found. Set CHROMIUM_PATH, or: apt-get install chromium, or: npx playwright install --with-deps chromium';

const say = (text) => console.error(text);

async function bundled() {
  try {
    return (await import('playwright-core')).chromium.executablePath();
  } catch {
    return '';
  }
}

/** What it calls itself. Ubuntu's package is a shim that exists but does not start in a container. */
function versionOf(path) {
  if (process.platform !== 'linux') return 'installed';
  const { status, stdout } = spawnSync(path, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return status === 0 ? stdout.trim() : undefined;
}

async function find() {
  const own = process.env.CHROMIUM_PATH;
  if (own) {
    if (existsSync(own)) return { path: own, version: 'CHROMIUM_PATH' };
    throw new Error(`CHROMIUM_PATH=${own} does not exist.`);
  }
  for (const path of [...SYSTEM, await bundled()]) {
    if (!path || !existsSync(path)) continue;
    const version = versionOf(path);
    if (version !== undefined) return { path, version };
    say(`Browser: ${path} is there but does not start.`);
  }
  return undefined;
}

function installByApt() {
  say('Browser: none found, installing Debian’s chromium by apt-get (about 120 MB) …');
  aptInstall('chromium');
}

function installByPlaywright() {
  say('Browser: none found, installing the one Playwright brings …');
  run(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium']);
}

/** Answers the path of a Chromium that starts. NO_BROWSER_INSTALL=1 forbids installing one. */
export async function ensure() {
  let found = await find();
  const steps = process.env.NO_BROWSER_INSTALL === '1' ? [] : [installByApt, installByPlaywright];
  for (const install of steps) {
    if (found) break;
    install();
    found = await find();
  }
  if (!found) throw new Error(HELP);
  say(`Browser: ${found.path} (${found.version})`);
  return found.path;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await ensure());
  } catch (error) {
    say(error.message);
    process.exit(1);
  }
}
