import type { FeedEvent } from '../../src/app/ports.ts';
import type { AuditFacts } from '../../src/domain/audit.ts';
import type { Result } from '../../src/domain/result.ts';
import type { ApiAnswer } from '../../src/genesys/http/transport.ts';
import type { FoundCall } from '../../src/genesys/wire/details-query.ts';
import type { Archivist, Sighting } from '../../src/headless/archive/archivist.ts';
import type { WatchEvent } from '../../src/headless/watch/watch-event.ts';
import { startWatch } from '../../src/headless/watch/watcher.ts';
import { makeLeg, makeSnapshot } from './builders.ts';
import { fakeClock } from './fake-clock.ts';

export const CALL = 'call-1';
export const QUEUE = 'queue-1';
export const MINUTE = 60_000;

export const live = makeSnapshot({
  conversationId: CALL,
  legs: [makeLeg({ participantId: 'leg-1', queueId: QUEUE })],
});

/** GET conversations/calls/{id} of an agent's leg in a state. */
export const body = (state: string): ApiAnswer => ({
  kind: 'answered',
  status: 200,
  headers: {},
  body: {
    id: CALL,
    participants: [
      {
        id: 'leg-1',
        purpose: 'agent',
        user: { id: 'user-1' },
        queue: { id: QUEUE },
        state,
        recordingState: 'active',
        ...(state === 'terminated' && { endTime: '2026-01-05T09:05:00.000Z' }),
      },
    ],
  },
});
export const status = (code: number): ApiAnswer => ({
  kind: 'answered',
  status: code,
  headers: {},
  body: {},
});

export function watching({
  left = [] as string[],
  found = [] as FoundCall[],
  answer = body('connected'),
  queueIds = [QUEUE],
  lasts = {} as Readonly<Record<string, number>>,
  missing = [] as string[],
  clock = fakeClock(),
  archivist = undefined as Archivist | undefined,
} = {}) {
  const begunAt = clock.wall() - MINUTE;
  const noted: (number | undefined)[] = [];
  const notedOf = new Map<string, number>();
  const world = {
    answer,
    reads: 0,
    starts: 0,
    replaced: 0,
    own: new Set<string>(),
    /** When its newest pause was confirmed. */
    pausedAt: -Infinity,
    logReads: 0,
    logFails: false,
    queues: [] as readonly string[],
    asked: [] as { queueId: string; from: number }[],
    analytics: undefined as Result<readonly FoundCall[]> | undefined,
    /** A queue of which analytics tells nothing. */
    untold: '',
  };
  const events: WatchEvent[] = [];
  const heard: (readonly [string, Sighting])[] = [];
  const over: string[] = [];
  const sights: (readonly [boolean, string | undefined])[] = [];
  const journal: AuditFacts[] = [];
  let report: (event: FeedEvent) => void = () => {};
  let ids = 0;
  const watcher = startWatch({
    queueIds,
    feed: {
      start(queues, tell) {
        world.queues = queues;
        world.starts += 1;
        report = tell;
      },
      replace: () => void (world.replaced += 1),
      probe() {},
      close() {},
    },
    pacer: {
      transport: async () => {
        world.reads += 1;
        return world.answer;
      },
    },
    archivist: archivist ?? {
      start: () => left,
      heard: (id, about) => void heard.push([id, about]),
      paused: (_id, isPaused, last) => void sights.push([isPaused, last?.userId]),
      ended: (id) => void over.push(id),
    },
    alive: {
      last: (queueId) => lasts[queueId] ?? begunAt,
      missing: () => missing,
      note(until) {
        noted.push(until.get(QUEUE));
        for (const [queueId, at] of until) notedOf.set(queueId, at);
      },
    },
    journal: {
      intent: () => true,
      async append(facts: AuditFacts) {
        journal.push(facts);
        world.own.delete(facts.conversationId);
        return { ok: true, value: undefined };
      },
      adoptLeftOvers: async () => ({ ok: true, value: [] }),
    },
    clock,
    ids: { next: () => `id-${(ids += 1)}` },
    log: { note() {} },
    app: '1.0.0',
    async callsSince(queueId, from) {
      world.asked.push({ queueId, from });
      if (queueId === world.untold) return { ok: false, failure: { kind: 'timeout' } };
      return world.analytics ?? { ok: true, value: found };
    },
    async ownPauses() {
      world.logReads += 1;
      if (world.logFails) throw new Error('EIO');
      return new Map([...world.own].map((id) => [id, world.pausedAt]));
    },
    tell: (event) => void events.push(event),
  });
  const say = (event: FeedEvent) => report(event);
  return { clock, world, events, heard, over, sights, journal, watcher, begunAt, noted, notedOf, say };
}

/** Heart-beats, and nothing else. */
export async function silence({ clock, say }: ReturnType<typeof watching>, minutes: number) {
  for (let half = 0; half < minutes * 2; half += 1) {
    say({ kind: 'frame' });
    await clock.pass(MINUTE / 2);
  }
}
