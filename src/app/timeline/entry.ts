import type { WishAction } from '../../domain/audit.ts';
import type { LeftOut } from '../../proof/left-out.ts';
import type { Recorder } from '../../domain/snapshot.ts';

/** How an entry is known: a read showed it, an event only told so, the log of this browser has it; nothing has proven it yet. */
export type Proof = 'read' | 'event' | 'log' | 'none';

export type What =
  | {
      readonly kind: 'state';
      readonly state: 'recording' | 'paused' | 'held' | 'not-recording';
      /** A pause of which Genesys does not say that it is a secure one. */
      readonly isInsecure: boolean;
      /** It is a recording that follows a pause. */
      readonly isResumed: boolean;
      /** Who began it, as far as anything tells; *other* is somebody else, or this agent outside this app; *policy*: nobody has pressed. */
      readonly by?: 'you' | 'other' | 'policy' | undefined;
      /** Of a recording that follows a pause: how long that was. */
      readonly afterMs?: number | undefined;
      readonly reason?: string | undefined;
    }
  /** Nobody here knows: from before this panel, without updates, while Genesys was asked, or it told nothing. */
  | { readonly kind: 'unknown'; readonly why: 'before' | 'lost' | 'checking' | 'untold' }
  /** The agent's part of the call is over. */
  | { readonly kind: 'ended'; readonly whilePaused: boolean; readonly isHandedOver: boolean }
  /** Another agent came to the call, or left it. */
  | { readonly kind: 'agent'; readonly came: boolean }
  /** A snippet, an ad hoc recording or the screen is captured. */
  | { readonly kind: 'beside'; readonly recorder: Recorder; readonly byYou: boolean }
  /** What Genesys itself left out of the recording, of a time in which this user's panel said *safe*. */
  | ({ readonly kind: 'left-out' } & Pick<LeftOut, 'said' | 'recorded'>)
  /** This agent took more time for a pause, or its time was up. */
  | { readonly kind: 'limit'; readonly isOver: boolean }
  /** What this agent asked for, or the policy, and no state here shows. */
  | {
      readonly kind: 'wish';
      readonly action: WishAction;
      readonly ending: 'confirmed' | 'unconfirmed' | 'failed' | 'open';
      /** Nobody has pressed: the customer's rule. */
      readonly isByPolicy: boolean;
      readonly failure?: string | undefined;
      readonly reason?: string | undefined;
    };

export interface Entry {
  /** Epoch ms. */
  readonly at: number;
  /** It was found so a few seconds later. */
  readonly isAbout?: boolean;
  /** Missing: a moment, or it goes on. */
  readonly until?: number | undefined;
  readonly goesOn?: boolean;
  readonly what: What;
  readonly proof?: Proof | undefined;
}
