import { isUnderWay, type RecordingFacts } from '../../genesys/wire/recording-metadata.ts';
import { sha256Hex } from '../../outbox/chain.ts';

/** One webhook of one recording, from the moment that its recording is available. */
export interface Webhook {
  readonly key: string;
  /** As it is sent, to the byte: a repetition must be the same. */
  readonly body: string;
  readonly state: 'waiting' | 'delivered' | 'set-aside';
  readonly attempts: number;
  /** Epoch ms. */
  readonly nextAt: number;
  /** What the receiver that refused it for good answered. */
  readonly status?: number;
  /** How it ended is on the disk, and not yet told and audited. */
  readonly untold?: boolean;
}

/**
 * `end`: with the call, or at a time that nobody saw; else it was seen to end. `seenUntil`: until then it was seen to go on, and when
 * between there and `to` it ended nobody knows. One that ends before it begins: the clock was set back, and nobody knows when it was.
 */
export interface SeenPause {
  readonly from: number;
  readonly to?: number;
  readonly seenUntil?: number;
  readonly end?: 'call' | 'unseen';
  /** The agent who was on the call when it began. */
  readonly userId?: string;
  /** No read has proven it: an event told that it began, and another one that it was over. */
  readonly by?: 'event';
}

/** What is left to do for one conversation; on disk as it stands here. */
export interface Job {
  readonly v: 1;
  readonly conversationId: string;
  readonly queueId?: string;
  /** A recorder was seen capturing: a recording must come. */
  readonly recorded: boolean;
  /** It was learnt of when it was over, and nothing tells whether it was recorded. */
  readonly unseen?: boolean;
  readonly phase: 'live' | 'ended';
  /** Epoch ms. */
  readonly endedAt?: number;
  readonly polls: number;
  readonly nextPollAt?: number;
  /** By recording id. */
  readonly webhooks: Readonly<Record<string, Webhook>>;
  /** Recordings that were flagged, by id and reason, so that each is flagged once. */
  readonly flagged: readonly string[];
  /** When a watch saw it securely paused: one without an end goes on. Epoch ms. */
  readonly pauses?: readonly SeenPause[];
  /** What panels have written on the call about its pauses, by the name of the attribute. */
  readonly marks?: Readonly<Record<string, string>>;
  /** The same as panels of these agents have sent it to the service: it counts once an event, or analytics, has shown the agent on the call. */
  readonly told?: Readonly<Record<string, { readonly userId: string; readonly mark: string }>>;
  /** Agents whom events have shown on the call. */
  readonly agents?: readonly string[];
  /** Of which recordings their proof was told, and what. */
  readonly proved?: string;
}

export type Flag = 'file-error' | 'unexpected-format' | 'unexpected-state' | 'no-recording';

/** Stable codes of what is wrong with a recording, as the audit log has them. */
export const FLAG_CODES = {
  'file-error': 'REC-FILE',
  'unexpected-format': 'REC-FORMAT',
  'unexpected-state': 'REC-STATE',
  'no-recording': 'REC-NOFILE',
} as const satisfies Record<Flag, `REC-${string}`>;

/** Body of the webhook: `docs/contracts/archive-webhook.schema.json`. */
export interface ArchiveBody {
  readonly v: 1;
  readonly event: 'recording.available';
  readonly id: string;
  readonly at: string;
  readonly conversationId: string;
  readonly queueId?: string;
  readonly region?: string;
  readonly recording: {
    readonly id: string;
    readonly media: string;
    readonly mediaSubtype?: string;
    readonly fileState: string;
    /** Formats in which the platform hands it out. */
    readonly formats: readonly string[];
    readonly startTime?: string;
    readonly endTime?: string;
  };
  readonly flags?: readonly Flag[];
}

const AUDIO_FORMATS = ['WAV', 'WEBM', 'WAV_ULAW', 'OGG_VORBIS', 'OGG_OPUS', 'MP3'];
/** `formatId` of GET conversations/{id}/recordings, by media. What is not here nobody expected. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  audio: AUDIO_FORMATS,
  screen: ['WEBM'],
  video: ['WEBM'],
};

const UNDER_WAY = new Set(['UPLOADING', 'RESTORING']);

export function flagsOf({ fileState, media }: RecordingFacts): readonly Flag[] {
  const flags: Flag[] = [];
  if (fileState === 'ERROR') flags.push('file-error');
  if (isUnderWay({ fileState }) && !UNDER_WAY.has(fileState)) flags.push('unexpected-state');
  if (!Object.hasOwn(FORMATS, media)) flags.push('unexpected-format');
  return flags;
}

/** The same for the same recording, also when everything on this machine was lost. */
export const keyOf = (recordingId: string): string =>
  sha256Hex(`recording.available:${recordingId}`).slice(0, 32);

export function bodyOf(job: Job, facts: RecordingFacts, about: { at: string; region?: string }): ArchiveBody {
  const { recordingId, media, fileState, mediaSubtype, startTime, endTime } = facts;
  const flags = flagsOf(facts);
  return {
    v: 1,
    event: 'recording.available',
    id: keyOf(recordingId),
    at: about.at,
    conversationId: job.conversationId,
    ...(job.queueId !== undefined && { queueId: job.queueId }),
    ...(about.region !== undefined && { region: about.region }),
    recording: {
      id: recordingId,
      media,
      ...(mediaSubtype !== undefined && { mediaSubtype }),
      fileState,
      formats: FORMATS[media] ?? [],
      ...(startTime !== undefined && { startTime }),
      ...(endTime !== undefined && { endTime }),
    },
    ...(flags.length > 0 && { flags }),
  };
}
