import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownFolder, readOwnFile, replaceFile } from './files.ts';

/** Longer than any run over a queue, which may come to a call at its very end. */
const REMEMBERED_MS = 24 * 3_600_000;

/** When a Pause, or a stop, was asked for last of what `key` names, by any process of a home; epoch ms. */
export interface TakenAway {
  note(key: string, askedAt: number): void;
  /** 0: by nobody. */
  at(key: string): number;
}

/**
 * A file for each. Written when it is asked for, whatever comes of it: also of a Pause that finds the call paused, and so is
 * in no log, an older resume must know that still waits for its turn.
 */
export function createTakenAway(home: string, folder: string, wall: () => number): TakenAway {
  /** Of this process: known also where the disk refuses it. */
  const own = new Map<string, number>();
  let isCleared = false;
  const fileOf = (key: string) => join(folder, encodeURIComponent(key));

  function read(key: string): number {
    try {
      return Number(readOwnFile(fileOf(key)) ?? 0) || 0;
    } catch {
      return 0;
    }
  }

  function clear(): void {
    isCleared = true;
    for (const [key, at] of own) if (at < wall() - REMEMBERED_MS) own.delete(key);
    try {
      for (const name of readdirSync(folder)) {
        const file = join(folder, name);
        const found = lstatSync(file, { throwIfNoEntry: false });
        if (found?.isFile() && found.mtimeMs < wall() - REMEMBERED_MS) rmSync(file, { force: true });
      }
    } catch {
      // They take up room, and nothing else.
    }
  }

  return {
    note(key, askedAt) {
      if ((own.get(key) ?? 0) >= askedAt) return;
      own.set(key, askedAt);
      try {
        ownFolder(home);
        ownFolder(folder);
        if (read(key) < askedAt) replaceFile(fileOf(key), String(askedAt));
      } catch {
        // No Pause waits for a disk, or fails by it.
      }
      // A Pause does not wait until this is done.
      if (!isCleared) setImmediate(clear);
    },
    at: (key) => Math.max(own.get(key) ?? 0, read(key)),
  };
}
