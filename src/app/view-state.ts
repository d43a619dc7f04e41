import type { Call } from '../domain/call.ts';
import { failureCode, type Failure } from '../domain/failure.ts';
import { ownLeg } from '../domain/snapshot.ts';
import type { Alarm, BlockedReason, Control, ConversationView } from './view.ts';

export interface Around {
  readonly signedOut: boolean;
  /** The journal refuses: nothing that happens now is being logged. */
  readonly notLogged: boolean;
}

const CAN: Control = { can: true };
const cannot = (why: BlockedReason): Control => ({ can: false, why });

/** Turns one call into all that a panel may show of it. */
export function viewOf(call: Call, { signedOut, notLogged }: Around): ConversationView {
  const { evidence: e, wishes, claim } = call;
  const last = wishes.last;
  return {
    conversationId: call.conversationId,
    state: claim.state,
    safe: claim.safe,
    ...(wishes.current && { pending: wishes.current.action }),
    ...(last && {
      outcome: last.ending,
      failure: last.failure ? failureCode(last.failure) : 'REC-UNCONFIRMED',
    }),
    ...pauseKind(call),
    recorders: claim.recorders,
    channel: e.generation === undefined || e.silent || signedOut ? 'lost' : e.deaf ? 'deaf' : 'live',
    ...(claim.since && { since: claim.since }),
    pause: pauseControl(call, signedOut),
    resume: resumeControl(call, signedOut),
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
  if (e.notMine || (e.snapshot && !ownLeg(e.snapshot, e.userId))) return cannot('no-live-leg');
  return signedOut ? cannot('signed-out') : CAN;
}

function resumeControl(call: Call, signedOut: boolean): Control {
  const base = pauseControl(call, signedOut);
  if (!base.can) return base;
  const pending = call.wishes.current?.action;
  if (pending === 'resume') return cannot('in-progress');
  // The pause under way may be taken back whatever the state still says.
  if (pending === 'pause') return CAN;
  if (call.claim.state === 'recording') return cannot('already-recording');
  if (call.claim.state === 'held') return cannot('held');
  return call.claim.state === 'not-recording' ? cannot('not-recorded') : CAN;
}

function alarmsOf(call: Call): readonly Alarm[] {
  const alarms: Alarm[] = [];
  if (call.safeLost) alarms.push({ kind: call.safeLost });
  if (call.endedWhilePaused) alarms.push({ kind: 'ended-while-paused' });
  const last = call.wishes.last;
  if (!last) return alarms;
  const { action, failure } = last;
  // "Still paused" is said of a resume only while that is what the platform shows; otherwise its outcome is open.
  const open = last.ending === 'unconfirmed' || (action === 'resume' && call.claim.state !== 'paused');
  if (open || !failure) {
    alarms.push({ kind: 'unconfirmed', action, code: failure ? failureCode(failure) : 'REC-UNCONFIRMED' });
  } else {
    alarms.push({
      kind: 'failed',
      action,
      failure: failure.kind,
      code: failureCode(failure),
      ...details(failure),
    });
  }
  return alarms;
}

function details(failure: Failure): { permission?: string; retryAfterMs?: number; correlationId?: string } {
  return {
    ...(failure.kind === 'denied' && failure.permission !== undefined && { permission: failure.permission }),
    ...(failure.kind === 'rate-limited' &&
      failure.retryAfterMs !== undefined && { retryAfterMs: failure.retryAfterMs }),
    ...(failure.correlationId !== undefined && { correlationId: failure.correlationId }),
  };
}
