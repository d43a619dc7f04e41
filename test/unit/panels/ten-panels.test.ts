import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSession, type Session } from '../../../src/app/session.ts';
import { ok } from '../../../src/domain/result.ts';
import { createCallFeed } from '../../../src/genesys/feed/call-feed.ts';
import { readRelayed } from '../../../src/genesys/feed/read-frame.ts';
import type { SocketHandlers } from '../../../src/genesys/feed/socket.ts';
import { createRest } from '../../../src/genesys/http/rest.ts';
import type { ApiRequest } from '../../../src/genesys/http/transport.ts';
import { createRecordingApi } from '../../../src/genesys/recording-api.ts';
import { createSharedFeed } from '../../../src/panels/shared-feed.ts';
import { counterIds, silentLog } from '../../support/browser-fakes.ts';
import { makePolicy } from '../../support/builders.ts';
import { fakeClock, settle, type FakeClock } from '../../support/fake-clock.ts';
import { flatCall, IDS } from '../genesys/wire/bodies.ts';
import { fakeBrowser, type FakeFrame } from './fake-browser.ts';

const HEARTBEAT = '{"topicName":"channel.metadata","eventBody":{"message":"WebSocket Heartbeat"}}';
const TOPIC = `v2.users.${IDS.user}.conversations.calls`;

interface Panel {
  readonly frame: FakeFrame;
  readonly session: Session;
  /** The whole iframe is gone, its socket with it. */
  vanish(): void;
}

let clock: FakeClock;
let browser: ReturnType<typeof fakeBrowser>;
let requests: ApiRequest[];
let sockets: { on: SocketHandlers; open: boolean; silent: boolean; uri: string }[];
let panels: Panel[];
let channels: number;

beforeEach(() => {
  clock = fakeClock();
  browser = fakeBrowser();
  requests = [];
  sockets = [];
  panels = [];
  channels = 0;
});
afterEach(() => {
  for (const { session } of panels) session.close();
});

/** One panel with everything real but the browser, the journal and the platform. */
function openPanel(): Panel {
  const frame = browser.frame();
  const mine: (typeof sockets)[number][] = [];
  let gone = false;
  const answer = (body: unknown) => ({ kind: 'answered' as const, status: 200, headers: {}, body });
  const rest = createRest(async (request) => {
    if (gone) return new Promise(() => {});
    requests.push(request);
    if (request.path === '/api/v2/notifications/channels') {
      channels += 1;
      return answer({ id: `channel-${channels}`, connectUri: `wss://streaming.example/${channels}` });
    }
    if (request.path.includes('/subscriptions')) {
      return answer({ entities: [{ id: TOPIC, state: 'Permitted' }] });
    }
    return answer(flatCall());
  }, clock);
  const feed = createSharedFeed({
    browser: frame.sharing,
    nameFor: (userId) => userId,
    openFeed: (hooks) =>
      createCallFeed({
        rest,
        clock,
        random: () => 0.5,
        log: silentLog,
        only: IDS.conversation,
        openSocket(uri, on) {
          const socket = { uri, on, open: true, silent: false };
          sockets.push(socket);
          mine.push(socket);
          queueMicrotask(on.opened);
          return {
            send: () => {
              if (!socket.silent) socket.on.message(HEARTBEAT);
            },
            close: () => void (socket.open = false),
          };
        },
        ...hooks,
      }),
    readFrame: (text, userId) => readRelayed(text, userId, silentLog, IDS.conversation),
    clock,
    ids: counterIds(`panel-${panels.length}`),
    log: silentLog,
  });
  const session = createSession(
    {
      api: createRecordingApi(rest),
      feed,
      journal: {
        intent: () => true,
        append: () => Promise.resolve(ok(undefined)),
        adoptLeftOvers: () => Promise.resolve(ok([])),
      },
      clock,
      ids: counterIds(),
      log: silentLog,
    },
    {
      me: { userId: IDS.user, permissions: new Set() },
      conversationId: IDS.conversation,
      origin: { app: '0.1.0', userId: IDS.user },
      policyFor: () => ({ ...makePolicy(), startStop: 'snippet' as const }),
      settled: true,
      onMatch: () => {},
      onSignedOut: () => {},
    },
  );
  const panel = {
    frame,
    session,
    vanish() {
      gone = true;
      frame.remove();
      session.close();
      for (const socket of mine) socket.open = false;
    },
  };
  panels.push(panel);
  return panel;
}

const open = () => sockets.filter((socket) => socket.open);

/** A heartbeat every 30 s, as the platform sends them. */
async function quiet(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 30_000) {
    await clock.pass(30_000);
    for (const socket of open()) if (!socket.silent) socket.on.message(HEARTBEAT);
    await settle();
  }
}

const states = () => panels.map(({ session }) => session.conversations.value[0]?.state);
const counted = () => {
  const counts: Record<string, number> = {};
  for (const { method, path } of requests)
    counts[`${method} ${path}`] = (counts[`${method} ${path}`] ?? 0) + 1;
  return counts;
};

async function tenPanels(): Promise<void> {
  for (let count = 0; count < 10; count += 1) openPanel();
  for (let step = 0; step < 30; step += 1) await clock.pass(100);
}

describe('ten panels of one agent', () => {
  it('have one channel, and ask nothing of the platform in ten quiet minutes', async () => {
    await tenPanels();
    expect(states()).toEqual(Array.from({ length: 10 }, () => 'recording'));
    expect(channels).toBe(1);
    requests = [];
    await quiet(600_000);
    expect(counted()).toEqual({});
    expect(states()).toEqual(Array.from({ length: 10 }, () => 'recording'));
  });

  it('hear of a change through the one socket, and each judges it itself', async () => {
    await tenPanels();
    requests = [];
    sockets[0]?.on.message(
      JSON.stringify({ topicName: TOPIC, eventBody: flatCall({ recordingState: 'odd' }) }),
    );
    await clock.pass(3_000);
    expect(counted()).toEqual({ 'GET /api/v2/conversations/calls/{conversationId}': 10 });
  });

  it('are all Unknown within 36 s when the one with the channel dies silently, and come back by themselves', async () => {
    await tenPanels();
    await quiet(60_000);
    panels[0]?.frame.freeze();
    for (const socket of sockets) socket.silent = true;
    await clock.pass(36_000);
    expect(states().slice(1)).toEqual(Array.from({ length: 9 }, () => 'unknown'));
    for (let step = 0; step < 50; step += 1) await clock.pass(100);
    expect(states().slice(1)).toEqual(Array.from({ length: 9 }, () => 'recording'));
  });

  it('go on with the same channel when the iframe that has it is removed', async () => {
    await tenPanels();
    panels.shift()?.vanish();
    for (let step = 0; step < 30; step += 1) await clock.pass(100);
    expect(states()).toEqual(Array.from({ length: 9 }, () => 'recording'));
    expect(channels).toBe(1);
    expect(open().map(({ uri }) => uri)).toEqual(['wss://streaming.example/1']);
  });
});
