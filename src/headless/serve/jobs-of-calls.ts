import type { Job } from '../archive/job.ts';

/** The queues of the job engine. */
export const JOB_QUEUES = {
  /** Looks for the recordings of a call that has ended. */
  look: 'look',
  /** Sends the webhook of one recording. */
  deliver: 'deliver',
  /** Tells of an incident that is new. */
  tellIncident: 'tell-incident',
} as const;
export type JobQueue = (typeof JOB_QUEUES)[keyof typeof JOB_QUEUES];

/** Of one end of a call: when it lives again and ends once more, what was planned for its first end is void. */
export interface LookData {
  readonly conversationId: string;
  readonly endedAt: number;
}
export interface DeliverData {
  readonly conversationId: string;
  readonly recordingId: string;
}
export interface IncidentData {
  readonly incidentId: string;
  /** How often its webhook was not accepted. */
  readonly attempts?: number;
}

export interface NewJob {
  readonly queue: JobQueue;
  readonly data: LookData | DeliverData | IncidentData;
  /** One that waits, and one that is worked on, at most. */
  readonly key: string;
  readonly afterMs: number;
}

/** What is to be done, and when, because a call has become another one. Epoch ms. */
export function jobsOf(before: Job | undefined, after: Job, now: number): readonly NewJob[] {
  const { conversationId, endedAt, nextPollAt, webhooks } = after;
  const planned: NewJob[] = [];
  const isNewEnd = before?.endedAt !== endedAt;
  if (endedAt !== undefined && nextPollAt !== undefined && (isNewEnd || before?.nextPollAt !== nextPollAt))
    planned.push({
      queue: JOB_QUEUES.look,
      data: { conversationId, endedAt },
      key: `${conversationId}:${endedAt}`,
      afterMs: Math.max(0, nextPollAt - now),
    });
  for (const [recordingId, { key, state, nextAt, attempts, untold }] of Object.entries(webhooks)) {
    const known = before?.webhooks[recordingId];
    // One that is carried over may have ended, and not be told yet.
    const isLeft = known === undefined && untold === true;
    if (!isLeft && (state !== 'waiting' || known?.attempts === attempts)) continue;
    planned.push({
      queue: JOB_QUEUES.deliver,
      data: { conversationId, recordingId },
      key,
      afterMs: Math.max(0, nextAt - now),
    });
  }
  return planned;
}
