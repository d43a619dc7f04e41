import type { Models } from 'purecloud-platform-client-v2';
import type { Clock, RecordingApi } from '../app/ports.ts';
import type { Failure } from '../domain/failure.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { ChannelApi } from '../genesys/feed/channel-api.ts';
import { callsTopic } from '../genesys/wire/topics.ts';
import { subscribe } from '../genesys/feed/refused-topics.ts';
import type { OpenSocket } from '../genesys/feed/socket.ts';
import type { Rest } from '../genesys/http/rest.ts';
import { decode } from '../genesys/wire/fields.ts';
import type { Facts } from './facts.ts';

export interface ProbeDeps {
  readonly rest: Rest;
  readonly api: Pick<RecordingApi, 'me' | 'myCalls'>;
  /** For the round trip, and to be told whether the calls of this user may be subscribed to. */
  readonly channels: Pick<ChannelApi, 'create' | 'subscribe' | 'topics'>;
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  /** The `Date` header of the app's own host, as epoch ms. */
  readonly hostTime: () => Promise<number | undefined>;
  readonly storage: () => Promise<Facts['storage']>;
  readonly headers: () => Promise<Facts['headers']>;
}

type Known = Pick<
  Facts,
  | 'region'
  | 'gateway'
  | 'startStop'
  | 'mistakes'
  | 'versions'
  | 'popup'
  | 'refusedPermission'
  | 'redirectElsewhere'
  | 'licence'
  | 'signIn'
>;

/** A pong comes within a second on a bad line; after this nobody waits for it. */
const PONG_MS = 8_000;

/** Asks everything once. A request that is refused is a fact like any other. */
export async function findOut(deps: ProbeDeps, known: Known): Promise<Facts> {
  const { rest, api, clock } = deps;
  const [me, scopes, calls, hostTime, storage, headers, channels] = await Promise.all([
    api.me(),
    rest.ask({ method: 'GET', path: '/api/v2/tokens/me' }, decodeScopes),
    api.myCalls(),
    deps.hostTime(),
    deps.storage(),
    deps.headers(),
    rest.ask(
      { method: 'GET', path: '/api/v2/notifications/channels', query: { includechannels: 'oauthclient' } },
      decodeChannelCount,
    ),
  ]);
  const channel = await deps.channels.create();
  const [socket, updates] = channel.ok
    ? await Promise.all([
        roundTrip(deps, channel.value.connectUri),
        me.ok ? subscribe(deps.channels, channel.value.id, [callsTopic(me.value.userId)]) : me,
      ])
    : [channel, channel];
  return {
    ...known,
    clockSkewMs: hostTime === undefined ? undefined : clock.wall() - hostTime,
    storage,
    headers,
    user: me.ok ? me.value.name : undefined,
    permissions: me.ok ? ok(me.value.permissions) : me,
    scopes,
    refusedScopes: refusedScopes([
      ['user-basic-info', me],
      ['users:readonly', me],
      ['notifications', socket],
      ['conversations', calls],
    ]),
    socket,
    updates,
    channels,
    calls: calls.ok ? ok(ofCalls(calls.value)) : calls,
  };
}

/** A 403 that names no permission is about the scope. */
const refusedScopes = (
  answers: readonly (readonly [scope: string, answer: Result<unknown>])[],
): ReadonlyMap<string, Failure> =>
  new Map(
    answers.flatMap(([scope, answer]) =>
      !answer.ok && answer.failure.kind === 'denied' && answer.failure.permission === undefined
        ? [[scope, answer.failure] as const]
        : [],
    ),
  );

const decodeScopes = (value: unknown): Result<readonly string[] | undefined> =>
  decode<Models.TokenInfo, readonly string[] | undefined>(
    value,
    (token) =>
      token.object<Models.OAuthClient>('OAuthClient')?.texts('scope') ?? token.texts('authorizedScope'),
  );

const decodeChannelCount = (value: unknown): Result<number> =>
  decode<Models.ChannelEntityListing, number>(
    value,
    (listing) => listing.objects<Models.Channel>('entities')?.length ?? 0,
  );

function ofCalls(calls: readonly Snapshot[]) {
  const live = calls.filter(({ legs }) => legs.some((leg) => leg.live && leg.userId !== undefined));
  const isRecorded = ({ recordingState, legs }: Snapshot) =>
    [recordingState, ...legs.map((leg) => leg.recordingState)].some(
      (state) => state === 'active' || state === 'paused',
    );
  const tells = ({ securePause, legs }: Snapshot) =>
    [securePause, ...legs.map((leg) => leg.securePause)].some((told) => told !== undefined);
  return {
    live: live.length,
    recorded: live.filter(isRecorded).length,
    withSecurePause: live.filter(tells).length,
  };
}

/** One channel, one ping, one pong. The channel ends by itself; there is no request to delete one. */
function roundTrip({ openSocket, clock }: ProbeDeps, connectUri: string): Promise<Facts['socket']> {
  return new Promise((resolve) => {
    let sentAt: number | undefined;
    const finish = (result: Facts['socket']) => {
      cancel();
      resolve(result);
      socket.close();
    };
    const cancel = clock.after(PONG_MS, () => finish(failed({ kind: 'timeout' })));
    const socket = openSocket(connectUri, {
      opened() {
        sentAt = clock.now();
        socket.send('{"message":"ping"}');
      },
      message(data) {
        if (sentAt === undefined || !String(data).includes('pong')) return;
        finish(ok({ roundTripMs: Math.round(clock.now() - sentAt) }));
      },
      closed: () => finish(failed({ kind: 'offline' })),
    });
  });
}
