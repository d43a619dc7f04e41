import { failureCode, type Failure } from '../../domain/failure.ts';
import { DENIED_AGAIN_MS } from '../../domain/backoff.ts';
import type { BulkResult } from '../bulk/bulk-result.ts';
import type { OrderResult } from '../control/control-call.ts';
import type { Looked } from '../control/find-call.ts';
import type { StatusResult } from '../control/status.ts';
import { NO_QUEUES } from '../watch/queues-to-watch.ts';

/** `1 call`, `2 calls`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** Client credentials cannot do this on Genesys Cloud (400 not.a.user); somebody who is signed in can. */
const NEEDS_USER =
  "Genesys takes this from a signed-in user only: have the agent start and stop it in Recording Control on the call, or give a user's access token in GENESYSCLOUD_ACCESS_TOKEN.";

/** What was looked for, and how often before "not found" was believed. */
export interface Sought {
  readonly what: 'conversation' | 'queue';
  readonly looked?: Looked;
}

/** What went wrong and what to do, with its stable code. */
export function failureSentence(failure: Failure, sought?: Sought): string {
  return `${causeOf(failure, sought)} (${failureCode(failure)}${failure.correlationId ? `, ${failure.correlationId}` : ''})`;
}

function causeOf(failure: Failure, sought?: Sought): string {
  switch (failure.kind) {
    case 'bad-request':
      return failure.code === 'not.a.user' ? NEEDS_USER : 'Genesys does not understand the request.';
    case 'signed-out':
      return 'Genesys refuses the client id or its secret, or the access token that was given.';
    case 'denied':
      return failure.permission === undefined
        ? 'Genesys refuses this: a permission is missing in the role of the client or the user.'
        : `Genesys refuses this: ${failure.permission} is missing in the role of the client or the user.`;
    case 'not-found':
      return notFound(failure.code, sought);
    case 'conflict':
      return 'Genesys says that it is so already.';
    case 'rate-limited':
      return failure.retryAfterMs === undefined
        ? 'Genesys accepts no request for a while.'
        : `Genesys accepts no request for ${Math.ceil(failure.retryAfterMs / 1_000)} s.`;
    case 'outage':
      return isRedirect(failure.status)
        ? `Genesys answers ${failure.status}, a redirect, which is never followed: is the region or the gateway right?`
        : `Genesys answers ${failure.status}.`;
    case 'timeout':
      return 'Genesys did not answer in time.';
    case 'offline':
      return 'Genesys cannot be reached.';
    case 'malformed':
      return `The answer of Genesys cannot be read (${failure.what}).`;
    case 'no-live-leg':
      return 'No agent is on this call.';
    case 'medium':
      return 'This conversation is no call: there is no audio recording to control.';
    case 'unknown-outcome':
      return 'Nobody saw how it ended.';
    case 'storage':
      return 'The journal cannot be written.';
  }
}

function notFound(code: string | undefined, sought: Sought | undefined): string {
  if (code === NO_QUEUES)
    return `Genesys shows this client no queue. ${lookedSentence(DENIED)} Its role needs the division of the queues, or name them with --queue.`;
  const looked = sought?.looked;
  return `${sought ? `Genesys knows no ${sought.what} with this id.` : 'Genesys does not find what was asked for.'}${looked ? ` ${lookedSentence(looked)}` : ''}`;
}

const lookedSentence = ({ times, withinMs }: Looked): string =>
  `Looked ${counted(times, 'time')} in ${Math.round(withinMs / 1_000)} s.`;

/** How often a list or a queue is looked for. */
const DENIED: Looked = {
  times: DENIED_AGAIN_MS.length + 1,
  withinMs: DENIED_AGAIN_MS.reduce((sum, ms) => sum + ms, 0),
};
export const QUEUE: Sought = { what: 'queue', looked: DENIED };

/** Statuses that send the request elsewhere (RFC 9110, 15.4). */
export const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

const STATES = {
  unknown: 'The state is unknown.',
  checking: 'The state is being checked.',
  recording: 'Recording.',
  paused: 'Paused.',
  held: 'On hold: not recording as long as that lasts.',
  'not-recording': 'Not recording.',
  ended: 'The call has ended.',
} as const satisfies Record<OrderResult['state'], string>;

const NOBODY = 'No agent is on it: Genesys says whether it records once one has answered.';
const RINGING = 'Ringing: Genesys says whether it records once an agent has answered.';

/** After a failed command it matters most what is true now. */
const STILL: Readonly<Partial<Record<OrderResult['state'], string>>> = {
  recording: 'Still recording.',
  paused: 'Still paused. The call is not being recorded.',
};

export const NOT_LOGGED = ` Not logged: ${failureSentence({ kind: 'storage' })}`;

const OUTLASTED = {
  pause: ' A resume from before could have undone it until now.',
  stop: ' A start from before could have undone it until now.',
} as const;

const NO_AGENT = ' No agent is on it: who answers next may be recorded.';

export const resultSentence = (result: OrderResult): string =>
  `${outcomeSentence(result)}${outlastedSentence(result)}${noAgentSentence(result)}${result.notLogged ? NOT_LOGGED : ''}`;

const outlastedSentence = ({ action, outlasted }: OrderResult): string =>
  outlasted && (action === 'pause' || action === 'stop') ? OUTLASTED[action] : '';

const noAgentSentence = ({ noAgent, action, failure }: OrderResult): string =>
  noAgent && action === 'pause' && failure?.kind !== 'no-live-leg' ? NO_AGENT : '';

function outcomeSentence(result: OrderResult): string {
  const { action, target, outcome, state, failure, latencyMs } = result;
  const what = target === 'policy' ? '' : ` ${target}`;
  const why = failure ? ` ${failureSentence(failure, soughtBy(result))}` : '';
  const isPolicy = target === 'policy';
  // The state is that of policy recording, which goes on beside a snippet.
  const is = isPolicy ? STATES[state] : action === 'start' ? 'It is recorded.' : 'None is recorded.';
  const now = isPolicy ? ` ${STILL[state] ?? STATES[state]}` : '';
  switch (outcome) {
    case 'confirmed':
      return `${action}${what}: confirmed after ${(latencyMs / 1_000).toFixed(1)} s. ${is}`;
    case 'already-so':
      return `${action}${what}: already so. ${is}`;
    case 'unconfirmed':
      if (result.takenBack)
        return `${action}${what}: taken back by a later ${action === 'start' ? 'stop' : 'Pause'} from this home.${now}`;
      if (result.inDoubt)
        return `${action}${what}: unconfirmed. The last look shows it paused; the request got no answer and may still take effect.${why}`;
      return `${action}${what}: unconfirmed. Genesys has not shown it.${now}${why}`;
    case 'refused':
      if (result.notRecorded) return `${action}${what}: refused. Nothing is recorded that could be resumed.`;
      return `${action}${what}: refused.${why}${state === 'unknown' ? '' : now}`;
    case 'failed':
      return `${action}${what}: failed.${now}${why}`;
    case 'ended':
      return `${action}${what}: the call has ended.`;
    case 'not-found':
      // A read shows the call that the command did not find.
      return result.commanded && state !== 'unknown'
        ? `${action}${what}: failed.${now} Genesys does not find the call for this command, and shows it when it is read. (REC-404)`
        : `${action}${what}: not found.${why}`;
    case 'left-queue':
      return `${action}${what}: the call has left the queue. Nothing was sent.`;
    case 'not-own':
      return `${action}${what}: nothing proves that it was paused from here, and somebody else may rely on it. Nothing was sent.`;
    case 'not-agreed':
      return `${action}${what}: it was not among the calls that were asked about. Nothing was sent.`;
    case 'interrupted':
      return `${action}${what}: interrupted${result.commanded ? ', outcome unknown' : ' before anything was sent'}.`;
  }
}

const SINCE = {
  exact: 'seen to change then',
  about: 'about: when the call was connected; it may have been paused in between',
  'at-least': 'or earlier: it was so when first looked at',
} as const;

export function statusLines(status: StatusResult): readonly string[] {
  if (!status.found)
    return [`${status.conversationId}: ${failureSentence(status.failure, soughtBy(status))}`];
  const { state, ringing, pauseKind, since, prerequisites } = status;
  const { conversation, agents, activeRecorders, storageQuota } = prerequisites;
  const kind = pauseKind === undefined || state !== 'paused' ? '' : ` (${pauseKind})`;
  const names = activeRecorders.length === 0 ? '' : `: ${activeRecorders.join(', ')}`;
  return [
    `${status.conversationId}: ${ringing ? (agents === 0 ? NOBODY : RINGING) : STATES[state].replace('.', `${kind}.`)}`,
    ...(since ? [`  since             ${new Date(since.at).toISOString()} (${SINCE[since.kind]})`] : []),
    `  conversation      ${conversation}`,
    `  agents on it      ${agents}`,
    `  active recorders  ${activeRecorders.length}${names}`,
    `  storage quota     ${storageQuota}`,
  ];
}

export const soughtBy = ({ looked }: { readonly looked?: Looked }): Sought => ({
  what: 'conversation',
  ...(looked && { looked }),
});

const BULK = {
  done: 'done',
  'already-so': 'already so',
  ended: 'ended meanwhile',
  'left-queue': 'has left the queue',
  'not-own': 'not proven to be paused from here, left as it is',
  'not-agreed': 'was not among the calls that were asked about, left as it is',
  refused: 'refused',
  unconfirmed: 'unconfirmed',
  'records-again': 'was paused, and is recorded again',
  'would-act': 'would act',
} as const satisfies Record<BulkResult['outcome'], string>;

export function bulkSentence(result: BulkResult): string {
  const { conversationId, outcome, joined, again, notLogged } = result;
  const notes = `${joined ? '  (joined)' : ''}${again ? '  (again: another agent is on it)' : ''}`;
  const logged = notLogged ? ` ${NOT_LOGGED}` : '';
  return `${conversationId}  ${BULK[outcome]}${notes}${whyOf(result)}${logged}`;
}

function whyOf({ outcome, state, failure, commanded, notRecorded, takenBack }: BulkResult): string {
  if (takenBack) return '  Taken back by a later Pause from this home.';
  if (notRecorded) return '  Nothing is recorded.';
  if (failure === undefined || (outcome === 'ended' && failure.kind !== 'not-found')) return '';
  const still = state === 'recording' ? ` ${STATES.recording}` : '';
  // Somebody else than the operation by id tells of it: the list of live calls, the topic, or a read.
  if (failure.kind === 'not-found' && outcome === 'refused')
    return commanded ? `${NOT_FOR_COMMAND}${still}` : NOT_BY_ID;
  return `  ${failureSentence(failure, { what: 'conversation' })}${failure.kind === 'no-live-leg' ? still : ''}`;
}

const NOT_FOR_COMMAND =
  '  Genesys does not find the call for this command, and shows it when it is read. (REC-404)';
const NOT_BY_ID =
  '  Genesys tells of this call as live and does not find it by its id: nothing was sent. (REC-404)';

/** A failure as a machine reads it. */
export function failureFields(
  failure: Failure | undefined,
  sought?: Sought,
): Readonly<Record<string, string | number>> {
  if (failure === undefined) return {};
  return {
    code: failureCode(failure),
    message: causeOf(failure, sought),
    ...('code' in failure && failure.code !== undefined && { platformCode: failure.code }),
    ...('permission' in failure && failure.permission !== undefined && { permission: failure.permission }),
    ...('retryAfterMs' in failure &&
      failure.retryAfterMs !== undefined && { retryAfterMs: failure.retryAfterMs }),
    ...(failure.correlationId !== undefined && { correlationId: failure.correlationId }),
  };
}
