import type { Head } from '../../outbox/chain.ts';
import type { Comparison } from './compare-store.ts';
import type { Incident, IncidentStep } from './incident.ts';

/** What was done about an incident. `at`: epoch ms. */
export interface StepTaken {
  readonly step: 'opened' | IncidentStep;
  readonly by: string;
  readonly note?: string;
  readonly at: number;
  /** The entry of the audit log in which it stands. */
  readonly entryId: string;
}

export interface IncidentWithSteps extends Incident {
  readonly steps: readonly StepTaken[];
}

export interface Listed {
  /** In the order in which they were opened. */
  readonly incidents: readonly IncidentWithSteps[];
  /** So many older ones are left out. */
  readonly older: number;
}

export interface StepOrder {
  readonly id: string;
  readonly step: IncidentStep;
  readonly by: string;
  readonly note?: string;
}

export type StepAnswer =
  | { readonly kind: 'done'; readonly incident: Incident }
  | { readonly kind: 'no-such' }
  | { readonly kind: 'closed'; readonly at?: number }
  /** The audit log could not be written, and so nothing was done. */
  | { readonly kind: 'not-logged' }
  /** It stands in the audit log, and the store did not say that it has it. */
  | { readonly kind: 'unsure' };

export interface EraseOrder {
  readonly conversationId: string;
  readonly by?: string;
}

export type EraseAnswer =
  | {
      readonly kind: 'done';
      /** Rows that are gone, by what they were. */
      readonly calls: number;
      readonly verdicts: number;
      readonly incidents: number;
    }
  /** The service still works on the call. */
  | { readonly kind: 'under-way' }
  | { readonly kind: 'not-logged' }
  | { readonly kind: 'unsure' };

export type Anchor = Pick<Head, 'chain' | 'seq'>;

/** What people do with the store of the service: in the process that has it open, or asked of it. */
export interface IncidentDesk {
  /** Without `all` those that are not closed. */
  list(all: boolean): Promise<Listed>;
  step(order: StepOrder): Promise<StepAnswer>;
  erase(order: EraseOrder): Promise<EraseAnswer>;
  /** With the audit log of the home, which was published up to these entries. `undefined`: interrupted. */
  compare(anchored: readonly Anchor[]): Promise<Comparison | undefined>;
}
