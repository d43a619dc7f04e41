import type { Failure } from '../../domain/failure.ts';
import type { RecordingFacts } from '../../genesys/wire/recording-metadata.ts';
import type { FaultCode, Proof } from '../../proof/prove.ts';
import type { Flag } from './job.ts';

/** What the archivist tells while it works. */
export type ArchiveEvent =
  /** Of pauses that the watch saw: what Genesys left out of the recordings. */
  | {
      readonly kind: 'proof';
      readonly conversationId: string;
      readonly queueId?: string;
      readonly proofs: readonly Proof[];
      /** When they were made, epoch ms; absent: when they are written down. */
      readonly madeAt?: number;
    }
  /** Of a service: a person has to look. */
  | {
      readonly kind: 'incident-opened';
      readonly conversationId: string;
      readonly incidentId: string;
      readonly code: FaultCode;
    }
  /** Its webhook was accepted, not yet accepted, or refused for good. */
  | { readonly kind: 'incident-told'; readonly conversationId: string; readonly incidentId: string }
  | {
      readonly kind: 'incident-delayed';
      readonly conversationId: string;
      readonly incidentId: string;
      readonly status?: number;
    }
  | {
      readonly kind: 'incident-refused';
      readonly conversationId: string;
      readonly incidentId: string;
      readonly status: number;
    }
  | { readonly kind: 'recording'; readonly conversationId: string; readonly facts: RecordingFacts }
  | {
      readonly kind: 'flag';
      readonly conversationId: string;
      readonly recordingId?: string;
      readonly flag: Flag;
    }
  | {
      readonly kind: 'delivered';
      readonly conversationId: string;
      readonly recordingId: string;
      readonly key: string;
    }
  /** The platform refuses to list the recordings of a call: a permission is missing, or the client is gone. */
  | { readonly kind: 'no-metadata'; readonly conversationId: string; readonly failure: Failure }
  | {
      readonly kind: 'delayed';
      readonly conversationId: string;
      readonly recordingId: string;
      readonly status?: number;
    }
  /** What stood in the queue and was no job: nothing is done for it. */
  | { readonly kind: 'unreadable'; readonly file: string; readonly why: string }
  | {
      readonly kind: 'set-aside';
      readonly conversationId: string;
      readonly recordingId: string;
      readonly key: string;
      readonly status: number;
    };
