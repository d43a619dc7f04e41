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
/** What a read shows. */
let call: ReturnType<typeof flatCall>;
/** Commands are. */
let refused: boolean;
/** So many commands are answered 429. */
let limited: number;

beforeEach(() => {
  clock = fakeClock();
  browser = fakeBrowser();
  requests = [];
  sockets = [];
  panels = [];
  channels = 0;
  call = flatCall();
  refused = false;
  limited = 0;
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
    if (request.method === 'GET') return answer(call);
    if (limited > 0) {
      limited -= 1;
      return { ...answer({}), status: 429, headers: { 'retry-after': '5' } };
    }
    return refused ? { ...answer({}), status: 403 } : answer({});
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

const PAUSED_LEG = {
  recordingState: 'paused',
  securePause: true,
  recordersState: { customerExperienceState: 'PAUSED' },
};
const PAUSED_WITH_SCREEN = { ...PAUSED_LEG, screenRecordingState: 'ACTIVE' };
const PAUSED = flatCall({ recordingState: 'paused', securePause: true }, PAUSED_LEG);
const view = (panel: Panel) => panel.session.conversations.value[0];
const safes = () => panels.map((panel) => view(panel)?.safe);
const READ = 'GET /api/v2/conversations/calls/{conversationId}';
const all = (count: number, what: boolean) => Array.from({ length: count }, () => what);

/** Panels that all say safe, while no event comes: the next one is lost, or late. */
async function safePanels(count: number): Promise<void> {
  call = PAUSED;
  for (let opened = 0; opened < count; opened += 1) openPanel();
  for (let step = 0; step < 30; step += 1) await clock.pass(100);
  expect(safes()).toEqual(all(count, true));
  requests = [];
}

describe('panels of one agent in one browser', () => {
  it('withdraw safe together with the one in which Resume is pressed, whether or not an event comes', async () => {
    await safePanels(3);
    panels[1]?.session.ask(IDS.conversation, 'resume', 'agent');
    await settle();
    expect(safes()).toEqual(all(3, false));
    expect(view(panels[0]!)?.alarms.map(({ kind }) => kind)).toEqual(['resumed-in-another-window']);
    call = flatCall();
    for (let step = 0; step < 40; step += 1) await clock.pass(100);
    expect(states()).toEqual(['recording', 'recording', 'recording']);
    // The one that asked looks; the others look once when it has seen the end of it.
    expect(counted()[READ]).toBe(3);
  });

  it('say safe again, all of them, after a look, when that resume was refused', async () => {
    await safePanels(3);
    refused = true;
    panels[1]?.session.ask(IDS.conversation, 'resume', 'agent');
    await settle();
    expect(safes()).toEqual(all(3, false));
    for (let step = 0; step < 150; step += 1) await clock.pass(100);
    expect(safes()).toEqual(all(3, true));
  });

  it('all give a pause the time that the agent takes in one of them, once, and ask nothing for it', async () => {
    await safePanels(3);
    await quiet(120_000);
    const ends = () => panels.map((panel) => view(panel)?.limit?.endsAt ?? 0);
    const before = ends();
    requests = [];
    panels[1]?.session.extend(IDS.conversation);
    await settle();
    expect(ends()).toEqual(before.map((at) => at + 60_000));
    expect(requests).toEqual([]);
    panels[0]?.session.extend(IDS.conversation);
    panels[2]?.session.extend(IDS.conversation);
    await settle();
    expect(ends()).toEqual(before.map((at) => at + 120_000));
  });

  it('send no Resume any more that waits for its next try, once Pause is pressed in one of them', async () => {
    await safePanels(3);
    limited = 1;
    panels[0]?.session.ask(IDS.conversation, 'resume', 'agent');
    for (let step = 0; step < 25; step += 1) await clock.pass(100);
    expect(view(panels[0]!)?.pending).toBe('resume');
    const requested = requests.length;
    panels[1]?.session.ask(IDS.conversation, 'pause', 'agent');
    expect(requests.slice(requested)).toMatchObject([{ body: { recordingState: 'PAUSED' } }]);
    await settle();
    expect(view(panels[0]!)?.pending).toBeUndefined();
    for (let step = 0; step < 100; step += 1) await clock.pass(100);
    const states = requests.map(
      ({ body }) => (body as { recordingState?: string } | undefined)?.recordingState,
    );
    expect(states.filter((state) => state !== undefined)).toEqual(['ACTIVE', 'PAUSED']);
    expect(safes()).toEqual(all(3, true));
  });

  it('take a resume whose panel is gone for possible until it is 30 s old', async () => {
    await safePanels(3);
    panels[1]?.session.ask(IDS.conversation, 'resume', 'agent');
    await settle();
    panels.splice(1, 1)[0]?.vanish();
    await clock.pass(29_000);
    expect(safes()).toEqual(all(2, false));
    await clock.pass(3_000);
    for (let step = 0; step < 30; step += 1) await clock.pass(100);
    expect(safes()).toEqual(all(2, true));
  });

  it('look again when one of them sees what speaks against safe and no event has told them', async () => {
    await safePanels(3);
    call = flatCall();
    panels[2]?.session.refresh(IDS.conversation);
    await settle();
    expect(view(panels[2]!)?.safe).toBe(false);
    // No evidence of their own yet.
    expect(safes()).toEqual([true, true, false]);
    await clock.pass(1_100);
    expect(safes()).toEqual(all(3, false));
    for (let step = 0; step < 30; step += 1) await clock.pass(100);
    expect(states()).toEqual(['recording', 'recording', 'recording']);
  });

  it('look again in the same way while a screen is recorded', async () => {
    await safePanels(3);
    const told = flatCall({ recordingState: 'paused', securePause: true }, PAUSED_WITH_SCREEN);
    sockets[0]?.on.message(JSON.stringify({ topicName: TOPIC, eventBody: told }));
    for (let step = 0; step < 30; step += 1) await clock.pass(100);
    expect(safes()).toEqual(all(3, true));
    expect(view(panels[0]!)?.recorders).toEqual(['screen']);
    call = flatCall();
    panels[2]?.session.refresh(IDS.conversation);
    await clock.pass(1_100);
    expect(safes()).toEqual(all(3, false));
  });

  it('claim and deny nothing because of it: what it saw was outdated, and they go on after one look each', async () => {
    await safePanels(3);
    call = flatCall();
    panels[2]?.session.refresh(IDS.conversation);
    await settle();
    call = PAUSED;
    requests = [];
    for (let step = 0; step < 30; step += 1) await clock.pass(100);
    expect(safes()).toEqual([true, true, false]);
    expect(counted()[READ]).toBe(2);
  });
});
