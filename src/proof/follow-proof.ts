import type { AuditEntry, AuditFacts } from '../domain/audit.ts';
import type { Result } from '../domain/result.ts';
import { createClaims, type Claim } from './claims.ts';
import { leftOutOf, type LeftOut, type ToldProof } from './left-out.ts';
import { prove, type Evidence } from './prove.ts';

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

/** Between two looks; the last one goes on. */
const WAITS_MS = [5_000, 15_000, 30_000, 60_000];
const WITHIN_MS = 15 * 60_000;
/** What is not good is said once looks so far apart have shown it: what Genesys left out may come after the recording. */
const SURE_MS = 15_000;

/**
 * Compares what this user's panels of this browser claimed of a call that is over with its recordings: at once, and while
 * something is not known yet ever more rarely, for a quarter of an hour. Asks Genesys for nothing where nothing was claimed, and
 * where the user is known to lack the right. Answers how to end it.
 */
export function followProof(call: FollowedCall, show: (told: ToldProof) => void): () => void {
  let cancel = () => {};
  let isOver = false;
  let waitedMs = 0;
  let shown: readonly LeftOut[] = [];
  /** Since when each stretch looks bad, by its beginning and in `waitedMs`. */
  const badSince = new Map<number, number>();

  function tell(told: ToldProof): void {
    shown = told.stretches;
    show(told);
  }

  function judged(proofs: ReturnType<typeof prove>, isLast: boolean): readonly LeftOut[] {
    return proofs.map(leftOutOf).map((one) => {
      if (one.said === 'proved' || one.said === 'not-yet') {
        badSince.delete(one.from);
        return one;
      }
      const since = badSince.get(one.from) ?? waitedMs;
      badSince.set(one.from, since);
      return isLast || waitedMs - since >= SURE_MS ? one : { ...one, said: 'not-yet', recorded: [] };
    });
  }

  async function look(turn: number): Promise<void> {
    const claimed = claimsOf(await call.readLog(), call.userId);
    if (isOver || claimed.claims.length === 0) return;
    const { claims } = claimed;
    if (!claimed.isComparable) return tell({ stretches: claims.map(said('unknown')) });
    if (call.permissions.size > 0 && !VIEWS.some((right) => call.permissions.has(right)))
      return tell({ stretches: [], refused: { permission: VIEW } });
    if (turn === 0) tell({ stretches: claims.map(said('not-yet')) });
    const evidence = await call.readEvidence();
    if (isOver) return;
    const failure = evidence.ok ? undefined : evidence.failure;
    const toldMs = failure?.kind === 'rate-limited' ? (failure.retryAfterMs ?? 0) : 0;
    const waitMs = Math.max(WAITS_MS[Math.min(turn, WAITS_MS.length - 1)] ?? 0, toldMs);
    const isLast = waitedMs + waitMs > WITHIN_MS;
    if (evidence.ok) tell({ stretches: judged(prove(claims, evidence.value), isLast) });
    else if (failure?.kind === 'denied') return tell({ stretches: [], refused: failure });
    const isOpen = shown.some((one) => one.said === 'not-yet');
    if (!isOpen || isLast || failure?.kind === 'signed-out') return;
    cancel = call.after(waitMs, () => {
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
