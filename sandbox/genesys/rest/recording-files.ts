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
/** Any of these shows annotations, without the media. */
const ANNOTATIONS = ['recording:annotation:view', ...VIEW];

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
  {
    method: 'GET',
    path: '/api/v2/conversations/{conversationId}/recordings/{recordingId}/annotations',
    endpoint: 'recording-annotations',
    scopes: SCOPES,
    run({ world, files }, { params, user }) {
      if (!ANNOTATIONS.some((permission) => user.permissions.includes(permission)))
        return missingAnyPermissions(ANNOTATIONS);
      const conversation = world.find(params['conversationId'] ?? '');
      const file = conversation && files.of(conversation).find(({ id }) => id === params['recordingId']);
      return file === undefined ? notFound() : jsonReply(200, annotationsOf(file));
    },
  },
];

/** Of audio only: whether a screen recording tells its pauses here is open. */
function annotationsOf({ id, media, startedAt, pauses }: RecordingFile): Models.Annotation[] {
  if (media !== 'audio') return [];
  let cutMs = 0;
  return pauses.map(({ from, to, by }) => {
    const before = cutMs;
    cutMs += to - from;
    return {
      // All pauses of a recording share one id.
      id,
      type: 'Pause',
      reason: 'SecurePause',
      location: from - startedAt - before,
      durationMs: to - from,
      absoluteLocation: from - startedAt - before,
      absoluteDurationMs: to - from,
      // As the call went, with what was cut out before.
      realtimeLocation: from - startedAt,
      user: { id: by },
    } as Models.Annotation;
  });
}

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
    // Those that people make; what the platform notes by itself is not listed here.
    annotations: [],
    fileState: file.fileState,
    sessionId: file.id,
    selfUri: `/api/v2/conversations/${conversationId}/recordings/${file.id}`,
  };
}
