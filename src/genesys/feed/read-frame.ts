import type { FeedEvent, Log } from '../../app/ports.ts';
import { decodeFrame, type Frame } from '../wire/frame.ts';
import { callsTopic } from '../wire/topics.ts';

/** What tells something of the user's calls. */
export type CallFrame = Extract<Frame, { kind: 'snapshot' | 'unreadable' | 'elsewhere' }>;
type Meaning = CallFrame | Extract<Frame, { kind: 'system' }>;

/**
 * What a frame means to us. What is no text (then it is empty here) or no JSON may have been an event: something may
 * have changed. JSON that is no frame was none: it is noted, a sign of life and nothing else.
 */
export function readFrame(
  text: string,
  topics: readonly string[],
  log: Log,
  only?: string,
): Meaning | undefined {
  if (text === '') {
    log.note('feed-frame-refused');
    return { kind: 'unreadable', topic: '', what: 'frame' };
  }
  const decoded = decodeFrame(text, { only });
  if (!decoded.ok) {
    const what = decoded.failure.kind === 'malformed' ? decoded.failure.what : decoded.failure.kind;
    log.note('feed-frame-malformed', { what });
    return what === 'frame' ? { kind: 'unreadable', topic: '', what } : undefined;
  }
  const frame = decoded.value;
  if (frame.kind === 'system') return frame;
  if (frame.kind !== 'snapshot' && frame.kind !== 'unreadable' && frame.kind !== 'elsewhere')
    return undefined;
  if (!topics.includes(frame.topic)) return undefined;
  if (frame.kind === 'unreadable') log.note('feed-event-unreadable', { what: frame.what });
  return frame;
}

/** A frame as a feed reports it, after `frame`. */
export function eventOf(frame: CallFrame): FeedEvent {
  if (frame.kind === 'elsewhere') return { kind: 'elsewhere' };
  if (frame.kind === 'snapshot') return { kind: 'snapshot', snapshot: frame.snapshot };
  const { conversationId } = frame;
  return { kind: 'unreadable', ...(conversationId !== undefined && { conversationId }) };
}

/** For a panel that gets its frames from a sibling: what this one tells of the user's calls, or of the `only` one. */
export function readRelayed(text: string, userId: string, log: Log, only?: string): FeedEvent | undefined {
  const frame = readFrame(text, [callsTopic(userId)], log, only);
  return frame === undefined || frame.kind === 'system' ? undefined : eventOf(frame);
}
