import type { Models } from 'purecloud-platform-client-v2';
import { failed, ok, type Result } from '../../domain/result.ts';
import { decode } from './fields.ts';

/** One recording of a conversation, without its media. Words are kept as they came: a new one must not be lost. */
export interface RecordingFacts {
  readonly recordingId: string;
  readonly media: string;
  readonly mediaSubtype?: string;
  /** Upper case. */
  readonly fileState: string;
  readonly startTime?: string;
  readonly endTime?: string;
}

const AVAILABLE = new Set(['AVAILABLE', 'ARCHIVED', 'RESTORED']);
const GONE = new Set(['DELETED', 'ERROR']);

type State = Pick<RecordingFacts, 'fileState'>;

export const isAvailable = ({ fileState }: State): boolean => AVAILABLE.has(fileState);
/** It may still become available: also in a state that nobody knows. */
export const isUnderWay = (facts: State): boolean => !isAvailable(facts) && !GONE.has(facts.fileState);

const MAX_RECORDINGS = 500;

/** GET conversations/{id}/recordingmetadata: a bare list, of this conversation and no other. */
export function decodeRecordingMetadata(
  conversationId: string,
  value: unknown,
): Result<readonly RecordingFacts[]> {
  if (!Array.isArray(value) || value.length > MAX_RECORDINGS)
    return failed({ kind: 'malformed', what: 'body' });
  const facts: RecordingFacts[] = [];
  for (const item of value) {
    const one = decode<Models.RecordingMetadata, RecordingFacts>(item, (fields) => {
      const mediaSubtype = fields.text('mediaSubtype');
      const startTime = fields.text('startTime');
      const endTime = fields.text('endTime');
      return {
        recordingId: fields.id('id'),
        media: fields.text('media')?.toLowerCase() ?? '',
        ...(mediaSubtype !== undefined && { mediaSubtype }),
        fileState: fields.text('fileState')?.toUpperCase() ?? '',
        ...(startTime !== undefined && { startTime }),
        ...(endTime !== undefined && { endTime }),
      };
    });
    if (!one.ok) return one;
    const { conversationId: of = conversationId } = item as Models.RecordingMetadata;
    if (of !== conversationId) return failed({ kind: 'malformed', what: 'conversationId' });
    facts.push(one.value);
  }
  return ok(facts);
}
