import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { createReceiver, isSignedBy } from '../../docs/samples/archive-receiver.mjs';
import { signature } from '../../src/headless/archive/webhook.ts';
import { HEADLESS } from '../support/build-headless.ts';
import { ROOT } from '../support/source-imports.ts';
import { headlessIt as it, PATIENCE } from './headless-world.ts';

/** Somebody's project with the package in it and nothing else. */
let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'somebody-'));
  const installed = join(project, 'node_modules', 'recording-control');
  mkdirSync(installed, { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  cpSync(HEADLESS, join(installed, 'build', 'headless'), { recursive: true });
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const run = (args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number | null; out: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: project, env });
    let out = '';
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (out += text));
    child.on('close', (code) => resolve({ code, out }));
  });

describe.concurrent('recording-control/headless', PATIENCE, () => {
  it('runs the example of docs/headless.md with nothing but the package', async ({
    headless: { sandbox, world, id },
  }) => {
    const page = readFileSync(join(ROOT, 'docs', 'headless.md'), 'utf8');
    const [, example = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
    writeFileSync(join(project, 'example.mjs'), example);
    const environment = { ...world.environment(), SECONDS: '0.1' } as NodeJS.ProcessEnv;
    const refused = await run(['example.mjs', id], environment);
    expect(refused.out).toContain('resume confirmed');
    expect(refused.code).toBe(0);
    await sandbox.control.switch({ snippetNeedsUser: false });
    const taken = await run(['example.mjs', id], environment);
    expect(taken.out).toContain('stop confirmed');
    expect(taken.out).toContain('successRate');
  });

  it('runs its command line with nothing but the package', async ({ headless: { world, id } }) => {
    const cli = join('node_modules', 'recording-control', 'build', 'headless', 'cli.js');
    const { code, out } = await run([cli, 'status', id], world.environment() as NodeJS.ProcessEnv);
    expect(out).toContain('Recording.');
    expect(code).toBe(0);
  });

  it('throws a UsageError for a wrong argument before anything is sent', async ({
    headless: { sandbox, world },
  }) => {
    writeFileSync(
      join(project, 'wrong.mjs'),
      `import { createController, readSettings, UsageError } from 'recording-control/headless';
       const controller = createController(readSettings(process.env));
       await controller.pause('../users/me').catch((error) => console.log(error instanceof UsageError));
       await controller.close();`,
    );
    const { out } = await run(['wrong.mjs'], world.environment() as NodeJS.ProcessEnv);
    expect(out).toBe('true\n');
    expect(await sandbox.control.requests()).toEqual([]);
  });
});

describe('the sample of a receiver', () => {
  it('takes signed webhooks once per key and no others', async () => {
    const kept: unknown[] = [];
    const server = createReceiver('secret', (body: unknown) => kept.push(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const now = Math.floor(Date.now() / 1_000);
    const body = JSON.stringify({ v: 1 });
    const post = (header: string) =>
      fetch(url, {
        method: 'POST',
        body,
        headers: { 'idempotency-key': 'k', 'x-recording-control-signature': header },
      }).then(({ status }) => status);
    expect(await post(signature('secret', now, body))).toBe(204);
    expect(await post(signature('secret', now, body))).toBe(204);
    expect(await post(signature('other', now, body))).toBe(401);
    expect(await post(signature('secret', now - 3_600, body))).toBe(401);
    expect(await post('')).toBe(401);
    expect(kept).toEqual([{ v: 1 }]);
    server.close();
    server.closeAllConnections();
  });

  it('notices a body that was changed on its way', () => {
    const header = signature('secret', 1_000, 'a');
    expect(isSignedBy('secret', header, 'a', 1_000)).toBe(true);
    expect(isSignedBy('secret', header, 'b', 1_000)).toBe(false);
  });
});

describe('the declarations of the library', () => {
  it('fit a program that uses it', () => {
    const types = join(project, 'types');
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const built = spawnSync(process.execPath, [
      tsc,
      '-p',
      join(ROOT, 'src', 'headless', 'tsconfig.json'),
      '--outDir',
      types,
    ]);
    expect(String(built.stdout)).toBe('');
    writeFileSync(
      join(project, 'program.ts'),
      `import { createController, readSettings } from './types/headless/index.js';
       const controller = createController(readSettings({}));
       export const outcome: Promise<'confirmed' | string> = controller.pause('id').then((result) => result.outcome);
       // @ts-expect-error -- there is no such verb
       void controller.fly;`,
    );
    const used = spawnSync(process.execPath, [
      tsc,
      '--noEmit',
      '--ignoreConfig',
      '--strict',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--types',
      '',
      join(project, 'program.ts'),
    ]);
    expect(String(used.stdout)).toBe('');
  });
});
