import type {
  Alarm,
  AppView,
  CaptureView,
  ConversationView,
  Problem,
  Reason,
  Setback,
} from '../../src/app/view.ts';

type FailureCode = Setback['code'];
type FailureKind = Extract<Alarm, { kind: 'failed' }>['failure'];
type WhyNot = NonNullable<NonNullable<ConversationView['other']>['why']>;

/** The moment at which every picture is taken. */
export const NOW = Date.UTC(2026, 10, 21, 9, 30, 0);

const since = (agoMs: number, kind: 'exact' | 'about' | 'at-least') => ({
  at: NOW - agoMs,
  kind,
  steadyAt: NOW - agoMs,
});

const limit = (leftMs: number) => ({ endsAt: NOW + leftMs, isOver: leftMs <= 0, canExtend: true });

const call: ConversationView = {
  conversationId: '3f2a9c1b-77d0-4c7e-9a55-0d6a3f5b1e42',
  state: 'recording',
  safe: false,
  recorders: ['customer', 'agent'],
  channel: 'live',
  since: since(72_000, 'exact'),
  pause: { can: true },
  resume: { can: false, why: 'already-recording' },
  captures: [],
  listeners: [],
  alarms: [],
  screenStillRecorded: false,
  notLogged: false,
  isWatched: true,
  notMine: false,
};
const paused: ConversationView = {
  ...call,
  state: 'paused',
  pauseKind: 'secure',
  recorders: [],
  resume: { can: true },
};
const safe: ConversationView = { ...paused, safe: true };
const unknown: ConversationView = {
  conversationId: call.conversationId,
  state: 'unknown',
  safe: false,
  recorders: [],
  channel: 'live',
  pause: { can: true },
  resume: { can: true },
  captures: [],
  listeners: [],
  alarms: [],
  screenStillRecorded: false,
  notLogged: false,
  isWatched: true,
  notMine: false,
};
const unwatched: ConversationView = {
  ...unknown,
  channel: 'lost',
  pause: { can: false, why: 'unknown' },
  resume: { can: false, why: 'unknown' },
  isWatched: false,
};
const held: ConversationView = {
  ...call,
  state: 'held',
  pauseKind: 'hold',
  recorders: [],
  resume: { can: false, why: 'held' },
};
const notRecorded: ConversationView = {
  ...call,
  state: 'not-recording',
  recorders: [],
  resume: { can: false, why: 'not-recorded' },
};
const ended: ConversationView = {
  ...unknown,
  state: 'ended',
  pause: { can: false, why: 'ended' },
  resume: { can: false, why: 'ended' },
};
const idOf = (n: number) => `${n}b41e0d2-1d0f-4bb5-a3a0-2f9c7a6d5e10`.slice(-36);
/** What tells a call from others: its queue, and since how many minutes the agent has it. */
const one = (n: number, queue: string | undefined, minutesAgo: number, isTalking = false) => ({
  conversationId: idOf(n),
  about: {
    ...(queue !== undefined && { queue }),
    startedAt: NOW - minutesAgo * 60_000,
    ...(isTalking && { isTalking: true as const }),
  },
});
const trace = { correlationId: '5f0c2d34-90ab-4b1e-8d4c-1a2b3c4d5e6f' };

const REGISTERED = {
  clientId: 'c11e0000-0000-4000-8000-000000000002',
  redirectUri: 'https://recording.example/index.html',
};
type Ready = Extract<AppView, { phase: 'ready' }>;
type SignedOut = Extract<AppView, { phase: 'signed-out' }>;

const ready = (...conversations: ConversationView[]): AppView => readyWith({ conversations });
const readyWith = (different: Partial<Ready>): AppView => ({
  phase: 'ready',
  conversations: [call],
  disabledSections: [],
  who: { name: 'Ada Byron', settled: true, asks: false },
  ...different,
});
const signedOut = (different: Partial<SignedOut>): AppView => ({
  phase: 'signed-out',
  conversations: [],
  why: 'ended',
  isWindowOpen: false,
  isKept: true,
  registered: REGISTERED,
  ...different,
});
const popupSilent = { kind: 'popup-silent', ...REGISTERED } as const;
const problem = (problem: Problem, canTryAgain: boolean): AppView => ({
  phase: 'problem',
  problem,
  canTryAgain,
});

const snippet = (different: Partial<CaptureView> = {}): CaptureView => ({
  target: 'snippet',
  state: 'off',
  action: 'start',
  control: { can: true },
  pending: false,
  ...different,
});
const running = (different: Partial<CaptureView> = {}): CaptureView =>
  snippet({ state: 'on', action: 'stop', ...different });
const failure = (
  action: 'start' | 'stop',
  failure: FailureKind,
  code: FailureCode,
  more: Partial<Setback> = {},
): Alarm => ({ kind: 'failed', action, target: 'snippet', failure, code, ...trace, ...more });
const elsewhere = (
  medium: NonNullable<ConversationView['other']>['medium'],
  why: WhyNot,
): ConversationView => ({
  ...unknown,
  notMine: true,
  pause: { can: false, why: 'medium' },
  resume: { can: false, why: 'medium' },
  other: { medium, live: true, why },
});

const reasons = (count: number): readonly Reason[] =>
  ['Payment', 'Health data', 'Bank account', 'Password or secret answer', 'Identity document']
    .concat('Thirty characters, no one more', 'Complaint', 'Other')
    .slice(0, count)
    .map((text, n) => ({ code: `reason-${n}`, label: [['en-US', text]] }));

/** Every state worth looking at, by the name in `?state=`. */
export const STATES: Readonly<Record<string, AppView>> = {
  starting: { phase: 'starting' },
  'signing-in': { phase: 'signing-in' },
  'signing-in-slow': { phase: 'signing-in', isSlow: true },
  'no-call': ready(),
  'no-call-asking': readyWith({ conversations: [], unlisted: { kind: 'asking' } }),
  'no-call-lost': readyWith({
    conversations: [],
    unlisted: { kind: 'lost', permission: 'conversation:communication:view' },
  }),
  'no-call-refused': readyWith({ conversations: [], unlisted: { kind: 'refused', failure: 'outage' } }),
  recording: ready(call),
  'this-call': ready(notRecorded),
  'audit-waiting': ready(call),
  'attributes-waiting': ready(call),
  'recording-about': ready({ ...call, since: since(3_723_000, 'about') }),
  pausing: ready({ ...call, pending: 'pause' }),
  safe: ready(safe),
  reasons: ready({ ...safe, captures: [snippet()], ownPause: { wishId: 'few', reasons: reasons(3) } }),
  'reasons-eight': ready({ ...safe, ownPause: { wishId: 'eight', reasons: reasons(8) } }),
  'reasons-pausing': ready({ ...call, pending: 'pause', ownPause: { wishId: 'soon', reasons: reasons(3) } }),
  'safe-screen': ready({ ...safe, screenStillRecorded: true, recorders: ['screen'] }),
  'safe-not-logged': ready({ ...safe, notLogged: true }),
  'safe-at-least': ready({ ...safe, since: since(5_000, 'at-least') }),
  'paused-snippet': ready({ ...paused, unsafe: 'snippet', recorders: ['snippet'] }),
  'paused-screen': ready({ ...paused, unsafe: 'screen', recorders: ['screen'] }),
  'paused-unspecified': ready({ ...paused, pauseKind: 'unspecified' }),
  'paused-expired': ready({ ...paused, unsafe: 'expired' }),
  'pause-near-limit': ready({ ...safe, since: since(95_000, 'exact'), limit: limit(85_000) }),
  'pause-near-last-limit': ready({
    ...safe,
    since: since(291_000, 'exact'),
    screenStillRecorded: true,
    recorders: ['screen'],
    limit: { ...limit(9_000), canExtend: false },
  }),
  'pause-resumes-itself': ready({
    ...safe,
    since: since(171_000, 'exact'),
    limit: { ...limit(9_000), coming: { at: NOW + 9_000, isInTime: true } },
  }),
  'pause-resumes-late': ready({
    ...paused,
    unsafe: 'expired',
    since: since(191_000, 'exact'),
    limit: { ...limit(-11_000), canExtend: false, coming: { at: NOW + 7_000, isInTime: true } },
    alarms: [{ kind: 'over-limit', seconds: 180 }],
  }),
  'pause-resumes-off-hold': ready({
    ...paused,
    unsafe: 'expired',
    since: since(191_000, 'exact'),
    limit: { ...limit(-11_000), coming: 'held' },
    alarms: [{ kind: 'over-limit', seconds: 180 }],
  }),
  'resumed-automatically': ready({ ...call, alarms: [{ kind: 'resumed-automatically' }] }),
  'pause-over-limit': ready({
    ...paused,
    unsafe: 'expired',
    since: since(184_000, 'exact'),
    limit: limit(-4_000),
    alarms: [{ kind: 'over-limit', seconds: 180 }],
  }),
  'pause-over-last-limit': ready({
    ...paused,
    unsafe: 'expired',
    since: since(421_000, 'at-least'),
    limit: { ...limit(-121_000), canExtend: false },
    alarms: [{ kind: 'over-limit', seconds: 300 }],
  }),
  'pause-unproven': ready({
    ...paused,
    unsafe: 'unproven',
    since: since(186_000, 'exact'),
    limit: limit(54_000),
  }),
  resuming: ready({ ...paused, pending: 'resume' }),
  held: ready(held),
  'not-recording': ready(notRecorded),
  'nothing-to-pause': ready({
    ...notRecorded,
    outcome: 'unconfirmed',
    failure: 'REC-UNCONFIRMED',
    alarms: [{ kind: 'unconfirmed', action: 'pause', code: 'REC-UNCONFIRMED' }],
  }),
  'beside-someone': ready({
    ...call,
    state: 'not-recording',
    beside: 'someone',
    recorders: ['adhoc'],
    resume: { can: false, why: 'not-recorded' },
  }),
  'beside-snippet': ready({
    ...call,
    state: 'not-recording',
    beside: 'snippet',
    recorders: ['snippet', 'screen'],
    resume: { can: false, why: 'not-recorded' },
    captures: [running()],
  }),
  'beside-unknown': ready({ ...unknown, beside: 'screen', recorders: ['screen'] }),
  checking: ready({ ...unknown, state: 'checking' }),
  unknown: ready(unknown),
  opening: ready({ ...unknown, channel: 'lost', isOpening: true }),
  'lacks-pause': ready({ ...call, lacks: 'conversation:recording:pause' }),
  'unknown-lost': ready({ ...unknown, channel: 'lost' }),
  'unknown-deaf': ready({ ...unknown, channel: 'deaf' }),
  'not-mine': ready({
    ...unknown,
    notMine: true,
    pause: { can: false, why: 'no-live-leg' },
    resume: { can: false, why: 'no-live-leg' },
  }),
  ended: ready(ended),
  'left-out': ready(ended),
  'left-out-not-yet': ready(ended),
  'left-out-not-shown': ready(ended),
  'left-out-not': ready(ended),
  /** Said by the panel of the next call. */
  'last-call-ended-paused': ready(call),
  'ended-while-paused': ready({
    ...unknown,
    state: 'ended',
    pause: { can: false, why: 'ended' },
    resume: { can: false, why: 'ended' },
    alarms: [{ kind: 'ended-while-paused' }],
  }),
  'pause-denied': ready({
    ...call,
    outcome: 'failed',
    failure: 'REC-403',
    alarms: [
      {
        kind: 'failed',
        action: 'pause',
        failure: 'denied',
        code: 'REC-403',
        permission: 'conversation:recording:pause',
        ...trace,
      },
    ],
  }),
  'pause-limited': ready({
    ...call,
    outcome: 'failed',
    failure: 'REC-429',
    alarms: [
      {
        kind: 'failed',
        action: 'pause',
        failure: 'rate-limited',
        code: 'REC-429',
        retryAfterMs: 60_000,
        ...trace,
      },
    ],
  }),
  'pause-offline': ready({
    ...unknown,
    channel: 'lost',
    outcome: 'failed',
    failure: 'REC-OFFLINE',
    alarms: [{ kind: 'failed', action: 'pause', failure: 'offline', code: 'REC-OFFLINE' }],
  }),
  'pause-unconfirmed': ready({
    ...call,
    outcome: 'unconfirmed',
    failure: 'REC-UNCONFIRMED',
    alarms: [{ kind: 'unconfirmed', action: 'pause', code: 'REC-UNCONFIRMED' }],
  }),
  'resume-failed': ready({
    ...paused,
    unsafe: 'channel',
    outcome: 'failed',
    failure: 'REC-500',
    alarms: [{ kind: 'failed', action: 'resume', failure: 'outage', code: 'REC-500', ...trace }],
  }),
  'resume-unconfirmed': ready({
    ...unknown,
    outcome: 'unconfirmed',
    failure: 'REC-UNCONFIRMED',
    alarms: [{ kind: 'unconfirmed', action: 'resume', code: 'REC-UNCONFIRMED' }],
  }),
  'pause-wait-long': ready({
    ...call,
    outcome: 'failed',
    failure: 'REC-429',
    alarms: [
      { kind: 'failed', action: 'pause', failure: 'rate-limited', code: 'REC-429', retryAfterMs: 3_600_000 },
    ],
  }),
  'pause-not-active': ready({
    ...call,
    outcome: 'failed',
    failure: 'REC-403',
    alarms: [
      {
        kind: 'failed',
        action: 'pause',
        failure: 'denied',
        code: 'REC-403',
        reason: 'conversation.error.forbidden.not.active.participant',
        ...trace,
      },
    ],
  }),
  snippet: ready({ ...call, captures: [snippet()] }),
  'snippet-on': ready({ ...call, recorders: ['customer', 'snippet'], captures: [running()] }),
  'snippet-starting': ready({
    ...call,
    pending: 'start',
    captures: [snippet({ control: { can: false, why: 'in-progress' }, pending: true })],
  }),
  'snippet-no-queue': ready({ ...call, captures: [snippet({ control: { can: false, why: 'no-queue' } })] }),
  'snippet-unknown': ready({ ...unknown, captures: [snippet({ state: 'unknown' })] }),
  'snippet-while-safe': ready({ ...safe, captures: [snippet()] }),
  'snippet-during-pause': ready({
    ...paused,
    unsafe: 'snippet',
    recorders: ['snippet'],
    captures: [running()],
  }),
  'snippet-stopping': ready({
    ...paused,
    unsafe: 'snippet',
    recorders: ['snippet'],
    pending: 'stop',
    captures: [running({ control: { can: false, why: 'in-progress' }, pending: true })],
  }),
  'snippet-and-more': ready({
    ...paused,
    unsafe: 'snippet',
    recorders: ['snippet', 'adhoc', 'screen'],
    captures: [running(), running({ target: 'adhoc' })],
    alarms: [{ kind: 'other-recorder' }],
  }),
  'snippet-start-denied': ready({
    ...call,
    outcome: 'failed',
    failure: 'REC-403',
    captures: [snippet()],
    alarms: [failure('start', 'denied', 'REC-403', { permission: 'conversation:recording:snippetRecord' })],
  }),
  'snippet-stop-failed': ready({
    ...paused,
    unsafe: 'snippet',
    recorders: ['snippet'],
    outcome: 'failed',
    failure: 'REC-500',
    captures: [running()],
    alarms: [failure('stop', 'outage', 'REC-500')],
  }),
  adhoc: ready({ ...call, captures: [snippet({ target: 'adhoc' })] }),
  'adhoc-on': ready({ ...call, recorders: ['customer', 'adhoc'], captures: [running({ target: 'adhoc' })] }),
  /** What a pause does not reach, under *Details*. */
  'hold-recorded': ready({ ...safe, recorders: ['screen'], screenStillRecorded: true }),
  'safe-monitored': ready({ ...safe, listeners: ['monitor'] }),
  'paused-by-another-agent': ready({
    ...safe,
    since: since(12_000, 'at-least'),
    marks: {
      own: {},
      others: {
        'rc1.5f0c2d34.17': `1;pause;policy;confirmed;${new Date(NOW - 130_000).toISOString()};;5f0c2d34-90ab-4b1e-8d4c-1a2b3c4d5e6f:19:${'0'.repeat(64)}`,
      },
      callSince: NOW - 600_000,
    },
  }),
  'safe-another-agent': ready({ ...safe, listeners: ['agent'] }),
  'safe-screen-watched': ready({ ...safe, listeners: ['monitor', 'screen'] }),
  'safe-coached-and-barged': ready({ ...safe, listeners: ['coach', 'barge'], captures: [snippet()] }),
  email: ready(elsewhere('email', 'no-audio')),
  callback: ready(elsewhere('callback', 'not-yet-a-call')),
  video: ready(elsewhere('video', 'no-proof')),
  'message-over': ready({
    ...elsewhere('message', 'no-audio'),
    other: { medium: 'message', live: false, why: 'no-audio' },
  }),
  'lost-safe-resumed': ready({ ...call, alarms: [{ kind: 'resumed-by-someone-else' }] }),
  'lost-safe-resumed-in-another-window': ready({ ...call, alarms: [{ kind: 'resumed-in-another-window' }] }),
  'lost-safe-recorded-meanwhile': ready({ ...safe, alarms: [{ kind: 'recorded-meanwhile' }] }),
  'lost-safe-unconfirmed': ready({ ...unknown, channel: 'lost', alarms: [{ kind: 'cannot-confirm' }] }),
  'lost-safe-other': ready({
    ...paused,
    unsafe: 'snippet',
    recorders: ['snippet'],
    alarms: [{ kind: 'other-recorder' }],
  }),
  'two-alarms': ready({
    ...call,
    outcome: 'failed',
    failure: 'REC-TIMEOUT',
    alarms: [
      { kind: 'resumed-by-someone-else' },
      { kind: 'failed', action: 'pause', failure: 'timeout', code: 'REC-TIMEOUT' },
    ],
  }),
  'several-calls': ready(
    call,
    { ...safe, conversationId: '8b41e0d2-1d0f-4bb5-a3a0-2f9c7a6d5e10' },
    {
      ...unknown,
      conversationId: 'c0ffee00-5a5a-4c4c-8b8b-9d9d9d9d9d9d',
      channel: 'lost',
      alarms: [{ kind: 'cannot-confirm' }],
    },
  ),
  'all-calls': ready(
    { ...safe, ...one(1, 'Payments', 12), captures: [snippet()] },
    { ...call, ...one(2, 'Support', 3, true), captures: [running()], recorders: ['customer', 'snippet'] },
    { ...elsewhere('callback', 'not-yet-a-call'), conversationId: idOf(3) },
    { ...held, ...one(4, 'Payments', 41), captures: [snippet()] },
    {
      ...unknown,
      ...one(5, 'Support', 22),
      channel: 'lost',
      alarms: [{ kind: 'cannot-confirm' }],
      captures: [snippet({ state: 'unknown' })],
    },
  ),
  /** The same a moment later, told while somebody points at a call: alarms have gone, and a call has. */
  'all-calls-later': ready(
    {
      ...call,
      ...one(2, 'Support', 3, true),
      captures: [running()],
      recorders: ['customer', 'snippet'],
      listeners: ['monitor'],
    },
    { ...elsewhere('callback', 'not-yet-a-call'), conversationId: idOf(3) },
    { ...safe, ...one(4, 'Payments', 41) },
    { ...call, ...one(5, 'Support', 22) },
  ),
  'all-ten': ready(
    { ...call, ...one(1, 'Payments', 4, true) },
    { ...held, ...one(2, 'Support', 9) },
    { ...held, ...one(3, 'Payments for business customers abroad', 17) },
    { ...call, ...one(4, 'Support', 25), pending: 'pause' },
    { ...safe, ...one(5, 'Payments', 31) },
    {
      ...paused,
      ...one(6, 'Payments', 33),
      unsafe: 'snippet',
      recorders: ['snippet'],
      captures: [running()],
    },
    { ...notRecorded, ...one(7, 'Support', 48) },
    { ...unknown, ...one(8, 'Support', 52), channel: 'lost' },
    { ...unknown, ...one(9, 'Payments', 0), ringing: true },
    { ...ended, ...one(10, undefined, 61) },
  ),
  /** Told of calls that are folded under a hand, or by the agent's own wish. */
  'all-quiet': ready({ ...safe, ...one(1, 'Payments', 4, true) }, { ...call, ...one(2, 'Support', 9) }),
  'all-loud': ready(
    {
      ...call,
      ...one(1, 'Payments', 4, true),
      alarms: [{ kind: 'resumed-by-someone-else' }],
    },
    { ...call, ...one(2, 'Support', 9) },
  ),
  stopped: {
    phase: 'problem',
    problem: { kind: 'stopped' },
    canTryAgain: true,
    conversations: [unwatched],
  },
  'failed-with-alarm': {
    phase: 'problem',
    problem: { kind: 'bug' },
    canTryAgain: true,
    conversations: [{ ...unwatched, alarms: [{ kind: 'resumed-by-someone-else' }] }],
  },
  meddled: {
    phase: 'problem',
    problem: { kind: 'meddled' },
    canTryAgain: true,
    conversations: [unwatched],
  },
  'just-paused': ready({ ...unknown, pending: 'pause', resume: { can: false, why: 'just-paused' } }),
  'signed-out': signedOut({
    conversations: [
      {
        ...unknown,
        channel: 'lost',
        pause: { can: false, why: 'signed-out' },
        resume: { can: false, why: 'signed-out' },
      },
    ],
  }),
  'signed-out-while-paused': signedOut({
    why: 'ended',
    conversations: [
      {
        ...unknown,
        channel: 'lost',
        wasPaused: true,
        pause: { can: false, why: 'signed-out' },
        resume: { can: false, why: 'signed-out' },
        alarms: [{ kind: 'cannot-confirm' }],
      },
    ],
  }),
  'signed-out-again': {
    phase: 'problem',
    problem: { kind: 'popup-blocked' },
    canTryAgain: true,
    conversations: [
      {
        ...unknown,
        channel: 'lost',
        pause: { can: false, why: 'signed-out' },
        resume: { can: false, why: 'signed-out' },
        alarms: [{ kind: 'cannot-confirm' }],
      },
    ],
  },
  'signed-out-no-call': signedOut({}),
  'sign-in-first': signedOut({ why: 'first' }),
  'sign-in-once-per-panel': signedOut({ why: 'first', isKept: false }),
  'sign-in-window-open': signedOut({ why: 'first', isWindowOpen: true }),
  'sign-in-not-theirs': signedOut({ why: 'not-theirs', name: 'Ada Byron' }),
  'sign-in-forgotten': signedOut({ why: 'forgotten' }),
  'sign-in-again': readyWith({ signInBefore: NOW + 600_000 }),
  'sign-in-again-window': readyWith({ signInBefore: NOW + 600_000, renewal: 'window' }),
  'sign-in-again-blocked': readyWith({ signInBefore: NOW + 600_000, renewal: { kind: 'popup-blocked' } }),
  unsettled: readyWith({
    who: { name: 'Ada Byron', settled: false, asks: true },
    conversations: [{ ...call, resume: { can: false, why: 'unsettled' } }],
  }),
  'unsettled-paused': readyWith({
    who: { name: 'Ada Byron', settled: false, asks: true },
    conversations: [{ ...paused, resume: { can: false, why: 'unsettled' }, unsafe: 'unsettled' }],
  }),
  'unsettled-pressed': readyWith({
    who: { name: 'Ada Byron', settled: false, asks: true },
    conversations: [{ ...call, resume: { can: false, why: 'unsettled' }, alarms: [{ kind: 'not-sent' }] }],
  }),
  unlicensed: readyWith({ unlicensed: true }),
  'disabled-sections': readyWith({ disabledSections: ['shortcuts', 'queues'] }),
  'config-missing': problem({ kind: 'config-missing' }, true),
  'config-invalid': problem({ kind: 'config-invalid', key: 'oauth.clientId' }, false),
  'config-no-json': problem({ kind: 'config-invalid', key: '' }, false),
  'region-unknown': problem({ kind: 'region-unknown', region: 'mars.example' }, false),
  'view-unknown': problem({ kind: 'view-unknown', view: 'superviser' }, false),
  'conversation-invalid': problem({ kind: 'conversation-invalid', value: 'abc' }, false),
  'host-not-allowed': problem({ kind: 'host-not-allowed', origin: 'https://crm.example' }, false),
  'host-unknown': problem({ kind: 'host-unknown' }, true),
  'platform-down': problem({ kind: 'platform-down', code: 'REC-500' }, true),
  bug: problem({ kind: 'bug' }, true),
  'sign-in-refused': problem({ kind: 'sign-in-refused', error: 'access_denied' }, true),
  'popup-blocked': problem({ kind: 'popup-blocked' }, true),
  'popup-silent': problem(popupSilent, true),
  'window-stranded': problem({ kind: 'window-stranded' }, false),
  'sign-in-down': problem({ kind: 'sign-in-down' }, true),
  'sign-in-failed': problem({ kind: 'sign-in-failed' }, true),
};
