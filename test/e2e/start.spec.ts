import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openWorld } from './worlds.ts';
import { expect, test } from './fixtures.ts';

const script = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

test('a stranger starts the demo, opens what it prints, and pauses the call that is there', async () => {
  test.setTimeout(600_000);
  const demo = spawn(process.execPath, [script]);
  const browser = await openWorld('stock');
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      demo.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /Open\s+(http:\/\/localhost:\d+\/)/.exec(said);
        if (found?.[1] !== undefined) resolve(found[1]);
      });
      demo.on('exit', () => reject(new Error(`npm start ended: ${said}`)));
    });
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    await page.goto(url);
    const app = page.frameLocator('iframe[title^="Recording Control"]');
    // The sign-in page refuses to be framed: one click, and the window closes by itself.
    await app.getByRole('button', { name: 'Sign in', exact: true }).click({ timeout: 30_000 });
    const panel = app.getByRole('region');
    await expect(panel).toHaveAttribute('data-recording-state', 'recording', { timeout: 30_000 });
    await panel.getByRole('button', { name: 'Pause recording', exact: true }).click();
    await expect(panel).toHaveAttribute('data-safe', 'true');
  } finally {
    await browser.close();
    const ended = new Promise((resolve) => demo.on('exit', resolve));
    demo.kill('SIGINT');
    expect(await ended).toBe(0);
  }
});
