import type { Cancel } from '../../app/ports.ts';
import { READ_LAG_MS } from './heard-answers.ts';

export interface LookAgainDeps {
  /** Not after the watch is closed. */
  later(ms: number, run: () => void): Cancel;
  /** Events tell of a pause that no read has proven. */
  isUnproven(conversationId: string): boolean;
  isReading(conversationId: string): boolean;
  refresh(conversationId: string): void;
}

/** A read that is sent then shows what is so. */
const FIRST_MS = READ_LAG_MS + 500;
const MOST_MS = 60_000;

/**
 * An old event, or a read that lags behind, leaves it open whether a call is paused: it is read at growing distances, until a read has
 * said so.
 */
export function createLookAgain(deps: LookAgainDeps): (conversationId: string) => void {
  const look = (conversationId: string, ms: number) =>
    deps.later(ms, () => {
      if (!deps.isUnproven(conversationId)) return;
      if (!deps.isReading(conversationId)) deps.refresh(conversationId);
      look(conversationId, Math.min(2 * ms, MOST_MS));
    });
  return (conversationId) => void look(conversationId, FIRST_MS);
}
