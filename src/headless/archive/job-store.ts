import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { clearLeftOvers, createFile, ownFolder, replaceFile, syncFolder } from '../home/files.ts';
import type { Job, Webhook } from './job.ts';

/** The queue on disk: one file per conversation, replaced as a whole, so that a kill leaves the old or the new one. */
export interface JobStore {
  /** Every job that is left; a file that cannot be read is set aside. */
  load(): readonly Job[];
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
const ID = /^[\w-]{1,64}$/;

export function openJobStore(home: string, wall: () => number): JobStore {
  const queue = join(home, 'queue');
  const finished = join(home, 'finished');
  const aside = join(home, 'set-aside');
  for (const folder of [home, queue, finished, aside]) {
    ownFolder(folder);
    clearLeftOvers(folder, wall());
  }
  let forgotAt = -Infinity;

  function forgetOld(): void {
    if (wall() - forgotAt < FORGET_EVERY_MS) return;
    forgotAt = wall();
    for (const name of readdirSync(finished)) {
      const file = join(finished, name);
      if (wall() - statSync(file).mtimeMs > REMEMBER_MS) rmSync(file, { force: true });
    }
  }
  forgetOld();

  function read(name: string): Job | undefined {
    const file = join(queue, name);
    const job = parsed(readFileSync(file, 'utf8'));
    if (job !== undefined && `${job.conversationId}.json` === name) return job;
    renameSync(file, join(aside, `unreadable-${name}`));
    return undefined;
  }

  return {
    load: () =>
      readdirSync(queue)
        .filter((name) => name.endsWith('.json'))
        .map(read)
        .filter((job) => job !== undefined),
    save(job) {
      if (!ID.test(job.conversationId)) throw new Error('A conversation id is no file name.');
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
    setAsideCount: () => readdirSync(aside).filter((name) => name.endsWith('.json')).length,
  };
}

function parsed(text: string): Job | undefined {
  try {
    const job = JSON.parse(text) as Job;
    return job.v === 1 && typeof job.conversationId === 'string' ? job : undefined;
  } catch {
    return undefined;
  }
}
