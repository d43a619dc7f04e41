import type { FeedEvent } from '../../../../src/app/ports.ts';
import {
  createCallFeed,
  createQueueFeed,
  type CallFeedDeps,
} from '../../../../src/genesys/feed/call-feed.ts';
import type { SocketHandlers } from '../../../../src/genesys/feed/socket.ts';
import { createRest } from '../../../../src/genesys/http/rest.ts';
import type { ApiAnswer, ApiRequest } from '../../../../src/genesys/http/transport.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';

export const TOPIC = 'v2.users.me.conversations.calls';

export interface FakeSocket {
  readonly uri: string;
  readonly sent: string[];
  closed: boolean;
  readonly on: SocketHandlers;
  frame(frame: unknown): void;
}

interface FakeTopic {
  id: string;
  state: string;
  missingPermissions?: string[];
}

/** A platform's channels in a few lines: what the feed asks is recorded, what it gets is up to the test. */
export function setUpFeed({
  random = () => 0.5,
  ...more
}: Pick<Partial<CallFeedDeps>, 'random' | 'join' | 'relay'> = {}) {
  const clock = fakeClock();
  const requests: ApiRequest[] = [];
  const sockets: FakeSocket[] = [];
  const events: FeedEvent[] = [];
  const notes: [string, unknown][] = [];
  const answers: (ApiAnswer | Promise<ApiAnswer>)[] = [];
  let channels = 0;
  let topics: FakeTopic[] = [{ id: TOPIC, state: 'Permitted' }];

  const answered = (body: unknown, status = 200, headers = {}): ApiAnswer => ({
    kind: 'answered',
    status,
    headers,
    body,
  });
  const transport = async (request: ApiRequest): Promise<ApiAnswer> => {
    requests.push(request);
    const next = answers.shift();
    if (next !== undefined) return next;
    if (request.method !== 'POST') return answered({ entities: topics });
    channels += 1;
    return answered({ id: `channel-${channels}`, connectUri: `wss://streaming.example/s3cret-${channels}` });
  };
  const openSocket = (uri: string, on: SocketHandlers) => {
    const socket: FakeSocket = {
      uri,
      sent: [],
      closed: false,
      on,
      frame: (frame) => on.message(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    };
    sockets.push(socket);
    return {
      send: (text: string) => void socket.sent.push(text),
      close: () => void (socket.closed = true),
    };
  };
  const deps = {
    rest: createRest(transport, clock),
    openSocket,
    clock,
    random,
    log: { note: (event: string, fields?: object) => void notes.push([event, fields]) },
    ...more,
  };
  const feed = createCallFeed(deps);
  const queueFeed = createQueueFeed(deps);

  return {
    clock,
    requests,
    sockets,
    events,
    notes,
    feed,
    /** The next answers, in order; after them the platform is well again. */
    answerWith: (...next: (ApiAnswer | Promise<ApiAnswer>)[]) => void answers.push(...next),
    status: (status: number, headers = {}) => answered({}, status, headers),
    topics: (entities: FakeTopic[]) => void (topics = entities),
    start: () => feed.start('me', (event) => events.push(event)),
    watch: (...queueIds: string[]) => queueFeed.start(queueIds, (event) => events.push(event)),
    last: () => sockets.at(-1)!,
    /** Opens the newest socket and lets the subscription be confirmed. */
    async open() {
      await settle();
      sockets.at(-1)!.on.opened();
      await settle();
    },
    asked: () => requests.map(({ method, path }) => `${method} ${path.replace(/^.*\/notifications\//, '')}`),
    kinds: () => events.map((event) => (event.kind === 'lost' ? `lost ${event.why}` : event.kind)),
  };
}

export const HEARTBEAT = { topicName: 'channel.metadata', eventBody: { message: 'WebSocket Heartbeat' } };
export const PONG = { topicName: 'channel.metadata', eventBody: { message: 'pong' } };
