import type { Failure } from '../../domain/failure.ts';
import type { OrderResult } from '../control/control-call.ts';

/** How a call of the queue came out; each has exactly one result. */
export type BulkOutcome =
  | 'done'
  | 'already-so'
  | 'ended'
  /** Another queue's agent has it, or one who got it from no queue: not touched. */
  | 'left-queue'
  /** Of resume: this home did not make its pause. Not touched. */
  | 'not-own'
  /** Of resume: whoever agreed to it was not shown it as one that would be recorded. Not touched. */
  | 'not-agreed'
  | 'refused'
  | 'unconfirmed'
  /** Of pause: it was paused, and at the end of the run it is recorded. */
  | 'records-again'
  | 'would-act';

export interface BulkResult {
  readonly conversationId: string;
  readonly outcome: BulkOutcome;
  readonly state: string;
  /** It was not there when the run began. */
  readonly joined: boolean;
  /** It had a result before, and then another agent was on it: this one replaces it. */
  readonly again?: true;
  /** A command was sent for it. */
  readonly commanded?: true;
  readonly failure?: Failure;
  readonly notRecorded?: true;
  /** Of resume: a Pause, or a stop, of this home was asked for since the run was. It stays as that wants it. */
  readonly takenBack?: true;
  readonly notLogged?: true;
}

/** The finer results of one call in the words of a run. `commanded`: in this round or in one before. */
export function bulkOf(found: OrderResult, commanded: boolean): Omit<BulkResult, 'joined'> {
  const { conversationId, state, failure, notRecorded, takenBack, notLogged } = found;
  return {
    conversationId,
    state,
    outcome: outcomeOf(found, commanded),
    ...(commanded && { commanded }),
    ...(failure && { failure }),
    ...(notRecorded && { notRecorded }),
    ...(takenBack && { takenBack }),
    ...(notLogged && { notLogged }),
  };
}

function outcomeOf({ outcome }: OrderResult, commanded: boolean): BulkOutcome {
  switch (outcome) {
    case 'confirmed':
      return 'done';
    case 'already-so':
      return commanded ? 'done' : 'already-so';
    case 'ended':
      return 'ended';
    case 'left-queue':
      return commanded ? 'unconfirmed' : 'left-queue';
    case 'not-own':
    case 'not-agreed':
      return commanded ? 'unconfirmed' : outcome;
    case 'interrupted':
    case 'unconfirmed':
      return 'unconfirmed';
    case 'refused':
    case 'failed':
    // That the platform does not find it is no end: that is for its list of live calls and its topic to say.
    case 'not-found':
      return 'refused';
  }
}
