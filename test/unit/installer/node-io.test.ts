import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NotOurs } from '../../../src/headless/home/files.ts';
import { nodeIo } from '../../../src/installer/node-io.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-io-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const io = nodeIo({ out: () => {}, err: () => {} });
const precious = (): string => join(folder, 'precious');

it('reads and replaces a file, and knows one that is not there', async () => {
  const path = join(folder, 'out', 'config.json');
  expect(await io.read(path)).toBeUndefined();
  await io.write(path, 'one');
  await io.write(path, 'two');
  expect(await io.read(path)).toBe('two');
});

const MAKERS: readonly (readonly [string, (path: string) => void])[] = [
  ['a pipe', (path) => void execFileSync('mkfifo', [path])],
  ['a folder', (path) => void mkdirSync(path)],
  ['a link', (path) => symlinkSync(precious(), path)],
];

it.each(MAKERS)('neither reads nor writes %s in place of a file', async (_, make) => {
  writeFileSync(precious(), 'precious');
  const path = join(folder, 'config.json');
  make(path);
  await expect(io.read(path)).rejects.toThrow(NotOurs);
  await expect(io.write(path, 'other')).rejects.toThrow(NotOurs);
  expect(readFileSync(precious(), 'utf8')).toBe('precious');
});
