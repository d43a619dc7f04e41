import type { AuditEntry, AuditFacts } from '../domain/audit.ts';
import type { Result } from '../domain/result.ts';
import { createClaims, type Claim } from './claims.ts';
import type { LeftOut, ToldProof } from './left-out.ts';
import { prove, type Evidence } from './prove.ts';
import { SURE_MS, sureOf } from './sure-of.ts';

export interface FollowedCall {
  readonly userId: string;
  /** As Genesys tells them; none at all: nothing is known of any. */
  readonly permissions: ReadonlySet<string>;
  /** What the log of this browser has of the call. Rejects when it cannot be read. */
  readLog(): Promise<readonly AuditFacts[]>;
  /** What the recordings of the call left out. */
  readEvidence(): Promise<Result<readonly Evidence[]>>;
  after(ms: number, run: () => void): () => void;
}

/** Any of these lists recordings; the first is the one to ask for. */
const VIEW = 'recording:recording:view';
const VIEWS: readonly string[] = [
  VIEW,
  'recording:recordingSegment:view',
  'recording:snippetRecording:view',
  'recording:screenRecording:view',
];

/** Between two looks while something is not known; the last one goes on. */
const WAITS_MS = [5_000, 15_000, 30_000, 60_000];
/** Once all is known: as long as was looked for by then, and no less. */
const KNOWN_WAIT_MS = 60_000;
const WITHIN_MS = 15 * 60_000;

/**
 * Compares what this user's panels of this browser claimed of a call that is over with its recordings: at once, and ever more
 * rarely, for a quarter of an hour of its own waiting: what Genesys refuses for a while only delays it. What is known by then is looked at again, for another
 * recording may be listed late. Asks Genesys for nothing where nothing was claimed, and where the user is known to lack the right. Answers how to end it.
 */
export function followProof(call: FollowedCall, show: (told: ToldProof) => void): () => void {
  let cancel = () => {};
  let isOver = false;
  let waitedMs = 0;
  /** Without what Genesys asked for. */
  let ownMs = 0;
  let shown: readonly LeftOut[] = [];
  let isAllowed = false;
  const judge = sureOf();

  function tell(told: ToldProof): void {
    shown = told.stretches;
    show(told);
  }

  async function look(turn: number): Promise<void> {
    const claimed = claimsOf(await call.readLog(), call.userId);
    if (isOver || claimed.claims.length === 0) return;
    const { claims } = claimed;
    const relied = claims.filter(({ doubt }) => doubt !== 'rest');
    if (!claimed.isComparable) return tell({ stretches: relied.map(said('unknown')) });
    if (call.permissions.size > 0 && !VIEWS.some((right) => call.permissions.has(right)))
      return tell({ stretches: [], refused: { permission: VIEW } });
    if (turn === 0) tell({ stretches: relied.map(said('not-yet')) });
    const answer = await call.readEvidence();
    if (isOver) return;
    let isUnsure = false;
    let askedMs = 0;
    if (answer.ok) {
      const now = judge(prove(claims, answer.value), answer.value, waitedMs);
      ({ isUnsure } = now);
      isAllowed = true;
      tell({ stretches: now.stretches });
    } else {
      const { failure } = answer;
      // What Genesys has shown once it refuses only for now.
      if (failure.kind === 'denied' && !isAllowed) return tell({ stretches: [], refused: failure });
      if (failure.kind === 'rate-limited') askedMs = failure.retryAfterMs ?? 0;
    }
    lookAgain(turn, isUnsure, askedMs);
  }

  function lookAgain(turn: number, isUnsure: boolean, askedMs: number): void {
    const isOpen = shown.some(isNotYet);
    const rarely = WAITS_MS[Math.min(turn, WAITS_MS.length - 1)] ?? 0;
    const nextMs = isUnsure ? SURE_MS : isOpen ? rarely : Math.max(KNOWN_WAIT_MS, ownMs);
    // What the last look is the first to show is looked at once more.
    if (ownMs + nextMs > WITHIN_MS && !(isUnsure && ownMs <= WITHIN_MS)) {
      if (isOpen)
        tell({ stretches: shown.map((one) => (isNotYet(one) ? { ...one, said: 'unknown' } : one)) });
      return;
    }
    const waitMs = Math.max(nextMs, askedMs);
    cancel = call.after(waitMs, () => {
      ownMs += nextMs;
      waitedMs += waitMs;
      start(turn + 1);
    });
  }

  // Who cannot read the log says so already.
  const start = (turn: number) => void look(turn).catch(() => undefined);
  start(0);
  return () => {
    isOver = true;
    cancel();
  };
}

const isNotYet = (one: LeftOut): boolean => one.said === 'not-yet';

const said =
  (what: LeftOut['said']) =>
  ({ from, to }: Claim): LeftOut => ({ from, ...(to !== undefined && { to }), said: what, recorded: [] });

/** Of this user only: another one may use the same browser. Lines that are no entries yet claim nothing. */
function claimsOf(logged: readonly AuditFacts[], userId: string) {
  const own = logged.filter((one): one is AuditEntry => one.userId === userId && 'chain' in one);
  const all = createClaims();
  for (const entry of own) all.add(entry);
  return {
    claims: [...all.all().values()].flat(),
    /** By the clock of a computer that nobody knows to be right nothing is compared. */
    isComparable: own.every(({ platformAt }) => platformAt !== undefined),
  };
}
