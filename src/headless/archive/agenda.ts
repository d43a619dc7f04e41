import { isSendDue } from '../../outbox/delivery.ts';
import type { Job } from './job.ts';
import { isLookDue } from './poll.ts';

/** All that decides when a job is due, so that a day's jobs are gone through without looking into each. Epoch ms. */
interface Entry extends Pick<Job, 'endedAt' | 'nextPollAt'> {
  readonly sendAt: number;
  readonly waiting: number;
}

export interface Agenda {
  set(job: Job): void;
  delete(conversationId: string): void;
  /** Webhooks that wait for their receiver. */
  readonly waiting: number;
  /** The jobs that are due at this one moment, the longest overdue first, and when the next one is: not those that are busy. */
  at(
    now: number,
    isBusy: (conversationId: string) => boolean,
  ): { readonly due: readonly string[]; readonly nextAt: number };
}

export function createAgenda(): Agenda {
  const entries = new Map<string, Entry>();

  return {
    set(job) {
      let sendAt = Infinity;
      let waiting = 0;
      for (const { state, nextAt, untold } of Object.values(job.webhooks)) {
        if (state === 'waiting') waiting += 1;
        if (untold) sendAt = -Infinity;
        else if (state === 'waiting') sendAt = Math.min(sendAt, nextAt);
      }
      const { endedAt, nextPollAt } = job;
      entries.set(job.conversationId, {
        ...(endedAt !== undefined && { endedAt }),
        ...(nextPollAt !== undefined && { nextPollAt }),
        sendAt,
        waiting,
      });
    },
    delete: (conversationId) => void entries.delete(conversationId),
    get waiting() {
      let sum = 0;
      for (const { waiting } of entries.values()) sum += waiting;
      return sum;
    },
    at(now, isBusy) {
      const due: { readonly id: string; readonly since: number }[] = [];
      let nextAt = Infinity;
      for (const [id, entry] of entries) {
        if (isBusy(id)) continue;
        const { nextPollAt = Infinity, sendAt } = entry;
        const isSend = sendAt < Infinity && isSendDue(sendAt, now);
        if (isSend || isLookDue(entry, now)) due.push({ id, since: Math.min(nextPollAt, sendAt) });
        else nextAt = Math.min(nextAt, nextPollAt, sendAt);
      }
      return { due: due.toSorted((a, b) => a.since - b.since).map(({ id }) => id), nextAt };
    },
  };
}
