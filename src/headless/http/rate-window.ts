import { failureOf } from '../../genesys/http/failure-of.ts';
import type { ApiAnswer } from '../../genesys/http/transport.ts';

/** The platform counts requests per token and minute (docs/platform-notes.md, "Requests"). */
const MINUTE_MS = 60_000;
/** What the published limits grant every token; assumed where nothing else is known. */
const DOCUMENTED = 300;
/** Kept free of planned work: a Pause by hand finds room at any moment. */
const RESERVED_SHARE = 0.05;
/** A 429 that tells no time is waited for this long, twice as long when the next one follows at once. */
const WAIT_MS = 1_000;
/** `Retry-After` is rounded up to seconds: the platform's minute may have begun this much earlier. */
const ROUNDED_MS = 1_000;
/** A limit that was met by 429 is doubted after so long; each time it is found as it was, twice as long. */
const DOUBT_MS = 120_000;
const DOUBT_MAX_MS = 1_800_000;
/** So much alike, it is the same limit. */
const ALIKE = 0.1;

/** One request in the count: it holds its place until a minute after its answer. */
export interface Counted {
  readonly sentAt: number;
  /** Elapsed ms; Infinity while it is under way: the platform may count it at any moment until it answers. */
  leavesAt: number;
  isRefused: boolean;
}

/**
 * What may still be sent, by our own counting and by 429s: no answer tells how much of a limit is used. Counting over any
 * minute, from answer to sending, keeps a limit however the platform cuts its minutes.
 */
export interface RateWindow {
  /** The next 429 is looked for, or may come soon: as few requests at once as possible should meet it. */
  isCareful(now: number): boolean;
  /** How many requests planned work may send a minute. */
  readonly plan: number;
  /** … and how many of them now. */
  leftInPlan(now: number): number;
  /** How many hold a place in the present minute. */
  held(now: number): number;
  /** How many the platform may accept now, what is reserved for Pause included. */
  left(now: number): number;
  /**
   * Elapsed ms between two requests of planned work: 0, but for a limit that others spend from as well. At an even pace it
   * leaves them theirs in every moment; in bursts it would leave them nothing for most of a minute.
   */
  readonly spacingMs: number;
  /** Elapsed ms until which the platform said that it takes nothing. */
  readonly blockedUntil: number;
  /** Elapsed ms at which more may be sent than now; Infinity when that hangs on an answer. */
  nextAt(now: number): number;
  /** The platform tells this limit (requests a minute). What was met by 429s since then counts for more. */
  know(limit: number): void;
  /** A request goes out now. Give the answer together with what this returned. */
  sent(now: number): Counted;
  answered(counted: Counted, answer: ApiAnswer, now: number, wallMs: number): void;
}

export interface RateKnowledge {
  /** Requests a minute, as the platform told. */
  readonly limit?: number | undefined;
  /** Without a told limit: find it by meeting it. Only where a 429 delays nobody but the work that is planned. */
  readonly looks?: boolean;
  /** How many requests others of this program hold in the present minute: they may be counted together with these. */
  readonly beside?: (now: number) => number;
}

/** A 429 that was not foreseen, with those that were under way together with it. */
interface Wall {
  /** When the first of the refused requests left. */
  at: number;
  /** Since when the platform counts. */
  readonly from: number;
  /** What is sent from here on does not meet this wall. */
  readonly until: number;
  /** What was taken before it is the limit. */
  readonly isLimit: boolean;
  /** It stood where none was known to be: others spend from the same limit. */
  readonly isShared: boolean;
}

export function createRateWindow(known: RateKnowledge = {}): RateWindow {
  const { limit: told, looks = false, beside = () => 0 } = known;
  // A run meets every limit soon; what a few single requests meet says nothing of what they may send.
  const learns = told !== undefined || looks;
  let start = told ?? (looks ? Infinity : DOCUMENTED);
  let limit = start;
  let counted: Counted[] = [];
  let blockedUntil = -Infinity;
  let wall: Wall | undefined;
  /** The limit as it was before it was doubted. */
  let before = -Infinity;
  let metAt = -Infinity;
  let doubtAt = Infinity;
  let doubtMs = DOUBT_MS;
  let untoldMs = WAIT_MS;
  let carefulUntil = -Infinity;

  function roll(now: number): void {
    counted = counted.filter(({ leavesAt }) => leavesAt > now);
    if (now < doubtAt) return;
    before = limit;
    doubtMs = Math.min(2 * (doubtAt - metAt), DOUBT_MAX_MS);
    limit = start;
    carefulUntil = doubtAt + MINUTE_MS;
    doubtAt = Infinity;
  }

  /** At least one: of a limit so small nothing can be kept free, and a run that sends nothing never ends. */
  const planned = (): number => Math.max(1, Math.floor(limit * (1 - RESERVED_SHARE)));

  const takenBefore = ({ at, from }: Wall): number =>
    counted.filter((one) => !one.isRefused && one.sentAt >= from && one.sentAt <= at).length;

  function meet({ sentAt }: Counted, waitMs: number, now: number): Wall {
    // Below a limit that was told or found one refusal is somebody else's moment; a second soon after it is a share.
    const isLimit = learns && (limit === Infinity || now < metAt + DOUBT_MS);
    metAt = now;
    return {
      at: sentAt,
      from: now + waitMs - MINUTE_MS - ROUNDED_MS,
      until: now + waitMs,
      isLimit,
      isShared: limit < Infinity,
    };
  }

  /** Found as it was before, it is doubted after twice as long. */
  function learn(met: Wall): void {
    limit = Math.max(1, takenBefore(met));
    const isAsBefore = Math.abs(limit - before) <= limit * ALIKE;
    doubtAt = metAt + (isAsBefore ? doubtMs : DOUBT_MS);
  }

  function refused(one: Counted, toldMs: number | undefined, now: number): void {
    const waitMs = toldMs ?? untoldMs;
    one.isRefused = true;
    if (wall === undefined || one.sentAt >= wall.until) {
      wall = meet(one, waitMs, now);
      if (toldMs === undefined) untoldMs = Math.min(untoldMs * 2, MINUTE_MS);
    }
    wall.at = Math.min(wall.at, one.sentAt);
    blockedUntil = Math.max(blockedUntil, now + waitMs);
    one.leavesAt = blockedUntil;
    if (wall.isLimit) learn(wall);
    else carefulUntil = blockedUntil + DOUBT_MS;
  }

  return {
    get spacingMs() {
      return doubtAt < Infinity && wall?.isShared ? MINUTE_MS / planned() : 0;
    },
    isCareful: (now) => limit === Infinity || now < carefulUntil,
    get blockedUntil() {
      return blockedUntil;
    },
    get plan() {
      return planned();
    },
    leftInPlan(now) {
      roll(now);
      return planned() - counted.length - beside(now);
    },
    left(now) {
      roll(now);
      return limit - counted.length;
    },
    held(now) {
      roll(now);
      return counted.length;
    },
    nextAt(now) {
      roll(now);
      return counted.reduce((first, { leavesAt }) => Math.min(first, leavesAt), doubtAt);
    },
    know(limitTold) {
      if (limit === start) limit = limitTold;
      start = limitTold;
    },
    sent(now) {
      const one = { sentAt: now, leavesAt: Infinity, isRefused: false };
      counted.push(one);
      return one;
    },
    answered(one, answer, now, wallMs) {
      one.leavesAt = now + MINUTE_MS;
      if (answer.kind !== 'answered') return;
      if (answer.status !== 429) {
        untoldMs = WAIT_MS;
        return;
      }
      const failure = failureOf(answer, wallMs);
      refused(one, failure.kind === 'rate-limited' ? failure.retryAfterMs : undefined, now);
    },
  };
}
