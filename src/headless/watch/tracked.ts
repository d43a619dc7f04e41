import type { Cancel } from '../../app/ports.ts';
import type { Session } from '../../app/session.ts';

/** Since when a call is being checked, and since when nothing that was heard then can be dated. Elapsed ms. */
export interface Checked {
  readonly at: number;
  readonly heldUpSince?: number | undefined;
}

/** What a watch knows of a call that it follows. */
export interface Tracked {
  readonly session: Session;
  readonly stop: Cancel;
  told: string;
  /** What was seen last; absent when what came after a time without a pause was not seen. A pause counts until it is seen to be over. */
  sight?: 'paused' | 'without' | undefined;
  /** A pause that a proof is about was seen last. */
  isInSight?: boolean;
  /** Elapsed ms of the last event, and of the last read because there was none. */
  heardAt: number;
  lookedAt: number;
  /** Elapsed ms of the read before that one, which left what was known. */
  provenAt: number;
  /** Something speaks against what was seen last. */
  checked?: Checked | undefined;
  /** Elapsed ms of the first "not found" (404) of those that came in a row. */
  missingSince?: number | undefined;
}
