import type { Clock, Journal } from '../../app/ports.ts';
import type { JobStore } from '../archive/job-store.ts';
import { codeOf, diskSentence, NotOurs } from '../home/files.ts';
import type { LastAlive } from './last-alive.ts';
import { createPatientJournal } from './patient-journal.ts';

export interface PatientDiskDeps {
  readonly home: string;
  readonly store: JobStore;
  readonly alive: LastAlive;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'after'>;
  /** The disk refuses, and why; `undefined` when everything is written again. */
  tell(why: string | undefined): void;
}

export interface PatientDisk extends Pick<PatientDiskDeps, 'store' | 'alive' | 'journal'> {
  /** Tries once more what is left. */
  close(): void;
}

const AGAIN_MS = 5_000;

/**
 * What a watch writes, over a disk that is full, read-only or away for a while: it is kept in memory, newest state first of
 * all, and written when the disk takes it again. Until then "watched until" stands still, so that a process that ends
 * meanwhile is made good from analytics by the next one.
 */
export function createPatientDisk({
  home,
  store,
  alive,
  journal,
  clock,
  tell,
}: PatientDiskDeps): PatientDisk {
  /** In the order in which they are to be written. */
  const left = new Map<string, () => void>();
  const finishing = new Set<string>();
  const closing = new AbortController();
  let told: string | undefined;
  let cancel = () => {};

  function say(why: string | undefined): void {
    if (why !== told) tell(why);
    told = why;
  }

  const patient = createPatientJournal({
    home,
    journal,
    clock,
    closing: closing.signal,
    tell(why) {
      if (why !== undefined || left.size === 0) say(why);
    },
  });

  function failed(error: unknown): void {
    if (codeOf(error) === undefined && !(error instanceof NotOurs)) throw error;
    say(`${diskSentence(home, error)} What is to be written is kept, and tried again every 5 s.`);
    cancel();
    if (!closing.signal.aborted) cancel = clock.after(AGAIN_MS, again);
  }

  /** False as soon as one is refused. */
  function again(): boolean {
    for (const [what, write] of left) {
      try {
        write();
        left.delete(what);
      } catch (error) {
        failed(error);
        return false;
      }
    }
    if (patient.unlogged === 0) say(undefined);
    return true;
  }

  function write(what: string, run: () => void): void {
    // The newest of its kind, behind all that is older.
    left.delete(what);
    left.set(what, run);
    if (left.size === 1) again();
  }

  return {
    store: {
      ...store,
      save: (job) => write(`job ${job.conversationId}`, () => store.save(job)),
      finish(job) {
        finishing.add(job.conversationId);
        write(`job ${job.conversationId}`, () => {
          store.finish(job);
          finishing.delete(job.conversationId);
        });
      },
      isFinished: (id) => finishing.has(id) || store.isFinished(id),
      setAside: (webhook, why) => write(`aside ${webhook.key}`, () => store.setAside(webhook, why)),
    },
    alive: { ...alive, note: (until) => write('alive', () => alive.note(until)) },
    journal: patient.journal,
    close() {
      closing.abort();
      again();
      cancel();
    },
  };
}
