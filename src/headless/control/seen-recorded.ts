import type { Clock } from '../../app/ports.ts';
import { mapSnapshot } from '../../domain/mapping.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { ALL_AGENTS } from '../all-agents.ts';
import { endOfPause, type ResumedDeps } from '../watch/record-resumed.ts';
import { isSomebodyPaused } from './first-look.ts';

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
  /** A pause of this home was confirmed now: what was seen until then says nothing of it. */
  paused(conversationId: string): void;
  /** What was seen until now is compared with the log, and written. */
  settle(): Promise<void>;
}

export function createSeenRecorded(deps: SeenDeps): SeenRecorded {
  const { journal, clock } = deps;
  /** When each call was seen recorded last. */
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
      if (recorded.get(conversationId) === at) recorded.delete(conversationId);
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
      // Beside an agent who is recorded a pause may stand on the call, and it may be the one of this home.
      if (mapSnapshot(snapshot, ALL_AGENTS).state !== 'recording' || isSomebodyPaused(snapshot)) return;
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
