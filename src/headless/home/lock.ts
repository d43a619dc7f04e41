import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Tries for this long, then the caller is told. Longer than a holder can be stuck, see below. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 5;
/** What is protected takes ms: a lock this old was left by a process that was killed. */
const STALE_MS = 10_000;

/**
 * Runs `work` while no other process on this machine holds the lock: a file that names its holder. A holder that was
 * killed is noticed by its process id. What it protects is synchronous and takes a few ms; waiting for it is not, so that
 * nothing else of this process waits: a pause goes out while its line in the journal stands in the queue.
 */
export async function withLock<T>(file: string, work: () => T): Promise<T> {
  await take(file);
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

async function take(file: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!tryTake(file)) {
    if (performance.now() > until) throw new Error(`The lock ${file} is held by another process.`);
    await setTimeout(PAUSE_MS);
  }
}

function tryTake(file: string): boolean {
  try {
    const descriptor = openSync(file, 'wx');
    writeSync(descriptor, String(process.pid));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (!isExisting(error)) throw error;
    clearDead(file);
    return false;
  }
}

/** Renaming is atomic, so that of two who find the same dead holder one clears it; a living one taken by mistake goes back. */
function clearDead(file: string): void {
  const holder = holderOf(file);
  if (holder !== undefined && isAlive(holder) && !isStale(file)) return;
  if (holder === undefined && !isStale(file)) return;
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (holderOf(aside) === holder) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch {
    // Somebody else was faster.
  }
}

function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Our own id is that of an earlier life: in a container they are all the same, and this process holds nothing yet. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isStale(file: string): boolean {
  try {
    return Date.now() - statSync(file).mtimeMs > STALE_MS;
  } catch {
    return false;
  }
}

const isExisting = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';
