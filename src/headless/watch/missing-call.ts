import type { Clock } from '../../app/ports.ts';
import type { Tracked } from './tracked.ts';

/** No single "not found" is believed: it is looked for twice more, and still not there after this time. */
const BELIEVED_MS = 10_000;
/** Reads lag behind events: a call that was heard of within this time is there, whatever a read says. */
const YOUNG_MS = 60_000;

export interface MissingCallDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly later: (ms: number, run: () => void) => void;
  /** Absent: it is followed no more. */
  readonly entryOf: (conversationId: string) => Tracked | undefined;
  readonly ended: (conversationId: string) => void;
}

/** What the platform no longer knows is over: without this its recordings would be waited for in vain. */
export function createMissingCall({ clock, later, entryOf, ended }: MissingCallDeps) {
  return function looked(conversationId: string, isThere: boolean): void {
    const entry = entryOf(conversationId);
    if (entry === undefined) return;
    const now = clock.now();
    if (isThere) entry.missingSince = undefined;
    if (isThere || now - entry.heardAt < YOUNG_MS) return;
    if (entry.missingSince === undefined) {
      entry.missingSince = now;
      const again = () => entryOf(conversationId) === entry && entry.session.refresh(conversationId);
      later(BELIEVED_MS / 2, again);
      later(BELIEVED_MS, again);
    } else if (now - entry.missingSince >= BELIEVED_MS) queueMicrotask(() => ended(conversationId));
  };
}
