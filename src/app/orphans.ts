import { isAsWished } from '../domain/adopted.ts';
import type { AuditFacts } from '../domain/audit.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Clock, Journal, Log, RecordingApi } from './ports.ts';

/** Left-over intents younger than this may belong to a panel that is still alive. */
const ORPHAN_AFTER_MS = 10_000;
/** A command that left with its page has landed by then, and reads have caught up with it. */
const LANDED_MS = 2_000;

export interface OrphansDeps {
  readonly api: Pick<RecordingApi, 'readCall'>;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
  readonly userId: string;
  /** Nothing can be asked any more. */
  isOver(): boolean;
  /** What a read shows on the way. */
  seen(snapshot: Snapshot): void;
}

/** Rule 8: who survives looks what became of an orphan and writes it down; the command is never sent again. */
export function adoptOrphans(deps: OrphansDeps): void {
  void deps.journal
    .adoptLeftOvers(ORPHAN_AFTER_MS, (facts) => becameOf(facts, deps))
    .then((result) => {
      if (result.ok && result.value.length > 0)
        deps.log.note('wishes-adopted', { count: result.value.length });
    });
}

async function becameOf(
  facts: AuditFacts,
  { api, clock, userId, isOver, seen }: OrphansDeps,
): Promise<'confirmed' | 'unconfirmed'> {
  await new Promise<void>((resolve) => void clock.after(LANDED_MS, resolve));
  if (isOver()) return 'unconfirmed';
  const read = await api.readCall(facts.conversationId);
  if (!read.ok) return 'unconfirmed';
  seen(read.value);
  return isAsWished(facts, read.value, userId) ? 'confirmed' : 'unconfirmed';
}
