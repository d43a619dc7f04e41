import type { WishAction } from '../../src/domain/audit.ts';
import type { FailureCode } from '../../src/domain/failure.ts';
import { answered, type Treatment } from './call-platform.ts';

/**
 * The failure table: how each way to fail ends for each wish. Each cell says the whole of it: what is true, why, what to do,
 * the attributes, and the platform's trace id wherever the platform answered.
 */

/** How the platform, or the way to it, treats every command. */
export const TRACE = '5f0c2d34-90ab-4b1e-8d4c-1a2b3c4d5e6f';
const errorBody = (status: number, code: string, more: object = {}) => ({
  message: code,
  code,
  status,
  contextId: TRACE,
  details: [],
  errors: [],
  ...more,
});
const refusal =
  (status: number, code: string, headers?: Record<string, string>, more?: object) => (): Treatment => ({
    isCarriedOut: false,
    answer: answered(status, errorBody(status, code, more), headers),
  });

const PERMISSIONS = {
  pause: 'conversation:recording:pause',
  resume: 'conversation:recording:pause',
  start: 'conversation:recording:snippetRecord',
  stop: 'conversation:recording:snippetRecord',
} as const satisfies Record<WishAction, string>;

export const FAULTS = {
  '400 bad.request': refusal(400, 'bad.request'),
  '400 invalid.value': refusal(400, 'invalid.value'),
  '400 not.a.user': refusal(400, 'not.a.user'),
  '400 call.disconnected': refusal(400, 'conversation.error.call.disconnected'),
  '401': refusal(401, 'bad.credentials'),
  '403 missing.permissions': (action: WishAction) =>
    refusal(403, 'missing.permissions', {}, { messageParams: { permissions: PERMISSIONS[action] } })(),
  '403 not.active.participant': refusal(403, 'conversation.error.forbidden.not.active.participant'),
  '404': refusal(404, 'conversation.error.conversation.not.found'),
  '409': refusal(409, 'conflict'),
  '429 with seconds': refusal(429, 'too.many.requests.retry.after', { 'retry-after': '3' }),
  '429 with a date': (_action: WishAction, wall: number) =>
    refusal(429, 'too.many.requests.retry.after', { 'retry-after': new Date(wall + 60_000).toUTCString() })(),
  '429 without': refusal(429, 'too.many.requests.retry.after'),
  '429 very long': refusal(429, 'too.many.requests.retry.after', { 'retry-after': '86400' }),
  '5xx': refusal(503, 'service.unavailable'),
  timeout: (): Treatment => ({ isCarriedOut: false, answer: 'timeout' }),
  offline: (): Treatment => ({ isCarriedOut: false, answer: 'down' }),
  'lost before effect': (): Treatment => ({ isCarriedOut: false, answer: { kind: 'offline' } }),
  'lost after effect': (): Treatment => ({ isCarriedOut: true, answer: { kind: 'offline' } }),
} as const satisfies Record<string, (action: WishAction, wall: number) => Treatment>;

export type FaultName = keyof typeof FAULTS;

export interface Cell {
  /** Absent: the wish came true after all. */
  readonly outcome?: 'failed' | 'unconfirmed';
  readonly failure?: FailureCode;
  /** What the panel claims in the end. */
  readonly state: 'recording' | 'paused' | 'unknown';
  /** What is true, as the alert begins. */
  readonly truth?: string;
  /** Why, what to do, and for pause and resume where a button is that works. */
  readonly next: readonly string[];
  /** The trace id can be copied: the platform has answered. */
  readonly hasTrace: boolean;
  /** Requests that left, retries included. */
  readonly requests: number;
}

export const NATIVE = "Use Genesys' own Secure pause button.";
const AFTER = { pause: 'recording', resume: 'paused', start: 'recording', stop: 'recording' } as const;
const WISHED = { ...AFTER, pause: 'paused', resume: 'recording' } as const;
const TRUTH = {
  failed: {
    pause: 'Still recording. Do not take card details.',
    resume: 'Still paused. The call is not being recorded.',
    start: 'Snippet not started.',
    stop: 'Snippet not stopped. It is still recording.',
  },
  unconfirmed: {
    pause: 'Cannot confirm. Do not take card details.',
    resume: 'Resume not confirmed. The call may not be recorded.',
    start: 'Start of the snippet not confirmed. It may not be recording.',
    stop: 'End of the snippet not confirmed. It may still be recording.',
  },
} as const;

type Row = Readonly<Record<WishAction, Cell>>;
interface Ending {
  readonly failure: FailureCode;
  readonly why: string | Readonly<Record<WishAction, string>>;
  readonly step: string;
  /** Genesys' own button would do no better: it needs the right that is missing. */
  readonly isNativeNoHelp?: true;
  readonly requests?: number;
  readonly hasTrace?: boolean;
}
const ACTIONS = ['pause', 'resume', 'start', 'stop'] as const satisfies readonly WishAction[];
const row = (cell: (action: WishAction) => Cell): Row => ({
  pause: cell('pause'),
  resume: cell('resume'),
  start: cell('start'),
  stop: cell('stop'),
});
const nextOf = (action: WishAction, { why, step, isNativeNoHelp }: Ending): readonly string[] => [
  typeof why === 'string' ? why : why[action],
  step,
  ...((action === 'pause' || action === 'resume') && !isNativeNoHelp ? [NATIVE] : []),
];

/** The platform goes on as before, and is still heard. */
const refused = (ending: Ending, outcome: 'failed' | 'unconfirmed' = 'failed'): Row =>
  row((action) => ({
    outcome,
    failure: ending.failure,
    state: AFTER[action],
    truth: TRUTH[outcome][action],
    next: nextOf(action, ending),
    hasTrace: ending.hasTrace ?? true,
    requests: ending.requests ?? 1,
  }));

/** Nothing is heard any more: a pause that was refused has failed, and of anything else nobody knows. */
const cutOff = (ending: Ending, outcome: 'failed' | 'unconfirmed' = 'failed'): Row =>
  row((action) => ({
    outcome,
    failure: ending.failure,
    state: 'unknown',
    truth: TRUTH[action === 'pause' ? outcome : 'unconfirmed'][action],
    next: nextOf(action, ending),
    hasTrace: ending.hasTrace ?? true,
    requests: 1,
  }));

const lacks = (what: string) => `Your role lacks “Conversation > Recording > ${what}”.`;
const ADMIN = 'Ask your administrator.';
const AGAIN = 'Press the button again.';
const WAIT = 'Wait, then press the button again.';
const CHECK = 'Check the connection.';
const REFUSED = 'Genesys refused the request.';
const DROPPED = 'The connection to Genesys dropped.';

export const CELLS: Readonly<Record<FaultName, Row>> = {
  '400 bad.request': refused({ failure: 'REC-400', why: REFUSED, step: ADMIN }),
  '400 invalid.value': refused({ failure: 'REC-400', why: REFUSED, step: ADMIN }),
  '400 not.a.user': refused({
    failure: 'REC-400',
    why: 'The sign-in is not that of a person.',
    step: ADMIN,
  }),
  '400 call.disconnected': refused({
    failure: 'REC-400',
    why: 'Genesys says that your part of the call is over.',
    step: AGAIN,
  }),
  '401': cutOff({ failure: 'REC-401', why: 'Your sign-in is no longer valid.', step: 'Sign in again.' }),
  '403 missing.permissions': refused({
    failure: 'REC-403',
    why: {
      pause: lacks('Pause'),
      resume: lacks('Pause'),
      start: lacks('Snippet Record'),
      stop: lacks('Snippet Record'),
    },
    step: ADMIN,
    isNativeNoHelp: true,
  }),
  '403 not.active.participant': refused({
    failure: 'REC-403',
    why: 'You are not connected to this call. Take it first.',
    step: AGAIN,
  }),
  '404': refused({ failure: 'REC-404', why: 'Genesys cannot find this call.', step: AGAIN, requests: 3 }),
  '409': refused(
    { failure: 'REC-409', why: 'Genesys is still busy with this call.', step: AGAIN },
    'unconfirmed',
  ),
  '429 with seconds': refused({
    failure: 'REC-429',
    why: 'Genesys accepts no request for 3 s.',
    step: WAIT,
    requests: 4,
  }),
  '429 with a date': refused({
    failure: 'REC-429',
    why: 'Genesys accepts no request for 60 s.',
    step: WAIT,
  }),
  '429 without': refused({
    failure: 'REC-429',
    why: 'Genesys accepts no more requests for now.',
    step: WAIT,
    requests: 4,
  }),
  '429 very long': refused({
    failure: 'REC-429',
    why: 'Genesys accepts no request for 60 min.',
    step: WAIT,
  }),
  '5xx': refused({ failure: 'REC-500', why: 'Genesys reports a fault.', step: AGAIN, requests: 4 }),
  timeout: refused({
    failure: 'REC-TIMEOUT',
    why: 'No answer from Genesys.',
    step: AGAIN,
    requests: 2,
    hasTrace: false,
  }),
  offline: cutOff({ failure: 'REC-OFFLINE', why: DROPPED, step: CHECK, hasTrace: false }, 'unconfirmed'),
  'lost before effect': refused({
    failure: 'REC-OFFLINE',
    why: DROPPED,
    step: CHECK,
    requests: 4,
    hasTrace: false,
  }),
  'lost after effect': row((action) => ({ state: WISHED[action], next: [], hasTrace: false, requests: 1 })),
};

/** The demands of the table, by name: taking a row away from the table above is noticed. */
export const DEMANDED = {
  actions: ACTIONS,
  faults: [
    '400 bad.request',
    '400 invalid.value',
    '400 not.a.user',
    '400 call.disconnected',
    '401',
    '403 missing.permissions',
    '403 not.active.participant',
    '404',
    '409',
    '429 with seconds',
    '429 with a date',
    '429 without',
    '429 very long',
    '5xx',
    'timeout',
    'offline',
    'lost before effect',
    'lost after effect',
  ],
} as const satisfies { readonly actions: readonly WishAction[]; readonly faults: readonly FaultName[] };
