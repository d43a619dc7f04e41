import type { CallFeed, Clock, Ids, Log } from '../app/ports.ts';
import { createQueueFeed } from '../genesys/feed/call-feed.ts';
import { socketsOf } from '../genesys/feed/socket.ts';
import { createRest } from '../genesys/http/rest.ts';
import { createQueueApi, type QueueApi } from '../genesys/queue-api.ts';
import { createClock } from '../platform/clock.ts';
import { createFileJournal } from './home/file-journal.ts';
import { createFetchTransport } from './http/fetch-transport.ts';
import { createLongWaits } from './http/long-waits.ts';
import { CappedSocket } from './http/capped-socket.ts';
import { createPacer } from './http/pacer.ts';
import type { RateKnowledge } from './http/rate-window.ts';
import { createTokenSource } from './http/token.ts';
import type { Settings } from './settings.ts';
import { createTrail } from './trail.ts';

/** Replaceable parts, for tests: nothing else of the world is touched. */
export interface Parts {
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly log?: Log;
  readonly random?: () => number;
}

/** Clocks differ. */
const AHEAD_MS = 60_000;

export type Wiring = ReturnType<typeof wire>;

/** What every verb of a controller works with: a client's token, its requests, the journal of its home. */
export function wire(settings: Settings, parts: Parts) {
  const send = parts.fetch ?? fetch;
  const clock = parts.clock ?? createClock();
  const ids = parts.ids ?? { next: () => crypto.randomUUID() };
  const log = parts.log ?? { note: () => {} };
  const random = parts.random ?? Math.random;
  const trail = createTrail(log, clock);
  const wall = () => clock.wall();
  const app = __APP_VERSION__;
  const { region } = settings;
  const about = { app, ...(region !== undefined && { region }) };

  const waits = createLongWaits(clock);
  const connect = (knowledge?: RateKnowledge) => {
    const token = trail.token(createTokenSource({ ...settings, fetch: send, clock }));
    const transport = createFetchTransport({ apiUrl: settings.apiUrl, token, fetch: send, clock });
    return createPacer(waits.over(trail.transport(transport)), clock, knowledge);
  };
  const pacer = connect();
  const rest = createRest(pacer.transport, clock);
  const queueApi: QueueApi = createQueueApi(rest);
  const journal = createFileJournal({ home: settings.home, ids, log, wall });
  const openFeed = () => createQueueFeed({ rest, openSocket: socketsOf(CappedSocket), clock, random, log });
  const callDeps = (feed: CallFeed, signal?: AbortSignal) => ({
    ...about,
    feed,
    journal,
    clock,
    ids,
    log,
    ...(signal && { signal }),
  });
  /** From `from` on, epoch ms. */
  const interval = (from: number) => ({ from, to: wall() + AHEAD_MS });

  return {
    settings,
    send,
    clock,
    ids,
    log,
    random,
    trail,
    wall,
    about,
    waits,
    connect,
    pacer,
    rest,
    queueApi,
    journal,
    openFeed,
    callDeps,
    interval,
  };
}
