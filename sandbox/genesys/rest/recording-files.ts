import type { Models } from 'purecloud-platform-client-v2';
import { missingAnyPermissions } from '../errors.ts';
import { jsonReply, reply } from '../wire.ts';
import type { WireResponse } from '../wire.ts';
import type { RecordingFile } from '../world/recording-files.ts';
import { notFound } from './conversations.ts';
import type { Backend, Call, Route } from './route.ts';

const VIEW = [
  'recording:recording:view',
  'recording:recordingSegment:view',
  'recording:snippetRecording:view',
  'recording:screenRecording:view',
];
const SCOPES = ['recordings:readonly'];

/** Recordings of a conversation after its end. */
export const RECORDING_FILE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/conversations/{conversationId}/recordingmetadata',
    endpoint: 'recording-metadata',
    scopes: SCOPES,
    run: (backend, call) => withFiles(backend, call, (bodies) => jsonReply(200, bodies)),
  },
  {
    method: 'GET',
    path: '/api/v2/conversations/{conversationId}/recordings',
    endpoint: 'recordings',
    scopes: SCOPES,
    // The media themselves are transcoded on demand, which costs the customer; 202 until that is done.
    run: (backend, call) =>
      withFiles(backend, call, (bodies, id) =>
        bodies.length === 0 || backend.files.transcoded(id) ? jsonReply(200, bodies) : reply(202),
      ),
  },
];

function withFiles(
  backend: Backend,
  { params, user }: Call,
  answer: (bodies: Models.RecordingMetadata[], id: string) => WireResponse,
): WireResponse {
  if (!VIEW.some((permission) => user.permissions.includes(permission))) return missingAnyPermissions(VIEW);
  const conversation = backend.world.find(params['conversationId'] ?? '');
  if (conversation === undefined) return notFound();
  const bodies = backend.files.of(conversation).map((file) => bodyOf(backend, conversation.id, file));
  return answer(bodies, conversation.id);
}

function bodyOf(
  { restStyle: { date } }: Backend,
  conversationId: string,
  file: RecordingFile,
): Models.RecordingMetadata {
  return {
    id: file.id,
    conversationId,
    startTime: date(file.startedAt),
    endTime: date(file.endedAt),
    media: file.media,
    mediaSubtype: file.mediaSubtype,
    annotations:
      file.media === 'audio'
        ? file.pauses.map(
            ({ from, to }) =>
              ({
                type: 'Pause',
                reason: 'SecurePause',
                location: from - file.startedAt,
                durationMs: to - from,
                // All pauses of a recording share one id.
                id: file.id,
              }) as Models.Annotation,
          )
        : [],
    fileState: file.fileState,
    sessionId: file.id,
    selfUri: `/api/v2/conversations/${conversationId}/recordings/${file.id}`,
  };
}
