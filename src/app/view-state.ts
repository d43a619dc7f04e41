import type { Call } from '../domain/call.ts';
import { isLive } from '../domain/channel.ts';
import type { Coming } from '../domain/auto-resume.ts';
import type { Since } from '../domain/claim-state.ts';
import type { WishAction } from '../domain/audit.ts';
import type { Capture, CaptureTarget } from '../domain/capture.ts';
import { failureCode, type Failure } from '../domain/failure.ts';
import type { Marks } from './timeline/marked-pause.ts';
import { whyNot } from '../domain/operations.ts';
import { otherAgents, ownLeg, type Leg, type Medium, type Snapshot } from '../domain/snapshot.ts';
import { capturesOf } from './capture-view.ts';
import { resumeRestsUntil } from '../domain/wish.ts';
import type { About, Alarm, BlockedReason, Control, ConversationView, Reason, Setback } from './view.ts';

export interface Around {
  shownSince(since: Since): NonNullable<ConversationView['since']>;
  /** A moment (elapsed ms) by the clock that is shown. */
  shownAt(at: number): number;
  readonly signedOut: boolean;
  /** A sign-in that has ended is being renewed without a click. */
  readonly isRenewing: boolean;
  /** The journal refuses: nothing that happens now is being logged. */
  readonly notLogged: boolean;
  /** False: in whose name this panel would act is not settled, so that it only reads. */
  readonly isSettled: boolean;
  /** A pause was pressed meanwhile, and not sent. */
  readonly isHeldBack: boolean;
  /** The session has just begun, and its first channel is on its way. */
  readonly isOpening: boolean;
  /** For want of it Genesys refuses the live updates. */
  readonly livePermission?: string | undefined;
  readonly startStop: CaptureTarget | 'off';
  readonly reasons?: readonly Reason[] | undefined;
  /** How the pause is to end by itself, by the clock that is shown. */
  readonly coming?: Coming | undefined;
  readonly permissions: ReadonlySet<string>;
  readonly about?: About | undefined;
  /** What the conversation is if it is no call. */
  readonly other?: Snapshot | undefined;
}

const CAN: Control = { can: true };
const cannot = (why: BlockedReason): Control => ({ can: false, why });

/** Turns one call into all that a panel may show of it. */
export function viewOf(call: Call, around: Around): ConversationView {
  const { evidence, claim } = call;
  const { signedOut, notLogged, isSettled } = around;
  const pending = pendingOf(call);
  const last = lastsOf(call).at(-1);
  const other = evidence.ownership.notMine ? around.other : undefined;
  const pause = pauseControl(call, around, other?.medium);
  // Pause alone is taken while the sign-in is renewed: it is held back, and sent after that.
  const waits = signedOut ? 'signed-out' : isSettled ? undefined : 'unsettled';
  const base = pause.can && waits ? cannot(waits) : pause;
  const channel = !isLive(evidence.channel) || signedOut ? 'lost' : evidence.channel.deaf ? 'deaf' : 'live';
  const { livePermission } = around;
  return {
    conversationId: call.conversationId,
    ...(around.about && { about: around.about }),
    state: claim.state,
    safe: claim.safe && isSettled,
    ...(evidence.belief.ringing && channel === 'live' && { ringing: true as const }),
    ...(signedOut && wasPaused(call) && { wasPaused: true as const }),
    ...(isAsking(call, around) && { isOpening: true as const }),
    ...(pending && { pending }),
    ...(last && {
      outcome: last.ending,
      failure: last.failure ? failureCode(last.failure) : 'REC-UNCONFIRMED',
    }),
    ...pauseKind(call),
    recorders: claim.recorders,
    ...(claim.beside && { beside: claim.beside }),
    channel,
    ...(channel === 'lost' && livePermission !== undefined && { livePermission }),
    ...(claim.since && { since: around.shownSince(claim.since) }),
    ...limitOf(call, around),
    ...ownPauseOf(call, around.reasons),
    ...marksOf(call),
    pause,
    ...(pause.can && lacksPause(around.permissions) && { lacks: PAUSE_RIGHT }),
    resume: resumeControl(call, base),
    captures: capturesOf(call, base, around),
    listeners: listenersOf(call),
    alarms: [...(around.isHeldBack ? [{ kind: 'not-sent' as const }] : []), ...alarmsOf(call, around)],
    ...(claim.safe && !isSettled ? { unsafe: 'unsettled' as const } : unsafeOf(call)),
    screenStillRecorded: claim.safe && isSettled && evidence.told.others.has('screen'),
    notLogged: notLogged || call.logged === 'refused',
    isWatched: true,
    notMine: evidence.ownership.notMine && isSettled,
    ...otherOf(other, evidence.userId),
  };
}

/** Nothing is known yet, and the answer to the first question is still awaited: for 8 s at most (E6). */
function isAsking({ evidence }: Call, { isOpening, signedOut }: Around): boolean {
  const { belief, channel, reads, ownership } = evidence;
  const isKnown =
    belief.state !== 'unknown' || belief.ringing || ownership.notMine || reads.endedEpisodes > 0;
  if (signedOut || isKnown) return false;
  return channel.generation === undefined ? isOpening : reads.episode !== undefined;
}

/** It was not in doubt then. */
const wasPaused = ({ claim, evidence: { belief } }: Call): boolean =>
  claim.state === 'unknown' &&
  belief.pauseAt !== undefined &&
  !belief.isOnlyKnown &&
  belief.before === undefined;

const PAUSE_RIGHT = 'conversation:recording:pause';

/** Where the platform tells no permission at all nothing is known of any. */
const lacksPause = (permissions: ReadonlySet<string>): boolean =>
  permissions.size > 0 && !permissions.has(PAUSE_RIGHT) && !permissions.has(`${PAUSE_RIGHT}Others`);

function pauseKind({ evidence, claim }: Call): Pick<ConversationView, 'pauseKind'> {
  if (claim.state === 'held') return { pauseKind: 'hold' };
  if (claim.state === 'paused') return { pauseKind: evidence.belief.pauseKind ?? 'unspecified' };
  return {};
}

function limitOf({ claim: { limit }, at }: Call, around: Around): Pick<ConversationView, 'limit'> {
  if (!limit || at < limit.warnsAt) return {};
  return {
    limit: {
      endsAt: around.shownAt(limit.endsAt),
      isOver: at >= limit.endsAt,
      canExtend: around.isSettled && at < limit.extendableUntil,
      ...(around.coming && { coming: around.coming }),
    },
  };
}

/** Rule 4: nothing is asked before the pause is under way. */
function ownPauseOf(
  { wishes: { current }, claim, loggedWishId }: Call,
  reasons: readonly Reason[] = [],
): Pick<ConversationView, 'ownPause'> {
  // While it is asked whether the pause goes on, so does the question about it.
  const mayGoOn = claim.state === 'paused' || claim.state === 'checking' || claim.state === 'unknown';
  const wishId = current?.action === 'pause' ? current.id : mayGoOn ? loggedWishId : undefined;
  return wishId === undefined || reasons.length === 0 ? {} : { ownPause: { wishId, reasons } };
}

/** A hint at most (rule 1): it is shown beside the claim, and is part of none. */
function marksOf({ claim, evidence: { belief, told, userId } }: Call): Pick<ConversationView, 'marks'> {
  const { legs = [] } = told.snapshot ?? {};
  const others = legs.filter((leg) => leg.marks && leg.userId !== undefined && leg.userId !== userId);
  const own = legs.filter((leg) => leg.userId === userId);
  // What this panel has seen begin needs no mark of its own agent.
  const isAny = others.length > 0 || (claim.since?.kind === 'at-least' && own.some((leg) => leg.marks));
  if (claim.state !== 'paused' || belief.ownPause !== undefined || !isAny) return {};
  const marksOn = (some: readonly Leg[]) =>
    Object.assign({}, ...some.map(({ marks }) => marks)) as Marks['own'];
  return {
    marks: {
      own: marksOn(own),
      others: marksOn(others),
      callSince: Math.min(...legs.map(({ startedAt = Infinity }) => startedAt)),
    },
  };
}

/** The kinds of unsafety that the state itself does not say already. */
function unsafeOf({ claim }: Call): Pick<ConversationView, 'unsafe'> {
  const { unsafe } = claim;
  if (unsafe === undefined || unsafe === 'hold' || unsafe === 'unspecified' || unsafe === 'resuming')
    return {};
  return { unsafe };
}

/** Rule 4: pause is refused here only when there is no live leg; never because of what is believed of the recording. */
function pauseControl(
  { evidence }: Call,
  { signedOut, isRenewing, isSettled }: Around,
  medium: Medium = 'call',
): Control {
  if (whyNot(medium, 'pause')) return cannot('medium');
  if (evidence.belief.state === 'ended') return cannot('ended');
  // A whole answer without the agent's leg in it; "not found" alone takes no button away. Under another's sign-in every
  // call looks like somebody else's.
  if (evidence.ownership.notMine && evidence.told.snapshot !== undefined && isSettled)
    return cannot('no-live-leg');
  return signedOut && !isRenewing ? cannot('signed-out') : CAN;
}

function resumeControl(call: Call, base: Control): Control {
  if (!base.can) return base;
  const pending = call.wishes.current?.action;
  if (pending === 'resume') return cannot('in-progress');
  const can = call.at < resumeRestsUntil(call.wishes) ? cannot('just-paused') : CAN;
  // The pause under way may be taken back whatever the state still says.
  if (pending === 'pause') return can;
  // While an own resume is in doubt the state only fears a recording; asking again may settle it.
  if (call.claim.state === 'recording' && call.evidence.contrary.standingResumes === 0) {
    return cannot('already-recording');
  }
  if (call.claim.state === 'held') return cannot('held');
  return call.claim.state === 'not-recording' ? cannot('not-recorded') : can;
}

/** The wish that the panel shows as pending: the policy's first, it is what the agent waits for. */
function pendingOf({ wishes, captures }: Call): WishAction | undefined {
  return (wishes.current ?? captures.snippet.current ?? captures.adhoc.current)?.action;
}

interface Last {
  readonly target?: CaptureTarget;
  readonly action: WishAction;
  readonly ending: 'unconfirmed' | 'failed';
  readonly failure: Failure | undefined;
  readonly order: number;
}

/** How the last wishes ended that still matter, the newest last. */
function lastsOf({ wishes, captures }: Call): readonly Last[] {
  const of = ({ target, last }: Capture): readonly Last[] => (last ? [{ ...last, target }] : []);
  const lasts = [...(wishes.last ? [wishes.last] : []), ...of(captures.snippet), ...of(captures.adhoc)];
  return lasts.toSorted((a, b) => a.order - b.order);
}

function otherOf(other: Snapshot | undefined, userId: string): Pick<ConversationView, 'other'> {
  if (!other || other.medium === 'call') return {};
  const { medium } = other;
  return { other: { medium, live: ownLeg(other, userId) !== undefined, why: whyNot(medium, 'pause') } };
}

/** Nobody is named by what a lost channel told last. */
function listenersOf({ evidence }: Call): ConversationView['listeners'] {
  if (!isLive(evidence.channel)) return [];
  const { snapshot, isScreenWatched } = evidence.told;
  const listening = snapshot?.legs.filter((leg) => leg.live).map((leg) => leg.listens) ?? [];
  return [
    ...listening.filter((role) => role !== undefined),
    ...(isScreenWatched ? (['screen'] as const) : []),
    ...(snapshot && otherAgents(snapshot, evidence.userId).length > 0 ? (['agent'] as const) : []),
  ];
}

function alarmsOf(call: Call, { coming }: Around): readonly Alarm[] {
  const alarms: Alarm[] = [];
  if (call.safeLost) alarms.push({ kind: call.safeLost });
  if (call.wasRecorded && call.safeLost !== 'resumed-by-someone-else')
    alarms.push({ kind: 'recorded-meanwhile' });
  if (call.endedWhilePaused) alarms.push({ kind: 'ended-while-paused' });
  if (call.wishes.endedByItself && call.claim.state !== 'ended')
    alarms.push({ kind: 'resumed-automatically' });
  const { limit } = call.claim;
  // The pause ends with its limit, in this moment.
  const isEnding = typeof coming === 'object' && coming.isInTime;
  if (limit && call.at >= limit.endsAt && call.limitReadAt !== limit.endsAt && !isEnding)
    alarms.push({ kind: 'over-limit', seconds: limit.seconds });
  return [...alarms, ...lastsOf(call).map((last) => endingAlarm(last, call))];
}

function endingAlarm({ target, action, ending, failure }: Last, call: Call): Alarm {
  const setback = { action, ...(target && { target }) };
  if (!failure) return { kind: 'unconfirmed', ...setback, code: 'REC-UNCONFIRMED' };
  // "Still paused" is said of a resume only while that is what the platform shows; otherwise its outcome is open.
  const isOpen = ending === 'unconfirmed' || (action === 'resume' && call.claim.state !== 'paused');
  const facts = { ...setback, failure: failure.kind, code: failureCode(failure), ...details(failure) };
  return isOpen ? { kind: 'unconfirmed', ...facts } : { kind: 'failed', ...facts };
}

function details(
  failure: Failure,
): Pick<Setback, 'reason' | 'permission' | 'retryAfterMs' | 'correlationId'> {
  return {
    ...('code' in failure && failure.code !== undefined && { reason: failure.code }),
    ...(failure.kind === 'denied' && failure.permission !== undefined && { permission: failure.permission }),
    ...(failure.kind === 'rate-limited' &&
      failure.retryAfterMs !== undefined && { retryAfterMs: failure.retryAfterMs }),
    ...(failure.correlationId !== undefined && { correlationId: failure.correlationId }),
  };
}
