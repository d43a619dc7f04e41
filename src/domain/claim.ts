import { isLive } from './channel.ts';
import { isCalmState, type ClaimState, type Since } from './claim-state.ts';
import { FRAME_MAX_AGE_MS, type Evidence } from './evidence-state.ts';
import { pauseLimitOf, type PauseLimit, type PauseRules } from './pause-limit.ts';
import { ownLegs, type Recorder } from './snapshot.ts';
import type { Wishes } from './wish-state.ts';

/** What the customer decided about pauses: `config.json`, sections `screen` and `pause`. */
export interface Policy extends PauseRules {
  /** block: *safe* is withheld while a screen is recorded; warn: it is said beside it. */
  readonly screen: 'warn' | 'block';
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
  /** It had run out and was extended: a read will tell. */
  | 'unproven'
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
  /** Of the pause that is claimed, of whatever kind. */
  readonly limit: PauseLimit | undefined;
  /** Elapsed ms until which this claim holds without news; render nothing of it later. */
  readonly validUntil: number;
}

const ORDER: readonly Recorder[] = ['customer', 'agent', 'snippet', 'adhoc', 'screen'];

/** Rule 3: *safe* is its own claim, and every reason against it counts (E7). `at` is elapsed ms. */
export function claimOf(
  evidence: Evidence,
  wishes: Wishes,
  policy: Policy,
  logged: Logged,
  at: number,
): Claim {
  const { belief, channel } = evidence;
  const stale = channel.generation !== undefined && at > channel.lastFrameAt + FRAME_MAX_AGE_MS;
  const state = stale && belief.state !== 'ended' ? 'unknown' : belief.state;
  const unsafe =
    state === 'paused' || state === 'held' ? unsafeBecause(evidence, wishes, policy, logged, at) : undefined;
  const safe = state === 'paused' && unsafe === undefined;
  const recorders = stale ? [] : recordersOf(evidence, state);
  return {
    state,
    safe,
    unsafe,
    since: state === belief.state ? belief.since : undefined,
    recorders,
    beside: besideOf(evidence, state, recorders),
    limit: state === 'paused' ? pauseLimitOf(evidence, policy) : undefined,
    validUntil: validUntilOf(evidence, { claim: { state, safe }, policy }),
  };
}

/** *Safe*, or a pause that was and is over its limit: who was told so may rely on it until an alarm says otherwise. */
export const isReliedOn = ({ safe, unsafe }: Claim): boolean =>
  safe || unsafe === 'expired' || unsafe === 'unproven';

/** The latter. A controller, which allows no pause any time, tells nobody. */
export const isReliedOver = (claim: Claim): boolean =>
  isReliedOn(claim) && !claim.safe && (claim.limit?.seconds ?? 0) > 0;

/** As long as frames may be apart, and as long as *safe* may last. */
export function validUntilOf(
  evidence: Evidence,
  {
    claim: { state, safe },
    policy,
  }: { readonly claim: Pick<Claim, 'state' | 'safe'>; readonly policy: Policy },
): number {
  if (!isCalmState(state) && state !== 'recording') return Infinity;
  const expiry = safe ? pauseLimitOf(evidence, policy).endsAt : Infinity;
  return Math.min(evidence.channel.lastFrameAt + FRAME_MAX_AGE_MS, expiry);
}

function unsafeBecause(
  evidence: Evidence,
  wishes: Wishes,
  policy: Policy,
  logged: Logged,
  at: number,
): Unsafe | undefined {
  const { belief, channel, told, contrary } = evidence;
  if (belief.state === 'held') return 'hold';
  if (belief.pauseKind !== 'secure') return 'unspecified';
  for (const name of ['snippet', 'adhoc', 'agent'] as const) if (told.others.has(name)) return name;
  if (told.others.has('screen') && policy.screen === 'block') return 'screen';
  if (!isLive(channel) || channel.deaf) return 'channel';
  if (wishes.current?.action === 'resume' || contrary.standingResumes > 0) return 'resuming';
  if (logged === 'waiting') return 'journal';
  if (at >= pauseLimitOf(evidence, policy).endsAt) return 'expired';
  if (belief.provenOrder < belief.extendedOrder) return 'unproven';
  return undefined;
}

function recordersOf({ told, channel, userId }: Evidence, state: ClaimState): readonly Recorder[] {
  if (state === 'ended' || told.snapshot === undefined) return [];
  if (state === 'unknown' && !isLive(channel)) return [];
  const capturing = new Set<Recorder>(told.others);
  if (state === 'recording') {
    const own = told.snapshot.legs.filter((leg) => leg.live && leg.userId === userId);
    for (const name of ['customer', 'agent'] as const) {
      if (own.some((leg) => leg.recorders[name] === 'active')) capturing.add(name);
    }
  }
  return ORDER.filter((name) => capturing.has(name));
}

/** What can be ended here comes first. */
function besideOf(
  { told, userId }: Evidence,
  state: ClaimState,
  recorders: readonly Recorder[],
): Beside | undefined {
  if (state !== 'not-recording' && state !== 'unknown') return undefined;
  const own = told.snapshot ? ownLegs(told.snapshot, userId) : [];
  const isOwn = (name: Recorder) => own.some((leg) => told.othersOn.has(`${leg.participantId} ${name}`));
  for (const name of ['snippet', 'adhoc'] as const) if (recorders.includes(name) && isOwn(name)) return name;
  if (recorders.some((name) => name !== 'screen')) return 'someone';
  return recorders.length > 0 ? 'screen' : undefined;
}
