// @vitest-environment sdk
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignInOutcome } from '../../../../src/app/ports.ts';
import { openPopupWindow } from '../../../../src/genesys/sign-in/popup.ts';
import { restoreLaunch } from '../../../../src/genesys/sign-in/restore-launch.ts';
import { settle } from '../../../support/fake-clock.ts';
import { fakePage, type FakePage } from '../../../support/fake-page.ts';
import { fakeKept, fakePopups, fakeSiblings, ORIGIN } from './around.ts';
import { LAUNCH, load, makeWorld, REDIRECT, type Grant } from './sign-in-world.ts';

let page: FakePage;
let world: ReturnType<typeof makeWorld>;
beforeEach(() => {
  page = fakePage(LAUNCH);
  Object.assign(page.window, { parent: {} });
  world = makeWorld();
});
afterEach(() => vi.unstubAllGlobals());

async function panel(grant: Grant = 'implicit', isBlocked = false) {
  const popups = fakePopups(page, isBlocked);
  const near = fakeSiblings();
  const memory = fakeKept();
  const { signIn } = load(page, world, grant, {
    openPopup: popups.open,
    siblings: near.siblings,
    kept: memory.kept,
  });
  // The request is prepared as soon as the panel is there.
  await settle();
  return { popups, near, memory, signIn };
}
const SILENT = {
  kind: 'problem',
  problem: { kind: 'popup-silent', clientId: 'client-1', redirectUri: REDIRECT },
};

describe('sign-in in a popup', () => {
  it.each(['implicit', 'pkce'] as const)(
    'opens at its address in the task of the click (%s)',
    async (grant) => {
      const { popups, signIn } = await panel(grant);
      void signIn.again();
      expect(popups.open).toHaveBeenCalledTimes(1);
      const { searchParams } = popups.went[0]!;
      expect(searchParams.get('response_type')).toBe(grant === 'pkce' ? 'code' : 'token');
      expect(searchParams.get('prompt')).toBeNull();
    },
  );

  it('shows the window of another panel of the tab in place of one of its own, and has its token', async () => {
    const { popups, near, signIn } = await panel();
    near.isElsewhere = true;
    const outcome = signIn.again();
    await settle();
    near.give = { token: 'theirs', expiresAt: world.clock.wall() + 7_200_000, userId: 'ada', settled: true };
    near.close();
    expect(await outcome).toMatchObject({ kind: 'signed-in', settled: true, me: { userId: 'ada' } });
    expect(popups.open).not.toHaveBeenCalled();
  });

  it('says so when the window of the other panel brings no answer', async () => {
    const { near, signIn } = await panel();
    near.isElsewhere = true;
    const outcome = signIn.again();
    await settle();
    near.close();
    expect(await outcome).toEqual(SILENT);
  });

  it('opens a window of its own when the other panel does not answer', async () => {
    const { popups, near, signIn } = await panel();
    near.isElsewhere = true;
    near.answers = false;
    const outcome = signIn.again();
    await settle();
    expect(popups.open).toHaveBeenCalledTimes(1);
    popups.answer();
    expect(await outcome).toMatchObject({ kind: 'signed-in' });
  });

  it('signs in, is kept for the tab and told to it', async () => {
    const { popups, near, memory, signIn } = await panel();
    const outcome = signIn.again();
    popups.answer();
    expect(await outcome).toMatchObject({ kind: 'signed-in', settled: true, me: { userId: 'ada' } });
    expect(popups.windows[0]?.closed).toBe(true);
    expect(memory.signIn).toMatchObject({ token: 'popup', userId: 'ada' });
    // The others hear of the token before they hear that nothing is expected of the window.
    expect(near.told).toEqual(['window open', 'here ada', 'settled ada', 'window over']);
    expect(near.offered()).toMatchObject({ token: 'popup', settled: true });
  });

  it('gives each attempt a state and a verifier of its own', async () => {
    const { popups, signIn } = await panel('pkce');
    const first = signIn.again();
    popups.windows[0]?.close();
    await world.clock.pass(2_000);
    await first;
    void signIn.again();
    const [one, two] = popups.went.map(({ searchParams }) => [
      searchParams.get('state'),
      searchParams.get('code_challenge'),
    ]);
    expect(one?.[0]).not.toBe(two?.[0]);
    expect(one?.[1]).not.toBe(two?.[1]);
  });

  it('is shown, not opened again, by a second press; both presses have its answer', async () => {
    const { popups, signIn } = await panel();
    const first = signIn.again();
    const second = signIn.again();
    expect(popups.open).toHaveBeenCalledTimes(1);
    expect(popups.windows[0]?.focused).toBe(1);
    popups.answer();
    expect(await first).toMatchObject({ kind: 'signed-in' });
    expect(await second).toMatchObject({ kind: 'signed-in' });
  });

  it('works where storage is denied', async () => {
    vi.unstubAllGlobals();
    page = fakePage(LAUNCH, { storage: 'denied' });
    Object.assign(page.window, { parent: {} });
    const { popups, signIn } = await panel();
    const outcome = signIn.again();
    popups.answer();
    expect(await outcome).toMatchObject({ kind: 'signed-in' });
  });

  it('says what was refused', async () => {
    const { popups, signIn } = await panel();
    const outcome = signIn.again();
    popups.answer(0, 'error=access_denied');
    expect(await outcome).toMatchObject({ problem: { kind: 'sign-in-refused', error: 'access_denied' } });
  });

  it('says that it was blocked, and can be tried again at once', async () => {
    const { popups, signIn } = await panel('implicit', true);
    expect(await signIn.again()).toMatchObject({ problem: { kind: 'popup-blocked' } });
    expect(await signIn.again()).toMatchObject({ problem: { kind: 'popup-blocked' } });
    expect(popups.open).toHaveBeenCalledTimes(2);
    expect(page.left).toEqual([]);
  });

  it('names both values to check when it brings no answer, and does not say who closed it', async () => {
    const { popups, signIn } = await panel();
    const outcome = signIn.again();
    popups.windows[0]?.close();
    await world.clock.pass(2_000);
    expect(await outcome).toEqual(SILENT);
    expect(page.left).toEqual([]);
  });

  it('has an answer that reaches a busy page after the window has closed', async () => {
    const { popups, signIn } = await panel();
    const outcome = signIn.again();
    popups.windows[0]!.closed = true;
    await world.clock.pass(1_900);
    popups.answer();
    expect(await outcome).toMatchObject({ kind: 'signed-in', me: { userId: 'ada' } });
  });

  it('gives people five minutes', async () => {
    const { signIn } = await panel();
    let ended: SignInOutcome | undefined;
    void signIn.again().then((outcome) => (ended = outcome));
    await world.clock.pass(299_999);
    expect(ended).toBeUndefined();
    await world.clock.pass(1);
    expect(ended).toEqual(SILENT);
  });

  it('still counts for two minutes after it was given up', async () => {
    const { popups, signIn } = await panel();
    const near: string[] = [];
    signIn.onTokenNear(() => near.push('now'));
    const outcome = signIn.again();
    popups.windows[0]!.closed = true;
    await world.clock.pass(2_000);
    expect(await outcome).toEqual(SILENT);
    await world.clock.pass(119_000);
    popups.answer();
    await settle();
    expect(near).toEqual(['now']);
    expect(await signIn.renew()).toMatchObject({ kind: 'signed-in', me: { userId: 'ada' } });
  });

  it('no longer counts after that', async () => {
    const { popups, signIn } = await panel();
    const outcome = signIn.again();
    popups.windows[0]!.closed = true;
    await world.clock.pass(2_000);
    await outcome;
    await world.clock.pass(120_000);
    popups.answer();
    await settle();
    expect(await signIn.renew()).toEqual({ kind: 'click-needed' });
    expect(page.listeners.size).toBe(0);
    expect(world.clock.waiting).toBe(0);
  });

  it('is closed when a sibling has signed in meanwhile', async () => {
    const { popups, near, signIn } = await panel();
    const outcome = signIn.again();
    near.give = { token: 's1', expiresAt: world.clock.wall() + 3_600_000, userId: 'ada', settled: true };
    expect(await signIn.renew()).toMatchObject({ kind: 'signed-in' });
    expect(popups.windows[0]?.closed).toBe(true);
    expect(await outcome).toMatchObject({ kind: 'signed-in' });
  });

  it('asks who signs in after the sign-in was forgotten', async () => {
    const { popups, near, memory, signIn } = await panel();
    const first = signIn.again();
    popups.answer();
    await first;
    const lost: string[] = [];
    signIn.onSignedOut((why) => lost.push(why));
    signIn.forget();
    await settle();
    expect(lost).toEqual(['forgotten']);
    expect(memory.signIn).toBeUndefined();
    expect(near.told.at(-1)).toBe('forget');
    void signIn.again();
    expect(popups.went[1]?.searchParams.get('prompt')).toBe('login');
  });

  it('goes on asking who signs in after windows that brought nothing, until one has an answer', async () => {
    const { popups, signIn } = await panel();
    signIn.forget();
    await settle();
    const next = async () => {
      const outcome = signIn.again();
      await settle();
      return { outcome, prompt: popups.went.at(-1)?.searchParams.get('prompt') };
    };
    const closed = await next();
    popups.windows[0]!.closed = true;
    world.clock.advance(2_000);
    expect(await closed.outcome).toEqual(SILENT);
    const denied = await next();
    popups.answer(1, 'error=access_denied');
    await denied.outcome;
    await settle();
    const answered = await next();
    popups.answer(2);
    await answered.outcome;
    await settle();
    const later = await next();
    expect([closed, denied, answered, later].map(({ prompt }) => prompt)).toEqual([
      'login',
      'login',
      'login',
      null,
    ]);
  });
});

describe('restoreLaunch in the window of an attempt', () => {
  const panelWindow = () => {
    const posted: unknown[] = [];
    return { posted, postMessage: (...message: unknown[]) => void posted.push(message) };
  };
  const restore = () => restoreLaunch(page.window, world.log);

  it('hands the answer of a hidden frame to the panel around it', () => {
    page.load('/dir/index.html#access_token=t0ken&state=child-1');
    const parent = panelWindow();
    Object.assign(page.window, { parent });
    expect(restore()).toEqual({ query: '', callback: 'delivered' });
    const data = { type: 'rc1.sign-in', search: '', hash: '#access_token=t0ken&state=child-1' };
    expect(parent.posted).toEqual([[data, ORIGIN]]);
    expect(page.shown.at(-1)).toBe('/dir/index.html');
  });

  it('hands the answer of a popup to its opener, and closes it', () => {
    page.load('/dir/index.html?code=c0de&state=popup-1');
    const opener = panelWindow();
    Object.assign(page.window, { opener });
    expect(restore()).toEqual({ query: '', callback: 'delivered' });
    expect(opener.posted).toHaveLength(1);
    expect(page.left).toEqual(['closed']);
  });

  it('is stranded in a popup that was cut off from its opener', () => {
    page.load('/dir/index.html?code=c0de&state=popup-1');
    expect(restore()).toEqual({ query: '', callback: 'stranded' });
    expect(page.shown.at(-1)).toBe('/dir/index.html');
  });

  it('takes a hidden frame’s answer in a page of its own for forged', () => {
    page.load('/dir/index.html?view=setup#access_token=evil&state=child-1');
    Object.assign(page.window, { parent: page.window });
    expect(restore()).toEqual({ query: '?view=setup' });
    expect(world.notes).toEqual([['sign-in-forged', { kind: 'token' }]]);
  });
});

describe('openPopupWindow', () => {
  it('answers nothing when the browser blocks it', () => {
    expect(openPopupWindow({ open: () => null }, 'https://login.example/')).toBeUndefined();
  });
});
