import type { FailureCode, FailureKind } from '../domain/failure.ts';
import type { Trigger, WishAction } from '../domain/audit.ts';
import type { CaptureAction, CaptureTarget } from '../domain/capture.ts';
import type { Beside } from '../domain/claim.ts';
import type { ClaimState } from '../domain/claim-state.ts';
import type { WhyNot } from '../domain/operations.ts';
import type { Marks } from './timeline/marked-pause.ts';
import type { Medium, Recorder } from '../domain/snapshot.ts';
import type { Registered, SignInProblem } from './ports.ts';

export type { LogForm, Standing, Standings } from './ports.ts';

/** Everything a face may show. The UI has no other source; it turns keys into words with the catalogue. */

export type { ClaimState } from '../domain/claim-state.ts';

export type Problem =
  | { readonly kind: 'config-missing' }
  /** `key` is the path in config.json, e.g. `oauth.clientId`; empty when the file is no JSON. */
  | { readonly kind: 'config-invalid'; readonly key: string }
  | { readonly kind: 'region-unknown'; readonly region: string }
  | { readonly kind: 'view-unknown'; readonly view: string }
  /** gcConversationId is no id. Listing all calls instead would show the wrong ones. */
  | { readonly kind: 'conversation-invalid'; readonly value: string }
  | { readonly kind: 'host-not-allowed'; readonly origin: string }
  /** Nobody tells which page is around this one: it may be an allowed one. */
  | { readonly kind: 'host-unknown' }
  /** Signed in, but `users/me` does not answer. */
  | { readonly kind: 'platform-down'; readonly code: FailureCode }
  /** An exception nobody expected. */
  | { readonly kind: 'bug' }
  /** The desktop has told the panel to stop and shows it all the same. */
  | { readonly kind: 'stopped' }
  /** Something else goes on changing what is drawn: a page translator, an extension. */
  | { readonly kind: 'meddled' }
  | SignInProblem;

/** Why a control cannot act now. */
export type BlockedReason =
  | 'no-live-leg'
  | 'medium'
  | 'already-recording'
  | 'not-recorded'
  | 'held'
  | 'signed-out'
  | 'ended'
  | 'in-progress'
  /** Resume, for a moment after a press on Pause. */
  | 'just-paused'
  /** The button has just begun to do something else. */
  | 'just-changed'
  /** A recorder of the agent's own, before they are connected to the call. */
  | 'not-connected'
  /** A snippet can only be taken of a call that came through a queue. */
  | 'no-queue'
  | 'no-permission'
  /** It is not settled that the user signed in is who works here. */
  | 'unsettled'
  | 'unknown';

export type Control = { readonly can: true } | { readonly can: false; readonly why: BlockedReason };

/** A wish that did not come true, and what the platform said about it. */
export interface Setback {
  readonly action: WishAction;
  /** Absent: the policy recording. */
  readonly target?: CaptureTarget;
  readonly code: FailureCode;
  /** The platform's own code, e.g. `conversation.error.call.disconnected`. */
  readonly reason?: string;
  readonly permission?: string;
  readonly retryAfterMs?: number;
  /** The platform's trace id, for its support. */
  readonly correlationId?: string;
}

/** A loud message that stays until settled (role="alert"). */
export type Alarm =
  | { readonly kind: 'resumed-by-someone-else' }
  /** By this user, in another panel of this browser: its journal has the request. */
  | { readonly kind: 'resumed-in-another-window' }
  | { readonly kind: 'cannot-confirm' }
  /** Somebody else has resumed and it is paused again: what was said meanwhile is recorded. */
  | { readonly kind: 'recorded-meanwhile' }
  /** Still paused, but another recorder has begun to capture: *safe* is gone. */
  | { readonly kind: 'other-recorder' }
  | ({ readonly kind: 'failed'; readonly failure: FailureKind } & Setback)
  | ({ readonly kind: 'unconfirmed'; readonly failure?: FailureKind } & Setback)
  | { readonly kind: 'ended-while-paused' }
  /** By the customer's rule, at the limit of the pause and after a countdown (`pause.autoResume`). */
  | { readonly kind: 'resumed-automatically' }
  /** Paused for longer than the customer allows: `seconds`, extensions included. */
  | { readonly kind: 'over-limit'; readonly seconds: number }
  /** A pause was pressed and nothing was sent, because it is not settled in whose name. */
  | { readonly kind: 'not-sent' };

/** What the agent may record beside the policy: one button, whose action is that of the wish under way, else the opposite of the state. */
export interface CaptureView {
  readonly target: CaptureTarget;
  readonly state: 'on' | 'off' | 'unknown';
  readonly action: CaptureAction;
  readonly control: Control;
  readonly pending: boolean;
}

/** Why an agent pauses, as the customer lists it. */
export interface Reason {
  readonly code: string;
  /** By language, as it is written there. */
  readonly label: readonly (readonly [language: string, text: string])[];
}

/** What tells one of several calls from another: nothing of the customer's. Only in a panel for all calls. */
export interface About {
  /** The name of the queue that the call came through. */
  readonly queue?: string;
  /** Since when the agent has it, epoch ms. */
  readonly startedAt?: number;
  /** The agent is connected to it and it is not held: what is said now is said there. */
  readonly isTalking?: true;
}

export interface ConversationView {
  readonly conversationId: string;
  readonly about?: About;
  readonly state: ClaimState;
  readonly safe: boolean;
  /** The agent has not answered yet: nothing is claimed, and the state is unknown. */
  readonly ringing?: true;
  /** Signed out, so that nothing is known; paused when it was last known. */
  readonly wasPaused?: true;
  /** The first questions are on their way: it is asked, and not unknown. */
  readonly isOpening?: true;
  readonly pending?: WishAction;
  readonly outcome?: 'unconfirmed' | 'failed';
  readonly failure?: FailureCode;
  readonly pauseKind?: 'secure' | 'hold' | 'unspecified';
  /** Who captures right now, as far as known. */
  readonly recorders: readonly Recorder[];
  /** Who records although the state does not say so: this leads, and nothing beside it may deny it. */
  readonly beside?: Beside;
  readonly channel: 'live' | 'lost' | 'deaf';
  /** The channel is lost because the user lacks this permission. */
  readonly livePermission?: string;
  /**
   * Since when the state holds (epoch ms; `steadyAt` by `Clock.steady`). exact: seen to change, here or by another panel of this browser;
   * about: from the platform's connect time; at-least: found so.
   */
  readonly since?: {
    readonly at: number;
    readonly kind: 'exact' | 'about' | 'at-least';
    readonly steadyAt: number;
  };
  /** Of a pause that is past its warning: when it may last no longer. That it is over is the alarm `over-limit`. */
  readonly limit?: {
    /** By `Clock.steady`. */
    readonly endsAt: number;
    readonly isOver: boolean;
    readonly canExtend: boolean;
    /**
     * Then it ends by itself (by `Clock.steady`), if its countdown is seen until then: `isInTime`, at its limit; `held`: not before the call is off hold.
     * Missing: it does not.
     */
    readonly coming?: 'held' | { readonly at: number; readonly isInTime: boolean };
  };
  /** A pause of this agent's, by its wish, once it is under way, and the reasons that may be named for it. */
  readonly ownPause?: { readonly wishId: string; readonly reasons: readonly Reason[] };
  /** What panels have written on the call, where others' have: of a pause that is not known to be this agent's. */
  readonly marks?: Marks;
  readonly pause: Control;
  /** Genesys will refuse a pause, which may be asked for all the same: the user is known to lack this permission. */
  readonly lacks?: string;
  readonly resume: Control;
  /** Offered by config, or running although it is not offered: then it can be ended here. */
  readonly captures: readonly CaptureView[];
  /** Who hears it besides this agent and the customer; `screen`: watched the screen at the last Pause; `agent`: another one talks on it. */
  readonly listeners: readonly ('monitor' | 'coach' | 'barge' | 'screen' | 'agent')[];
  readonly alarms: readonly Alarm[];
  /** Why *safe* is withheld although a secure pause is confirmed. */
  readonly unsafe?:
    'snippet' | 'adhoc' | 'agent' | 'screen' | 'channel' | 'journal' | 'expired' | 'unproven' | 'unsettled';
  /** Audio is paused and safe, but the screen is still recorded (config `screen: "warn"`). */
  readonly screenStillRecorded: boolean;
  /** The journal refuses: what happens here is not being logged. */
  readonly notLogged: boolean;
  /** False: the panel has stopped watching it. Nothing is claimed of it and nothing can be asked for. */
  readonly isWatched: boolean;
  /** The conversation is not a call of this agent (yet): nothing is known of it. */
  readonly notMine: boolean;
  /** It is one of the agent's conversations, but none with a call: see `OPERATIONS` for what follows. */
  readonly other?: {
    readonly medium: Exclude<Medium, 'call'>;
    readonly live: boolean;
    /** Why its recording cannot be paused here. */
    readonly why: WhyNot | undefined;
  };
}

/** Whose sign-in it is, always in sight. */
export interface Who {
  /** The user's id where the platform tells no name. */
  readonly name: string;
  /** False: it may be another's. The panel only reads until that is settled. */
  readonly settled: boolean;
  /** Nothing but the agent's word can settle it. */
  readonly asks: boolean;
}

/** Why the panel asks for a sign-in. */
export type WhySignIn =
  /** Nobody has signed in in this panel yet. */
  | 'first'
  | 'ended'
  | 'forgotten'
  /** The sign-in at hand is somebody else's than this conversation. */
  | 'not-theirs';

/** What a screen with the button "Sign in" says beside it. */
export interface SignInOffer {
  readonly why: WhySignIn;
  /** Whose sign-in does not belong to this conversation. */
  readonly name?: string;
  /** A window is open for it. */
  readonly isWindowOpen: boolean;
  /** One sign-in serves every panel of this tab; false: each panel asks once. */
  readonly isKept: boolean;
  readonly registered: Registered;
}

/** Why an empty list of calls says nothing of whether there are any. */
export type Unlisted =
  | { readonly kind: 'asking' }
  /** There are no live updates; for want of `permission`, where one is known. */
  | { readonly kind: 'lost'; readonly permission?: string | undefined }
  /** Genesys has not told which calls there are. */
  | { readonly kind: 'refused'; readonly failure: FailureKind; readonly permission?: string | undefined };

export type AppView =
  | { readonly phase: 'starting' }
  /** Slow: an agent who needs a pause now is told of Genesys' own. */
  | { readonly phase: 'signing-in'; readonly isSlow?: boolean }
  /** A button "Sign in" is offered. Conversations known so far are shown Unknown. */
  | ({ readonly phase: 'signed-out'; readonly conversations: readonly ConversationView[] } & SignInOffer)
  | {
      readonly phase: 'problem';
      readonly problem: Problem;
      readonly canTryAgain: boolean;
      /** What was shown before the sign-in was lost, with its alarms: they stay until they are settled. */
      readonly conversations?: readonly ConversationView[];
    }
  | {
      readonly phase: 'ready';
      readonly conversations: readonly ConversationView[];
      /** Missing: it is known which calls there are. */
      readonly unlisted?: Unlisted;
      /** Sections of config.json that are switched off because of a mistake in them. */
      readonly disabledSections: readonly string[];
      /** The premium app has no licence for this user. Nothing is switched off because of it. */
      readonly unlicensed?: true;
      readonly who: Who;
      /** The sign-in ends then (epoch ms) and takes a click to be renewed. */
      readonly signInBefore?: number;
      /** What became of that click: a window is open, or why it came to nothing. */
      readonly renewal?: 'window' | SignInProblem;
    };

/** How an agent asked: by a click unless told otherwise. */
export type PanelTrigger = Extract<Trigger, 'agent' | 'shortcut'>;

/** What a face may ask for. */
export interface Actions {
  pause(conversationId: string, trigger?: PanelTrigger): void;
  resume(conversationId: string, trigger?: PanelTrigger): void;
  /** Takes more time for a pause. */
  extend(conversationId: string): void;
  /** Not asked for, but so: the countdown at whose end the pause ends by itself is in the agent's sight at this moment. */
  countdownSeen(conversationId: string): void;
  capture(conversationId: string, target: CaptureTarget, action: CaptureAction): void;
  /** Why the agent has pressed Pause: the code of a reason, for that wish. */
  nameReason(conversationId: string, wishId: string, code: string): void;
  signIn(): void;
  tryAgain(): void;
  /** The user named is who works here. */
  confirmName(): void;
  /** The user named is somebody else, or is to be forgotten in this tab. */
  forgetSignIn(): void;
  /** Looks again at the platform's state: offered while it is unknown although the channel is live. */
  refresh(conversationId: string): void;
  /** The agent has read the alarm. */
  settle(conversationId: string): void;
}
