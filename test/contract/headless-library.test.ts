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
  /** A receiver, and a sender that signs as the product does unless told otherwise. */
  async function receiver(keep: (body: unknown, head: unknown) => unknown = () => {}) {
    const server = createReceiver('secret', keep);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const now = Math.floor(Date.now() / 1_000);
    return {
      now,
      async post(
        id: string,
        { at = now, by = 'secret', key = id, size = 0, head = '' } = {},
      ): Promise<number> {
        const body = JSON.stringify({ v: 1, id, more: 'x'.repeat(size) });
        const headers = {
          'idempotency-key': key,
          'x-recording-control-signature': signature(by, at, body),
          ...(head && { 'x-recording-control-audit-head': head }),
        };
        return (await fetch(url, { method: 'POST', body, headers })).status;
      },
      close() {
        server.close();
        server.closeAllConnections();
      },
    };
  }

  it('takes signed webhooks once per key and no others', async () => {
    const kept: unknown[] = [];
    const { now, post, close } = await receiver((body) => kept.push((body as { id: string }).id));
    expect(await post('a')).toBe(204);
    expect(await post('a', { at: now - 1 })).toBe(409);
    expect(await post('b', { by: 'other' })).toBe(401);
    expect(await post('c', { at: now - 3_600 })).toBe(401);
    expect(kept).toEqual(['a']);
    close();
  });

  it('refuses a request that it has seen, also under another key', async () => {
    const { post, close } = await receiver();
    expect(await post('a')).toBe(204);
    expect(await post('a')).toBe(401);
    expect(await post('a', { key: 'b' })).toBe(401);
    expect(await post('c', { key: 'd' })).toBe(401);
    close();
  });

  it('hands on where the audit log of the sender ended', async () => {
    const heads: unknown[] = [];
    const { post, close } = await receiver((_body, head) => heads.push(head));
    await post('a', { head: 'chain-1:7:abc' });
    await post('b');
    expect(heads).toEqual(['chain-1:7:abc', undefined]);
    close();
  });

  it('reads no body that is longer than a webhook', async () => {
    const { post, close } = await receiver();
    expect(await post('a', { size: 200_000 })).toBe(413);
    close();
  });

  it('asks for what it could not keep once more', async () => {
    let isFull = true;
    const { now, post, close } = await receiver(() => {
      if (isFull) throw new Error('full');
    });
    expect(await post('a')).toBe(503);
    isFull = false;
    expect(await post('a', { at: now - 1 })).toBe(204);
    close();
  });

  it('says of no webhook that it is kept before it is, and loses none that could not be', async () => {
    const kept: string[] = [];
    const endings: ((error?: Error) => void)[] = [];
    const { now, post, close } = await receiver(
      (body) =>
        new Promise<void>((resolve, reject) => {
          endings.push((error) => {
            if (error) return reject(error);
            kept.push((body as { id: string }).id);
            resolve();
          });
        }),
    );
    const begun = async (count: number) => {
      while (endings.length < count) await new Promise((resolve) => setImmediate(resolve));
    };
    const first = post('a');
    await begun(1);
    const second = post('a', { at: now - 1 });
    // The receiver has the repetition when it has answered what was sent after it.
    await post('b', { by: 'other' });
    endings[0]!(new Error('full'));
    expect([await first, await second]).toEqual([503, 503]);
    const third = post('a', { at: now - 2 });
    await begun(2);
    const fourth = post('a', { at: now - 3 });
    endings[1]!();
    expect([await third, await fourth]).toEqual([204, 409]);
    expect(kept).toEqual(['a']);
    close();
  });

  it('listens on this machine only', () => {
    const text = readFileSync(join(ROOT, 'docs', 'samples', 'archive-receiver.mjs'), 'utf8');
    expect(text.match(/\.listen\(.*/g)).toEqual([expect.stringContaining(".listen(port, '127.0.0.1'")]);
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
