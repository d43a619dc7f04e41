import { randomUUID } from 'node:crypto';
import { linkSync, renameSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { createFile, readOwnFile } from './files.ts';

/** Waits for one and the same holder this long, then the caller is told. Longer than a holder can be stuck, see below. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 5;
/** What is protected takes ms: one holder for this long was killed. */
const STALE_MS = 5_000;

/** Another took the lock from this process, which stood still for longer than the dead are waited for. */
class LockLost extends Error {}

/**
 * Runs `work` while no other process of this home holds the lock, on this machine or, by a shared disk, in another container:
 * a file with a token of its holder. Process ids mean nothing across containers, and clocks differ, so that a holder is
 * taken for dead only by who has watched one and the same token for 5 s. What the lock protects is synchronous and takes
 * a few ms; waiting for it is not, so that a pause goes out while its line in the journal stands in the queue.
 *
 * A process that a machine stops for longer is no holder any more when it goes on: `work` calls `checkHeld` directly before
 * it writes. That throws when the lock is another's, and `work` runs once more, from its beginning, under a new lock.
 */
export async function withLock<T>(
  file: string,
  work: (checkHeld: () => void) => T,
  staleMs = STALE_MS,
): Promise<T> {
  for (;;) {
    const token = await take(file, staleMs);
    const isHeld = () => tokenIn(file) === token;
    try {
      return work(() => {
        if (!isHeld()) throw new LockLost();
      });
    } catch (error) {
      if (!(error instanceof LockLost)) throw error;
    } finally {
      // One that was taken for dead must not free another's.
      if (isHeld()) rmSync(file, { force: true });
    }
  }
}

async function take(file: string, staleMs: number): Promise<string> {
  const token = randomUUID();
  let seen: string | undefined;
  let seenSince = performance.now();
  while (!createFile(file, token)) {
    const now = performance.now();
    const holder = tokenIn(file);
    // Many that follow each other are no fault, however long it takes.
    if (holder !== seen) {
      seen = holder;
      seenSince = now;
    }
    const heldMs = now - seenSince;
    if (heldMs > PATIENCE_MS) throw new Error(`The lock ${file} is held by another process.`);
    if (holder !== undefined && heldMs > staleMs) clearDead(file, holder);
    await setTimeout(PAUSE_MS);
  }
  return token;
}

/** Renaming is atomic, so that of two who found the same dead holder one clears it. */
export function clearDead(file: string, holder: string): void {
  const aside = `${file}.${randomUUID()}.tmp`;
  try {
    renameSync(file, aside);
    // Another was faster, and somebody living has taken it since: it goes back, unless a third holds it by now.
    if (tokenIn(aside) !== holder) linkSync(aside, file);
  } catch {
    // Another was faster. One that lost its lock by this notices, see `checkHeld`.
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * An empty file counts too: its holder was killed, or the disk was full, before it wrote. For a moment a lock has two names,
 * see {@link clearDead}.
 */
export const tokenIn = (file: string): string | undefined => readOwnFile(file, 2);
