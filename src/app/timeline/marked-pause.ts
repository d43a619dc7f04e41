import type { AuditFacts } from '../../domain/audit.ts';
import { readMark } from '../../domain/call-mark.ts';

/** What stands on the participants of a call that is paused. */
export interface Marks {
  readonly own: Readonly<Record<string, string>>;
  readonly others: Readonly<Record<string, string>>;
  /** When its first leg began, epoch ms. */
  readonly callSince?: number | undefined;
}

export interface KnownOfPause {
  /** Since when the pause stands for this panel; `exact`: it saw it begin. Epoch ms, as all of this. */
  readonly since: { readonly at: number; readonly kind: 'exact' | 'about' | 'at-least' };
  readonly now: number;
  /** What the log of this browser has of the call. */
  readonly logged: readonly AuditFacts[];
}

/** Clocks are right to about a second, and a pause is confirmed some seconds after it began. */
const TOLERANCE_MS = 15_000;
/** Two things that are no further apart may have come in either order. */
const AT_ONCE_MS = 2_000;

/** A pause as it stands on the call. */
export interface MarkedPause {
  /** When it was confirmed, epoch ms. */
  readonly at: number;
  /** A panel of this agent has written it, in this browser or another one. */
  readonly isOwn: boolean;
}

/**
 * When this call was paused, if what stands on it says so and nothing else speaks against that. A hint: anybody can write there. What
 * cannot be read, or was written for a time to come, might say anything, so that then there is none.
 */
export function markedPause(
  { own, others, callSince = -Infinity }: Marks,
  { since, now, logged }: KnownOfPause,
): MarkedPause | undefined {
  const all = [own, others].flatMap((marks) =>
    Object.entries(marks).map(([key, value]) => ({ mark: readMark(key, value), isOwn: marks === own })),
  );
  const told: { readonly at: number; readonly action: string; readonly isOwn: boolean }[] = [];
  for (const { mark, isOwn } of all) {
    if (mark === undefined) return undefined;
    const { at, action, target } = mark;
    if (target !== 'policy' || (action !== 'pause' && action !== 'resume')) continue;
    if (at === undefined || at > now + TOLERANCE_MS) return undefined;
    told.push({ at, action, isOwn });
  }
  const [newest, ...older] = told.toSorted((a, b) => b.at - a.at);
  if (newest?.action !== 'pause' || newest.at < callSince) return undefined;
  const isDoubtful = older.some(
    ({ at, action, isOwn }) => at >= newest.at - AT_ONCE_MS && (action !== 'pause' || isOwn !== newest.isOwn),
  );
  const isAnotherPause =
    since.kind === 'exact'
      ? Math.abs(newest.at - since.at) > TOLERANCE_MS
      : newest.at > since.at + TOLERANCE_MS;
  const isOver = logged.some(
    ({ action, at, platformAt }) =>
      (action === 'pause' || action === 'resume') && Date.parse(platformAt ?? at) > newest.at,
  );
  return isDoubtful || isAnotherPause || isOver ? undefined : newest;
}
