import type { Clock, Journal } from '../../app/ports.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { endOfPause, type ResumedDeps } from '../watch/record-resumed.ts';
import { isPauseOver } from './first-look.ts';

/** What was read, or heard, so soon after a pause was seen may be older than the pause. */
const LAG_MS = 2_000;
/** A log may be long: it is not read for each call that a run finds recorded. */
const READ_EVERY_MS = 10_000;

/** Epoch ms at which each pause of this home's was confirmed: by call, as the log says now. */
export type OwnPauses = ReadonlyMap<string, number>;

export interface SeenDeps extends Omit<ResumedDeps, 'ownPauses' | 'clock'> {
  readonly clock: Pick<Clock, 'now' | 'wall'>;
  ownPauses(): Promise<OwnPauses>;
}

/** Notices, whatever a call is looked at for, that a pause of this home's has ended: a later one is somebody else's. */
export interface SeenRecorded {
  /** A call as all agents see it, by an event, or by a read that was sent then (epoch ms). */
  seen(snapshot: Snapshot, at: number): void;
  /** A pause of this home is confirmed now, and written next: what was seen until then says nothing of it. */
  paused(conversationId: string): void;
  /** What was seen until now is compared with the log, and written. */
  settle(): Promise<void>;
}

/** Tells of each Pause before it is written down: no line of what was seen earlier comes behind it. */
export const tellingOfPauses = (journal: Journal, recorded: Pick<SeenRecorded, 'paused'>): Journal => ({
  ...journal,
  append(facts) {
    const { action, phase, conversationId } = facts;
    if (action === 'pause' && phase === 'confirmed') recorded.paused(conversationId);
    return journal.append(facts);
  },
});

export function createSeenRecorded(deps: SeenDeps): SeenRecorded {
  const { journal, clock } = deps;
  /** When each call was seen last without a pause. */
  const recorded = new Map<string, number>();
  let readAt = clock.now();
  let reading: Promise<void> | undefined;

  async function compareAll(): Promise<void> {
    // No command waits for it.
    await new Promise((resolve) => setImmediate(resolve));
    const mine = [...recorded];
    const own = await deps.ownPauses().catch(() => undefined);
    // What cannot be read now is compared with the next that is seen.
    if (own === undefined) return;
    for (const [conversationId, at] of mine) {
      // Paused by this home since, or seen again, and then that is compared next.
      if (recorded.get(conversationId) !== at) continue;
      recorded.delete(conversationId);
      const pausedAt = own.get(conversationId);
      if (pausedAt !== undefined && at > pausedAt + LAG_MS)
        await journal.append(endOfPause(deps, conversationId));
    }
    readAt = clock.now();
  }

  /** One reading at a time. */
  function compare(): Promise<void> {
    reading ??= compareAll().finally(() => (reading = undefined));
    return reading;
  }

  return {
    seen(snapshot, at) {
      if (!isPauseOver(snapshot)) return;
      recorded.set(snapshot.conversationId, at);
      if (clock.now() - readAt >= READ_EVERY_MS) void compare();
    },
    paused: (conversationId) => void recorded.delete(conversationId),
    async settle() {
      await reading;
      if (recorded.size > 0) await compare();
    },
  };
}
