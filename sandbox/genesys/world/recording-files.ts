import type { RecordingRequest, Switches } from '../../control.ts';
import type { Ids } from '../ids.ts';
import type { Timing } from '../timing.ts';
import type { World } from './world.ts';
import type { Conversation } from './model.ts';

export interface RecordingFile {
  id: string;
  media: string;
  mediaSubtype: 'Trunk' | 'Station' | 'Screen' | 'Snippet';
  fileState: string;
  /** Ms of the sandbox's clock. */
  startedAt: number;
  endedAt: number;
  pauses: { from: number; to: number; by: string }[];
}

/** Recordings as files: they come some time after the call. */
export interface RecordingFiles {
  /** Listed by now. */
  of(conversation: Conversation): RecordingFile[];
  arrange(request: RecordingRequest): void;
  /** Asking for media begins a transcoding; true once that is over. */
  transcoded(conversationId: string): boolean;
}

const TRANSCODING_MS = 5_000;

export function createRecordingFiles(
  timing: Timing,
  ids: Ids,
  switches: Switches,
  world: World,
): RecordingFiles {
  const made = new Map<string, Pick<RecordingFile, 'id' | 'media' | 'mediaSubtype'>[]>();
  const arranged = new Map<string, RecordingRequest>();
  const asked = new Map<string, number>();

  function filesOf(conversation: Conversation) {
    const before = made.get(conversation.id);
    if (before !== undefined) return before;
    const did = new Set(world.history(conversation.id).map(({ what }) => what));
    const connected = conversation.participants.some(
      ({ purpose, connectedAt }) => purpose === 'agent' && connectedAt !== undefined,
    );
    const files: Pick<RecordingFile, 'id' | 'media' | 'mediaSubtype'>[] = [];
    const add = (media: string, mediaSubtype: RecordingFile['mediaSubtype']) =>
      files.push({ id: ids.uuid(), media, mediaSubtype });
    if (connected && conversation.policy.includes('customer')) add('audio', 'Trunk');
    if (connected && conversation.policy.includes('agent')) add('audio', 'Station');
    if (did.has('snippet-start')) add('audio', 'Snippet');
    if (conversation.participants.some(({ screen }) => screen !== 'none')) add('screen', 'Screen');
    made.set(conversation.id, files);
    return files;
  }

  /** Each secure pause as an interval: the platform's own proof of it. */
  function pausesOf(conversation: Conversation, endedAt: number): RecordingFile['pauses'] {
    const pauses: RecordingFile['pauses'] = [];
    let open: { from: number; by: string } | undefined;
    for (const { at, what, by } of world.history(conversation.id)) {
      if (what === 'pause') open ??= { from: at, by };
      if (what !== 'resume' || open === undefined) continue;
      pauses.push({ ...open, to: at });
      open = undefined;
    }
    return open === undefined ? pauses : [...pauses, { ...open, to: endedAt }];
  }

  const toldOf = (
    pauses: RecordingFile['pauses'],
    { pausesLateMs: late = 0, pausesShortMs: short = 0, pausesMissing }: Partial<RecordingRequest> = {},
  ): RecordingFile['pauses'] =>
    pausesMissing ? [] : pauses.map(({ from, to, by }) => ({ from: from + late, to: to - short, by }));

  return {
    of(conversation) {
      const { endedAt } = conversation;
      const wish = arranged.get(conversation.id);
      const listedAt = (endedAt ?? Infinity) + (wish?.delayMs ?? switches.recordingDelayMs);
      if (endedAt === undefined || timing.now() < listedAt) return [];
      const uploaded = timing.now() >= listedAt + switches.recordingUploadMs;
      return filesOf(conversation).map((file) => ({
        ...file,
        ...(wish?.media === undefined ? {} : { media: wish.media }),
        fileState: wish?.fileState ?? (uploaded ? 'AVAILABLE' : 'UPLOADING'),
        startedAt: conversation.startedAt,
        endedAt,
        pauses: toldOf(pausesOf(conversation, endedAt), wish),
      }));
    },
    arrange(request) {
      arranged.set(request.conversationId, { ...arranged.get(request.conversationId), ...request });
    },
    transcoded(conversationId) {
      const since = asked.get(conversationId) ?? timing.now();
      asked.set(conversationId, since);
      return timing.now() >= since + TRANSCODING_MS;
    },
  };
}
