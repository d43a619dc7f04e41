import { WebSocket } from 'ws';
import type { Sandbox } from '../../sandbox/server.ts';
import type { FeedEvent, Log } from '../../src/app/ports.ts';
import { createCallFeed } from '../../src/genesys/feed/call-feed.ts';
import { socketsOf } from '../../src/genesys/feed/socket.ts';
import { createRest } from '../../src/genesys/http/rest.ts';
import { createSdkClient, type Place } from '../../src/genesys/http/sdk-client.ts';
import { createRecordingApi } from '../../src/genesys/recording-api.ts';
import { fakeClock } from '../support/fake-clock.ts';

/** The part of config.json that says where the platform is. */
const placeOf = (sandbox: Sandbox): Place => ({
  gateway: {
    protocol: 'http',
    host: 'localhost',
    port: Number(new URL(sandbox.platformUrl).port),
    loginPath: '/login',
    apiPath: '/api',
  },
});

export interface FeedProbe {
  readonly events: FeedEvent[];
  report(event: FeedEvent): void;
  /** The next event that fits, of those after the last one that was waited for. */
  next(fits: (event: FeedEvent) => boolean): Promise<FeedEvent>;
  kind(kind: FeedEvent['kind']): Promise<FeedEvent>;
}

export function feedProbe(): FeedProbe {
  const events: FeedEvent[] = [];
  const waiting = new Set<() => void>();
  let seen = 0;
  const next: FeedProbe['next'] = (fits) =>
    new Promise((resolve) => {
      const look = () => {
        const index = events.findIndex((event, at) => at >= seen && fits(event));
        if (index === -1) return;
        seen = index + 1;
        waiting.delete(look);
        resolve(events[index]!);
      };
      waiting.add(look);
      look();
    });
  return {
    events,
    report(event) {
      events.push(event);
      for (const look of waiting) look();
    },
    next,
    kind: (kind) => next((event) => event.kind === kind),
  };
}

/** Waits for something that comes by a real connection, however long that takes. */
export async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setImmediate(resolve));
}

/** The adapters as `main.ts` puts them together, over real connections, with a clock that moves when told. */
export function adapters(sandbox: Sandbox) {
  const clock = fakeClock(Date.now());
  const notes: [string, unknown][] = [];
  const log: Log = { note: (event, fields) => notes.push([event, fields]) };
  const client = createSdkClient({ place: placeOf(sandbox), fetch, clock });
  const rest = createRest(client.transport, clock);
  const openSocket = socketsOf(WebSocket);
  const feed = createCallFeed({ rest, openSocket, clock, random: () => 0.5, log });
  return { clock, notes, log, client, rest, api: createRecordingApi(rest), feed };
}
