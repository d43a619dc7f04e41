import type { Clock, RecordingApi } from '../../app/ports.ts';
import { mapSnapshot } from '../../domain/mapping.ts';
import { ok } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { ALL_AGENTS, forAllAgents } from '../all-agents.ts';

/** An event this young tells what a read would tell. */
const FRESH_MS = 10_000;
/** A read may show the call as it was so long before it was sent. */
export const READ_LAG_MS = 5_000;
/** What nobody relies on; the end of a call is for its session to believe. */
const ANSWERS: ReadonlySet<string> = new Set(['recording', 'not-recording', 'ringing', 'held']);

interface Heard {
  /** The newest event, where it is worth anything. */
  snapshot?: Snapshot | undefined;
  /** Elapsed ms. */
  at: number;
  /** Until a read that was sent long enough after the last sign of a pause shows none. */
  mayBePaused: boolean;
  /** Elapsed ms of the last sign of a pause. */
  signAt: number;
  /** Reads that have no answer yet. */
  reading: number;
}

/** What a watch need not read, because an event has just told it. */
export interface HeardAnswers {
  heard(snapshot: Snapshot): void;
  /** Nothing that was heard counts: of this call, or of all. */
  doubt(conversationId?: string): void;
  forget(conversationId: string): void;
  /** A read of this call is under way, or waits for its turn. */
  isReading(conversationId: string): boolean;
  /** Reads only what no event has told. */
  instead(api: RecordingApi): RecordingApi;
}

/**
 * Most calls are never paused, and a read of them proves nothing that anybody relies on: the limit of requests is for those that are. A
 * call of which something has told of a pause is read, until a read shows that the pause is over.
 */
export function createHeardAnswers(
  clock: Pick<Clock, 'now'>,
  /** What a read has shown, and when it was sent (elapsed ms). */
  shown: (snapshot: Snapshot, sentAt: number) => void = () => {},
): HeardAnswers {
  const all = new Map<string, Heard>();

  function note(snapshot: Snapshot): Heard {
    const { conversationId } = snapshot;
    const known = all.get(conversationId) ?? {
      at: -Infinity,
      mayBePaused: false,
      signAt: -Infinity,
      reading: 0,
    };
    all.set(conversationId, known);
    if (!tellsOfPause(snapshot)) return known;
    known.mayBePaused = true;
    known.signAt = clock.now();
    return known;
  }

  function answerOf(conversationId: string): Snapshot | undefined {
    const known = all.get(conversationId);
    if (!known?.snapshot || known.mayBePaused || clock.now() - known.at > FRESH_MS) return undefined;
    const merged = forAllAgents(known.snapshot);
    return ANSWERS.has(mapSnapshot(merged, ALL_AGENTS).state) ? merged : undefined;
  }

  return {
    heard(snapshot) {
      Object.assign(note(snapshot), { snapshot, at: clock.now() });
    },
    doubt(conversationId) {
      for (const [id, known] of all)
        if (conversationId === undefined || id === conversationId) known.snapshot = undefined;
    },
    forget: (conversationId) => void all.delete(conversationId),
    isReading: (conversationId) => (all.get(conversationId)?.reading ?? 0) > 0,
    instead: (api) => ({
      ...api,
      async readCall(conversationId) {
        const told = answerOf(conversationId);
        if (told) return ok(told);
        const asked = all.get(conversationId);
        if (asked) asked.reading += 1;
        const sentAt = clock.now();
        const read = await api.readCall(conversationId);
        if (asked) asked.reading -= 1;
        // A call that was given up meanwhile is not known again by its last answer.
        const known = all.get(conversationId);
        if (!read.ok || !known) return read;
        if (sentAt - known.signAt >= READ_LAG_MS) known.mayBePaused = false;
        note(read.value);
        shown(read.value, sentAt);
        return read;
      },
    }),
  };
}

function tellsOfPause(snapshot: Snapshot): boolean {
  const isSecure = [snapshot, ...snapshot.legs.filter(({ live }) => live)].some(
    (one) => one.securePause === true,
  );
  return isSecure || mapSnapshot(forAllAgents(snapshot), ALL_AGENTS).state === 'paused';
}
