import type { Clock, Journal } from '../../app/ports.ts';
import type { AuditFacts } from '../../domain/audit.ts';
import { pause } from '../patience.ts';

export interface PatientJournalDeps {
  readonly home: string;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'after'>;
  /** Aborted: nothing is tried once more. */
  readonly closing: AbortSignal;
  /** The journal refuses, and why; `undefined` when all of it is written. */
  tell(why: string | undefined): void;
}

export interface PatientJournal {
  readonly journal: Journal;
  /** What waits to be written. */
  readonly unlogged: number;
}

const AGAIN_MS = 5_000;

/** A journal over a disk that is full, read-only or away for a while: what is to be written waits until it is. */
export function createPatientJournal({
  home,
  journal,
  clock,
  closing,
  tell,
}: PatientJournalDeps): PatientJournal {
  let unlogged = 0;

  async function append(facts: AuditFacts) {
    for (let isFirst = true; ; isFirst = false) {
      const result = await journal.append(facts);
      if (!isFirst) unlogged -= 1;
      if (result.ok || closing.aborted) {
        if (result.ok && unlogged === 0) tell(undefined);
        return result;
      }
      unlogged += 1;
      tell(
        `The journal in ${home} cannot be written. What is to be written is kept, and tried again every 5 s.`,
      );
      await pause(AGAIN_MS, clock, closing);
    }
  }

  return {
    journal: { ...journal, append },
    get unlogged() {
      return unlogged;
    },
  };
}
