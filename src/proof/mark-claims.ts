import { readMark } from '../domain/call-mark.ts';
import type { Claim } from './claims.ts';

/** A resume is confirmed up to so long after the agent has asked for it, and nobody relies on the pause any more from then on. */
const CONFIRMED_WITHIN_MS = 10_000;
/** Clocks are right to about a second, and a pause is confirmed some seconds after it began. */
const SAME_MS = 15_000;
/** So far around a claim what was left out counts for it: what lies nearer to another one is that one's. */
const APART_MS = 3_000;

/** Whether a mark says when a pause of the call began, or when it was over. */
export function isOfPause(key: string, value: string): boolean {
  const { action, target, at } = readMark(key, value) ?? {};
  return target === 'policy' && (action === 'pause' || action === 'resume') && at !== undefined;
}

/**
 * What panels have written on a call about its pauses (docs/contracts/call-attributes.md), in order. Anybody may have written it, and
 * what cannot be read claims nothing. `endedAt`: of the call, epoch ms. `sent`: what stands there as they have sent it to the service.
 */
export function markClaims(
  marks: Readonly<Record<string, string>>,
  endedAt: number,
  sent: Readonly<Record<string, string>> = {},
): readonly Claim[] {
  const told = Object.entries({ ...sent, ...marks })
    .flatMap(([key, value]) => {
      const { action, at = Infinity } = isOfPause(key, value) ? (readMark(key, value) ?? {}) : {};
      const by = Object.hasOwn(marks, key) ? ('attribute' as const) : ('entry' as const);
      return at < endedAt ? [{ isPause: action === 'pause', at, by }] : [];
    })
    .toSorted((a, b) => a.at - b.at);
  const claims: Claim[] = [];
  let open: { readonly at: number; readonly by: Claim['by'] } | undefined;
  for (const one of told) {
    if (one.isPause) {
      if (open && one.at - open.at <= SAME_MS) continue;
      // When the one before it was over nobody has written.
      if (open) claims.push({ from: open.at, to: one.at, end: 'unseen', by: open.by });
      open = one;
    } else if (open !== undefined) {
      const { at: from, by } = open;
      const seenUntil = Math.max(from, one.at - CONFIRMED_WITHIN_MS);
      claims.push({ from, to: one.at, seenUntil, end: 'seen', by });
      open = undefined;
    }
  }
  // Its resume may be what cannot be read, or was not written in time.
  if (open !== undefined) claims.push({ from: open.at, to: endedAt, end: 'unseen', by: open.by });
  return claims;
}

/** Of a pause that nobody saw end no more is known than that it was there. */
const knownUntil = ({ from, to = from, seenUntil = from, end }: Claim): number =>
  end === 'unseen' ? seenUntil : to;

/** Of two that were seen to end: the one was over before the other one began. */
const areApart = (one: Claim, other: Claim): boolean =>
  [
    [one, other],
    [other, one],
  ].some(([a, b]) => a && b && a.end !== 'unseen' && knownUntil(a) < b.from - APART_MS);

/**
 * What of a claim is told by no claim of a pause that was seen: nothing of one that was seen to begin, its beginning where somebody
 * came to it later, its end where nobody saw that.
 */
export function restOf(claim: Claim, seen: readonly Claim[]): readonly Claim[] {
  const { from, to = from } = claim;
  const common = seen.filter((one) => one.from < to && from < knownUntil(one));
  const begun = seen.filter(
    (one) =>
      (one.from < from && from < knownUntil(one)) ||
      (Math.abs(one.from - from) <= SAME_MS && !areApart(one, claim)),
  );
  const isBegun = begun.length > 0;
  const first = Math.min(...common.map((one) => one.from));
  const rest: Claim[] = [];
  if (!isBegun && common.length === 0) return [claim];
  // Whether an open one is that which was seen later, or another one before it, nobody knows.
  if (!isBegun)
    rest.push({ from, to: first - APART_MS, end: claim.end === 'unseen' ? 'unseen' : 'seen', by: claim.by });
  const last = [...begun, ...common].toSorted((a, b) => knownUntil(a) - knownUntil(b)).at(-1);
  if (claim.end !== 'unseen' && last?.end === 'unseen' && to - knownUntil(last) > SAME_MS)
    rest.push({ ...claim, from: Math.max(from, knownUntil(last) + APART_MS) });
  return rest;
}
