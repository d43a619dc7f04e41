import type { Call } from '../domain/call.ts';
import type { WishAction } from '../domain/audit.ts';
import type { CaptureTarget } from '../domain/capture.ts';
import { failureCode, type Failure } from '../domain/failure.ts';
import { capturesOf } from './capture-view.ts';
import type { Alarm, BlockedReason, Control, ConversationView } from './view.ts';

export interface Around {
  readonly signedOut: boolean;
  /** The journal refuses: nothing that happens now is being logged. */
  readonly notLogged: boolean;
  readonly startStop: CaptureTarget | 'off';
  readonly permissions: ReadonlySet<string>;
}

const CAN: Control = { can: true };
const cannot = (why: BlockedReason): Control => ({ can: false, why });

/** Turns one call into all that a panel may show of it. */
export function viewOf(call: Call, around: Around): ConversationView {
  const { evidence: e, claim } = call;
  const { signedOut, notLogged } = around;
  const pending = pendingOf(call);
  const last = lastsOf(call).at(-1);
  const pause = pauseControl(call, signedOut);
  return {
    conversationId: call.conversationId,
    state: claim.state,
    safe: claim.safe,
    ...(pending && { pending }),
    ...(last && {
      outcome: last.ending,
      failure: last.failure ? failureCode(last.failure) : 'REC-UNCONFIRMED',
    }),
    ...pauseKind(call),
    recorders: claim.recorders,
    channel: e.generation === undefined || e.silent || signedOut ? 'lost' : e.deaf ? 'deaf' : 'live',
    ...(claim.since && { since: claim.since }),
    pause,
    resume: resumeControl(call, signedOut),
    captures: capturesOf(call, pause, around),
    listeners: listenersOf(call),
    alarms: alarmsOf(call),
    ...unsafeOf(call),
    screenStillRecorded: claim.safe && e.others.has('screen'),
    notLogged: notLogged || call.logged === 'refused',
    notMine: e.notMine,
  };
}

function pauseKind({ evidence: e, claim }: Call): Pick<ConversationView, 'pauseKind'> {
  if (claim.state === 'held') return { pauseKind: 'hold' };
  if (claim.state === 'paused') return { pauseKind: e.pauseKind ?? 'unspecified' };
  return {};
}

/** The kinds of unsafety that the state itself does not say already. */
function unsafeOf({ claim }: Call): Pick<ConversationView, 'unsafe'> {
  const { unsafe } = claim;
  if (unsafe === undefined || unsafe === 'hold' || unsafe === 'unspecified' || unsafe === 'resuming')
    return {};
  return { unsafe };
}

/** Rule 4: pause is refused here only when there is no live leg; never because of what is believed of the recording. */
function pauseControl(call: Call, signedOut: boolean): Control {
  const { evidence: e } = call;
  if (e.state === 'ended') return cannot('ended');
  if (e.notMine) return cannot('no-live-leg');
  return signedOut ? cannot('signed-out') : CAN;
}

function resumeControl(call: Call, signedOut: boolean): Control {
  const base = pauseControl(call, signedOut);
  if (!base.can) return base;
  const pending = call.wishes.current?.action;
  if (pending === 'resume') return cannot('in-progress');
  // The pause under way may be taken back whatever the state still says.
  if (pending === 'pause') return CAN;
  // While an own resume is in doubt the state only fears a recording; asking again may settle it.
  if (call.claim.state === 'recording' && call.evidence.standingResumes === 0) {
    return cannot('already-recording');
  }
  if (call.claim.state === 'held') return cannot('held');
  return call.claim.state === 'not-recording' ? cannot('not-recorded') : CAN;
}

/** The wish that the panel shows as pending: the policy's first, it is what the agent waits for. */
function pendingOf({ wishes, captures }: Call): WishAction | undefined {
  return (wishes.current ?? captures.snippet.current ?? captures.adhoc.current)?.action;
}

interface Last {
  readonly action: WishAction;
  readonly ending: 'unconfirmed' | 'failed';
  readonly failure: Failure | undefined;
  readonly n: number;
}

/** How the last wishes ended that still matter, the newest last. */
function lastsOf({ wishes, captures }: Call): readonly Last[] {
  return [wishes.last, captures.snippet.last, captures.adhoc.last]
    .filter((last) => last !== undefined)
    .toSorted((a, b) => a.n - b.n);
}

function listenersOf({ evidence: e }: Call): ConversationView['listeners'] {
  const listening = e.snapshot?.legs.filter((leg) => leg.live).map((leg) => leg.listens) ?? [];
  return listening.filter((role) => role !== undefined);
}

function alarmsOf(call: Call): readonly Alarm[] {
  const alarms: Alarm[] = [];
  if (call.safeLost) alarms.push({ kind: call.safeLost });
  if (call.endedWhilePaused) alarms.push({ kind: 'ended-while-paused' });
  return [...alarms, ...lastsOf(call).map((last) => endingAlarm(last, call))];
}

function endingAlarm({ action, ending, failure }: Last, call: Call): Alarm {
  // "Still paused" is said of a resume only while that is what the platform shows; otherwise its outcome is open.
  const isOpen = ending === 'unconfirmed' || (action === 'resume' && call.claim.state !== 'paused');
  if (isOpen || !failure) {
    return { kind: 'unconfirmed', action, code: failure ? failureCode(failure) : 'REC-UNCONFIRMED' };
  }
  return { kind: 'failed', action, failure: failure.kind, code: failureCode(failure), ...details(failure) };
}

function details(failure: Failure): { permission?: string; retryAfterMs?: number; correlationId?: string } {
  return {
    ...(failure.kind === 'denied' && failure.permission !== undefined && { permission: failure.permission }),
    ...(failure.kind === 'rate-limited' &&
      failure.retryAfterMs !== undefined && { retryAfterMs: failure.retryAfterMs }),
    ...(failure.correlationId !== undefined && { correlationId: failure.correlationId }),
  };
}
