import { expect, it } from 'vitest';
import type { SignIn, SignInOutcome } from '../../../src/app/ports.ts';
import type { Session } from '../../../src/app/session.ts';
import { createApp } from '../../../src/app/start.ts';
import { store } from '../../../src/app/store.ts';
import type { ConversationView, Unlisted } from '../../../src/app/view.ts';
import { failed, ok } from '../../../src/domain/result.ts';
import { silentLog } from '../../support/browser-fakes.ts';
import { AGENT } from '../../support/builders.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';
import { noHost } from '../../support/no-host.ts';
import { makeCall } from '../ui/views.ts';

const SIGNED_IN: SignInOutcome = { kind: 'signed-in', expiresAt: Infinity, settled: true };
const BLOCKED: SignInOutcome = { kind: 'problem', problem: { kind: 'popup-blocked' } };
const lost = makeCall({ state: 'unknown', channel: 'lost', alarms: [{ kind: 'cannot-confirm' }] });
const nothing = () => {};

/** A signed-in panel with one call; how the next attempts to sign in end is for the test to say. */
async function signedInApp() {
  const conversations = store<readonly ConversationView[]>([makeCall()]);
  const attempts: ((outcome: SignInOutcome) => Promise<void>)[] = [];
  const attempt = () =>
    new Promise<SignInOutcome>((resolve) =>
      attempts.push(async (outcome) => {
        resolve(outcome);
        await settle();
      }),
    );
  let loseToken = nothing;
  let announceSibling = nothing;
  const signIn: SignIn = {
    begin: async () => SIGNED_IN,
    again: attempt,
    renew: async () => ({ kind: 'click-needed' }),
    signedInAs: nothing,
    settle: nothing,
    setAside: async () => ({ kind: 'click-needed' }),
    forget: nothing,
    onTokenNear: (run) => {
      announceSibling = run;
      return nothing;
    },
    onSettled: () => nothing,
    onEnding: () => nothing,
    onSignedOut: () => nothing,
    registered: { clientId: 'client-1', redirectUri: 'https://app.example/index.html' },
    isKept: Promise.resolve(true),
  };
  const steps: string[] = [];
  const session: Session = {
    conversations,
    heldBack: [],
    renews: (isNow) => void steps.push(isNow ? 'renews' : 'renews no more'),
    holdBack: () => {},
    remind: () => {},
    settleOwner: nothing,
    ask: nothing,
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
    signIn() {
      steps.push('signed in');
      conversations.value = [makeCall({ state: 'checking' })];
    },
    close: nothing,
  };
  const told: string[] = [];
  const clock = fakeClock();
  let drips = false;
  let isRefused = false;
  const app = createApp({
    signIn,
    api: {
      me: async () =>
        drips
          ? new Promise(nothing)
          : isRefused
            ? failed({ kind: 'signed-out' })
            : ok({ userId: AGENT, permissions: new Set() }),
    },
    host: noHost,
    clock,
    log: silentLog,
    openSession(_me, { onSignedOut }) {
      loseToken = onSignedOut;
      return session;
    },
    announce: (alarm, { conversationId }) => void told.push(`${conversationId} ${alarm?.kind ?? 'over'}`),
    abandoned: nothing,
    disabledSections: [],
  });
  await app.begin();
  return {
    app,
    clock,
    /** From now on Genesys does not say who it is. */
    drip: () => void (drips = true),
    conversations,
    /** What the session was told of its sign-in. */
    steps,
    /** From now on a token is renewed without a click, and Genesys has still to say whose it is. */
    renewsQuietly() {
      signIn.renew = async () => ({ kind: 'signed-in', expiresAt: Infinity, settled: true });
    },
    /** From now on Genesys refuses the token. One attempt without a click is answered by `answer`, and no other is made meanwhile. */
    refuse() {
      isRefused = true;
      let isUnderWay = false;
      signIn.renew = () => {
        if (isUnderWay) return Promise.resolve({ kind: 'click-needed' });
        isUnderWay = true;
        return attempt();
      };
    },
    /** What went to the desktop, where the newer message of a call takes the place of the one before. */
    told,
    async lose() {
      conversations.value = [lost];
      loseToken();
      await settle();
    },
    /** Answers the oldest attempt that waits. */
    answer: (outcome: SignInOutcome) => attempts.shift()?.(outcome),
    async siblingSignsIn() {
      signIn.renew = async () => SIGNED_IN;
      announceSibling();
      await settle();
    },
  };
}

it('keeps the calls and their alarms in sight when an attempt to sign in again fails', async () => {
  const { app, lose, answer } = await signedInApp();
  await lose();
  expect(app.view.value).toMatchObject({ phase: 'signed-out', conversations: [lost] });
  app.actions.signIn();
  await answer(BLOCKED);
  expect(app.view.value).toMatchObject({
    phase: 'problem',
    problem: { kind: 'popup-blocked' },
    conversations: [lost],
  });
});

it('keeps the problem in sight when something changes on a call meanwhile', async () => {
  const { app, conversations, lose, answer } = await signedInApp();
  await lose();
  app.actions.signIn();
  await answer(BLOCKED);
  const settled = { ...lost, alarms: [] };
  conversations.value = [settled];
  expect(app.view.value).toMatchObject({ phase: 'problem', conversations: [settled] });
});

it('shows the calls, and a button, while another attempt is under way', async () => {
  const { app, lose, answer } = await signedInApp();
  await lose();
  app.actions.signIn();
  await answer(BLOCKED);
  app.actions.tryAgain();
  expect(app.view.value).toMatchObject({ phase: 'signed-out', conversations: [lost] });
  await answer(SIGNED_IN);
  expect(app.view.value).toMatchObject({ phase: 'ready', conversations: [{ state: 'checking' }] });
});

it('is not disturbed by a popup that comes to nothing after a sibling has signed in', async () => {
  const { app, lose, answer, siblingSignsIn } = await signedInApp();
  await lose();
  app.actions.signIn();
  await siblingSignsIn();
  expect(app.view.value.phase).toBe('ready');
  await answer({ kind: 'problem', problem: { kind: 'sign-in-failed' } });
  expect(app.view.value).toMatchObject({ phase: 'ready', conversations: [{ state: 'checking' }] });
});

it('leaves it to the panel that a resume was pressed in another one of the agent’s', async () => {
  const { conversations, told } = await signedInApp();
  conversations.value = [makeCall({ alarms: [{ kind: 'resumed-in-another-window' }] })];
  expect(told).toEqual([]);
});

it.each(['resumed-by-someone-else', 'recorded-meanwhile', 'cannot-confirm'] as const)(
  'tells the desktop of %s, once',
  async (kind) => {
    const { conversations, told } = await signedInApp();
    const call = makeCall({ alarms: [{ kind }] });
    conversations.value = [call];
    conversations.value = [{ ...call, state: 'unknown' }];
    expect(told).toEqual([`${call.conversationId} ${kind}`]);
  },
);

it('tells after some seconds of Genesys’ own button, and takes it back with the wait', async () => {
  const { app, clock, drip } = await signedInApp();
  app.stop();
  drip();
  void app.begin();
  await settle();
  clock.advance(4_999);
  expect(app.view.value).toEqual({ phase: 'signing-in' });
  clock.advance(1);
  expect(app.view.value).toEqual({ phase: 'signing-in', isSlow: true });
  app.fail();
  clock.advance(10_000);
  expect(app.view.value.phase).toBe('problem');
});

it('lets a Pause wait until the session is signed in again, and not only until there is a token', async () => {
  const { lose, renewsQuietly, steps } = await signedInApp();
  renewsQuietly();
  await lose();
  expect(steps).toEqual(['renews', 'signed in', 'renews no more']);
});

it('lets no Pause wait any more once a click is needed', async () => {
  const { lose, steps } = await signedInApp();
  await lose();
  expect(steps).toEqual(['renews', 'renews no more']);
});

it('takes the answer of an attempt without a click that was under way when the host stopped it', async () => {
  const { app, lose, refuse, answer } = await signedInApp();
  refuse();
  await lose();
  app.stop();
  void app.begin();
  await settle();
  await answer({ ...SIGNED_IN, me: { userId: AGENT, permissions: new Set() } });
  expect(app.view.value.phase).toBe('ready');
});
