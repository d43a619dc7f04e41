import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { HEADLESS } from '../support/build-headless.ts';
import { CALL } from '../support/verbs.ts';
import { headlessIt as it, PATIENCE, type Headless } from './headless-world.ts';

const CLI = join(HEADLESS, 'cli.js');
const URL = ['--url', 'https://recording.example'];

/** Runs it with one of its streams on a device that is always full. */
function onFullDisk({ world }: Headless, args: readonly string[], which: 'stdout' | 'stderr' = 'stdout') {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [CLI, ...args], {
    env: world.environment() as NodeJS.ProcessEnv,
    stdio: which === 'stdout' ? ['ignore', full, 'pipe'] : ['ignore', 'pipe', full],
  });
  closeSync(full);
  let output = '';
  (which === 'stdout' ? child.stderr : child.stdout)?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
}

const where = existsSync('/dev/full') ? describe.concurrent : describe.skip;

where('the output of every command', PATIENCE, () => {
  it.for([
    ['--help'],
    ['--version'],
    ['metrics'],
    ['metrics', '--prometheus'],
    ['audit', 'verify', '--json'],
    ['audit', 'export', '-'],
    ['status', CALL],
    ['status', CALL, '--json'],
    ['pause', CALL],
    ['install', '--help'],
    ['install', 'plan', '--output', 'terraform', ...URL],
  ])('ends with 74 and says so when stdout is full: %j', async (args, { headless, expect }) => {
    if (args[1] === 'export') await headless.world.run(['pause', headless.id]);
    const { code, output } = await onFullDisk(
      headless,
      args.map((arg) => (arg === CALL ? headless.id : arg)),
    );
    expect([code, output]).toEqual([74, expect.stringContaining('The output cannot be written (ENOSPC)')]);
  });

  it('ends with 74 when stderr is full', async ({ headless }) => {
    expect((await onFullDisk(headless, ['no-such-verb'], 'stderr')).code).toBe(74);
  });

  it('may lose its reader without a word', async ({ headless: { world, id } }) => {
    const running = world.start(['status', id, '--json']);
    running.deafen();
    const { code, stderr } = await running.ended;
    expect([0, 130]).toContain(code);
    expect(stderr).toBe('');
  });
});
