import type { Clock, RecordingApi } from '../../app/ports.ts';
import { mapSnapshot } from '../../domain/mapping.ts';
import { ok } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { ALL_AGENTS, forAllAgents } from '../all-agents.ts';

/** An event this young tells what a read would tell. */
const FRESH_MS = 10_000;
/** What nobody relies on; the end of a call is for its session to believe. */
const ANSWERS: ReadonlySet<string> = new Set(['recording', 'not-recording', 'ringing', 'held']);

interface Heard {
  /** The newest event, where it is worth anything. */
  snapshot?: Snapshot | undefined;
  /** Elapsed ms. */
  at: number;
  /** Until a read that was sent after the last sign of a pause shows none. */
  mayBePaused: boolean;
  signs: number;
}

/** What a watch need not read, because an event has just told it. */
export interface HeardAnswers {
  heard(snapshot: Snapshot): void;
  /** Nothing that was heard counts: of this call, or of all. */
  doubt(conversationId?: string): void;
  forget(conversationId: string): void;
  /** Reads only what no event has told. */
  instead(api: RecordingApi): RecordingApi;
}

/**
 * Most calls are never paused, and a read of them proves nothing that anybody relies on: the limit of requests is for those that are. A call of which
 * something has told of a pause is read, until a read shows that the pause is over.
 */
export function createHeardAnswers(clock: Pick<Clock, 'now'>): HeardAnswers {
  const all = new Map<string, Heard>();

  function note(snapshot: Snapshot): Heard {
    const { conversationId } = snapshot;
    const known = all.get(conversationId) ?? { at: -Infinity, mayBePaused: false, signs: 0 };
    all.set(conversationId, known);
    if (!tellsOfPause(snapshot)) return known;
    known.mayBePaused = true;
    known.signs += 1;
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
    instead: (api) => ({
      ...api,
      async readCall(conversationId) {
        const told = answerOf(conversationId);
        if (told) return ok(told);
        const before = all.get(conversationId)?.signs ?? 0;
        const read = await api.readCall(conversationId);
        // A call that was given up meanwhile is not known again by its last answer.
        const known = all.get(conversationId);
        if (!read.ok || !known) return read;
        note(read.value);
        if (known.signs === before) known.mayBePaused = false;
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
