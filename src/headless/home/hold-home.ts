import { randomUUID } from 'node:crypto';
import { lstatSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../app/ports.ts';
import { pause } from '../patience.ts';
import { checkFileIfAny, createFile, diskSentence, NotOurs, ownFolder } from './files.ts';
import { clearDead, tokenIn } from './lock.ts';

/** Held by `watch` for as long as it runs: two on one home would hand everything on twice. */
const LOCK = 'watch.lock';
/** What a watch writes directly below the home. */
const FILES = ['audit.jsonl', 'audit.lock', 'watched-until'];
/** A holder shows that it lives by touching its lock; clocks are not compared, only whether it changes. */
const BEAT_MS = 1_000;
const DEAD_MS = 5_000;
const LOOK_MS = 250;

/** A second `watch`, or a home that is not ours: said in these words. */
export class HomeRefused extends Error {}
/** Another process uses it. */
export class HomeHeld extends HomeRefused {}

export interface HomeHold {
  /** No other process has it, or has had it since: asked directly before something is written that only one may write. */
  isHeld(): boolean;
  /** Frees it for the next one. */
  release(): void;
}

export interface HoldDeps {
  readonly home: string;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly signal?: AbortSignal;
  /** For a short time: a disk that cannot be written is refused, and not waited for. */
  readonly isBrief?: true;
  /** A store is open below the home: one that stood free for so long that another may have had it is lost. */
  readonly hasStore?: boolean;
  /** Opens what is below the home; may throw as the disk does. */
  prepare(): void;
  /** It waits, and why; `undefined` when it waits no longer. */
  waiting(why: string | undefined): void;
  /** Another has taken it over: this process was stopped, or its disk away, for longer than the dead are waited for. */
  lost(): void;
}

/**
 * Makes this process the only `watch` of a home. A disk that is full, read-only or away is waited for; nothing when the
 * signal ended the waiting. Throws {@link HomeRefused}.
 */
export async function holdHome(deps: HoldDeps): Promise<HomeHold | undefined> {
  const { home, clock, signal } = deps;
  const file = join(home, LOCK);
  const token = randomUUID();
  let told: string | undefined;
  const tell = (why: string | undefined) => {
    if (why !== told) deps.waiting(why);
    told = why;
  };
  let seen = '';
  let seenSince = clock.now();
  for (;;) {
    if (signal?.aborted) return undefined;
    try {
      ownFolder(home);
      if (createFile(file, token)) {
        const hold = beating(file, token, deps);
        try {
          for (const name of FILES) checkFileIfAny(join(home, name));
          deps.prepare();
        } catch (error) {
          hold.release();
          throw error;
        }
        tell(undefined);
        return hold;
      }
      const sign = signOf(file);
      if (seen !== '' && sign !== seen && sign !== '') throw new HomeHeld(taken(home));
      if (sign !== seen) seenSince = clock.now();
      seen = sign;
      if (seen !== '' && clock.now() - seenSince >= DEAD_MS) clearDead(file, tokenIn(file) ?? '');
      else
        tell(
          `The home ${home} was last used by a watch that has not ended cleanly. Whether it lives shows in 5 s.`,
        );
      await pause(LOOK_MS, clock, signal);
    } catch (error) {
      if (error instanceof HomeRefused) throw error;
      if (error instanceof NotOurs) throw new HomeRefused(error.message);
      if (deps.isBrief) throw new HomeRefused(diskSentence(home, error));
      tell(`${diskSentence(home, error)} Nothing is watched until it can be; tried again every 5 s.`);
      await pause(DEAD_MS, clock, signal);
    }
  }
}

const taken = (home: string): string =>
  `Another watch uses the home ${home}: give this one a folder of its own in RECORDING_CONTROL_HOME, or end the other.`;

/** Changes whenever the holder has touched its lock, or another holds it. */
function signOf(file: string): string {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return '';
  if (!found.isFile()) throw new NotOurs(`${file} is no file: nothing is written there.`);
  return `${tokenIn(file) ?? ''} ${found.mtimeMs}`;
}

function beating(file: string, token: string, { clock, lost, hasStore = false }: HoldDeps): HomeHold {
  let cancel = clock.after(BEAT_MS, beat);
  let beatAt = clock.now();
  let isLost = false;

  /** Throws what the disk does. */
  function look(): boolean {
    if (isLost) return false;
    const holder = tokenIn(file);
    if (holder === token) return true;
    const isFree = holder === undefined && !(hasStore && clock.now() - beatAt >= DEAD_MS);
    // Removed, perhaps with the home, and taken by nobody: it is made again, and the home is not.
    if (isFree && createFile(file, token)) return true;
    isLost = true;
    return false;
  }

  function beat(): void {
    cancel = clock.after(BEAT_MS, beat);
    try {
      if (!look()) {
        cancel();
        return lost();
      }
      const now = Date.now() / 1_000;
      utimesSync(file, now, now);
      beatAt = clock.now();
    } catch {
      // The disk is away: when it is back, the next beat shows whether another has taken over.
    }
  }
  return {
    isHeld() {
      try {
        return look();
      } catch {
        return !isLost;
      }
    },
    release() {
      cancel();
      try {
        if (tokenIn(file) === token) rmSync(file, { force: true });
      } catch {
        // The next one waits until it is sure.
      }
    },
  };
}
