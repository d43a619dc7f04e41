// Finds the browsers of the tests, or installs them, and says which. Run by itself it prints the path of Chromium.
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
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const SHELL = '/usr/bin/chromium-headless-shell';
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

/** The first of them that starts; what `variable` of the environment names comes before all. */
function find(paths, variable) {
  const own = process.env[variable];
  if (own) {
    if (existsSync(own)) return { path: own, version: variable };
    throw new Error(`${variable}=${own} does not exist.`);
  }
  for (const path of paths) {
    if (!path || !existsSync(path)) continue;
    const version = versionOf(path);
    if (version !== undefined) return { path, version };
    say(`Browser: ${path} is there but does not start.`);
  }
  return undefined;
}

function installByApt(name) {
  say(`Browser: installing Debian’s ${name} by apt-get (about 120 MB) …`);
  aptInstall(name);
}

function installByPlaywright() {
  say('Browser: none found, installing the one Playwright brings …');
  run(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium']);
}

const mayInstall = () => process.env.NO_BROWSER_INSTALL !== '1';

/** Answers the path of a Chromium that starts. NO_BROWSER_INSTALL=1 forbids installing one. */
export async function ensure() {
  const look = async () => find([...SYSTEM, await bundled()], 'CHROMIUM_PATH');
  let found = await look();
  for (const install of mayInstall() ? [() => installByApt('chromium'), installByPlaywright] : []) {
    if (found) break;
    install();
    found = await look();
  }
  if (!found) throw new Error(HELP);
  say(`Browser: ${found.path} (${found.version})`);
  return found.path;
}

/**
 * Answers the path of Chromium's headless shell: the same engine without the windows, which takes a third less processor time.
 * Empty where Debian's cannot be had: then Playwright takes its own, which is installed beside its Chromium.
 */
export function ensureShell() {
  const look = () => find([SHELL], 'HEADLESS_SHELL_PATH');
  if (!look() && mayInstall()) installByApt('chromium-headless-shell');
  const found = look();
  if (!found && mayInstall()) installByPlaywright();
  say(`Browser: ${found ? `${found.path} (${found.version})` : 'Playwright’s own headless shell'}`);
  return found?.path ?? '';
}

/** Sees to both, and names them in the environment, where the tests and whatever opens one of their browser worlds look. */
export async function ensureBrowsers() {
  process.env.CHROMIUM_PATH ||= await ensure();
  process.env.HEADLESS_SHELL_PATH ||= ensureShell();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await ensure());
  } catch (error) {
    say(error.message);
    process.exit(1);
  }
}
