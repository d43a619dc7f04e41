import { existsSync, lstatSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { openJobStore, type Loaded } from '../archive/job-store.ts';
import { isJobId, isWebhookKey } from '../archive/decode-job.ts';
import type { Job } from '../archive/job.ts';
import { isLookDue } from '../archive/poll.ts';
import { dueAtOnce } from '../archive/prove-job.ts';
import { withoutOpen } from '../archive/seen-pauses.ts';
import { isSendDue } from '../../outbox/delivery.ts';
import { freeName, ownFolder, readOwnFile, syncFolder } from '../home/files.ts';
import type { Database } from '../store/database.ts';
import { notToCome, readNoted, type Noted } from '../watch/last-alive.ts';
import type { JobEngine } from './job-engine.ts';
import { addHeardUntil } from './stored-alive.ts';
import { writeCalls } from './write-calls.ts';

export interface CarryOverDeps {
  readonly home: string;
  readonly database: Pick<Database, 'together'>;
  readonly engine: Pick<JobEngine, 'send'>;
  readonly wall: () => number;
  /** That are watched now: a build of before noted one time for all of them. */
  readonly queueIds: readonly string[];
}

export interface CarriedOver {
  readonly calls: number;
  readonly queues: number;
  /** Webhooks that were refused for good. */
  readonly setAside: number;
  /** What stood among the calls and was no job, where it is now, and why. */
  readonly unreadable: Loaded['unreadable'];
  /** Where the files are kept that are read no more. */
  readonly folder: string;
}

/** What a watch keeps of its queue, below the home. */
const LEFT = ['queue', 'finished', 'set-aside', 'watched-until'] as const;
/** Of one transaction. */
const AT_ONCE = 500;

/**
 * Stores what a watch of this home has left, once: its files are moved away when the store has all of it. A process that dies in between
 * begins again, and what is stored already stays as it is. Nothing where no watch has left anything.
 */
export async function carryOver(deps: CarryOverDeps): Promise<CarriedOver | undefined> {
  const { home, database, engine, wall } = deps;
  const there = LEFT.filter((name) => existsSync(join(home, name)));
  if (there.length === 0) return undefined;
  const { jobs, unreadable } = openJobStore(home, wall).load();
  const now = wall();
  const all = [...jobs.map((job) => asLeft(job, now)), ...finishedIn(join(home, 'finished'))];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const steps = all
      .slice(at, at + AT_ONCE)
      .map(
        (job) => [job.conversationId, [(stored?: Job) => (stored === undefined ? job : undefined)]] as const,
      );
    await database.together((inside) => writeCalls(inside, engine, new Map(steps), wall()));
  }
  const aside = setAsideIn(join(home, 'set-aside'));
  const until = untilOf(readNoted(join(home, 'watched-until')), deps.queueIds, wall());
  await database.together(async (inside) => {
    for (const { key, conversationId, recordingId, status, body } of aside)
      await inside.query(
        `insert into recording_control.set_aside (key, conversation_id, recording_id, status, body)
         values ($1, $2, $3, $4, $5) on conflict (key) do nothing`,
        [key, conversationId, recordingId, status, body],
      );
    await addHeardUntil(inside, until);
  });
  const notRead = unreadableIn(join(home, 'set-aside'), unreadable);
  const folder = moveAway(home);
  return {
    calls: jobs.length,
    queues: until.size,
    setAside: aside.length,
    unreadable: notRead.map(({ name, why }) => ({ file: join(folder, 'set-aside', name), why })),
    folder,
  };
}

/** As a watch takes up what another one has left: a date so far ahead that it is none of ours is now. */
function asLeft(left: Job, now: number): Job {
  const job = dueAtOnce(withoutOpen(left), now);
  const webhooks = Object.entries(job.webhooks).map(([id, webhook]) => {
    const isDue = webhook.state === 'waiting' && isSendDue(webhook.nextAt, now);
    return [id, isDue ? { ...webhook, nextAt: now } : webhook] as const;
  });
  return {
    ...job,
    ...(isLookDue(job, now) && { nextPollAt: now }),
    webhooks: Object.fromEntries(webhooks),
  };
}

/** Also what an earlier process has set aside: it is elsewhere from now on. */
const unreadableIn = (folder: string, found: Loaded['unreadable']) =>
  readdirSync(folder)
    .filter((name) => name.startsWith('unreadable-'))
    .map((name) => ({
      name,
      why: found.find(({ file }) => file === join(folder, name))?.why ?? 'It is no job.',
    }));

/** Calls with which nothing was left to do: known, so that nobody begins with them anew. */
const finishedIn = (folder: string): readonly Job[] =>
  readdirSync(folder)
    .filter(isJobId)
    .flatMap((conversationId) => {
      const found = lstatSync(join(folder, conversationId));
      if (!found.isFile()) return [];
      return {
        v: 1,
        conversationId,
        recorded: false,
        phase: 'ended',
        endedAt: Math.round(found.mtimeMs),
        polls: 0,
        webhooks: {},
        flagged: [],
      };
    });

interface SetAside {
  readonly key: string;
  readonly conversationId: string;
  readonly recordingId: string;
  readonly status: number;
  readonly body: string;
}

/** What is something else stays with the files that are moved away. */
const setAsideIn = (folder: string): readonly SetAside[] =>
  readdirSync(folder).flatMap((name) => {
    const key = name.replace(/\.json$/, '');
    if (!isWebhookKey(key)) return [];
    try {
      const { body, status = 0 } = JSON.parse(readOwnFile(join(folder, name)) ?? '') as {
        body: string;
        status?: number;
      };
      const { conversationId, recording } = JSON.parse(body) as {
        conversationId: string;
        recording: { id: string };
      };
      return { key, conversationId, recordingId: recording.id, status, body };
    } catch {
      return [];
    }
  });

/** Of each queue that was noted, and of those that are watched where one time was noted for all. Epoch ms. */
function untilOf(
  { until, others }: Noted,
  queueIds: readonly string[],
  now: number,
): ReadonlyMap<string, number> {
  const known = new Map([...until].map(([id, at]) => [id, notToCome(at, now)]));
  if (others !== undefined)
    for (const id of queueIds) if (!known.has(id)) known.set(id, notToCome(others, now));
  return known;
}

function moveAway(home: string): string {
  const folder = freeName(join(home, 'carried-over'));
  ownFolder(folder);
  for (const name of LEFT) if (existsSync(join(home, name))) renameSync(join(home, name), join(folder, name));
  syncFolder(folder);
  syncFolder(home);
  return folder;
}
