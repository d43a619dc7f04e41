import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SEED } from '../../sandbox/control.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { install } from '../contract/installer.ts';
import { expect, test } from './fixtures.ts';
import { openWorld } from './worlds.ts';

/* What the web host does: its headers, and another build in the place of the one that panels have open. */

const { ada } = SEED.users;
const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Reads a `_headers` file as a host does: every block whose pattern fits a path adds its headers. */
function headersIn(text: string, path: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const part of text.trim().split('\n\n')) {
    const [pattern = '', ...lines] = part.split('\n');
    const prefix = pattern.replace(/\*$/, '');
    if (pattern.endsWith('*') ? !path.startsWith(prefix) : path !== pattern) continue;
    for (const line of lines) {
      const [, name = '', value = ''] = /^\s*([\w-]+): (.*)$/.exec(line) ?? [];
      all[name.toLowerCase()] = value;
    }
  }
  return all;
}

test('the app works under the emitted headers where it may be framed, and is refused elsewhere', async () => {
  const appHeaders: Record<string, string> = {};
  const sandbox = await startSandbox({
    appDir: at('dist'),
    desktopDir: at('.cache/desktop'),
    manifestFile: at('manifest/app.json'),
    appHeaders,
  });
  await sandbox.control.switch({ loginFraming: 'allowed' });
  const browser = await openWorld('stock');
  try {
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) violations.push(message.text());
    });
    await browser.context.request.post(`${sandbox.platformUrl}/_sandbox/session`, { data: { userId: ada } });
    const emitted = async (allowed: string) => {
      const run = await install(sandbox, [
        'apply',
        '--yes',
        '--url',
        sandbox.appUrl,
        '--allow-origin',
        allowed,
      ]);
      expect(run.err).toBe('');
      Object.assign(
        appHeaders,
        headersIn(run.files.get('recording-control-install/headers/_headers') ?? '', '/x'),
      );
    };
    const frameOf = (id: string) => page.frameLocator(`iframe[title*="${id}"]`);
    const call = async () => {
      const customerName = `Customer ${(await sandbox.control.truth()).conversations.length}`;
      const { conversationId } = await sandbox.control.call({ customerName });
      await page.getByRole('button', { name: customerName }).click();
      await page.locator(`iframe[title*="${conversationId}"]`).waitFor({ state: 'attached' });
      return conversationId;
    };

    await emitted(sandbox.desktopUrl);
    await sandbox.control.person({ userId: ada, joins: ['Recording Control agents'] });
    await page.goto(`${sandbox.desktopUrl}/?scenario=none`);
    const id = await call();
    const region = frameOf(id).getByRole('region').first();
    await expect(region).toHaveAttribute('data-recording-state', 'recording');
    await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
    await expect(region).toHaveAttribute('data-safe', 'true');
    expect(violations).toEqual([]);

    await emitted('https://crm.example');
    await page.goto(`${sandbox.desktopUrl}/?scenario=none`);
    const second = await call();
    await expect.poll(() => violations.join()).toContain('frame-ancestors');
    await expect(frameOf(second).getByRole('region')).toHaveCount(0);
  } finally {
    await browser.close();
    await sandbox.close();
  }
});

test('a panel that was opened before a deploy works to the end of its call', async () => {
  const appDir = await mkdtemp(join(tmpdir(), 'rc-deploy-'));
  await cp(at('dist'), appDir, { recursive: true });
  const sandbox = await startSandbox({
    appDir,
    desktopDir: at('.cache/desktop'),
    manifestFile: at('manifest/app.json'),
  });
  await sandbox.control.switch({ loginFraming: 'allowed' });
  const browser = await openWorld('stock');
  try {
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    await browser.context.request.post(`${sandbox.platformUrl}/_sandbox/session`, { data: { userId: ada } });
    await page.goto(`${sandbox.desktopUrl}/?scenario=none`);
    const { conversationId } = await sandbox.control.call({});
    const frame = page.frameLocator(`iframe[title*="${conversationId}"]`);
    const region = frame.getByRole('region').first();
    await expect(region).toHaveAttribute('data-recording-state', 'recording');

    await deployAnotherBuild(appDir);
    const pause = region.getByRole('button', { name: 'Pause recording', exact: true });
    await pause.click();
    await expect(region).toHaveAttribute('data-safe', 'true');
    await region.getByRole('button', { name: 'Resume recording', exact: true }).click();
    await expect(region).toHaveAttribute('data-recording-state', 'recording');

    // Its token ends, and the page in the hidden frame that renews it is one of the new build.
    await region.evaluate(() => Object.assign(window, { stayed: true }));
    const authorized = async () =>
      (await sandbox.control.requests()).filter(
        ({ endpoint, method }) => endpoint === 'authorize' && method === 'GET',
      ).length;
    const before = await authorized();
    await sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
    await expect.poll(authorized).toBe(before + 1);
    await expect(region).toHaveAttribute('data-recording-state', 'recording');
    expect(await region.evaluate(() => 'stayed' in window)).toBe(true);

    // A panel of the new build beside it, and the old one still is what it was.
    const next = await sandbox.control.call({ customerName: 'New Build' });
    await page.getByRole('button', { name: 'New Build' }).click();
    const newRegion = page
      .frameLocator(`iframe[title*="${next.conversationId}"]`)
      .getByRole('region')
      .first();
    await expect(newRegion).toHaveAttribute('data-recording-state', 'recording');
    await newRegion.getByRole('button', { name: 'Pause recording', exact: true }).click();
    await expect(newRegion).toHaveAttribute('data-safe', 'true');
    await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    await expect(region).toHaveAttribute('data-recording-state', 'ended');
  } finally {
    await browser.close();
    await sandbox.close();
    await rm(appDir, { recursive: true, force: true });
  }
});

/** The next version: every file has another name, and those of the old build are gone. */
async function deployAnotherBuild(appDir: string): Promise<void> {
  const assets = join(appDir, 'assets');
  const names = (await readdir(assets)).filter((name) => /\.(js|css)$/.test(name));
  const renamed = new Map(names.map((name) => [name, name.replace(/(\.\w+)$/, '2$1')]));
  let versions = 0;
  const withNewNames = (text: string) => {
    const next = text.replace(
      /recording-control\/\d+\.\d+\.\d+/g,
      () => `recording-control/99.${(versions += 1)}.0`,
    );
    return [...renamed].reduce((all, [from, to]) => all.replaceAll(from, to), next);
  };
  for (const [from, to] of renamed) {
    await writeFile(join(assets, from), withNewNames(await readFile(join(assets, from), 'utf8')));
    await rename(join(assets, from), join(assets, to));
  }
  const index = join(appDir, 'index.html');
  await writeFile(index, withNewNames(await readFile(index, 'utf8')));
  expect(versions, 'the build says which version it is').toBeGreaterThan(0);
}
