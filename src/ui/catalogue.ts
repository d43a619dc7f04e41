import type { BlockedReason, ClaimState, ConversationView, Problem, WhySignIn } from '../app/view.ts';
import type { Beside } from '../domain/claim.ts';
import type { WishAction } from '../domain/audit.ts';
import type { CaptureAction, CaptureTarget } from '../domain/capture.ts';
import type { FailureKind } from '../domain/failure.ts';
import type { WhyNot } from '../domain/operations.ts';
import type { Medium, Recorder } from '../domain/snapshot.ts';
import type { PolicyAction } from '../domain/wish-state.ts';

export type Unsafe = NonNullable<ConversationView['unsafe']>;
export type Listener = ConversationView['listeners'][number];
export type Because = 'user' | 'over' | 'notActive';
export type NextStep = 'again' | 'wait' | 'connection' | 'signIn' | 'admin';
export type SinceKind = NonNullable<ConversationView['since']>['kind'];

/** What a failed request said about itself, ready for a sentence: the permission as Genesys' role editor writes it. */
export interface FailureFacts {
  readonly permission?: string;
  /** How long the platform asks to wait. */
  readonly wait?: string;
}

/**
 * Every word an agent can read, in one language. The tables are total over the states, failures and problems of the
 * application, so that a new one does not compile before each language has its sentence.
 */
export interface Catalogue {
  /** BCP 47, for the `lang` attribute. */
  readonly language: string;
  readonly region: string;
  readonly call: string;
  /** The one of several calls that the agent talks on. */
  readonly talking: string;
  readonly state: Record<ClaimState, string>;
  /** One line below the state: what it means for this call. */
  readonly hint: Record<ClaimState, string>;
  /** A call that is not answered yet: its state word, and what that means. */
  readonly ringing: { readonly word: string; readonly hint: string };
  /** In place of the hint while nothing can arrive from the platform. */
  readonly silence: Record<'lost' | 'deaf', string>;
  /** In place of the hint while nobody is signed in, for a call that was last seen paused. */
  readonly wasPaused: string;
  /** In place of the state word: who records although the policy recording is not known to run. */
  readonly beside: Record<Beside, string>;
  /** And what that means. */
  readonly besideHint: string;
  /** In place of "Paused" where details may not be taken all the same; why stands below it. */
  readonly notSafe: string;
  /** A pause that is not a secure pause. */
  readonly insecure: string;
  readonly unsafe: Record<Unsafe, string>;
  readonly safe: string;
  readonly screenStillRecorded: string;
  readonly notLogged: string;
  readonly notMine: string;
  /** In place of the hint once the panel has stopped watching. */
  readonly unwatched: string;
  readonly pending: Record<WishAction, string>;
  readonly clock: string;
  readonly since: Record<SinceKind, string>;

  readonly pause: string;
  readonly resume: string;
  /** The description of the pause button: what Genesys calls it. */
  readonly securePause: string;
  readonly signIn: string;
  readonly tryAgain: string;
  readonly settle: string;
  /** A link to what is missing and who can add it. */
  readonly setup: string;
  readonly blocked: Record<BlockedReason, string>;
  /** A key was pressed that may be about more than one call, or about none. */
  readonly whichCall: string;

  readonly resumedBySomeoneElse: string;
  readonly resumedInAnotherWindow: string;
  readonly otherRecorder: string;
  readonly cannotConfirm: string;
  readonly recordedMeanwhile: string;
  readonly endedWhilePaused: string;
  readonly resumedAutomatically: string;
  readonly overLimit: (facts: { readonly time: string }) => string;
  readonly overLimitNext: string;
  /** In the place of a toast whose alarm has ended: it claims nothing. */
  readonly alarmOver: string;
  /** What is true after the wish failed. */
  readonly failed: Record<PolicyAction, string>;
  /** The same where the state shown contradicts it, e.g. a second pause that fails while the first still holds. */
  readonly failedOtherwise: Record<PolicyAction, string>;
  readonly unconfirmed: Record<PolicyAction, string>;
  /** After a pause of a call that is proven not to be recorded: may the agent go on? */
  readonly nothingToPause: string;
  readonly lastFailed: string;
  readonly capture: Record<CaptureTarget, CaptureWords>;
  /** Who is there besides the parties, by role. */
  readonly listens: Record<Listener, string>;
  readonly other: Record<Exclude<Medium, 'call'>, { readonly word: string; readonly what: string }>;
  readonly whyNot: Record<WhyNot, string>;
  /** Why it failed. */
  readonly why: Record<FailureKind, (facts: FailureFacts) => string>;
  /** Why, where the platform's own code says more than the kind of failure. */
  readonly because: Record<Because, string>;
  /** What to do about it. */
  readonly step: Record<NextStep, string>;
  readonly useGenesys: string;

  readonly starting: string;
  readonly signingIn: string;
  readonly signInWords: SignInWords;
  readonly noCall: string;
  readonly unlicensed: string;
  readonly disabledSections: (names: string) => string;
  readonly problem: {
    readonly [K in Problem['kind']]: (problem: Extract<Problem, { kind: K }>) => ProblemText;
  };

  readonly details: string;
  /** While what is below `details` is on its way, and when it does not come. */
  readonly loading: string;
  readonly notLoaded: string;
  readonly recorders: string;
  readonly recorder: Record<Recorder, string>;
}

export interface Named {
  readonly name: string;
}

/** Whose sign-in, and how to get one. */
export interface SignInWords {
  readonly offer: Record<WhySignIn, (facts: Named) => string>;
  /** How often an agent will be asked: said beforehand. */
  readonly once: string;
  readonly oncePerPanel: string;
  readonly inWindow: string;
  /** Before the two values that follow. */
  readonly values: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly before: (facts: { readonly time: string }) => string;
  readonly as: (facts: Named) => string;
  readonly notYou: string;
  readonly asks: (facts: Named) => string;
  readonly confirm: (facts: Named) => string;
  /** After a press on Pause that was not sent. */
  readonly notSent: string;
  readonly forget: string;
}

/** What the agent starts and stops, in its own words. */
export interface CaptureWords extends Record<CaptureAction, string> {
  readonly state: Record<'on' | 'off' | 'unknown', string>;
  readonly failed: Record<CaptureAction, string>;
  readonly unconfirmed: Record<CaptureAction, string>;
}

export interface ProblemText {
  /** What is wrong. */
  readonly what: string;
  /** Whom to ask, or what to press. */
  readonly next: string;
}
