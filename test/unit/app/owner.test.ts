import { describe, expect, it } from 'vitest';
import type { Me, SignIn, SignInOutcome } from '../../../src/app/ports.ts';
import type { HeldBack } from '../../../src/app/session-options.ts';
import type { Session } from '../../../src/app/session.ts';
import { createApp, type SessionOwner } from '../../../src/app/start.ts';
import { store } from '../../../src/app/store.ts';
import type { ConversationView, Unlisted } from '../../../src/app/view.ts';
import { failed, ok, type Result } from '../../../src/domain/result.ts';
import { silentLog } from '../../support/browser-fakes.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';
import { noHost } from '../../support/no-host.ts';
import { CALL_ID, makeCall } from '../ui/views.ts';

const ADA: Me = { userId: 'ada', name: 'Ada Byron', permissions: new Set() };
const BEN: Me = { userId: 'ben', name: 'Ben Okafor', permissions: new Set() };
const as = (me: Me, settled: boolean): SignInOutcome => ({
  kind: 'signed-in',
  expiresAt: Infinity,
  me,
  settled,
});
const CLICK: SignInOutcome = { kind: 'click-needed' };
const nothing = () => {};

/** An app between a sign-in and sessions that write down what is asked of them. */
async function openApp({
  begin = as(ADA, false),
  aside = CLICK,
  conversationId,
  again = CLICK,
  me = async () => ok(ADA),
}: {
  begin?: SignInOutcome;
  aside?: SignInOutcome;
  conversationId?: string;
  again?: SignInOutcome;
  me?: () => Promise<Result<Me>>;
} = {}) {
  const happened: string[] = [];
  const clock = fakeClock();
  const sessions: { session: Session & { heldBack: readonly HeldBack[] }; owner: SessionOwner; me: Me }[] =
    [];
  const heard: Partial<Record<'settled' | 'ending' | 'signedOut', (what: never) => void>> = {};
  const signIn: SignIn = {
    begin: async () => begin,
    again: async () => again,
    renew: async () => CLICK,
    signedInAs: nothing,
    settle: () => void happened.push('settled told'),
    setAside: async () => {
      happened.push('aside');
      return aside;
    },
    forget: () => heard.signedOut?.('forgotten' as never),
    onTokenNear: () => nothing,
    onSettled: (run) => ((heard.settled = run as never), nothing),
    onEnding: (run) => ((heard.ending = run as never), nothing),
    onSignedOut: (run) => ((heard.signedOut = run as never), nothing),
    registered: { clientId: 'client-1', redirectUri: 'https://app.example/index.html' },
    isKept: Promise.resolve(true),
  };
  const app = createApp({
    signIn,
    api: { me },
    host: noHost,
    clock,
    log: silentLog,
    ...(conversationId !== undefined && { conversationId }),
    openSession(me, owner) {
      const session = {
        conversations: store<readonly ConversationView[]>([makeCall()]),
        heldBack: [] as readonly HeldBack[],
        renews: () => {},
        remind: () => {},
        holdBack: (pressed: readonly HeldBack[]) =>
          pressed.forEach(({ conversationId }) =>
            happened.push(`${me.userId}: holds back ${conversationId}`),
          ),
        ask: (id: string, action: string) => void happened.push(`${me.userId}: ${action} ${id}`),
        askCapture: nothing,
        nameReason: nothing,
        past: () => ({
          samples: [],
          facts: [],
          userId: '',
          wall: 0,
          platformNow: undefined,
          keep: () => () => {},
          permissions: new Set<string>(),
        }),
        extend: nothing,
        countdownSeen: nothing,
        refresh: () => void happened.push('refresh'),
        settle: nothing,
        settleOwner: () => void happened.push('settled'),
        wake: nothing,
        freeze: nothing,
        offline: nothing,
        unlisted: store<Unlisted | undefined>(undefined),
        search: nothing,
        thaw: nothing,
        adopt: nothing,
        signOut: nothing,
        signIn: nothing,
        close: () => void happened.push(`${me.userId}: closed`),
      };
      sessions.push({ session, owner, me });
      happened.push(`${me.userId}: open${owner.settled ? ', settled' : ''}`);
      return session;
    },
    announce: nothing,
    abandoned: nothing,
    disabledSections: [],
  });
  await app.begin();
  return { app, happened, clock, sessions, heard, who: () => (app.view.value as { who?: unknown }).who };
}

describe('whose token it is', () => {
  it('is settled from the beginning when the panel has signed in itself', async () => {
    const { happened, who } = await openApp({ begin: as(ADA, true) });
    expect(happened).toEqual(['ada: open, settled']);
    expect(who()).toEqual({ name: 'Ada Byron', settled: true, asks: false });
  });

  it('stays settled where the platform answered only later', async () => {
    const answers: Result<Me>[] = [failed({ kind: 'outage', status: 503 }), ok(ADA)];
    const { clock, happened } = await openApp({
      begin: { kind: 'signed-in', expiresAt: Infinity, settled: true },
      me: async () => answers.shift() ?? ok(ADA),
    });
    expect(happened).toEqual([]);
    await clock.pass(3_000);
    expect(happened).toEqual(['ada: open, settled']);
  });

  it('is asked of the agent in a panel for all calls, whatever calls it sees', async () => {
    const { app, happened, sessions, who } = await openApp();
    expect(who()).toEqual({ name: 'Ada Byron', settled: false, asks: true });
    expect(happened).toEqual(['ada: open']);
    sessions[0]?.owner.onMatch('shared');
    expect(happened).toEqual(['ada: open']);
    app.actions.confirmName();
    expect(happened).toEqual(['ada: open', 'settled', 'settled told']);
    expect(who()).toEqual({ name: 'Ada Byron', settled: true, asks: false });
  });

  it('is settled by a conversation of the tab that is this user’s alone', async () => {
    const { happened, sessions, who } = await openApp({ conversationId: CALL_ID });
    expect(who()).toMatchObject({ settled: false, asks: false });
    sessions[0]?.owner.onMatch('theirs');
    expect(happened).toEqual(['ada: open', 'settled', 'settled told']);
    expect(who()).toMatchObject({ settled: true });
  });

  it('is asked of the agent where somebody else is in the conversation too', async () => {
    const { happened, sessions, who } = await openApp({ conversationId: CALL_ID });
    sessions[0]?.owner.onMatch('shared');
    expect(who()).toMatchObject({ settled: false, asks: true });
    sessions[0]?.owner.onMatch('theirs');
    expect(who()).toMatchObject({ settled: true, asks: false });
    expect(happened).toContain('settled told');
  });

  it('is not decided by a single negative answer, nor by two', async () => {
    const { happened, sessions, clock, app } = await openApp({ conversationId: CALL_ID });
    const none = () => sessions[0]?.owner.onMatch('none');
    none();
    none();
    none();
    await clock.pass(1_000);
    none();
    await clock.pass(2_999);
    expect(happened.filter((one) => one === 'refresh')).toHaveLength(1);
    expect(happened).not.toContain('aside');
    sessions[0]?.owner.onMatch('theirs');
    await clock.pass(60_000);
    expect(happened).not.toContain('aside');
    expect(app.view.value.phase).toBe('ready');
  });

  it('puts the token aside once the conversation is not that user’s, tries once, and then asks', async () => {
    const { happened, sessions, clock, app } = await openApp({ conversationId: CALL_ID });
    for (const waitMs of [1_000, 3_000, 0]) {
      sessions[0]?.owner.onMatch('none');
      await clock.pass(waitMs);
    }
    expect(happened).toEqual(['ada: open', 'refresh', 'refresh', 'ada: closed', 'aside']);
    expect(app.view.value).toMatchObject({ phase: 'signed-out', why: 'not-theirs', name: 'Ada Byron' });
  });

  it('hands the pause that was pressed meanwhile to the session of the user whose conversation it is', async () => {
    const { happened, sessions, clock } = await openApp({ conversationId: CALL_ID, aside: as(BEN, true) });
    Object.assign(sessions[0]!.session, {
      heldBack: [{ conversationId: CALL_ID, trigger: 'agent', at: clock.now() }],
    });
    for (const waitMs of [1_000, 3_000, 0]) {
      sessions[0]?.owner.onMatch('none');
      await clock.pass(waitMs);
    }
    expect(happened.slice(-3)).toEqual(['aside', 'ben: open, settled', `ben: holds back ${CALL_ID}`]);
  });

  it('is settled, or contradicted, by what another panel of the tab has settled', async () => {
    const same = await openApp();
    same.heard.settled?.('ada' as never);
    expect(same.who()).toMatchObject({ settled: true });
    expect(same.happened).toEqual(['ada: open', 'settled']);
    const other = await openApp({ aside: as(BEN, true) });
    other.heard.settled?.('ben' as never);
    await settle();
    expect(other.happened).toEqual(['ada: open', 'ada: closed', 'aside', 'ben: open, settled']);
  });

  it.each([
    ['takes on a press on Pause under a name that was not settled', false, [`ben: holds back ${CALL_ID}`]],
    ['takes on no press of an agent who was known to work here', true, []],
  ])('%s, when that name is forgotten', async (_what, settled, held) => {
    const { happened, sessions, clock, app } = await openApp({
      begin: as(ADA, settled),
      again: as(BEN, true),
      conversationId: CALL_ID,
    });
    Object.assign(sessions[0]!.session, {
      heldBack: [{ conversationId: CALL_ID, trigger: 'agent', at: clock.now() }],
    });
    app.actions.forgetSignIn();
    app.actions.signIn();
    await settle();
    expect(happened.filter((one) => one.includes('holds back'))).toEqual(held);
  });

  it.each([
    ['takes on a press on Pause under a name that was not settled', false, [`ben: holds back ${CALL_ID}`]],
    ['takes on no press of an agent who was known to work here', true, []],
  ])('%s, when that sign-in ends and another agent signs in', async (_what, settled, held) => {
    const { happened, sessions, clock, app, heard } = await openApp({
      begin: as(ADA, settled),
      again: as(BEN, true),
      conversationId: CALL_ID,
    });
    Object.assign(sessions[0]!.session, {
      heldBack: [{ conversationId: CALL_ID, trigger: 'agent', at: clock.now() }],
    });
    heard.signedOut?.('ended' as never);
    await settle();
    app.actions.signIn();
    await settle();
    expect(happened).toContain('ben: open, settled');
    expect(happened.filter((one) => one.includes('holds back'))).toEqual(held);
  });

  it('takes on a press on Pause under a name that was not settled, when the desktop says stop and lets it begin again', async () => {
    const { happened, sessions, clock, app } = await openApp({ conversationId: CALL_ID });
    Object.assign(sessions[0]!.session, {
      heldBack: [{ conversationId: CALL_ID, trigger: 'agent', at: clock.now() }],
    });
    app.stop();
    await app.begin();
    expect(happened).toEqual(['ada: open', 'ada: closed', 'ada: open', `ada: holds back ${CALL_ID}`]);
  });

  it('leaves nothing in sight of the agent before when it is forgotten', async () => {
    const { app, happened } = await openApp({ begin: as(ADA, true) });
    app.actions.forgetSignIn();
    expect(app.view.value).toMatchObject({ phase: 'signed-out', why: 'forgotten', conversations: [] });
    expect(happened.at(-1)).toBe('ada: closed');
  });
});

describe('a sign-in that ends soon', () => {
  it('is told beside the calls, which go on', async () => {
    const { app, heard } = await openApp({ begin: as(ADA, true) });
    heard.ending?.(1_234 as never);
    expect(app.view.value).toMatchObject({ phase: 'ready', signInBefore: 1_234 });
    app.actions.signIn();
    expect(app.view.value).toMatchObject({ phase: 'ready', renewal: 'window' });
    await settle();
    expect(app.view.value).toMatchObject({ phase: 'ready', signInBefore: 1_234 });
    expect(app.view.value).not.toHaveProperty('renewal');
  });
});
