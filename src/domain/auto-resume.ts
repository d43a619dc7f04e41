import type { Call } from './call.ts';
import { mayEndByItself } from './own-pause.ts';
import { COUNTED_FROM_MS, pauseLimitOf } from './pause-limit.ts';

/** No pause ends by itself before its countdown has been seen for so long, without a break. */
const COUNTDOWN_MS = 10_000;
/** It is seen once a second. What was not seen for longer was hidden, asleep or not drawn: the countdown begins anew. */
export const BREAK_MS = 2_500;
/** Lock, log and a read are asked for so long before the end … */
const CLAIM_BEFORE_MS = 2_000;
/** … and waited for until so long after it. */
const PATIENCE_MS = 3_000;

/** How far one pause is from ending by itself. All times are elapsed ms. */
export interface AutoResume {
  /** The Pause that it is about. */
  readonly wishId: string;
  /** The limit that is counted down to. */
  readonly endsAt: number;
  /** Since when the countdown is seen, and when it last was. */
  readonly from: number;
  readonly seenAt: number;
  /** `asked`: may this page, and is it the agent's last word in this browser? */
  readonly claim: 'none' | 'asked' | 'granted';
  /** Number of the newest input when it was granted: a read has to be sent after it. */
  readonly grantedOrder: number;
  /** It has been resumed, or will not be any more: there is no second time. */
  readonly isSpent: boolean;
}

export type AutoResumeInput =
  /** The countdown stands on a page that the agent can see, at this very moment. */
  | 'seen'
  | 'granted'
  | 'refused'
  /** Something has happened to the call. */
  | 'looked';

export type AutoResumeEffect = 'claim' | 'prove' | 'resume' | 'release';

const newPause = (wishId: string): AutoResume => ({
  wishId,
  endsAt: -Infinity,
  from: -Infinity,
  seenAt: -Infinity,
  claim: 'none',
  grantedOrder: Infinity,
  isSpent: false,
});

const isUnderWay = ({ wishes }: Call): boolean => wishes.current?.trigger === 'auto-resume';

/**
 * One step (rule 10). It says `resume` only while the countdown is seen, and only once of each pause; whatever is doubtful leaves the call
 * paused, and the alarm of the limit stands.
 */
export function stepAutoResume(
  before: AutoResume | undefined,
  call: Call,
  input: AutoResumeInput,
  at: number,
): { readonly auto: AutoResume | undefined; readonly effects: readonly AutoResumeEffect[] } {
  // Until that wish is over nobody else may have a turn.
  if (before?.isSpent === true && before.claim === 'granted' && isUnderWay(call))
    return { auto: before, effects: [] };
  const auto = judged(before, call, input, at);
  const effects: AutoResumeEffect[] = [];
  const claimBefore = before?.claim ?? 'none';
  const claim = auto?.claim ?? 'none';
  if (claimBefore !== 'none' && claim === 'none') effects.push('release');
  if (claimBefore === 'none' && claim === 'asked') effects.push('claim');
  if (claimBefore !== 'granted' && claim === 'granted') effects.push('prove');
  if (auto?.isSpent === true && auto.claim === 'granted') effects.push('resume');
  return { auto, effects };
}

function judged(
  before: AutoResume | undefined,
  call: Call,
  input: AutoResumeInput,
  at: number,
): AutoResume | undefined {
  const { belief } = call.evidence;
  if (!call.policy.autoResume || belief.ownPause === undefined) return undefined;
  const known = before?.wishId === belief.ownPause ? before : newPause(belief.ownPause);
  const spent = { ...known, claim: 'none', isSpent: true } as const;
  const may = mayEndByItself(call.evidence);
  if (known.isSpent || input === 'refused' || may === 'no') return spent;
  const { endsAt } = pauseLimitOf(call.evidence, call.policy);
  const anew = { ...newPause(known.wishId), endsAt };
  const isBroken = at - known.seenAt > BREAK_MS || endsAt !== known.endsAt;
  if (may === 'held' || call.wishes.current || call.wishes.commands.length > 0) return anew;
  if (input === 'granted' && known.claim === 'asked' && !isBroken)
    return { ...known, claim: 'granted', grantedOrder: call.order };
  if (input !== 'seen') return isBroken ? anew : known;
  if (at < endsAt - COUNTED_FROM_MS) return anew;
  const seen = isBroken ? { ...anew, from: at, seenAt: at } : { ...known, seenAt: at };
  const resumesAt = resumesAtOf(seen);
  if (at > resumesAt + PATIENCE_MS) return spent;
  if (seen.claim === 'none' && at >= resumesAt - CLAIM_BEFORE_MS) return { ...seen, claim: 'asked' };
  const isProven = seen.claim === 'granted' && belief.provenOrder > seen.grantedOrder;
  return { ...seen, isSpent: isProven && at >= resumesAt };
}

const resumesAtOf = ({ endsAt, from }: AutoResume): number => Math.max(endsAt, from + COUNTDOWN_MS);

/** What is to be shown of it: `held`, it waits until the call is off hold; `at`, when it comes (elapsed ms), if it goes on being seen. */
export type Coming = 'held' | { readonly at: number; readonly isInTime: boolean };

/** `isInTime`: it comes with the limit, and nobody has to be told that the pause is over its limit. */
export function comingOf(auto: AutoResume | undefined, call: Call, at: number): Coming | undefined {
  const { belief } = call.evidence;
  const may = call.policy.autoResume ? mayEndByItself(call.evidence) : 'no';
  if (auto?.isSpent === true && auto.claim === 'granted' && isUnderWay(call))
    return { at: resumesAtOf(auto), isInTime: true };
  if (may === 'no' || (auto?.isSpent === true && auto.wishId === belief.ownPause)) return undefined;
  if (may === 'held') return 'held';
  const { endsAt } = pauseLimitOf(call.evidence, call.policy);
  const isSeen = auto !== undefined && auto.endsAt === endsAt && at - auto.seenAt <= BREAK_MS;
  const resumesAt = isSeen ? resumesAtOf(auto) : Math.max(endsAt, at + COUNTDOWN_MS);
  return { at: resumesAt, isInTime: isSeen && resumesAt <= endsAt + BREAK_MS };
}
