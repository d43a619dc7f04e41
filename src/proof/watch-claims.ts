import type { AuditEntry } from '../domain/audit.ts';
import type { Claim } from './claims.ts';
import type { LogTime } from './panel-claims.ts';
import { FAULT_CODES } from './prove.ts';
import { lengthOf, overlapOf, without, type Stretch } from './stretch.ts';

type Told = NonNullable<Claim['told']>;

/** A pause that was compared already, as an entry `proof` has it. */
export interface Compared {
  readonly chain: string;
  readonly claim: Claim;
  readonly phase: AuditEntry['phase'];
}

/** Less than this at its edges is what clocks differ by, where somebody else claims the rest. */
const EDGE_MS = 3_000;

export function comparedIn(entry: AuditEntry, when: LogTime): Compared | undefined {
  const { action, chain, phase, from, to, source = 'watch', userId } = entry;
  // What nobody had claimed is no claim.
  if (action !== 'proof' || source === 'recording') return undefined;
  const stretch = { from: Date.parse(from ?? ''), to: Date.parse(to ?? '') };
  const told = phase === 'failed' ? toldOf(entry.failure) : undefined;
  const about = { by: source, ...(userId !== undefined && { userId }), ...(told && { told }) };
  const claim: Claim =
    Number.isNaN(stretch.from) || stretch.to < stretch.from
      ? { ...about, from: when.at, end: 'unseen', doubt: 'undated' }
      : Number.isNaN(stretch.to)
        ? { ...about, from: stretch.from, end: 'unseen' }
        : { ...about, ...stretch, ...seenUntilIn(entry), end: entry.end ?? endBefore(phase) };
  return { chain, phase, claim };
}

/** Until when the pause was seen to go on, where that is not until its end. */
export function seenUntilIn({ seenUntil }: AuditEntry): Pick<Claim, 'seenUntil'> {
  const at = Date.parse(seenUntil ?? '');
  return Number.isNaN(at) ? {} : { seenUntil: at };
}

/** One that a later build tells is a fault like the others. */
const toldOf = (failure: string | undefined): Told =>
  (Object.entries(FAULT_CODES).find(([, code]) => code === failure)?.[0] as Told | undefined) ?? 'short';

/** Of an entry from before they said how the pause had ended: no worse is known of it than was told then. */
const endBefore = (phase: AuditEntry['phase']): Claim['end'] =>
  phase === 'unconfirmed' ? 'unseen' : phase === 'confirmed' ? 'call' : 'seen';

/**
 * Claims of a call, and what was compared of it already: the part of it that nobody else claims is a claim of its own, and where
 * it was told as a fault it stays one.
 */
export function withCompared(claims: readonly Claim[], compared: readonly Compared[]): readonly Claim[] {
  const all = [...claims];
  for (const claim of bounded(newestOf(compared))) {
    const sure = all.filter(isSure).map((one) => ({ claim: one, from: one.from, to: coveredTo(one, claim) }));
    const parts = partsOf(claim, sure);
    all.push(...parts);
    if (claim.told === undefined || parts.length > 0) continue;
    const [covering] = sure.toSorted((a, b) => commonOf(b, claim) - commonOf(a, claim));
    if (covering) all[all.indexOf(covering.claim)] = { told: claim.told, ...covering.claim };
  }
  return all;
}

/** What is told of a pause again takes the place of what was told before, but for a fault of which nothing more is known. */
function newestOf(compared: readonly Compared[]): readonly Compared[] {
  const newest = new Map<string, Compared>();
  for (const one of compared) {
    const key = `${one.chain} ${one.claim.from} ${one.claim.by}`;
    const told = newest.get(key)?.claim.told;
    const isStill = one.phase === 'unconfirmed' && told !== undefined;
    newest.set(key, isStill ? { ...one, claim: { ...one.claim, told } } : one);
  }
  return [...newest.values()];
}

/** In order. A pause that nobody saw end was over when the same log tells of the next. */
function bounded(compared: readonly Compared[]): readonly Claim[] {
  const inOrder = compared.toSorted((a, b) => a.claim.from - b.claim.from);
  return inOrder.map(({ chain, claim }) => {
    if (claim.to !== undefined || claim.doubt) return claim;
    const next = inOrder.find((one) => one.chain === chain && one.claim.from > claim.from);
    return next ? { ...claim, to: next.claim.from } : claim;
  });
}

/** Somebody relied on it, and its end is known: what it covers need not be compared once more. */
const isSure = (claim: Claim): claim is Claim & Stretch =>
  claim.to !== undefined && claim.end !== 'unseen' && claim.doubt === undefined;

/** Of an end that was heard of late the other claim knows no more where it was seen no longer. */
const coveredTo = ({ to, seenUntil = to }: Claim & Stretch, other: Claim): number =>
  (other.seenUntil ?? Infinity) <= seenUntil + EDGE_MS ? to : seenUntil;

const commonOf = (sure: Stretch, { from, to = Infinity }: Claim): number =>
  lengthOf(overlapOf(sure, { from, to }));

function partsOf(claim: Claim, sure: readonly Stretch[]): readonly Claim[] {
  const { to: end = Infinity, from } = claim;
  if (claim.doubt) return [claim];
  if (end === from) return sure.some((one) => one.from <= from && from <= one.to) ? [] : [claim];
  const isEdge = (part: Stretch) => lengthOf(part) <= EDGE_MS && (part.from === from || part.to === end);
  const parts = without({ from, to: end }, sure);
  if (parts.length === 1 && parts[0]?.from === from && parts[0].to === end) return [claim];
  return parts.filter((part) => !isEdge(part)).map((part) => partOf(claim, part, part.to === end));
}

/** Where nobody saw it end, it may have ended before any later part of it. */
function partOf(claim: Claim, { from, to }: Stretch, isLast: boolean): Claim {
  const { to: _, seenUntil, ...rest } = claim;
  return {
    ...rest,
    from,
    ...(to !== Infinity && { to }),
    ...(seenUntil !== undefined && seenUntil < to && { seenUntil: Math.max(seenUntil, from) }),
    end: isLast || claim.end === 'unseen' ? claim.end : 'seen',
    ...(claim.end === 'unseen' && from !== claim.from && { doubt: 'rest' }),
  };
}
