import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { checkFileIfAny, createFile, codeOf } from './files.ts';

/** Tries for this long, then the caller is told. Longer than a holder can be stuck, see below. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 5;
/** What is protected takes ms: one holder for this long was killed. */
const STALE_MS = 5_000;

/**
 * Runs `work` while no other process of this home holds the lock, on this machine or, by a shared disk, in another container:
 * a file with a token of its holder. Process ids mean nothing across containers, and clocks differ, so that a holder is
 * taken for dead only by who has watched one and the same token for 5 s. What the lock protects is synchronous and takes
 * a few ms; waiting for it is not, so that a pause goes out while its line in the journal stands in the queue.
 */
export async function withLock<T>(file: string, work: () => T, staleMs = STALE_MS): Promise<T> {
  const token = await take(file, staleMs);
  try {
    return work();
  } finally {
    // One that was taken for dead must not free another's.
    if (tokenIn(file) === token) rmSync(file, { force: true });
  }
}

async function take(file: string, staleMs: number): Promise<string> {
  const token = randomUUID();
  const until = performance.now() + PATIENCE_MS;
  let seen: string | undefined;
  let seenSince = performance.now();
  while (!createFile(file, token)) {
    const now = performance.now();
    if (now > until) throw new Error(`The lock ${file} is held by another process.`);
    checkFileIfAny(file);
    const holder = tokenIn(file);
    if (holder !== seen) {
      seen = holder;
      seenSince = now;
    } else if (holder !== undefined && now - seenSince > staleMs) {
      clearDead(file, holder);
    }
    await setTimeout(PAUSE_MS);
  }
  return token;
}

/** Renaming is atomic, so that of two who found the same dead holder one clears it. */
export function clearDead(file: string, holder: string): void {
  const aside = `${file}.${randomUUID()}.tmp`;
  try {
    renameSync(file, aside);
    // Another was faster, and somebody living has taken it since: it goes back.
    if (tokenIn(aside) === holder) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch {
    // Another was faster.
  }
}

/** An empty file counts too: its holder was killed, or the disk was full, before it wrote. */
export function tokenIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
