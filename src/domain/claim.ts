import { isCalmState, type ClaimState, type Since } from './claim-state.ts';
import { FRAME_MAX_AGE_MS, type Evidence } from './evidence-state.ts';
import { ownLegs, type Recorder } from './snapshot.ts';
import type { Wishes } from './wish.ts';

/** What the customer decided about pauses: `config.json`, sections `screen` and `pause`. */
export interface Policy {
  /** block: *safe* is withheld while a screen is recorded; warn: it is said beside it. */
  readonly screen: 'warn' | 'block';
  /** After this long in one pause *safe* lapses to plain "Paused". */
  readonly maxSeconds: number;
}

/** Whether the journal has the wish that paused this call (rule 7). */
export type Logged = 'yes' | 'waiting' | 'refused';

/** Why *safe* is withheld although a pause is confirmed. */
export type Unsafe =
  | 'hold'
  | 'unspecified'
  | 'snippet'
  | 'adhoc'
  | 'agent'
  | 'screen'
  | 'channel'
  | 'journal'
  | 'expired'
  | 'resuming';

/**
 * Who records a call of which the policy recording is not known to run: a snippet or ad hoc recording of this user's, somebody
 * else's recorder, or the screen's only.
 */
export type Beside = 'snippet' | 'adhoc' | 'someone' | 'screen';

/** The product of knowledge and wish: what the panel may say at this moment. */
export interface Claim {
  readonly state: ClaimState;
  readonly safe: boolean;
  readonly unsafe: Unsafe | undefined;
  readonly since: Since | undefined;
  readonly recorders: readonly Recorder[];
  /** Set where the state by itself would deny a recorder that is known to run. */
  readonly beside: Beside | undefined;
  /** Elapsed ms until which this claim holds without news; render nothing of it later. */
  readonly validUntil: number;
}

const ORDER: readonly Recorder[] = ['customer', 'agent', 'snippet', 'adhoc', 'screen'];

/** Rule 3: *safe* is its own claim, and every reason against it counts (E7). `at` is elapsed ms. */
export function claimOf(e: Evidence, w: Wishes, policy: Policy, logged: Logged, at: number): Claim {
  const stale = e.generation !== undefined && at > e.lastFrameAt + FRAME_MAX_AGE_MS;
  const state = stale && e.state !== 'ended' ? 'unknown' : e.state;
  const unsafe = state === 'paused' || state === 'held' ? unsafeBecause(e, w, policy, logged, at) : undefined;
  const safe = state === 'paused' && unsafe === undefined;
  const recorders = stale ? [] : recordersOf(e, state);
  return {
    state,
    safe,
    unsafe,
    since: state === e.state ? e.since : undefined,
    recorders,
    beside: besideOf(e, state, recorders),
    validUntil: validUntilOf(e, { claim: { state, safe }, policy }),
  };
}

/** As long as frames may be apart, and as long as *safe* may last. */
export function validUntilOf(
  e: Evidence,
  {
    claim: { state, safe },
    policy,
  }: { readonly claim: Pick<Claim, 'state' | 'safe'>; readonly policy: Policy },
): number {
  if (!isCalmState(state) && state !== 'recording') return Infinity;
  const expiry = safe ? limitOf(e, policy) : Infinity;
  return Math.min(e.lastFrameAt + FRAME_MAX_AGE_MS, expiry);
}

/** A channel that comes back, or a look in between, makes no pause younger. */
const limitOf = (e: Evidence, { maxSeconds }: Policy): number => (e.pauseAt ?? e.stateAt) + maxSeconds * 1000;

function unsafeBecause(
  e: Evidence,
  w: Wishes,
  policy: Policy,
  logged: Logged,
  at: number,
): Unsafe | undefined {
  if (e.state === 'held') return 'hold';
  if (e.pauseKind !== 'secure') return 'unspecified';
  for (const name of ['snippet', 'adhoc', 'agent'] as const) if (e.others.has(name)) return name;
  if (e.others.has('screen') && policy.screen === 'block') return 'screen';
  if (e.generation === undefined || e.silent || e.deaf) return 'channel';
  if (w.current?.action === 'resume' || e.standingResumes > 0) return 'resuming';
  if (logged === 'waiting') return 'journal';
  if (at >= limitOf(e, policy)) return 'expired';
  return undefined;
}

function recordersOf(e: Evidence, state: ClaimState): readonly Recorder[] {
  if (state === 'ended' || e.snapshot === undefined) return [];
  if (state === 'unknown' && (e.generation === undefined || e.silent)) return [];
  const capturing = new Set<Recorder>(e.others);
  if (state === 'recording') {
    const own = e.snapshot.legs.filter((leg) => leg.live && leg.userId === e.userId);
    for (const name of ['customer', 'agent'] as const) {
      if (own.some((leg) => leg.recorders[name] === 'active')) capturing.add(name);
    }
  }
  return ORDER.filter((name) => capturing.has(name));
}

/** What can be ended here comes first. */
function besideOf(e: Evidence, state: ClaimState, recorders: readonly Recorder[]): Beside | undefined {
  if (state !== 'not-recording' && state !== 'unknown') return undefined;
  const own = e.snapshot ? ownLegs(e.snapshot, e.userId) : [];
  for (const name of ['snippet', 'adhoc'] as const)
    if (recorders.includes(name) && own.some((leg) => e.othersOn.has(`${leg.participantId} ${name}`)))
      return name;
  if (recorders.some((name) => name !== 'screen')) return 'someone';
  return recorders.length > 0 ? 'screen' : undefined;
}
