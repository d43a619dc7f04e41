import type { Alarm, CaptureView, ClaimState, Setback } from '../../app/view.ts';
import type { FailureKind } from '../../domain/failure.ts';
import { assertNever } from '../../domain/result.ts';
import type { Because, Catalogue, NextStep } from '../catalogue.ts';
import { formatDuration, formatWait, permissionName } from '../words.ts';

export interface AlarmText {
  /** What is true now. */
  readonly truth: string;
  /** Why, and what to do. */
  readonly next: readonly string[];
  readonly code?: string;
  /** Nothing is wrong: it only ends a question. */
  readonly isCalm?: true;
}

/** What is shown of the call beside the alarm: no sentence may contradict it. */
export interface Shown {
  readonly state: ClaimState;
  readonly ringing?: true;
  readonly captures: readonly CaptureView[];
  readonly recorders?: readonly unknown[];
  readonly channel?: 'live' | 'lost' | 'deaf';
  readonly lacks?: string;
}

type Ended = Extract<Alarm, Setback>;

/** The platform's codes that say more than their status (docs/platform-notes.md, "Operations"), by the end of their names. */
const BECAUSE: readonly (readonly [RegExp, Because])[] = [
  [/^not\.a\.user$/, 'user'],
  [/\.call\.disconnected$/, 'over'],
  [/\.not\.(active|conversation)\.participant$/, 'notActive'],
];

/** What an agent can do about it. Where nothing helps, the reason says so. */
const NEXT = {
  'bad-request': 'admin',
  'signed-out': 'signIn',
  denied: 'admin',
  'not-found': 'again',
  conflict: 'again',
  'rate-limited': 'wait',
  outage: 'again',
  timeout: 'again',
  offline: 'connection',
  malformed: 'admin',
  'no-live-leg': undefined,
  medium: undefined,
  'unknown-outcome': 'again',
  storage: 'admin',
} as const satisfies Record<FailureKind, NextStep | undefined>;
const STEP_FOR: Readonly<Record<Because, NextStep>> = {
  user: 'admin',
  over: 'again',
  notActive: 'again',
};

export function alarmText(alarm: Alarm, shown: Shown, words: Catalogue): AlarmText {
  switch (alarm.kind) {
    case 'resumed-by-someone-else':
      return { truth: words.resumedBySomeoneElse, next: [] };
    case 'resumed-in-another-window':
      return { truth: words.resumedInAnotherWindow, next: [] };
    case 'cannot-confirm':
      return { truth: words.cannotConfirm, next: [] };
    case 'recorded-meanwhile':
      return { truth: words.recordedMeanwhile, next: [] };
    case 'other-recorder':
      return { truth: words.otherRecorder, next: [] };
    case 'ended-while-paused':
      return { truth: words.endedWhilePaused, next: [] };
    case 'resumed-automatically':
      return { truth: words.resumedAutomatically, next: [] };
    case 'over-limit':
      return {
        truth: words.overLimit({ time: formatDuration(alarm.seconds * 1000) }),
        next: [words.overLimitNext],
      };
    case 'not-sent':
      return {
        truth: (isQuiet(shown) ? words.failedOtherwise : words.failed).pause,
        next: shown.state === 'ended' ? [] : [words.signInWords.notSent, words.useGenesys],
      };
    case 'unconfirmed':
    case 'failed':
      if (alarm.action === 'pause' && hasNothingToPause(shown)) return nothingToPause(alarm, shown, words);
      return { truth: truthOf(alarm, shown, words), next: nextOf(alarm, shown, words), code: alarm.code };
    default:
      return assertNever(alarm);
  }
}

/** States in which the plain sentence of a failed pause would be a lie: nothing is "still recording" there. */
const NOT_RECORDING: ReadonlySet<ClaimState> = new Set(['paused', 'held', 'not-recording', 'ended']);

/** Proven: the call is not recorded, by nobody. */
const hasNothingToPause = ({ state, recorders }: Shown): boolean =>
  state === 'not-recording' && !recorders?.length;

function nothingToPause(alarm: Ended, shown: Shown, words: Catalogue): AlarmText {
  const truth = words.nothingToPause;
  // A right that is missing would be missed once something is recorded.
  return alarm.failure === 'denied'
    ? { truth, next: nextOf(alarm, shown, words), code: alarm.code }
    : { truth, next: [], isCalm: true };
}

const isQuiet = (shown: Shown): boolean => NOT_RECORDING.has(shown.state) || shown.ringing === true;

function truthOf({ kind, action, target }: Ended, shown: Shown, words: Catalogue): string {
  if (action === 'start' || action === 'stop') {
    const own = words.capture[target ?? 'snippet'];
    const state = shown.captures.find((one) => one.target === target)?.state ?? 'unknown';
    if (kind === 'unconfirmed' || state === 'unknown') return own.unconfirmed[action];
    return (state === 'on') === (action === 'stop') ? own.failed[action] : words.lastFailed;
  }
  if (kind === 'unconfirmed') return words.unconfirmed[action];
  // A failed resume does not prove a pause that we cannot see.
  const isPausedOnly = shown.state === 'paused' && !shown.recorders?.length;
  const isContradicted = action === 'pause' ? isQuiet(shown) : !isPausedOnly;
  return (isContradicted ? words.failedOtherwise : words.failed)[action];
}

function nextOf(alarm: Ended, { state, channel, lacks }: Shown, words: Catalogue): readonly string[] {
  // On a call that is over there is nothing to press.
  const isLive = state !== 'ended';
  const { action, failure, reason = '', permission, retryAfterMs } = alarm;
  // Genesys' own button needs the same right.
  const helps = isLive && (action === 'pause' || action === 'resume') && !(permission ?? lacks);
  const native = helps ? [words.useGenesys] : [];
  if (!failure) return native;
  // Signed in again meanwhile: what was refused then is accepted now.
  if (failure === 'signed-out' && channel === 'live') return isLive ? [words.step.again, ...native] : [];
  const because = BECAUSE.find(([code]) => code.test(reason))?.[1];
  const step = because ? STEP_FOR[because] : NEXT[failure];
  const why = words.why[failure]({
    ...(permission !== undefined && { permission: permissionName(permission) }),
    ...(retryAfterMs !== undefined && { wait: formatWait(retryAfterMs) }),
  });
  return [
    because ? words.because[because] : why,
    ...(step && (isLive || step === 'admin') ? [words.step[step]] : []),
    ...native,
  ];
}
