import type { Random } from '../../app/ports.ts';
import { backoff } from '../../domain/backoff.ts';
import type { RecordingFacts } from '../../genesys/wire/recording-metadata.ts';
import { LONGEST_WAIT_MS, type Delivery } from '../../outbox/delivery.ts';
import type { LastSeen, Sighting } from './archivist.ts';
import { bodyOf, keyOf, type Job, type Webhook } from './job.ts';
import { FIRST_POLL_MS, reopened, type Judgement } from './poll.ts';
import type { ProvenJob } from './prove-job.ts';
import { withAgents, withHeard, withMarks, withSight, withTold } from './seen-pauses.ts';

// What a job becomes by what happens, wherever it is kept. `undefined`: nothing changes. Times are epoch ms.

/** `job`: absent when this call was not heard of before. */
export function afterSighting(
  job: Job | undefined,
  conversationId: string,
  { queueId, recorded = false, live = false, unseen = false, pause, marks = {}, agents = [] }: Sighting,
): Job | undefined {
  if (job === undefined) {
    const first: Job = {
      v: 1,
      conversationId,
      ...(queueId !== undefined && { queueId }),
      recorded,
      ...(unseen && { unseen }),
      phase: 'live',
      polls: 0,
      webhooks: {},
      flagged: [],
    };
    return withAgents(withMarks(first, marks), agents);
  }
  if (live && job.phase === 'ended') return { ...reopened(job), recorded: job.recorded || recorded };
  // Also when the call is over: a panel writes behind.
  const marked = withAgents(withMarks(recorded && !job.recorded ? { ...job, recorded } : job, marks), agents);
  const next = pause && job.phase === 'live' ? withHeard(marked, pause) : marked;
  return next === job ? undefined : next;
}

/** What a panel has sent to the service of a pause; only of a call that is known. */
export function afterEntry(
  job: Job | undefined,
  key: string,
  told: NonNullable<Job['told']>[string],
): Job | undefined {
  const next = job && withTold(job, key, told);
  return next === job ? undefined : next;
}

export const afterSight = (job: Job, isPaused: boolean, last: LastSeen): Job | undefined =>
  job.phase === 'live' ? withSight(job, isPaused, last) : undefined;

/** `lookAfterMs`: so long after its end its recordings are looked for. */
export const afterEnd = (job: Job, endedAt: number, lookAfterMs = FIRST_POLL_MS): Job | undefined =>
  job.phase === 'ended'
    ? undefined
    : {
        ...(withSight(job, false, { until: endedAt, end: 'call' }) ?? job),
        phase: 'ended',
        endedAt,
        nextPollAt: endedAt + lookAfterMs,
      };

/**
 * `looked`: as it was when its recordings were asked for, and when it ended. Meanwhile a recorder may have been seen, or the call
 * lives again.
 */
export function afterLook(
  job: Job,
  looked: Job,
  { nextPollAt, marks }: Pick<Judgement, 'nextPollAt' | 'marks'>,
  webhooks: Job['webhooks'],
): Job {
  const { nextPollAt: _due, ...rest } = job;
  const isEnded = rest.phase === 'ended';
  return {
    ...rest,
    ...(isEnded && looked.endedAt !== undefined && { endedAt: looked.endedAt, polls: looked.polls + 1 }),
    ...(isEnded && nextPollAt !== undefined && { nextPollAt }),
    flagged: [...job.flagged, ...marks],
    webhooks: { ...webhooks, ...job.webhooks },
  };
}

export function afterProof(
  job: Job,
  { proved, againMs = Infinity }: Omit<ProvenJob, 'proofs'>,
  now: number,
): Job {
  const nextPollAt = Math.min(job.nextPollAt ?? Infinity, now + againMs);
  return { ...job, proved, ...(job.phase === 'ended' && nextPollAt < Infinity && { nextPollAt }) };
}

/** Of a recording that is available now. `isSent`: there is a receiver. */
export function newWebhook(
  job: Job,
  facts: RecordingFacts,
  { now, region, isSent }: { readonly now: number; readonly region?: string; readonly isSent: boolean },
): Webhook {
  const about = { at: new Date(now).toISOString(), ...(region !== undefined && { region }) };
  return {
    key: keyOf(facts.recordingId),
    body: JSON.stringify(bodyOf(job, facts, about)),
    state: isSent ? 'waiting' : 'delivered',
    attempts: 0,
    nextAt: now,
  };
}

export function withWebhook(job: Job, recordingId: string, next: Partial<Webhook>): Job | undefined {
  const webhook = job.webhooks[recordingId];
  return webhook && { ...job, webhooks: { ...job.webhooks, [recordingId]: { ...webhook, ...next } } };
}

const retryMs = backoff(1_000, 300_000);

/** How long it waits after an answer that is none, longer each time; what the receiver asks for is heeded. */
function waitAfter(
  attempts: number,
  { retryAfterMs = 0 }: { readonly retryAfterMs?: number },
  random: Random,
): number {
  const ceiling = retryMs(attempts);
  return Math.max(Math.min(retryAfterMs, LONGEST_WAIT_MS), ceiling / 2 + (random() * ceiling) / 2);
}

/** What a webhook becomes by what its receiver has answered. */
export function afterDelivery(
  webhook: Webhook,
  answer: Delivery,
  { now, random }: { readonly now: number; readonly random: Random },
): Partial<Webhook> {
  const attempts = webhook.attempts + 1;
  switch (answer.kind) {
    case 'accepted':
      return { state: 'delivered', attempts, untold: true };
    case 'refused':
      return { state: 'set-aside', status: answer.status, attempts, untold: true };
    case 'later':
      return { attempts, nextAt: now + waitAfter(webhook.attempts, answer, random) };
  }
}

/** Nothing is left to do for it. */
export const isJobDone = ({ phase, nextPollAt, webhooks }: Job): boolean =>
  phase === 'ended' &&
  nextPollAt === undefined &&
  !Object.values(webhooks).some(({ state, untold }) => state === 'waiting' || untold);
