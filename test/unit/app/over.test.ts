import { expect, it } from 'vitest';
import type { Host, Me, SignIn, SignInOutcome } from '../../../src/app/ports.ts';
import type { Session } from '../../../src/app/session.ts';
import { createApp, type SessionOwner } from '../../../src/app/start.ts';
import { store, type Store } from '../../../src/app/store.ts';
import type { AppView, ConversationView, Unlisted } from '../../../src/app/view.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { failed, ok, type Result } from '../../../src/domain/result.ts';
import { silentLog } from '../../support/browser-fakes.ts';
import { AGENT } from '../../support/builders.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';
import { noHost } from '../../support/no-host.ts';
import { makeCall, makeSafeCall } from '../ui/views.ts';

const nothing = () => {};
const SIGNED_IN: SignInOutcome = { kind: 'signed-in', expiresAt: Infinity, settled: true };

interface FakeSession extends Session {
  readonly conversations: Store<readonly ConversationView[]>;
  readonly asked: string[];
  /** The alarms of each call that was left. */
  readonly reminded: string[];
  isClosed: boolean;
}

function fakeSession(): FakeSession {
  const session: FakeSession = {
    conversations: store<readonly ConversationView[]>([makeSafeCall()]),
    asked: [],
    reminded: [],
    isClosed: false,
    ask: (_id, action) => void session.asked.push(action),
    askCapture: nothing,
    nameReason: nothing,
    past: () => ({
      samples: [],
      facts: [],
      userId: '',
      wall: 0,
      platformNow: undefined,
      keep: () => () => {},
      permissions: new Set(),
    }),
    extend: nothing,
    countdownSeen: nothing,
    refresh: nothing,
    settle: nothing,
    wake: nothing,
    freeze: nothing,
    offline: nothing,
    unlisted: store<Unlisted | undefined>(undefined),
    search: nothing,
    thaw: nothing,
    adopt: nothing,
    signOut: nothing,
    signIn: nothing,
    heldBack: [],
    renews: () => {},
    holdBack: () => {},
    remind: (left) =>
      void session.reminded.push(...left.map(({ alarms }) => alarms.map(({ kind }) => kind).join())),
    settleOwner: nothing,
    close: () => void (session.isClosed = true),
  };
  return session;
}

/** A panel that shows a safe call, and everything it has opened, told and shown. */
async function runningApp() {
  const sessions: FakeSession[] = [];
  const owners: SessionOwner[] = [];
  const counts: number[] = [];
  const announced: string[] = [];
  let abandoned = 0;
  let me: () => Promise<Result<Me>> = async () => ok({ userId: AGENT, permissions: new Set() });
  let siblingSignedIn = nothing;
  const clock = fakeClock();
  const renewals: ((outcome: SignInOutcome) => void)[] = [];
  const windows: ((outcome: SignInOutcome) => void)[] = [];
  const host: Host = { ...noHost, present: true, attention: (count) => void counts.push(count) };
  const signIn: SignIn = {
    begin: async () => SIGNED_IN,
    again: () => new Promise((resolve) => void windows.push(resolve)),
    renew: () => new Promise((resolve) => void renewals.push(resolve)),
    signedInAs: nothing,
    settle: nothing,
    setAside: async () => ({ kind: 'click-needed' }),
    forget: nothing,
    onTokenNear(run) {
      siblingSignedIn = run;
      return nothing;
    },
    onSettled: () => nothing,
    onEnding: () => nothing,
    onSignedOut: () => nothing,
    registered: { clientId: 'client-1', redirectUri: 'https://app.example/index.html' },
    isKept: Promise.resolve(true),
  };
  const app = createApp({
    signIn,
    api: { me: () => me() },
    host,
    clock,
    log: silentLog,
    openSession(_me, owner) {
      owners.push(owner);
      const session = fakeSession();
      sessions.push(session);
      return session;
    },
    announce: (alarm) => void announced.push(alarm?.kind ?? 'over'),
    abandoned: () => void (abandoned += 1),
    disabledSections: [],
  });
  await app.begin();
  return {
    app,
    sessions,
    owners,
    clock,
    counts,
    announced,
    abandoned: () => abandoned,
    siblingSignsIn: () => siblingSignedIn(),
    renewed: async (outcome: SignInOutcome) => {
      renewals.shift()?.(outcome);
      await settle();
    },
    windowAnswers: async (outcome: SignInOutcome) => {
      windows.shift()?.(outcome);
      await settle();
    },
    whoami: (answer: () => Promise<Result<Me>>) => void (me = answer),
  };
}

/** Nothing of it may be believed, and nothing in it pressed in vain. */
function expectNoClaim(view: AppView, kind: string): void {
  expect(view).toMatchObject({ phase: 'problem', problem: { kind }, canTryAgain: true });
  const [call] = 'conversations' in view && view.conversations ? view.conversations : [];
  expect(call).toMatchObject({
    state: 'unknown',
    safe: false,
    isWatched: false,
    recorders: [],
    captures: [],
  });
  expect(call?.since).toBeUndefined();
}

const ENDS = [
  ['the desktop says stop', 'stopped', 'stop'],
  ['our own code fails', 'bug', 'fail'],
] as const;

it.each(ENDS)('withdraws every claim in the step in which %s', async (_, kind, end) => {
  const { app, sessions, abandoned } = await runningApp();
  expect(app.view.value).toMatchObject({ phase: 'ready', conversations: [{ safe: true }] });
  app[end]();
  expectNoClaim(app.view.value, kind);
  expect(sessions[0]).toMatchObject({ isClosed: true });
  expect(abandoned()).toBe(1);
});

it('withdraws every claim in the step in which its session fails', async () => {
  const { app, owners } = await runningApp();
  owners[0]!.onBug();
  expectNoClaim(app.view.value, 'bug');
});

it.each(ENDS)('tells nobody anything any more once %s', async (_, kind, end) => {
  const { app, sessions, counts, announced } = await runningApp();
  const alarms = [{ kind: 'resumed-by-someone-else' }] as const;
  sessions[0]!.conversations.value = [makeCall({ alarms })];
  app[end]();
  expect(counts).toEqual([1, 0]);
  sessions[0]!.conversations.value = [makeSafeCall({ alarms: [{ kind: 'cannot-confirm' }] })];
  expectNoClaim(app.view.value, kind);
  expect(announced).toEqual(['resumed-by-someone-else']);
  expect(counts).toEqual([1, 0]);
});

it('leaves an alarm to be read, and lets it be settled without a session', async () => {
  const { app, sessions } = await runningApp();
  const call = makeCall({ alarms: [{ kind: 'cannot-confirm' }] });
  sessions[0]!.conversations.value = [call];
  app.stop();
  expect(app.view.value).toMatchObject({ conversations: [{ alarms: [{ kind: 'cannot-confirm' }] }] });
  app.actions.settle(call.conversationId);
  expect(app.view.value).toMatchObject({ phase: 'problem', conversations: [{ alarms: [] }] });
});

it.each(ENDS)('hands on what was not read before %s, and nothing that was', async (_, _kind, end) => {
  const { app, sessions, whoami } = await runningApp();
  const again = async () => {
    app[end]();
    await app.begin();
    return sessions.at(-1)!;
  };
  sessions[0]!.conversations.value = [makeSafeCall({ alarms: [{ kind: 'recorded-meanwhile' }] })];
  const second = await again();
  expect(second.reminded).toEqual(['recorded-meanwhile']);
  const call = makeCall({ alarms: [{ kind: 'cannot-confirm' }] });
  second.conversations.value = [call];
  app[end]();
  app.actions.settle(call.conversationId);
  expect((await again()).reminded.join('')).toBe('');
  // Nor to somebody else.
  sessions.at(-1)!.conversations.value = [call];
  whoami(async () => ok({ userId: 'somebody-else', permissions: new Set() }));
  expect((await again()).reminded.join('')).toBe('');
});

it.each(ENDS)('begins anew with a session of its own after %s', async (_, _kind, end) => {
  const { app, sessions } = await runningApp();
  app[end]();
  app.actions.tryAgain();
  await settle();
  expect(sessions).toHaveLength(2);
  expect(app.view.value).toMatchObject({ phase: 'ready', conversations: [{ safe: true }] });
  app.actions.pause('any');
  expect(sessions.map(({ asked }) => asked)).toEqual([[], ['pause']]);
});

it('stops and begins as often as it is told', async () => {
  const { app, sessions } = await runningApp();
  for (const round of [2, 3]) {
    app.stop();
    app.stop();
    expectNoClaim(app.view.value, 'stopped');
    await app.begin();
    expect(sessions).toHaveLength(round);
    expect(app.view.value.phase).toBe('ready');
  }
});

it('is not brought back by what was under way, nor by a sibling that signs in', async () => {
  const { app, sessions, siblingSignsIn, renewed, whoami } = await runningApp();
  let answer: (result: Result<Me>) => void = nothing;
  whoami(() => new Promise((resolve) => void (answer = resolve)));
  app.stop();
  const beginning = app.begin();
  app.stop();
  answer(ok({ userId: AGENT, permissions: new Set() }));
  await beginning;
  siblingSignsIn();
  await renewed(SIGNED_IN);
  expectNoClaim(app.view.value, 'stopped');
  expect(sessions).toHaveLength(1);
});

it.each([
  ['asks for a sign-in when the token is gone meanwhile', { kind: 'signed-out' }, { phase: 'signed-out' }],
  ['says so when the platform does not answer', { kind: 'timeout' }, { problem: { kind: 'platform-down' } }],
] as const)('%s', async (_, failure: Failure, shown) => {
  const { app, whoami, renewed } = await runningApp();
  whoami(async () => failed(failure));
  app.stop();
  void app.begin();
  await settle();
  await renewed({ kind: 'click-needed' });
  expect(app.view.value).toMatchObject(shown);
});

it('takes the sign-in in a window that was open before the desktop said stop and focus, and says meanwhile that it is', async () => {
  const { app, owners, sessions, whoami, renewed, windowAnswers } = await runningApp();
  owners[0]!.onSignedOut();
  await renewed({ kind: 'click-needed' });
  app.actions.signIn();
  whoami(async () => failed({ kind: 'signed-out' }));
  app.stop();
  void app.begin();
  await settle();
  await renewed({ kind: 'click-needed' });
  expect(app.view.value).toMatchObject({ phase: 'signed-out', isWindowOpen: true });
  whoami(async () => ok({ userId: AGENT, permissions: new Set() }));
  await windowAnswers(SIGNED_IN);
  expect(app.view.value.phase).toBe('ready');
  expect(sessions).toHaveLength(2);
});

it('stays stopped when a window brings a sign-in, and says nothing of a window that came to nothing', async () => {
  const { app, sessions, windowAnswers } = await runningApp();
  app.actions.signIn();
  app.actions.signIn();
  app.stop();
  await windowAnswers(SIGNED_IN);
  expectNoClaim(app.view.value, 'stopped');
  await app.begin();
  await windowAnswers({ kind: 'click-needed' });
  expect(app.view.value).toMatchObject({ phase: 'ready', conversations: [{ safe: true }] });
  expect(sessions).toHaveLength(2);
});

it('asks a platform that did not answer again by itself, ever more rarely', async () => {
  const { app, whoami, clock, sessions } = await runningApp();
  let asked = 0;
  const down = async () => {
    asked += 1;
    return failed({ kind: 'outage', status: 503 });
  };
  whoami(down);
  app.stop();
  await app.begin();
  expect(app.view.value).toMatchObject({ problem: { kind: 'platform-down' } });
  await clock.pass(3_600_000);
  expect(asked).toBeGreaterThan(2);
  expect(asked).toBeLessThanOrEqual(8);
  whoami(async () => ok({ userId: AGENT, permissions: new Set() }));
  app.actions.tryAgain();
  await settle();
  expect(sessions).toHaveLength(2);
  expect(app.view.value.phase).toBe('ready');
});
