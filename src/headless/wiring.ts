import type { CallFeed, Clock, Ids, Log } from '../app/ports.ts';
import { createPlatformTime } from '../app/platform-time.ts';
import type { WishAction } from '../domain/audit.ts';
import { createQueueFeed } from '../genesys/feed/call-feed.ts';
import { socketsOf } from '../genesys/feed/socket.ts';
import { createRest } from '../genesys/http/rest.ts';
import { createQueueApi, type QueueApi } from '../genesys/queue-api.ts';
import { createClock } from '../platform/clock.ts';
import { createSeenRecorded } from './control/seen-recorded.ts';
import { createFileJournal } from './home/file-journal.ts';
import { ownPausesOf } from './home/own-pauses.ts';
import { createFetchTransport } from './http/fetch-transport.ts';
import { createLongWaits } from './http/long-waits.ts';
import { CappedSocket } from './http/capped-socket.ts';
import { createTokenSource, givenToken, type TokenSource } from './http/token.ts';
import { createParty, type Party } from './party.ts';
import { UsageError, type Settings } from './settings.ts';
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

/** What every verb of a controller works with: tokens, their requests, the journal of its home. */
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
  const { clientId, clientSecret, accessToken, loginUrl, apiUrl } = settings;
  const partyOf = (isUser: boolean, source: () => TokenSource) =>
    createParty(
      () => {
        const token = trail.token(source());
        return waits.over(trail.transport(createFetchTransport({ apiUrl, token, fetch: send, clock })));
      },
      isUser,
      clock,
    );
  const client =
    clientId === undefined || clientSecret === undefined
      ? undefined
      : partyOf(false, () =>
          createTokenSource({
            loginUrl,
            clientId,
            clientSecret,
            fetch: send,
            clock,
            notRenewed: trail.notRenewed,
          }),
        );
  const user = accessToken === undefined ? undefined : partyOf(true, () => givenToken(accessToken));
  const main = client ?? user;
  if (main === undefined) throw new UsageError('Neither a client nor an access token is given.');
  const { pacer } = main;
  /** Starting and stopping is for users, where there is one. */
  const partyFor = (action: WishAction): Party =>
    (action === 'start' || action === 'stop') && user ? user : main;
  const platformTime = createPlatformTime(clock);
  const rest = createRest(pacer.transport, clock, { steady: clock.steady, heard: platformTime.heard });
  const queueApi: QueueApi = createQueueApi(rest);
  const journal = createFileJournal({ home: settings.home, ids, log, wall });
  const recorded = createSeenRecorded({
    ...about,
    journal,
    ids,
    clock,
    ownPauses: ownPausesOf(journal.files),
  });
  const openFeed = () => createQueueFeed({ rest, openSocket: socketsOf(CappedSocket), clock, random, log });
  const callDeps = (feed: CallFeed, signal?: AbortSignal) => ({
    ...about,
    feed,
    journal,
    mayTakeEffect: journal.mayTakeEffect,
    recorded,
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
    partyFor,
    canLast: client !== undefined,
    pacer,
    platformTime,
    rest,
    queueApi,
    journal,
    recorded,
    openFeed,
    callDeps,
    interval,
  };
}
