import { readMark } from '../domain/call-mark.ts';
import type { Claim } from './claims.ts';

/** A resume is confirmed up to so long after the agent has asked for it, and nobody relies on the pause any more from then on. */
const CONFIRMED_WITHIN_MS = 10_000;
/** Clocks are right to about a second, and a pause is confirmed some seconds after it began. */
const SAME_MS = 15_000;

/** Whether a mark says when a pause of the call began, or when it was over. */
export function isOfPause(key: string, value: string): boolean {
  const { action, target, at } = readMark(key, value) ?? {};
  return target === 'policy' && (action === 'pause' || action === 'resume') && at !== undefined;
}

/**
 * What panels have written on a call about its pauses (docs/contracts/call-attributes.md), in order. Anybody may have written it, and
 * what cannot be read claims nothing. `endedAt`: of the call, epoch ms.
 */
export function markClaims(marks: Readonly<Record<string, string>>, endedAt: number): readonly Claim[] {
  const told = Object.entries(marks)
    .flatMap(([key, value]) => {
      const { action, at = Infinity } = isOfPause(key, value) ? (readMark(key, value) ?? {}) : {};
      return at < endedAt ? [{ isPause: action === 'pause', at }] : [];
    })
    .toSorted((a, b) => a.at - b.at);
  const claims: Claim[] = [];
  let from: number | undefined;
  for (const { isPause, at } of told) {
    if (isPause) from ??= at;
    else if (from !== undefined) {
      const seenUntil = Math.max(from, at - CONFIRMED_WITHIN_MS);
      claims.push({ from, to: at, seenUntil, end: 'seen', by: 'attribute' });
      from = undefined;
    }
  }
  if (from !== undefined) claims.push({ from, to: endedAt, end: 'call', by: 'attribute' });
  return claims;
}

/** Whether two claims are of one pause. Of one that nobody saw end no more is known than that it was there. */
export function isSamePause(one: Claim, other: Claim): boolean {
  const knownUntil = ({ from, to = from, seenUntil = from, end }: Claim) =>
    end === 'unseen' ? seenUntil : to;
  const isCommon = one.from < knownUntil(other) && other.from < knownUntil(one);
  return isCommon || Math.abs(one.from - other.from) <= SAME_MS;
}
