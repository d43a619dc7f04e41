import { lstatSync } from 'node:fs';
import { lstat, opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ownFolder, readOwnFile, replaceFile } from './files.ts';

/** Longer than any run over a queue, which may come to a call at its very end. */
const REMEMBERED_MS = 24 * 3_600_000;
const CLEAR_EVERY_MS = 3_600_000;
/** Files that are looked at before everything else of this process has its turn for a while. */
const AT_ONCE = 500;
const REST_MS = 1_000;
/** A clock that is set back by less leaves orders behind that are as old as what they are compared with. */
const CLOCKS_DIFFER_MS = 60_000;

/** When what `key` names was asked for last, by any process of a home; epoch ms. A call and what takes its capture away, or a wish. */
export interface AskedAt {
  note(key: string, askedAt: number): void;
  /** When; nothing where none is known. */
  last(key: string): number | undefined;
  /** One was asked for at that moment, or since. */
  isSince(key: string, askedAt: number): boolean;
}

interface Mark {
  readonly at: number;
  /** By the disk's clock; `Infinity`: it is on none. */
  readonly writtenAt: number;
}

/**
 * A file for each. Written when it is asked for, whatever comes of it: also of a Pause that finds the call paused, and so is
 * in no log, an older resume must know that still waits for its turn.
 */
export function createAskedAt(home: string, folder: string, wall: () => number): AskedAt {
  /** Of this process: known also where the disk refuses it. */
  const own = new Map<string, number>();
  let clearedAt: number | undefined;
  const fileOf = (key: string) => join(folder, encodeURIComponent(key));
  const isOld = (at: number) => Math.abs(wall() - at) > REMEMBERED_MS;

  function read(key: string): Mark | undefined {
    try {
      const at = Number(readOwnFile(fileOf(key)) ?? 0) || 0;
      return at > 0 ? { at, writtenAt: lstatSync(fileOf(key)).mtimeMs } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Beside everything else, a slice at a time: no Pause waits for it. */
  async function clear(): Promise<void> {
    for (const [key, at] of own) if (isOld(at)) own.delete(key);
    try {
      let seen = 0;
      for await (const { name } of await opendir(folder)) {
        const file = join(folder, name);
        const found = await lstat(file).catch(() => undefined);
        if (found?.isFile() === true && isOld(found.mtimeMs)) await rm(file, { force: true });
        seen += 1;
        if (seen % AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve, REST_MS).unref());
      }
    } catch {
      // They take up room, and nothing else.
    }
  }

  /** Each hour: a library or a watch lives for months. */
  function clearIfDue(): void {
    const now = wall();
    if (clearedAt !== undefined && Math.abs(now - clearedAt) < CLEAR_EVERY_MS) return;
    clearedAt = now;
    setImmediate(() => void clear());
  }

  return {
    note(key, askedAt) {
      const now = wall();
      const known = own.get(key) ?? 0;
      if (known >= askedAt && known <= now) return;
      own.set(key, askedAt);
      try {
        ownFolder(home);
        ownFolder(folder);
        const before = read(key);
        // A mark of a time to come would hide every one that is made until then.
        const isAhead = before !== undefined && before.at > now;
        const latest = isAhead && before.writtenAt <= now ? Math.max(askedAt, before.writtenAt) : askedAt;
        if (isAhead || (before?.at ?? 0) < askedAt) replaceFile(fileOf(key), String(latest));
      } catch {
        // No Pause waits for a disk, or fails by it.
      }
      clearIfDue();
    },
    last: (key) => own.get(key) ?? read(key)?.at,
    isSince(key, askedAt) {
      const now = wall();
      const known = own.get(key);
      const marks = [read(key), known === undefined ? undefined : { at: known, writtenAt: Infinity }];
      return marks.some((mark) => mark !== undefined && isSince(mark, askedAt, now));
    },
  };
}

function isSince({ at, writtenAt }: Mark, askedAt: number, now: number): boolean {
  // Both by one clock, also where that was set back since.
  if (at <= now || askedAt > now) return at >= askedAt;
  // By a clock that ran ahead of this one: the disk says when.
  if (writtenAt <= now) return writtenAt >= askedAt;
  return at <= now + CLOCKS_DIFFER_MS && at >= askedAt;
}
