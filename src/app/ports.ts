import type { AuditFacts } from '../domain/audit.ts';
import type { Failure } from '../domain/failure.ts';
import type { Result } from '../domain/result.ts';
import type { KnownPause } from '../domain/belief.ts';
import type { RecentRequest } from '../domain/safe-lost.ts';
import type { ToldBeside } from '../domain/told.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** Stops a timer or a subscription. Calling it again does nothing. */
export type Cancel = () => void;

export interface Clock {
  /**
   * Elapsed ms since some start. Never goes back; counts sleep; a wall clock that jumps back makes it leap a minute
   * ahead, so that everything with a validity expires.
   */
  now(): number;
  /** Epoch ms, for people and for the journal. */
  wall(): number;
  /** ms since some start, by a clock that nobody can set. It may stand still in sleep: for what is shown, not for validity. */
  steady(): number;
  after(ms: number, run: () => void): Cancel;
}

/**
 * What time it is for Genesys, whatever this computer's clock says. Costs no request: it goes by the dates of answers that
 * come anyway, of the platform where a browser may read them, and of the host of this app, whose clock is a server's too.
 */
export interface PlatformTime {
  /** Epoch ms, right to about a second; `undefined` while nothing tells. */
  now(): number | undefined;
  /** What time it was where an answer comes from (epoch ms), and the readings of `Clock.steady` around the request. */
  heard(serverMs: number | undefined, sentAt: number, answeredAt: number): void;
}

export interface Ids {
  /** A random UUID. */
  next(): string;
}

/** 0 ≤ n < 1. Only for jitter. */
export type Random = () => number;

/** For engineers, redacted by type: ids, codes and numbers only; never bodies, tokens, names or phone numbers. */
export interface Log {
  note(event: string, fields?: Readonly<Record<string, string | number | boolean | undefined>>): void;
}

export interface Me {
  readonly userId: string;
  /** As the platform shows it; for the panel only, never for a log or an entry. */
  readonly name?: string;
  readonly orgId?: string;
  /** As `users/me?expand=authorization` tells them, e.g. `conversation:recording:pauseOthers`. Division suffixes are cut off. */
  readonly permissions: ReadonlySet<string>;
}

/** The calls of the signed-in user and the operations on their recordings. Every method settles within 8 s and never throws. */
export interface RecordingApi {
  me(): Promise<Result<Me>>;
  /** GET conversations/calls: the user's calls, to learn their ids at start. */
  myCalls(): Promise<Result<readonly Snapshot[]>>;
  /** GET conversations/calls/{id}, never cached. `not-found` when it is no call or not the user's. */
  readCall(conversationId: string): Promise<Result<Snapshot>>;
  /** GET conversations: what is this one of the user's that is no call? `not-found` when it is none of theirs. */
  readOther(conversationId: string): Promise<Result<Snapshot>>;
  /**
   * Sets the target state of policy recording. The request leaves in the same task as the call, and leaves even when the
   * page goes away. `ok` means accepted, nothing more. `own` is operation A (the agent on the call), `others` operation B.
   */
  setRecording(
    conversationId: string,
    to: 'paused' | 'active',
    as: 'own' | 'others',
  ): Promise<Result<ToldBeside | void>>;
  /**
   * Starts or stops what the agent records beside the policy, on the own leg. Operation E; an ad hoc recording of a call
   * that came through no queue goes by operation D. `ok` means accepted.
   */
  setCapture(
    conversationId: string,
    leg: { readonly participantId: string; readonly isOnQueue: boolean },
    target: 'snippet' | 'adhoc',
    on: boolean,
  ): Promise<Result<void>>;
}

/** A topic that the platform does not deliver, and why. Empty `permissions`: for a reason that it does not tell. */
export interface RefusedTopic {
  readonly topic: string;
  readonly permissions: readonly string[];
  readonly reason?: string;
}

/** What the live feed reports. A generation is one channel with one socket: evidence of an older one is void. */
export type FeedEvent =
  /** Socket open and subscriptions confirmed. Each new or re-opened socket is a new generation. */
  /** `quietMs`: how long ago its last frame came, when the channel was there before this panel. */
  | { readonly kind: 'opened'; readonly generation: number; readonly quietMs?: number }
  /** Any frame arrived: heartbeat, pong or event. Comes before the `snapshot` of the same frame. */
  | { readonly kind: 'frame' }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  /** An event of another call than the only one that is shown: all it says is that the channel delivers. */
  | { readonly kind: 'elsewhere' }
  /**
   * An event of the user's calls that cannot be read: something changed and nobody knows what. Contrary evidence for that
   * call, or for all of them when even the id cannot be read.
   */
  | { readonly kind: 'unreadable'; readonly conversationId?: string }
  /** The channel is gone or silent for 35 s; the feed is already trying again by itself. */
  | { readonly kind: 'lost'; readonly why: 'closed' | 'silent' | 'failed' | 'replaced' | 'superseded' }
  /** Of what was asked for, all that is not delivered now: told when it changes, asked for again by itself. */
  | { readonly kind: 'refused'; readonly topics: readonly RefusedTopic[] }
  | { readonly kind: 'signed-out' }
  | SiblingNews;

/** What panels of one user in one browser tell each other of a call. Nothing of it is evidence for a claim. */
export type SiblingNews =
  /** The agent asks for a resume there, which may take effect from now on; or that is settled. */
  | {
      readonly kind: 'resume-elsewhere';
      readonly conversationId: string;
      readonly wishId: string;
      readonly isOver: boolean;
    }
  /** The agent presses Pause there, whatever comes of it; `at` epoch ms. */
  | {
      readonly kind: 'pause-elsewhere' | 'paused-elsewhere';
      readonly conversationId: string;
      readonly at?: number;
    }
  /** Something new there speaks against a pause. */
  | { readonly kind: 'contrary-elsewhere'; readonly conversationId: string }
  /** One of the audio recorders beside the policy was found to capture there. */
  | { readonly kind: 'recorder-elsewhere'; readonly conversationId: string }
  /** The agent has taken more time for a pause there. */
  | { readonly kind: 'extended-elsewhere'; readonly conversationId: string };

/** Keeps one notification channel with the user's calls alive until closed: heartbeat watch, ping, reconnect, resubscribe. */
export interface CallFeed {
  start(userId: string, report: (event: FeedEvent) => void): void;
  /** The channel delivers nothing although it heart-beats: verify its subscriptions, then open a new channel. */
  replace(): void;
  /** Checks at once whether the channel is still alive (after sleep, on focus): pings, and gives up early when nothing comes. */
  probe(): void;
  /**
   * Told after every step whether a pause is claimed, or about to be, on what this feed tells. Who lives on a sibling's
   * channel then asks that sibling every few seconds whether it still lives. Missing where nobody stands between.
   */
  heed?(closely: boolean): void;
  /** Tells siblings. Missing where there are none. */
  tell?(news: SiblingNews): void;
  close(): void;
}

export interface Journal {
  /**
   * Writes one line to local storage within the calling task, so that a wish survives the page that made it.
   * Returns false when storage refuses. The line is dropped by itself once `append` of the same facts is durable.
   */
  intent(facts: AuditFacts): boolean;
  /** Durable (strict) when it resolves. Appending an id that is already there changes nothing. Never throws. */
  append(facts: AuditFacts): Promise<Result<void>>;
  /**
   * Writes the outcome of requests whose page is gone: of intent lines it left behind, and of durable ones that nobody
   * ended. `judge` tells what can still be seen of one (default: nothing, *unconfirmed*). Answers the requests.
   */
  adoptLeftOvers(
    olderThanMs: number,
    judge?: (facts: AuditFacts) => Promise<'confirmed' | 'unconfirmed'>,
  ): Promise<Result<readonly AuditFacts[]>>;
  /**
   * The newest pause or resume of this call that this user has asked for in any page of this browser, as its intent lines
   * and entries tell; `undefined` when they tell of none. Within 0.8 s: where the entries cannot tell, a resume in a line that
   * may take effect counts alone. `pause`: the one of this call that this user's panels have written down, and not its end.
   * Missing where no other page writes the same journal.
   */
  recentRequest?(
    conversationId: string,
    userId: string,
  ): Promise<Result<RecentRequest | undefined> & { readonly pause?: KnownPause | undefined }>;
}

/** As a file of the audit log: JSON Lines is what `audit verify` reads, CSV is for spreadsheets. */
export type LogForm = 'jsonl' | 'csv';

/** One participant of one conversation. */
export interface Participant {
  readonly conversationId: string;
  readonly participantId: string;
}

/** What a destination of the audit log has not got yet. */
export interface Standing {
  /** Entries that wait. */
  readonly waiting: number;
  /** `at` of the first of them. */
  readonly since?: string;
  /** Entries that it will not take. */
  readonly refused: number;
  /** Entries that are not sent: too many of one call, or too old. */
  readonly leftOut?: number;
  /** What it answered to the last attempt that came to nothing. */
  readonly status?: number;
}

/** Of each destination that config.json names. */
export interface Standings {
  readonly webhook?: Standing | undefined;
  /** What is told on the calls themselves. */
  readonly onCalls?: Standing | undefined;
}

export interface Toast {
  /** A toast with the same id replaces the one before. */
  readonly id: string;
  readonly title: string;
  readonly message: string;
  readonly kind: 'error' | 'info' | 'success';
}

/** The desktop around the panel; without one every method does nothing. */
export interface Host {
  readonly present: boolean;
  bootstrapped(): void;
  stopped(): void;
  onFocus(run: () => void): Cancel;
  onBlur(run: () => void): Cancel;
  /** Asked to begin: at first, and again by a desktop that has said stop and kept the frame. */
  onBootstrap(run: () => void): Cancel;
  /** May be said more than once. */
  onStop(run: () => void): Cancel;
  toast(toast: Toast): void;
  attention(count: number): void;
}

/** What an administrator compares with the OAuth client when a sign-in window brings no answer. */
export interface Registered {
  readonly clientId: string;
  readonly redirectUri: string;
}

export type SignInProblem =
  /** The platform answered `error=…` to the sign-in. `error` is its code, e.g. access_denied. */
  | { readonly kind: 'sign-in-refused'; readonly error: string }
  /** Sign-in page, token exchange or token check cannot be reached or answer 5xx. */
  | { readonly kind: 'sign-in-down' }
  /** An attempt came back without a usable token. */
  | { readonly kind: 'sign-in-failed'; readonly failure?: Failure }
  | { readonly kind: 'popup-blocked' }
  /**
   * The window of an attempt brought no answer. Closed by somebody, cut off by an identity provider, or showing an error page:
   * from here all look the same.
   */
  | ({ readonly kind: 'popup-silent' } & Registered)
  /** This page is such a window, and the panel that opened it cannot be reached any more. */
  | { readonly kind: 'window-stranded' };

export type SignInOutcome =
  | {
      readonly kind: 'signed-in';
      /** Epoch ms. */
      readonly expiresAt: number;
      /** Whose token it is, when the platform said so. */
      readonly me?: Me;
      /**
       * False for a token that was kept or came from a sibling: the one who works here now may be another. Until that is
       * settled the token is for reading only.
       */
      readonly settled: boolean;
    }
  /** The page is about to be navigated away: do nothing more. */
  | { readonly kind: 'leaving' }
  /** Nothing wrong: a popup is to be opened, and that takes a click. */
  | { readonly kind: 'click-needed' }
  | { readonly kind: 'problem'; readonly problem: SignInProblem };

/** Gets an access token and keeps it to itself (the API adapters are built on the same holder). */
export interface SignIn {
  /**
   * At start: the answer in the URL, the token kept for this tab, a sibling's, a hidden frame's. In a page of its own, without
   * a desktop around it, it then leaves for the sign-in page, at most once; in a desktop never.
   */
  begin(): Promise<SignInOutcome>;
  /** In the task of a click on "Sign in" or "Try again": opens the window of an attempt, or shows the one that is open. */
  again(): Promise<SignInOutcome>;
  /** Without a click and without leaving: a sibling's token of the same user, or a hidden frame. Nothing changes when it fails. */
  renew(): Promise<SignInOutcome>;
  /** Who signed in. From here on siblings may have the token, and a renewal takes no other user's. */
  signedInAs(userId: string): void;
  /** It is settled that the user signed in is who works here; told to the panels of this tab. */
  settle(): void;
  /** The token is of somebody else than who works here: this panel drops it, and tries once without a click. */
  setAside(): Promise<SignInOutcome>;
  /** Nothing is left of the sign-in in this tab, in none of its panels. The next window asks who signs in. */
  forget(): void;
  /** Calls back when there is a token to be had without a click that was not there before: `renew` is worth a try. */
  onTokenNear(run: () => void): Cancel;
  /** Calls back when a panel of this tab knows who works at it. */
  onSettled(run: (userId: string) => void): Cancel;
  /** Calls back with the end (epoch ms) when the token ends soon and could not be renewed without a click. */
  onEnding(run: (endsAt: number) => void): Cancel;
  /** Calls back once when the token is refused (401), has ended or is forgotten. */
  onSignedOut(run: (why: 'ended' | 'forgotten') => void): Cancel;
  readonly registered: Registered;
  /** Whether one sign-in serves the whole tab. False: each panel asks once. */
  readonly isKept: Promise<boolean>;
}
