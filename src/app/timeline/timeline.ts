import type { AuditFacts } from '../../domain/audit.ts';
import type { LeftOut } from '../../proof/left-out.ts';
import type { SeenPast, SeenSample } from './seen.ts';
import type { Entry, What } from './entry.ts';
import { spansOf, type Span } from './spans.ts';
import { entryOf, limitEntries, wishBehind, wishesOf, type PastWish } from './wishes.ts';

export interface Timeline {
  readonly entries: readonly Entry[];
  /** When the agent was connected, epoch ms: times are told from there. Missing: not known, or not comparable. */
  readonly zero?: number;
}

/**
 * What happened on a call, as far as this panel has seen it and the log of this browser has it: `logged` is what that has of
 * the conversation, of whichever user, and `leftOut` what its recordings tell. Where nobody watched an entry says so; nothing is filled in.
 */
export function timelineOf(
  past: SeenPast,
  logged: readonly AuditFacts[],
  leftOut: readonly LeftOut[] = [],
): Timeline {
  const { samples, now } = past;
  const connectedAt = samples.flatMap(({ seen }) => seen.connectedAt ?? []);
  const zero = past.isPlatformTime && connectedAt.length > 0 ? Math.min(...connectedAt) : undefined;
  const wishes = wishesOf(past, logged);
  const used = new Set<string>();
  const behind = (action: PastWish['action'], target: PastWish['target'], at: number) => {
    const wish = wishBehind(wishes, { action, target }, at);
    if (wish) used.add(wish.id);
    return wish;
  };
  const entries = [
    ...spansOf(samples, zero).map((span, index, all) => stateEntry(span, all.slice(0, index), behind)),
    ...besideEntries(samples, behind),
    ...agentEntries(samples),
    ...limitEntries(past, logged),
    ...leftOut.map(proofEntry),
  ];
  const rest = wishes.filter(({ id }) => !used.has(id)).flatMap((wish) => entryOf(wish, now));
  const sorted = [...entries, ...rest].toSorted((a, b) => a.at - b.at);
  // An earlier part of the agent's in the same call: no one beginning would be true for both.
  const isBefore = zero !== undefined && sorted.some(({ at }) => at < zero - 1_000);
  return { entries: sorted, ...(zero !== undefined && !isBefore && { zero }) };
}

const proofEntry = ({ from, to, said, recorded }: LeftOut): Entry => ({
  at: from,
  until: to,
  goesOn: to === undefined,
  what: { kind: 'left-out', said, recorded },
});

type Behind = (action: PastWish['action'], target: PastWish['target'], at: number) => PastWish | undefined;

function stateEntry(span: Span, before: readonly Span[], behind: Behind): Entry {
  const { at, until, isAbout, proof } = span;
  const what = whatOf(span, before, behind);
  if (what.kind === 'ended') return { at, what, proof };
  const time = { at, until, goesOn: until === undefined, isAbout };
  return what.kind === 'unknown' ? { ...time, what } : { ...time, what, proof };
}

function whatOf(
  { phase, why, isInsecure, proof, at, agents }: Span,
  before: readonly Span[],
  behind: Behind,
): What {
  const last = before.findLast((one) => one.phase !== 'checking');
  if (phase === 'ended')
    return { kind: 'ended', whilePaused: last?.phase === 'paused', isHandedOver: agents > 0 };
  if (phase === 'checking' || phase === 'ringing' || phase === 'unknown')
    return { kind: 'unknown', why: why ?? 'untold' };
  const isResumed = phase === 'recording' && last?.phase === 'paused';
  const base = { kind: 'state', state: phase, isInsecure, isResumed } as const;
  if (phase !== 'paused' && !isResumed) return base;
  const wish = behind(isResumed ? 'resume' : 'pause', 'policy', at);
  if (wish?.isByPolicy) return { ...base, by: 'policy', afterMs: last && at - last.at };
  if (wish) return { ...base, by: 'you', reason: wish.reason };
  // Only who saw it change knows that something else has changed it.
  const wasSeen = last !== undefined && !['unknown', 'ended', phase].includes(last.phase);
  return wasSeen && proof !== 'none' ? { ...base, by: 'other' } : base;
}

const BESIDE = ['snippet', 'adhoc', 'screen'] as const;

function besideEntries(samples: readonly SeenSample[], behind: Behind): readonly Entry[] {
  return BESIDE.flatMap((recorder) => {
    const found: { at: number; until?: number }[] = [];
    for (const { at, seen } of samples) {
      const open = found.at(-1)?.until === undefined ? found.at(-1) : undefined;
      const isOn = seen.beside.includes(recorder);
      if (isOn && !open) found.push({ at });
      if (!isOn && open) open.until = at;
    }
    return found.map(({ at, until }): Entry => {
      const wish = recorder === 'screen' ? undefined : behind('start', recorder, at);
      if (recorder !== 'screen' && until !== undefined) behind('stop', recorder, until);
      return {
        at,
        until,
        goesOn: until === undefined,
        what: { kind: 'beside', recorder, byYou: wish !== undefined },
        proof: wish?.ending === 'confirmed' ? 'read' : 'event',
      };
    });
  });
}

function agentEntries(samples: readonly SeenSample[]): readonly Entry[] {
  let known = 0;
  return samples.flatMap(({ at, seen: { agents } }): readonly Entry[] => {
    const before = known;
    // Without a picture of the call nobody has come and nobody has left.
    known = agents ?? known;
    if (known === before) return [];
    return [{ at, what: { kind: 'agent', came: known > before }, proof: 'event' }];
  });
}
