import type { Trigger } from './audit.ts';
import type { CaptureAction, CaptureEffect, CaptureTarget } from './capture.ts';
import type { Policy } from './claim.ts';
import type { EvidenceEffect } from './evidence-state.ts';
import type { Result } from './result.ts';
import type { KnownPause } from './belief.ts';
import type { RecentRequest } from './safe-lost.ts';
import type { Snapshot } from './snapshot.ts';
import type { ToldBeside } from './told.ts';
import type { PolicyAction, WishEffect } from './wish-state.ts';

/** What can happen to a call. `at` is elapsed ms, `wall` epoch ms. */
export type CallInput =
  | { readonly kind: 'opened'; readonly generation: number; readonly quietMs?: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'frame' }
  | { readonly kind: 'event'; readonly snapshot: Snapshot }
  /** An event of this call, or of nobody knows which, that cannot be read. */
  | { readonly kind: 'unreadable' }
  /** The agent's own list of calls has it: "not found" is a passing fault. */
  | { readonly kind: 'listed' }
  /** It is a conversation of the agent's that is no call: nothing is to be read before an event tells of one. */
  | { readonly kind: 'identified' }
  | { readonly kind: 'read-answered'; readonly readId: number; readonly result: Result<Snapshot> }
  | {
      readonly kind: 'asked';
      readonly action: PolicyAction;
      readonly wishId: string;
      readonly trigger: Trigger;
    }
  | {
      readonly kind: 'asked-capture';
      readonly target: CaptureTarget;
      readonly action: CaptureAction;
      readonly wishId: string;
      readonly trigger: Trigger;
    }
  | { readonly kind: 'prepared'; readonly wishId: string }
  /** The journal has answered for the pause `wishId`. */
  | { readonly kind: 'logged'; readonly wishId: string; readonly ok: boolean }
  /** What this browser knows of commands on this call: at its beginning, and as the answer to `who-resumed`. */
  | { readonly kind: 'requested-here'; readonly request: RecentRequest }
  /** This browser knows of a pause of this call, and of no end of it: whenever it is asked. */
  | { readonly kind: 'paused-here'; readonly pause: KnownPause }
  /** This user asks for a resume in another page of this browser; or that one is over. */
  | { readonly kind: 'resume-elsewhere'; readonly wishId: string; readonly isOver: boolean }
  /** The agent has pressed Pause in another page of this browser, `at` epoch ms; missing: now. */
  | { readonly kind: 'pause-elsewhere'; readonly at?: number }
  /** … and that one has proven it, `at` epoch ms. */
  | { readonly kind: 'paused-elsewhere'; readonly at?: number }
  /** Another page of this user's has seen something contrary, or another recorder. */
  | { readonly kind: 'contrary-elsewhere' | 'recorder-elsewhere' }
  /** The agent takes more time for the pause, here or in another page: that is no wish, and asks nothing of the platform. */
  | { readonly kind: 'extend'; readonly isElsewhere?: boolean }
  | {
      readonly kind: 'answered';
      readonly commandId: number;
      readonly result: Result<ToldBeside | void>;
    }
  | {
      readonly kind: 'answered-capture';
      readonly target: CaptureTarget;
      readonly commandId: number;
      readonly result: Result<void>;
    }
  /** The agent asks to look again, or comes back after a long silence. */
  | { readonly kind: 'refresh' }
  /** The agent has read the alarm. */
  | { readonly kind: 'settled' }
  /** What the agent had not read of this call when it was watched the last time. */
  | {
      readonly kind: 'unread';
      readonly isLost: boolean;
      readonly wasRecorded: boolean;
      readonly endedByItself: boolean;
      readonly endedWhilePaused: boolean;
    }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'configured'; readonly policy: Policy; readonly mayPauseOthers: boolean }
  | { readonly kind: 'tick' };

export type CallEffect =
  | WishEffect
  | CaptureEffect
  | EvidenceEffect
  | { readonly kind: 'safe-shown' }
  /** *Safe* is taken back, or that a pause over its limit goes on. */
  | { readonly kind: 'safe-withdrawn' }
  /** A pause is found to be over its limit that was not *safe* a moment ago. */
  | { readonly kind: 'over-limit' }
  | { readonly kind: 'extended' }
  /** *Safe* is lost without a wish of this panel: has the same user asked for it in another one? */
  | { readonly kind: 'who-resumed' }
  | { readonly kind: 'ended-while-paused' };
