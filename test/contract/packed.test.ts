import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { HEADLESS } from '../support/build-headless.ts';
import { VERBS } from '../support/verbs.ts';
import { headlessIt as it } from './headless-world.ts';

let folder: string;

const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  new Promise<{ code: number | null; out: string }>((resolve) => {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false', ...env },
      shell: process.platform === 'win32',
    });
    let out = '';
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (out += text));
    child.on('close', (code) => resolve({ code, out }));
  });

/** In an empty folder, without a network: whatever the package needed besides itself could not come. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'packed-'));
  const packed = await run('npm', ['pack', HEADLESS, '--silent']);
  expect(packed).toMatchObject({ code: 0 });
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  expect(await run('npm', ['install', `./${file}`])).toMatchObject({ code: 0 });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.concurrent('the package, packed and installed from a file', () => {
  it('brings nothing else along, and runs nothing when it is installed', () => {
    const names = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names).toEqual(['recording-control']);
    const about = JSON.parse(
      readFileSync(join(folder, 'node_modules', 'recording-control', 'package.json'), 'utf8'),
    ) as Record<string, unknown>;
    for (const key of ['dependencies', 'peerDependencies', 'scripts']) expect(about[key]).toBeUndefined();
  });

  it('is small, and nothing but what runs', () => {
    const file = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
    expect(statSync(join(folder, file)).size).toBeLessThan(400_000);
    const names = readdirSync(join(folder, 'node_modules', 'recording-control'));
    expect(names.filter((name) => !name.endsWith('.js')).toSorted()).toEqual(
      [
        'LICENSE',
        'README.md',
        'docs',
        'package.json',
        'third-party-notices.txt',
        ...names.filter((name) => name === 'types'),
      ].toSorted(),
    );
  });

  it('holds each file that its README names', () => {
    const at = join(folder, 'node_modules', 'recording-control');
    const named =
      readFileSync(join(at, 'README.md'), 'utf8').match(/docs\/(?:samples|contracts)\/[\w.-]+/g) ?? [];
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !existsSync(join(at, name)))).toEqual([]);
  });

  it('knows the help of each verb', async () => {
    const cli = join(folder, 'node_modules', '.bin', 'recording-control');
    for (const { args } of Object.values(VERBS)) {
      const verb = args.slice(0, args[0] === 'install' || args[0] === 'audit' ? 2 : 1);
      const { code, out } = await run(cli, [...verb, '--help']);
      expect(code, out).toBe(0);
      expect(out).toContain(`Usage: recording-control ${verb.join(' ')} `);
      expect(out).toContain(`  $ recording-control ${verb.join(' ')}`);
    }
  });

  it('pauses a call by the command that the documents name', async ({ headless: { world, id, truth } }) => {
    const { code, out } = await run('npx', ['--no', 'recording-control', 'pause', id], world.environment());
    expect(out).toContain('confirmed');
    expect(code).toBe(0);
    expect(await truth()).toMatchObject({ securePause: true });
  });

  it('is a library too', async () => {
    const program = `import('recording-control/headless').then(({ createController }) => console.log(typeof createController))`;
    expect((await run(process.execPath, ['-e', program])).out).toBe('function\n');
  });
});
