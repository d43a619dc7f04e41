import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as elapsed } from 'node:timers/promises';
import { createOutput } from '../headless/cli/output.ts';
import { askOn, type Terminal } from '../headless/cli/terminal.ts';
import { makeFolder, NotOurs } from '../headless/home/files.ts';
import type { InstallIo } from './job.ts';

/** What the installer writes is for somebody to upload: less whatever the user takes off. */
const FOR_ALL = 0o777;
/** What it reads is a few kB. */
const LONGEST_BYTES = 10_000_000;

/**
 * The terminal and the disk of this machine. Where nobody can be asked, or nobody answers, the answer is no. Once `signal` is
 * aborted no request is begun any more; the one that is under way is waited for.
 */
export const nodeIo = (
  streams: Pick<InstallIo, 'out' | 'err'>,
  signal?: AbortSignal,
  terminal: Terminal = NOBODY,
): InstallIo => ({
  ...streamsOf(streams),
  meanwhile(text) {
    if (terminal.input.isTTY) streams.err(`${text}\n`);
  },
  async confirm(question) {
    if (!terminal.input.isTTY) return false;
    const typed = await askOn(terminal, `${question} (yes/no) `, signal);
    if (typed === undefined) streams.err('\n');
    return /^y(es)?$/i.test(typed ?? '');
  },
  async read(path) {
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    refuseUnlessFile(path, found);
    return readFile(path, 'utf8');
  },
  async write(path, text) {
    makeFolder(dirname(path), FOR_ALL);
    const found = await lstat(path).catch(() => undefined);
    if (found) refuseUnlessFile(path, found);
    // As a whole or not at all: a full disk must not cut what an admin wrote.
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await writeFile(temporary, text);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  },
  get interrupted() {
    return signal?.aborted === true;
  },
  wait: (ms) => elapsed(ms, undefined, { signal }).catch(() => undefined),
  // A way to send, for `fetchWhole`, which bounds it.
  fetch: unlessAborted(globalThis.fetch, signal),
});

function streamsOf({ out, err }: Pick<InstallIo, 'out' | 'err'>): Pick<InstallIo, 'out' | 'err'> {
  const { print, warn } = createOutput({ out, err, isTerminal: false }, false);
  return { out: print, err: warn };
}

const NOBODY: Terminal = { input: Readable.from([]), output: new PassThrough(), interrupt: () => undefined };

/** A pipe would be waited for without end, and a link leads somewhere else. Throws {@link NotOurs}. */
function refuseUnlessFile(path: string, found: Stats): void {
  if (found.isSymbolicLink())
    throw new NotOurs(`${path} is a symbolic link: nothing is read or written through it.`);
  if (!found.isFile()) throw new NotOurs(`${path} is no file: nothing is read or written there.`);
  if (found.size > LONGEST_BYTES) throw new NotOurs(`${path} is longer than anything that is written there.`);
}

const unlessAborted =
  (send: typeof fetch, signal: AbortSignal | undefined): typeof fetch =>
  (...request) =>
    signal?.aborted ? Promise.reject(new TypeError('Interrupted.')) : send(...request);
