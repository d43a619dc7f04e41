import { failed, type Result } from '../domain/result.ts';
import type { Rest } from './http/rest.ts';
import { decodeAnnotations, type PauseAnnotation } from './wire/annotation.ts';
import { decodeRecordingMetadata, type RecordingFacts } from './wire/recording-metadata.ts';

/** What Genesys has recorded of a conversation. */
export interface RecordingsApi {
  /** Lists recordings; never makes the platform transcode one. */
  recordings(conversationId: string): Promise<Result<readonly RecordingFacts[]>>;
  /** What Genesys left out of a recording, once that is there; no media are fetched. */
  annotations(conversationId: string, recordingId: string): Promise<Result<readonly PauseAnnotation[]>>;
}

const ID = /^[\w-]{1,64}$/;

export function createRecordingsApi(rest: Rest): RecordingsApi {
  return {
    async recordings(conversationId) {
      if (!ID.test(conversationId)) return failed({ kind: 'not-found' });
      return rest.ask(
        {
          method: 'GET',
          path: '/api/v2/conversations/{conversationId}/recordingmetadata',
          params: { conversationId },
        },
        (body) => decodeRecordingMetadata(conversationId, body),
      );
    },
    async annotations(conversationId, recordingId) {
      if (!ID.test(conversationId) || !ID.test(recordingId)) return failed({ kind: 'not-found' });
      return rest.ask(
        {
          method: 'GET',
          path: '/api/v2/conversations/{conversationId}/recordings/{recordingId}/annotations',
          params: { conversationId, recordingId },
        },
        decodeAnnotations,
      );
    },
  };
}
