import type { Clock, Ids, Journal } from '../../app/ports.ts';
import type { AuditFacts } from '../../domain/audit.ts';

export interface ResumedDeps {
  readonly journal: Pick<Journal, 'append'>;
  readonly ids: Ids;
  readonly clock: Pick<Clock, 'wall'>;
  readonly app: string;
  readonly region?: string;
  /** The calls whose newest pause is this home's, as the log says now, and when it was confirmed (epoch ms). */
  ownPauses(): Promise<Pick<ReadonlyMap<string, number>, 'get'>>;
}

/** That somebody was seen to end a pause, or that the call was found without it. */
export const endOfPause = (
  { ids, clock, app, region }: Pick<ResumedDeps, 'ids' | 'clock' | 'app' | 'region'>,
  conversationId: string,
  /** A watch saw it end, and until then go on; epoch ms. */
  seenUntil?: number,
): AuditFacts => ({
  app,
  ...(region !== undefined && { region }),
  id: ids.next(),
  at: new Date(clock.wall()).toISOString(),
  actor: 'client',
  conversationId,
  action: 'resume',
  target: 'policy',
  trigger: 'platform',
  phase: 'observed',
  ...(seenUntil !== undefined && { source: 'watch' as const, seenUntil: new Date(seenUntil).toISOString() }),
});

/** Writes down that a pause has ended, whoever ended it: what pauses this call later is not the command that did so before. */
export interface ResumedRecord {
  /** A pause is over. Epoch ms: until when it was seen to go on, where an event has told of its end. */
  ended(conversationId: string, seenUntil?: number): void;
  /** It has no pause, and what was before nobody has seen: a pause of this home's, if the log knows one, has ended. */
  foundWithout(conversationId: string): void;
}

export function createResumedRecord(deps: ResumedDeps): ResumedRecord {
  const { journal, clock } = deps;
  /** Epoch ms: since when. */
  const found = new Map<string, number>();
  let isReading = false;

  async function ended(conversationId: string, seenUntil?: number): Promise<void> {
    await journal.append(endOfPause(deps, conversationId, seenUntil));
  }

  /** A log is long and calls are found many at a time: one reading serves all that wait for it. */
  async function compare(): Promise<void> {
    if (isReading) return;
    isReading = true;
    while (found.size > 0) {
      const mine = [...found];
      // What cannot be read now is compared when the next call is found.
      const own = await deps.ownPauses().catch(() => undefined);
      if (own === undefined) break;
      for (const [conversationId, at] of mine) {
        found.delete(conversationId);
        const pausedAt = own.get(conversationId);
        if (pausedAt !== undefined && pausedAt < at) await ended(conversationId);
      }
    }
    isReading = false;
  }

  return {
    ended: (conversationId, seenUntil) => void ended(conversationId, seenUntil),
    foundWithout(conversationId) {
      found.set(conversationId, clock.wall());
      void compare();
    },
  };
}
