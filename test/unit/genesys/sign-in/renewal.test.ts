import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignInSiblings, TokenOf } from '../../../../src/genesys/sign-in/siblings.ts';
import type { SignInWindow } from '../../../../src/genesys/sign-in/sign-in-window.ts';
import { settle } from '../../../support/fake-clock.ts';
import { fakePage, type FakePage } from '../../../support/fake-page.ts';
import { LAUNCH, load, makeWorld } from './sign-in-world.ts';

const HOUR = 3_600_000;

let page: FakePage;
let world: ReturnType<typeof makeWorld>;
beforeEach(() => {
  page = fakePage(LAUNCH);
  world = makeWorld();
});
afterEach(() => vi.unstubAllGlobals());

/** Siblings that give what the test puts there. */
function fakeSiblings() {
  const asked: (string | undefined)[] = [];
  const announced: string[] = [];
  const listeners = new Set<(of: { userId: string; sameTab: boolean }) => void>();
  const state: { give: TokenOf | undefined; offered: () => TokenOf | undefined } = {
    give: undefined,
    offered: () => undefined,
  };
  return Object.assign(state, {
    asked,
    announced,
    tell: (of: { userId: string; sameTab: boolean }) => {
      for (const run of listeners) run(of);
    },
    siblings: {
      ask: async (userId) => {
        asked.push(userId);
        return state.give;
      },
      offer: (current) => void (state.offered = current),
      announce: (userId) => void announced.push(userId),
      onAnnounced: (run) => {
        listeners.add(run);
        return () => void listeners.delete(run);
      },
      inTurn: (run) => run(),
    } satisfies SignInSiblings,
  });
}

/** Hidden frames that answer at once, or never. */
function fakeFrames(answering = true) {
  const went: URL[] = [];
  const open = (): SignInWindow => {
    const self = {};
    return {
      via: 'child',
      go(url) {
        const to = new URL(url);
        went.push(to);
        if (!answering) return;
        const hash = `#access_token=child-${went.length}&expires_in=7200&state=${to.searchParams.get('state')}`;
        const data = { type: 'rc1.sign-in', search: '', hash };
        queueMicrotask(() => page.hear({ origin: 'https://app.example', source: self, data }));
      },
      sent: (source) => source === self,
      closed: false,
      close: () => {},
    };
  };
  return { went, open };
}

const isUser = (id: string) => world.answer('users/me', () => new Response(JSON.stringify({ id })));

/** The token that each request to the platform's API carried. */
const bearers = () =>
  world.requests
    .filter(({ url }) => url.includes('/api/v2/'))
    .map(({ init }) => new Headers(init.headers).get('authorization'));

const inAnHour = () => world.clock.wall() + HOUR;

describe('a token of a sibling', () => {
  it('spares a panel its own sign-in once it has proved to be whose the sibling says', async () => {
    const near = fakeSiblings();
    const frames = fakeFrames();
    near.give = { token: 's1', expiresAt: inAnHour(), userId: 'ada' };
    isUser('ada');
    const { signIn } = load(page, world, 'implicit', {
      siblings: near.siblings,
      openChildFrame: frames.open,
    });
    expect(await signIn.begin()).toEqual({ kind: 'signed-in', expiresAt: inAnHour() });
    expect(frames.went).toEqual([]);
    expect(page.left).toEqual([]);
  });

  it.each([
    ['belongs to somebody else', 200],
    ['is refused', 401],
    ['cannot be checked', 503],
  ])('is not used when it %s', async (_what, status) => {
    const near = fakeSiblings();
    near.give = { token: 's1', expiresAt: inAnHour(), userId: 'ada' };
    let asked = 0;
    world.answer(
      'users/me',
      () => new Response('{"id":"ben"}', { status: (asked += 1) === 1 ? status : 200 }),
    );
    const { signIn, client } = load(page, world, 'implicit', {
      siblings: near.siblings,
      openChildFrame: fakeFrames().open,
    });
    expect(await signIn.begin()).toMatchObject({ kind: 'signed-in' });
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    expect(bearers()[0]).toBe('Bearer s1');
    expect(bearers().slice(1)).toEqual(['Bearer child-1', 'Bearer child-1', 'Bearer child-1']);
  });

  it('is offered only once it is known whose it is', async () => {
    const near = fakeSiblings();
    const { signIn } = load(page, world, 'implicit', {
      siblings: near.siblings,
      openChildFrame: fakeFrames().open,
    });
    isUser('');
    await signIn.begin();
    expect(near.offered()).toBeUndefined();
    signIn.signedInAs('ada');
    expect(near.offered()).toMatchObject({ token: 'child-1', userId: 'ada' });
    expect(near.announced).toEqual(['ada']);
  });

  it('is ready to be offered when the turn of the next panel comes', async () => {
    const near = fakeSiblings();
    isUser('ada');
    const { signIn } = load(page, world, 'implicit', {
      siblings: near.siblings,
      openChildFrame: fakeFrames().open,
    });
    await signIn.begin();
    expect(near.offered()).toMatchObject({ token: 'child-1', userId: 'ada' });
  });

  it('is worth asking for when a sibling in the tab signs in and there is none', async () => {
    const near = fakeSiblings();
    isUser('ada');
    const { signIn } = load(page, world, 'implicit', { siblings: near.siblings, mayLeave: false });
    expect(await signIn.begin()).toEqual({ kind: 'click-needed' });
    const heard: string[] = [];
    signIn.onSiblingSignedIn(() => heard.push('now'));
    near.tell({ userId: 'ben', sameTab: false });
    expect(heard).toEqual([]);
    near.tell({ userId: 'ada', sameTab: true });
    expect(heard).toEqual(['now']);
    near.give = { token: 's1', expiresAt: inAnHour(), userId: 'ada' };
    expect(await signIn.renew()).toMatchObject({ kind: 'signed-in' });
    near.tell({ userId: 'ada', sameTab: true });
    expect(heard).toEqual(['now']);
  });
});

describe('renewal', () => {
  async function signedIn(answering = true) {
    const near = fakeSiblings();
    const frames = fakeFrames(answering);
    near.give = { token: 's1', expiresAt: inAnHour(), userId: 'ada' };
    isUser('ada');
    const panel = load(page, world, 'implicit', { siblings: near.siblings, openChildFrame: frames.open });
    await panel.signIn.begin();
    panel.signIn.signedInAs('ada');
    near.give = undefined;
    const lost: string[] = [];
    panel.signIn.onSignedOut(() => lost.push('signed out'));
    const bearer = async () => {
      await panel.client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
      return bearers().at(-1);
    };
    return { ...panel, near, frames, lost, bearer };
  }

  it('takes a younger token of a sibling before the own one ends', async () => {
    const { near, frames, lost, bearer } = await signedIn();
    near.give = { token: 's2', expiresAt: inAnHour() + HOUR, userId: 'ada' };
    await world.clock.pass(HOUR * 0.9);
    expect(near.asked.at(-1)).toBe('ada');
    expect(await bearer()).toBe('Bearer s2');
    expect(frames.went).toEqual([]);
    await world.clock.pass(HOUR / 2);
    expect(lost).toEqual([]);
  });

  it('has a hidden frame fetch one where no sibling has a younger one', async () => {
    const { near, lost, bearer } = await signedIn();
    near.give = { token: 's1', expiresAt: world.clock.wall() + HOUR, userId: 'ada' };
    await world.clock.pass(HOUR * 0.9);
    expect(await bearer()).toBe('Bearer child-1');
    await world.clock.pass(HOUR / 2);
    expect(lost).toEqual([]);
  });

  it('keeps the token that works while the new one is checked, and when that is another user’s', async () => {
    const { frames, bearer, lost } = await signedIn();
    isUser('ben');
    await world.clock.pass(HOUR * 0.9);
    expect(frames.went).toHaveLength(1);
    expect(await bearer()).toBe('Bearer s1');
    expect(lost).toEqual([]);
    await world.clock.pass(HOUR * 0.1);
    expect(lost).toEqual(['signed out']);
  });

  it('never leaves the panel', async () => {
    const { signIn, lost } = await signedIn(false);
    await world.clock.pass(HOUR);
    expect(lost).toEqual(['signed out']);
    const renewed = signIn.renew();
    await world.clock.pass(8_000);
    expect(await renewed).toEqual({ kind: 'click-needed' });
    expect(page.left).toEqual([]);
  });

  it('does not take a refused token back from a sibling, and does not go round in circles', async () => {
    const { signIn, client, near, lost } = await signedIn(false);
    near.give = { token: 's1', expiresAt: inAnHour(), userId: 'ada' };
    world.answer('conversations/calls', () => new Response('{}', { status: 401 }));
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    expect(lost).toEqual(['signed out']);
    const first = signIn.renew();
    await settle();
    expect(await signIn.renew()).toEqual({ kind: 'click-needed' });
    await world.clock.pass(8_000);
    expect(await first).toEqual({ kind: 'click-needed' });
  });
});
