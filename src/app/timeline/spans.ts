import type { Seen, SeenSample } from './seen.ts';
import type { Proof } from './entry.ts';

export type Phase =
  'recording' | 'paused' | 'held' | 'not-recording' | 'checking' | 'ringing' | 'ended' | 'unknown';

/** A stretch of time in which one thing was known, or nothing. */
export interface Span {
  readonly at: number;
  readonly isAbout: boolean;
  /** Missing: it goes on. */
  readonly until?: number;
  readonly phase: Phase;
  readonly why?: 'before' | 'lost' | 'checking' | 'untold';
  readonly isInsecure: boolean;
  readonly proof: Proof;
  /** Other agents on the call at its beginning. */
  readonly agents: number;
}

/** A panel that looked so soon after the call was connected has seen its beginning. */
const NEAR_MS = 10_000;
const WEIGHT: Readonly<Record<Proof, number>> = { none: 0, log: 1, event: 2, read: 3 };

/** What was known when. `zero`: when the agent was connected. */
export function spansOf(samples: readonly SeenSample[], zero: number | undefined): readonly Span[] {
  const spans: Span[] = [];
  for (const sample of samples) {
    const span = spanOf(sample, spans.at(-1));
    const before = spans.at(-1);
    if (before && isOne(before, span)) spans[spans.length - 1] = { ...before, proof: stronger(before, span) };
    // What was contrary turned out to be a recording: it runs since then.
    else if (before?.phase === 'checking' && span.phase === 'recording')
      spans[spans.length - 1] = { ...span, at: before.at };
    else spans.push(span);
  }
  const whole = withBeginning(spans.map(withoutFear), zero);
  return whole
    .map((span, index) => {
      const next = whole[index + 1];
      return next ? { ...span, until: next.at } : span;
    })
    .filter(({ phase, at, until }) => phase !== 'ringing' && (until === undefined || until > at));
}

function spanOf({ at, seen }: SeenSample, before: Span | undefined): Span {
  const phase = phaseOf(seen);
  const since = seen.sinceAt;
  const isSince = since !== undefined && since <= at && (!before || since > before.at);
  return {
    at: isSince ? since : at,
    isAbout: false,
    phase,
    ...(phase === 'unknown' && { why: seen.isLost ? 'lost' : 'untold' }),
    ...(phase === 'checking' && { why: 'checking' }),
    isInsecure: phase === 'paused' && seen.pauseKind !== 'secure',
    proof: seen.by ?? 'none',
    agents: seen.agents ?? 0,
  };
}

function phaseOf({ state, isRinging }: Seen): Phase {
  return state === 'unknown' && isRinging ? 'ringing' : state;
}

const isOne = (a: Span, b: Span): boolean =>
  a.phase === b.phase && a.why === b.why && a.isInsecure === b.isInsecure;

const stronger = (a: Span, b: Span): Proof => (WEIGHT[a.proof] >= WEIGHT[b.proof] ? a.proof : b.proof);

/** A recording that was only feared, because a resume was on its way, and that nothing has shown: nobody knows. */
function withoutFear(span: Span, index: number, all: readonly Span[]): Span {
  const isFeared = span.phase === 'recording' && span.proof === 'none' && index < all.length - 1;
  return isFeared ? { ...span, phase: 'checking', why: 'checking' } : span;
}

/** What stands before the first thing that was known. */
function withBeginning(spans: readonly Span[], zero: number | undefined): readonly Span[] {
  const index = spans.findIndex(({ why, phase }) => why === undefined && phase !== 'ringing');
  const [first] = spans;
  const known = spans[index];
  if (!first || !known) return spans.slice(-1);
  const rest = spans.slice(index + 1);
  if (zero === undefined || known.at <= zero) return [known, ...rest];
  const isSeen = first.at <= zero + NEAR_MS;
  if (isSeen && known.at <= zero + NEAR_MS) return [{ ...known, at: zero, isAbout: true }, ...rest];
  const last = spans[index - 1] ?? known;
  const gap: Span = { ...last, phase: 'unknown', why: 'before', isAbout: false, at: zero };
  if (isSeen) return [{ ...gap, why: last.why ?? 'untold' }, known, ...rest];
  // A panel that has just been opened asks for a moment; one without updates waits for longer.
  const isLong = known.at > first.at + NEAR_MS;
  return [gap, ...(isLong ? [{ ...gap, why: last.why ?? 'untold', at: first.at }] : []), known, ...rest];
}
