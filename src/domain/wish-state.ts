import type { Trigger } from './audit.ts';
import type { Failure } from './failure.ts';

export type PolicyAction = 'pause' | 'resume';
export type As = 'own' | 'others';

/** What the agent asked for and has not got yet. It ends in exactly one way, and never changes what is known except by E3. */
export interface Wish {
  readonly id: string;
  readonly target: 'policy';
  readonly action: PolicyAction;
  readonly trigger: Trigger;
  readonly askedAt: number;
  /** preparing: the journal first (resume); waiting: another command is unanswered; sent; accepted: 2xx; doubtful: failed, but a retry may help. */
  readonly phase: 'preparing' | 'waiting' | 'sent' | 'accepted' | 'doubtful';
  readonly attempts: number;
  /** Number of the last sending; a read must be sent after it to count. */
  readonly sentOrder: number;
  readonly answeredAt: number;
  /** Number of the newest answer, its own or that of a command it overtook. */
  readonly answeredOrder: number;
  readonly failure: Failure | undefined;
  readonly failedOrder: number;
  /** A sending of it may take effect yet, whatever a later one is answered. */
  readonly isOpen?: true;
  readonly retryAt: number;
  readonly episodes: number;
  /** This pause overtook a resume: once both are answered and it still records, it is sent once more. */
  readonly overtook: boolean;
}

/** A request on the wire, or one that may still take effect. */
export interface Command {
  readonly id: number;
  readonly wishId: string;
  readonly to: 'paused' | 'active';
  readonly as: As;
  readonly sentAt: number;
  readonly answered: boolean;
}

export type Ending = 'confirmed' | 'unconfirmed' | 'failed' | 'superseded';

export interface Wishes {
  readonly current: Wish | undefined;
  readonly commands: readonly Command[];
  readonly nextCommandId: number;
  /** Elapsed ms of the newest press on Pause, whatever became of it. */
  readonly pausePressedAt: number;
  /** How the last wish ended, as long as it matters to the agent. */
  readonly last:
    | {
        readonly action: PolicyAction;
        readonly ending: 'unconfirmed' | 'failed';
        readonly failure: Failure | undefined;
        /** What it says is of a call that rings: once the call has begun that is no longer so. */
        readonly whileRinging: boolean;
        /** A pause may have ended by itself: it was sent, and nothing has told since that it had no effect. */
        readonly isByItself: boolean;
        /** Number of its ending: only a read sent after it shows that it came true after all. */
        readonly order: number;
      }
    | undefined;
  /** A pause has ended by itself, by the newest wish, and the agent has not read that. */
  readonly endedByItself: boolean;
}

export type WishEffect =
  /** Write *requested* first; then report `prepared`, after 250 ms at the latest. */
  | { readonly kind: 'prepare'; readonly wish: Wish }
  | { readonly kind: 'send'; readonly commandId: number; readonly to: 'paused' | 'active'; readonly as: As }
  | {
      readonly kind: 'story';
      readonly wish: Wish;
      readonly phase: 'requested' | 'accepted' | Ending;
      readonly failure?: Failure;
    };

export type WishDraft = { -readonly [K in keyof Wishes]: Wishes[K] };

export const noWishes: Wishes = {
  current: undefined,
  commands: [],
  nextCommandId: 1,
  pausePressedAt: -Infinity,
  last: undefined,
  endedByItself: false,
};
