import { existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  clearLeftOvers,
  createFile,
  NotOurs,
  ownFolder,
  readOwnFile,
  replaceFile,
  syncFolder,
} from '../home/files.ts';
import { decodeJob, isJobId, isWebhookKey } from './decode-job.ts';
import type { Job, Webhook } from './job.ts';

export interface Loaded {
  readonly jobs: readonly Job[];
  /** Where what was no job is kept, and why it is none, for people. */
  readonly unreadable: readonly { readonly file: string; readonly why: string }[];
}

/** The queue on disk: one file per conversation, replaced as a whole, so that a kill leaves the old or the new one. */
export interface JobStore {
  /** Every job that is left. What is none is set aside, and said. */
  load(): Loaded;
  save(job: Job): void;
  /** Nothing is left to do; it is remembered for a while, because events and analytics tell of ended calls again. */
  finish(job: Job): void;
  isFinished(conversationId: string): boolean;
  /** Keeps a webhook that its receiver refuses for good where a person finds it. */
  setAside(webhook: Webhook, why: string): void;
  setAsideCount(): number;
}

const REMEMBER_MS = 48 * 3_600_000;
/** A watch runs for months. */
const FORGET_EVERY_MS = 3_600_000;

export function openJobStore(home: string, wall: () => number): JobStore {
  const queue = join(home, 'queue');
  const finished = join(home, 'finished');
  const aside = join(home, 'set-aside');
  for (const folder of [home, queue, finished, aside]) {
    ownFolder(folder);
    clearLeftOvers(folder, wall());
  }
  let forgotAt = -Infinity;
  let asideCount = 0;

  function forgetOld(): void {
    if (wall() - forgotAt < FORGET_EVERY_MS) return;
    forgotAt = wall();
    // An id and nothing in it: what else stands there was put there by somebody else.
    for (const name of readdirSync(finished).filter(isJobId)) {
      const file = join(finished, name);
      const found = lstatSync(file, { throwIfNoEntry: false });
      if (found?.isFile() && found.size === 0 && wall() - found.mtimeMs > REMEMBER_MS)
        rmSync(file, { force: true });
    }
  }
  forgetOld();

  /** Beside what was set aside earlier, never in its place. */
  function freeName(name: string): string {
    const taken = new Set(readdirSync(aside));
    for (let n = 1; ; n += 1) {
      const free = n === 1 ? `unreadable-${name}` : `unreadable-${n}-${name}`;
      if (!taken.has(free)) return join(aside, free);
    }
  }

  function read(name: string): Job | string {
    try {
      const job = decodeJob(readOwnFile(join(queue, name)) ?? '');
      return job !== undefined && `${job.conversationId}.json` === name ? job : 'It is no job.';
    } catch (error) {
      if (error instanceof NotOurs) return error.message;
      throw error;
    }
  }

  return {
    load() {
      const jobs: Job[] = [];
      const unreadable: { file: string; why: string }[] = [];
      for (const name of readdirSync(queue).filter((each) => each.endsWith('.json'))) {
        const found = read(name);
        if (typeof found !== 'string') jobs.push(found);
        else {
          const file = freeName(name);
          renameSync(join(queue, name), file);
          unreadable.push({ file, why: found });
        }
      }
      return { jobs, unreadable };
    },
    save(job) {
      if (!isJobId(job.conversationId)) throw new Error('A conversation id is no file name.');
      replaceFile(join(queue, `${job.conversationId}.json`), JSON.stringify(job));
    },
    finish({ conversationId }) {
      createFile(join(finished, conversationId), '');
      syncFolder(finished);
      rmSync(join(queue, `${conversationId}.json`), { force: true });
      syncFolder(queue);
      forgetOld();
    },
    isFinished: (conversationId) => existsSync(join(finished, conversationId)),
    setAside(webhook, why) {
      replaceFile(join(aside, `${webhook.key}.json`), JSON.stringify({ why, ...webhook }));
    },
    setAsideCount() {
      try {
        asideCount = readdirSync(aside).filter((name) => isWebhookKey(name.replace(/\.json$/, ''))).length;
      } catch {
        // The disk is away: as many as there were.
      }
      return asideCount;
    },
  };
}
