import type { Alarm, ClaimState } from '../../app/view.ts';
import type { WishAction } from '../../domain/audit.ts';
import { assertNever } from '../../domain/result.ts';
import type { Catalogue } from '../catalogue.ts';
import { permissionName } from '../words.ts';

export interface AlarmText {
  /** What is true now. */
  readonly truth: string;
  /** Why, and what to do. */
  readonly next: readonly string[];
  readonly code?: string;
}

/**
 * States in which the plain sentence of a failed wish would be a lie: a second pause that fails while the first one holds
 * leaves nothing "still recording", and a failed resume does not prove a pause that we cannot see.
 */
const CONTRADICTED = {
  pause: new Set<ClaimState>(['paused', 'held', 'not-recording']),
  resume: new Set<ClaimState>(['recording', 'unknown', 'not-recording']),
  start: new Set<ClaimState>(),
  stop: new Set<ClaimState>(),
} as const satisfies Record<WishAction, ReadonlySet<ClaimState>>;

const onRecording = (action: WishAction) => action === 'pause' || action === 'resume';

export function alarmText(alarm: Alarm, state: ClaimState, words: Catalogue): AlarmText {
  switch (alarm.kind) {
    case 'resumed-by-someone-else':
      return { truth: words.resumedBySomeoneElse, next: [] };
    case 'cannot-confirm':
      return { truth: words.cannotConfirm, next: [] };
    case 'other-recorder':
      return { truth: words.otherRecorder, next: [] };
    case 'ended-while-paused':
      return { truth: words.endedWhilePaused, next: [] };
    case 'unconfirmed':
      return {
        truth: words.unconfirmed[alarm.action],
        next: onRecording(alarm.action) ? [words.useGenesys] : [],
        code: alarm.code,
      };
    case 'failed': {
      const { action } = alarm;
      const why = words.why[alarm.failure]({
        ...(alarm.permission !== undefined && { permission: permissionName(alarm.permission) }),
        ...(alarm.retryAfterMs !== undefined && { seconds: Math.ceil(alarm.retryAfterMs / 1000) }),
      });
      return {
        truth: CONTRADICTED[action].has(state) ? words.failedOtherwise[action] : words.failed[action],
        next: onRecording(action) ? [why, words.useGenesys] : [why],
        code: alarm.code,
      };
    }
    default:
      return assertNever(alarm);
  }
}
