import type { Trigger } from '../domain/audit.ts';
import type { Call } from '../domain/call.ts';
import type { CaptureTarget } from '../domain/capture.ts';
import type { Policy } from '../domain/claim.ts';
import type { LoadAutoResumes } from './by-itself.ts';
import type { createDiscovery } from './discovery.ts';
import type { Me, Participant } from './ports.ts';
import type { Origin } from './story.ts';
import type { Match } from './token-owner.ts';
import type { About, Reason } from './view.ts';

/** A press that could not be sent is made good by what settles, within this time, whose the sign-in is. */
export const HELD_BACK_MS = 10_000;

/** A pause that was pressed while nothing could be sent: of each call the newest. */
export interface HeldBack {
  readonly conversationId: string;
  readonly trigger: Trigger;
  readonly at: number;
}

/** What the customer lets agents start and stop (config `startStop`). */
export interface CaptureOffer {
  readonly startStop: CaptureTarget | 'off';
  /** What an agent may name as the reason for a pause (config `reasons`). */
  readonly reasons?: readonly Reason[];
}

export type MarksOn = (participant: Participant) => readonly string[];

export interface SessionOptions {
  readonly me: Me;
  /** Only this conversation; absent: every live call of the agent. */
  readonly conversationId?: string;
  readonly origin: Origin;
  policyFor(queueId: string | undefined): Policy & CaptureOffer;
  /**
   * False: it is not settled that this user is who works here. Then the session only reads: it sends no command, writes no
   * entry and claims nothing as safe, until `settleOwner`.
   */
  readonly settled: boolean;
  /** What the panel's own conversation says about that, each time it is seen. Only while it is not settled. */
  onMatch(match: Match): void;
  /** Finds the calls that were there before the channel. Missing where there is one call. */
  readonly discover?: typeof createDiscovery | undefined;
  /** Missing: no pause ends by itself. */
  readonly loadAutoResumes?: LoadAutoResumes | undefined;
  /** What tells a call from others; `changed`: it will tell more of some. Missing where there is one call. */
  about?(call: Call, changed: () => void): About;
  /**
   * From here on something may leave in this agent's name, beside commands; `undefined`: no longer. `marksOn`: the keys that stand on
   * a participant, as the last read or event told them.
   */
  acts?(marksOn: MarksOn | undefined): void;
  /** The token is no longer accepted. */
  onSignedOut(): void;
  /** A step or what is drawn of it has thrown: what is shown may be wrong from here. The exception goes on its way. */
  onBug?(error: unknown): void;
}
