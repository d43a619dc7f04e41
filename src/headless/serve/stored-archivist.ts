import type { Clock } from '../../app/ports.ts';
import { afterEnd, afterSight, afterSighting } from '../archive/job-steps.ts';
import type { FirstLook } from '../archive/first-look.ts';
import type { Job } from '../archive/job.ts';
import { withoutOpen } from '../archive/seen-pauses.ts';
import type { WatchDeps } from '../watch/watcher.ts';
import type { CallBook } from './call-book.ts';

export interface StoredArchivistDeps {
  readonly book: Pick<CallBook, 'change'>;
  /** Calls that were live when whoever watched them ended. */
  readonly left: readonly Job[];
  readonly clock: Pick<Clock, 'wall'>;
  readonly firstLook: Pick<FirstLook, 'afterMs'>;
}

/** Calls that another process has left: when a pause ended that it saw last, nobody knows. Answers their ids. */
export function takeUp(book: Pick<CallBook, 'change'>, left: readonly Job[]): readonly string[] {
  for (const { conversationId } of left)
    book.change(conversationId, (job) => {
      const closed = job && withoutOpen(job);
      return closed === job ? undefined : closed;
    });
  return left.map(({ conversationId }) => conversationId);
}

/** Takes in what is told of live calls; what is left to do when they have ended is the business of the job engine. */
export function createStoredArchivist({
  book,
  left,
  clock,
  firstLook,
}: StoredArchivistDeps): WatchDeps['archivist'] {
  return {
    start: () => takeUp(book, left),
    heard(conversationId, about) {
      book.change(conversationId, (job, isDone) =>
        isDone && !about.live ? undefined : afterSighting(job, conversationId, about),
      );
    },
    paused(conversationId, isPaused, last = { until: clock.wall() }) {
      book.change(conversationId, (job) => job && afterSight(job, isPaused, last));
    },
    ended(conversationId) {
      const endedAt = clock.wall();
      const { afterMs } = firstLook;
      book.change(conversationId, (job) => job && afterEnd(job, endedAt, afterMs));
    },
  };
}
