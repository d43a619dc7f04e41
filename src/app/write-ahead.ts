import type { AuditFacts } from '../domain/audit.ts';
import type { Cancel, Clock, Journal, Log } from './ports.ts';

/** Resume waits for the journal, but not longer than this (rule 7). */
const JOURNAL_WAIT_MS = 250;
/** *Safe* waits this long for the journal, then it says "not being logged". */
const LOGGED_WAIT_MS = 1_000;

/** How a session writes to its journal, which may be slow or refuse. */
export interface WriteAhead {
  /** The last entry could not be written. */
  readonly refuses: boolean;
  /** Answers whether the entry is durable. */
  append(facts: AuditFacts): Promise<boolean>;
  /** Pause: the intent line now, the durable write un-awaited. `told` hears within 1 s whether it is durable, and again when it is late. */
  beside(facts: AuditFacts, told: (ok: boolean) => void): void;
  /** Resume: the durable write first, for 250 ms at most; then `go`, once. */
  first(facts: AuditFacts, go: () => void): void;
}

export function createWriteAhead(
  {
    journal,
    clock,
    log,
  }: {
    readonly journal: Pick<Journal, 'intent' | 'append'>;
    readonly clock: Clock;
    readonly log: Log;
  },
  /** It began to refuse, or no longer does. */
  onChange: () => void,
): WriteAhead {
  let refuses = false;

  async function append(facts: AuditFacts): Promise<boolean> {
    const result = await journal.append(facts);
    if (result.ok === refuses) {
      refuses = !result.ok;
      log.note('journal', { ok: result.ok });
      onChange();
    }
    return result.ok;
  }

  return {
    get refuses() {
      return refuses;
    },
    append,
    beside(facts, told) {
      journal.intent(facts);
      const stop: Cancel = clock.after(LOGGED_WAIT_MS, () => told(false));
      void append(facts).then((ok) => {
        stop();
        told(ok);
      });
    },
    first(facts, go) {
      journal.intent(facts);
      let isDone = false;
      const once = () => {
        if (isDone) return;
        isDone = true;
        stop();
        go();
      };
      const stop: Cancel = clock.after(JOURNAL_WAIT_MS, once);
      void append(facts).then(once);
    },
  };
}
