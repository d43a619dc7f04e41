import { leftOutOf, type LeftOut } from './left-out.ts';
import type { Evidence, Proof } from './prove.ts';

/** What a verdict is told after: looks so far apart have shown it. What Genesys left out may come after the recording, and a recording after another one. */
export const SURE_MS = 15_000;

interface Seen {
  /** What looks show of a stretch, and since when. */
  readonly shows: string;
  readonly since: number;
  readonly told?: LeftOut | undefined;
}

interface Look {
  readonly stretches: readonly LeftOut[];
  /** One more look may make a verdict of what this one shows. */
  readonly isUnsure: boolean;
}

const RECORDED: ReadonlySet<LeftOut['said']> = new Set<LeftOut['said']>(['missing', 'partly']);

/**
 * Makes of looks, one after the other, what may be told: what two of them show that are `SURE_MS` apart, and of what was left out only while the
 * recordings are the same ones. That a pause is on a recording is taken back by the contrary alone, and not by what nobody knows.
 */
export function sureOf() {
  /** By where a stretch begins. */
  const seen = new Map<number, Seen>();

  return (proofs: readonly Proof[], evidence: readonly Evidence[], atMs: number): Look => {
    const ids = evidence.map(({ recordingId }) => recordingId).toSorted();
    let isUnsure = false;
    const stretches = proofs.flatMap((proof): readonly LeftOut[] => {
      const one = leftOutOf(proof);
      const before = seen.get(one.from);
      const shows = one.said === 'proved' ? ids.join() : RECORDED.has(one.said) ? 'recorded' : one.said;
      const since = before?.shows === shows ? before.since : atMs;
      const isSure = one.said !== 'not-yet' && atMs - since >= SURE_MS;
      const told = toldNow(one, isSure, before?.told);
      seen.set(one.from, { shows, since, told });
      // Nobody may have relied on it any more: it may be told of a page that is gone.
      if (proof.claim.doubt === 'rest' && told?.said !== 'proved') return [];
      isUnsure ||= !isSure && one.said !== 'not-yet';
      return [told ?? { ...one, said: 'not-yet', recorded: [] }];
    });
    return { stretches, isUnsure };
  };
}

function toldNow(one: LeftOut, isSure: boolean, told: LeftOut | undefined): LeftOut | undefined {
  if (!told) return isSure ? one : undefined;
  const isContrary = one.said === 'proved' || RECORDED.has(one.said);
  if (RECORDED.has(told.said)) return isSure && isContrary ? one : told;
  return isSure || one.said === told.said ? one : undefined;
}
