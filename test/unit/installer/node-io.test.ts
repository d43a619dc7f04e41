import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

it('reads no file that is longer than any of ours', async () => {
  const path = join(folder, 'config.json');
  writeFileSync(path, '{}');
  truncateSync(path, 3e9);
  await expect(io.read(path)).rejects.toThrow(/is longer than/);
});

// A process that asked Node for it recursively never came back.
it('gives up where nobody may make folders', async () => {
  await expect(io.write('/proc/nope/config.json', '{}')).rejects.toThrow();
});

it('sends nothing once it is interrupted, and says that it is', async () => {
  const abort = new AbortController();
  const stopping = nodeIo({ out: () => {}, err: () => {} }, abort.signal);
  expect(stopping.interrupted).toBe(false);
  abort.abort('stop');
  expect(stopping.interrupted).toBe(true);
  await expect(stopping.fetch('http://127.0.0.1:1')).rejects.toThrow('Interrupted.');
});

describe('a question', () => {
  const asking = (isTTY = true) => {
    const abort = new AbortController();
    const input = Object.assign(new PassThrough(), { isTTY });
    const said: string[] = [];
    const interrupt = vi.fn(() => abort.abort('stop'));
    const output = Object.assign(new PassThrough(), { isTTY });
    const asked = nodeIo({ out: () => {}, err: (text) => void said.push(text) }, abort.signal, {
      input,
      output,
      interrupt,
    }).confirm('Do this?');
    return { abort, asked, input, interrupt, said };
  };

  it.each([
    ['yes', true],
    ['Y', true],
    ['no', false],
    ['', false],
    ['yes please', false],
  ])('is answered by %j: %s', async (typed, answer) => {
    const { asked, input } = asking();
    input.write(`${typed}\r`);
    expect(await asked).toBe(answer);
  });

  it('is interrupted by Ctrl-C, whatever was typed before', async () => {
    const { asked, input, interrupt, said } = asking();
    input.write('yes\u0003');
    expect(await asked).toBe(false);
    expect(interrupt).toHaveBeenCalledOnce();
    expect(said).toEqual(['\n']);
  });

  it('ends with no by Ctrl-D, and by a signal from outside', async () => {
    const left = asking();
    left.input.write('\u0004');
    expect(await left.asked).toBe(false);
    expect(left.interrupt).not.toHaveBeenCalled();
    const stopped = asking();
    stopped.input.write('yes');
    stopped.abort.abort('stop');
    expect(await stopped.asked).toBe(false);
  });

  it('is not asked where nobody sits', async () => {
    const { asked, input } = asking(false);
    input.write('yes\r');
    expect(await asked).toBe(false);
  });
});
