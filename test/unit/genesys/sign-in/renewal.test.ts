// @vitest-environment sdk
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settle } from '../../../support/fake-clock.ts';
import { fakePage, type FakePage } from '../../../support/fake-page.ts';
import { fakeFrames, fakeKept, fakeSiblings } from './around.ts';
import { LAUNCH, load, makeWorld } from './sign-in-world.ts';

const HOUR = 3_600_000;

let page: FakePage;
let world: ReturnType<typeof makeWorld>;
beforeEach(() => {
  page = fakePage(LAUNCH);
  Object.assign(page.window, { parent: {} });
  world = makeWorld();
});
afterEach(() => vi.unstubAllGlobals());

const isUser = (id: string) => world.answer('users/me', () => new Response(JSON.stringify({ id })));

/** The token that each request to the platform's API carried. */
const bearers = () =>
  world.requests
    .filter(({ url }) => url.includes('/api/v2/'))
    .map(({ init }) => new Headers(init.headers).get('authorization'));

const inAnHour = () => world.clock.wall() + HOUR;
const given = (token: string, more = {}) => ({
  token,
  expiresAt: inAnHour(),
  userId: 'ada',
  settled: false,
  ...more,
});

describe('the order of a sign-in', () => {
  it('is the kept token first, for which nobody is asked', async () => {
    const near = fakeSiblings();
    const frames = fakeFrames(page);
    const { signIn } = load(page, world, 'implicit', {
      kept: fakeKept({ token: 'k1', expiresAt: inAnHour(), userId: 'ada' }).kept,
      siblings: near.siblings,
      openHiddenFrame: frames.open,
    });
    expect(await signIn.begin()).toMatchObject({ kind: 'signed-in', settled: false, me: { userId: 'ada' } });
    expect(bearers()).toEqual(['Bearer k1']);
    expect(near.asked).toEqual([]);
    expect(frames.went).toEqual([]);
  });

  it.each([
    ['is refused', 401],
    ['belongs to somebody else than it says', 200],
  ])('goes on to a sibling when the kept token %s, and forgets what was refused', async (_what, status) => {
    const near = fakeSiblings();
    const memory = fakeKept({ token: 'k1', expiresAt: inAnHour(), userId: 'ada' });
    near.give = given('s1', { userId: 'ben', settled: true });
    world.answer('/me', () =>
      bearers().at(-1) === 'Bearer k1'
        ? new Response('{"id":"eve"}', { status })
        : new Response('{"id":"ben"}'),
    );
    const { signIn } = load(page, world, 'implicit', { kept: memory.kept, siblings: near.siblings });
    expect(await signIn.begin()).toMatchObject({ settled: true, me: { userId: 'ben' } });
    expect(memory.signIn === undefined).toBe(status === 401);
  });

  it('keeps what was kept when nobody can tell whether it is good, and looks again by itself', async () => {
    const memory = fakeKept({ token: 'k1', expiresAt: inAnHour(), userId: 'ada' });
    world.answer('users/me', () => new Response('{}', { status: 503 }));
    const { signIn } = load(page, world, 'implicit', { kept: memory.kept });
    const begun = signIn.begin();
    await world.clock.pass(6_000);
    expect(await begun).toMatchObject({ problem: { kind: 'sign-in-down' } });
    expect(memory.signIn).toBeDefined();
  });

  it('looks for another one when what was kept turns out to be void after an outage', async () => {
    const near = fakeSiblings();
    const memory = fakeKept({ token: 'k1', expiresAt: inAnHour(), userId: 'ada' });
    world.answer('/me', () => new Response('{}', { status: 503 }));
    const { signIn } = load(page, world, 'implicit', { kept: memory.kept, siblings: near.siblings });
    const begun = signIn.begin();
    await world.clock.pass(6_000);
    expect(await begun).toMatchObject({ problem: { kind: 'sign-in-down' } });
    world.answer('/me', () =>
      bearers().at(-1) === 'Bearer k1' ? new Response('{}', { status: 401 }) : new Response('{"id":"ada"}'),
    );
    expect(await signIn.renew()).toMatchObject({ problem: { kind: 'sign-in-failed' } });
    near.give = given('s1');
    expect(await signIn.renew()).toMatchObject({ kind: 'signed-in' });
  });

  it('spares a panel its own sign-in once a sibling’s token has proved to be whose the sibling says', async () => {
    const near = fakeSiblings();
    const frames = fakeFrames(page);
    near.give = given('s1');
    isUser('ada');
    const { signIn } = load(page, world, 'implicit', {
      siblings: near.siblings,
      openHiddenFrame: frames.open,
    });
    expect(await signIn.begin()).toMatchObject({ kind: 'signed-in', expiresAt: inAnHour(), settled: false });
    expect(frames.went).toEqual([]);
    expect(page.left).toEqual([]);
  });

  it.each([
    ['belongs to somebody else', 200],
    ['is refused', 401],
    ['cannot be checked', 503],
  ])('does not use a sibling’s token when it %s', async (_what, status) => {
    const near = fakeSiblings();
    near.give = given('s1');
    world.answer('/me', () =>
      bearers().at(-1) === 'Bearer s1'
        ? new Response('{"id":"ben"}', { status })
        : new Response('{"id":"ben"}'),
    );
    const { signIn, client } = load(page, world, 'implicit', {
      siblings: near.siblings,
      openHiddenFrame: fakeFrames(page).open,
    });
    const begun = signIn.begin();
    await world.clock.pass(20_000);
    expect(await begun).toMatchObject({ kind: 'signed-in' });
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    expect(bearers().at(-1)).toBe('Bearer frame-1');
  });

  it('offers a token only once it is known whose it is', async () => {
    const near = fakeSiblings();
    world.answer('users/me', () => new Response('{}', { status: 403 }));
    const { signIn } = load(page, world, 'implicit', {
      siblings: near.siblings,
      openHiddenFrame: fakeFrames(page).open,
    });
    await signIn.begin();
    expect(near.offered()).toBeUndefined();
    signIn.signedInAs('ada');
    expect(near.offered()).toMatchObject({ token: 'frame-1', userId: 'ada' });
    expect(near.told).toEqual(['here ada', 'settled ada']);
  });

  it('tells of what it fetched itself, and passes on a sibling’s without a word', async () => {
    const near = fakeSiblings();
    const memory = fakeKept();
    near.give = given('s1');
    isUser('ada');
    const { signIn } = load(page, world, 'implicit', { siblings: near.siblings, kept: memory.kept });
    await signIn.begin();
    signIn.signedInAs('ada');
    expect(near.told).toEqual([]);
    expect(memory.signIn).toBeUndefined();
    expect(near.offered()).toMatchObject({ token: 's1', settled: false });
    signIn.settle();
    expect(near.told).toEqual(['settled ada']);
    expect(near.offered()).toMatchObject({ settled: true });
  });

  it('asks the panels of the tab who works there when the token was only kept', async () => {
    const near = fakeSiblings();
    const memory = fakeKept({ token: 'k1', expiresAt: inAnHour(), userId: 'ada' });
    const { signIn } = load(page, world, 'implicit', { kept: memory.kept, siblings: near.siblings });
    const heard: string[] = [];
    signIn.onSettled((userId) => heard.push(userId));
    await signIn.begin();
    signIn.signedInAs('ada');
    expect(near.asked).toEqual(['ada']);
    near.tell((news) => news.settled('ada'));
    expect(heard).toEqual(['ada']);
    expect(near.offered()).toMatchObject({ settled: true });
  });

  it('hears when a sibling in the tab has signed in and there is no token here', async () => {
    const near = fakeSiblings();
    isUser('ada');
    const { signIn } = load(page, world, 'implicit', { siblings: near.siblings });
    expect(await signIn.begin()).toEqual({ kind: 'click-needed' });
    const heard: string[] = [];
    signIn.onTokenNear(() => heard.push('now'));
    near.tell((news) => news.here({ userId: 'ben', sameTab: false }));
    expect(heard).toEqual([]);
    near.tell((news) => news.here({ userId: 'ada', sameTab: true }));
    expect(heard).toEqual(['now']);
    near.give = given('s1');
    expect(await signIn.renew()).toMatchObject({ kind: 'signed-in' });
    near.tell((news) => news.here({ userId: 'ada', sameTab: true }));
    expect(heard).toEqual(['now']);
  });

  it('looks again when it is found out late of which tab it is, and shares what it has then', async () => {
    const near = fakeSiblings();
    const memory = fakeKept();
    isUser('ada');
    const { signIn } = load(page, world, 'implicit', { siblings: near.siblings, kept: memory.kept });
    await signIn.begin();
    const heard: string[] = [];
    signIn.onTokenNear(() => heard.push('now'));
    near.tell((news) => news.placed());
    expect(heard).toEqual(['now']);
    near.give = given('s1');
    await signIn.renew();
    near.tell((news) => news.placed());
    // A sibling's is the sibling's to keep.
    expect(near.told).toEqual([]);
    expect(heard).toEqual(['now']);
  });

  it('keeps its own token for the tab when it is found out late of which one it is', async () => {
    const near = fakeSiblings();
    const memory = fakeKept();
    isUser('ada');
    const { signIn } = load(page, world, 'implicit', {
      siblings: near.siblings,
      kept: memory.kept,
      openHiddenFrame: fakeFrames(page).open,
    });
    await signIn.begin();
    near.told.length = 0;
    memory.signIn = undefined;
    near.tell((news) => news.placed());
    await settle();
    expect(near.told).toEqual(['here ada', 'settled ada']);
    expect(memory.signIn).toMatchObject({ token: 'frame-1', userId: 'ada' });
  });
});

describe('a panel that has asked for a click', () => {
  it('looks once more, because a sibling may have signed in while it was starting', async () => {
    const memory = fakeKept();
    const { signIn } = load(page, world, 'implicit', { kept: memory.kept });
    const heard: string[] = [];
    signIn.onTokenNear(() => heard.push('now'));
    expect(await signIn.begin()).toEqual({ kind: 'click-needed' });
    memory.signIn = { token: 'k1', expiresAt: inAnHour(), userId: 'ada' };
    await world.clock.pass(2_000);
    expect(heard).toEqual(['now']);
    expect(await signIn.renew()).toMatchObject({ kind: 'signed-in', settled: false });
    await world.clock.pass(60_000);
    expect(heard).toEqual(['now']);
  });
});

describe('a token that is put aside', () => {
  async function aside(give = given('s1')) {
    const near = fakeSiblings();
    const memory = fakeKept({ token: 'k1', expiresAt: inAnHour(), userId: 'ada' });
    const { signIn, client } = load(page, world, 'implicit', {
      siblings: near.siblings,
      kept: memory.kept,
    });
    await signIn.begin();
    signIn.signedInAs('ada');
    near.give = give;
    return { near, memory, signIn, client, outcome: await signIn.setAside() };
  }

  it('is not used here any more, and not taken back from a sibling', async () => {
    const { near, memory, client, outcome } = await aside();
    expect(outcome).toEqual({ kind: 'click-needed' });
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    expect(bearers().at(-1)).toBeNull();
    expect(near.offered()).toBeUndefined();
    // Other panels of the tab may still be that user's.
    expect(memory.signIn).toMatchObject({ token: 'k1' });
  });

  it('gives way to another user’s in the tab', async () => {
    isUser('ben');
    world.answer(
      'users/me',
      () => new Response(bearers().at(-1) === 'Bearer k1' ? '{"id":"ada"}' : '{"id":"ben"}'),
    );
    const { outcome } = await aside(given('s1', { userId: 'ben', settled: true }));
    expect(outcome).toMatchObject({ kind: 'signed-in', settled: true, me: { userId: 'ben' } });
  });
});

describe('renewal', () => {
  async function signedIn(how: 'answer' | 'load' | 'hang' = 'answer') {
    const near = fakeSiblings();
    const frames = fakeFrames(page, how);
    const memory = fakeKept();
    near.give = given('s1', { settled: true });
    isUser('ada');
    const panel = load(page, world, 'implicit', {
      siblings: near.siblings,
      kept: memory.kept,
      openHiddenFrame: frames.open,
    });
    await panel.signIn.begin();
    panel.signIn.signedInAs('ada');
    near.give = undefined;
    const lost: string[] = [];
    const ending: number[] = [];
    panel.signIn.onSignedOut((why) => lost.push(why));
    panel.signIn.onEnding((at) => ending.push(at));
    const bearer = async () => {
      await panel.client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
      return bearers().at(-1);
    };
    return { ...panel, near, frames, memory, lost, ending, bearer };
  }

  it('takes a younger token of a sibling before the own one ends', async () => {
    const { near, frames, lost, ending, bearer } = await signedIn();
    near.give = given('s2', { expiresAt: inAnHour() + HOUR });
    await world.clock.pass(HOUR * 0.9);
    expect(near.asked.at(-1)).toBe('ada');
    expect(await bearer()).toBe('Bearer s2');
    expect(frames.went).toEqual([]);
    await world.clock.pass(HOUR / 2);
    expect(lost).toEqual([]);
    expect(ending).toEqual([]);
  });

  it('has a hidden frame fetch one where no sibling has a younger one', async () => {
    const { near, memory, lost, bearer } = await signedIn();
    near.give = given('s1');
    await world.clock.pass(HOUR * 0.9);
    expect(await bearer()).toBe('Bearer frame-1');
    expect(memory.signIn).toMatchObject({ token: 'frame-1' });
    await world.clock.pass(HOUR / 2);
    expect(lost).toEqual([]);
  });

  it('tells when the token ends, before it does, where it takes a click', async () => {
    const { ending, lost } = await signedIn('load');
    const end = inAnHour();
    await world.clock.pass(HOUR * 0.9 - 1);
    expect(ending).toEqual([]);
    await world.clock.pass(401);
    expect(ending).toEqual([end]);
    expect(lost).toEqual([]);
    await world.clock.pass(HOUR * 0.1);
    expect(lost).toEqual(['ended']);
  });

  it('tells so too when a panel of the tab says who works here while it is tried', async () => {
    const { ending, near } = await signedIn('load');
    await world.clock.pass(HOUR * 0.9 + 1);
    near.tell((news) => news.settled('ada'));
    await world.clock.pass(401);
    expect(ending).toHaveLength(1);
  });

  it('takes a sibling’s token that comes after that', async () => {
    const { near, signIn, bearer } = await signedIn('load');
    await world.clock.pass(HOUR * 0.9 + 401);
    const heard: string[] = [];
    signIn.onTokenNear(() => heard.push('now'));
    near.give = given('s2', { expiresAt: inAnHour() + HOUR });
    near.tell((news) => news.here({ userId: 'ada', sameTab: false }));
    expect(heard).toEqual(['now']);
    expect(await signIn.renew()).toMatchObject({ kind: 'signed-in' });
    expect(await bearer()).toBe('Bearer s2');
  });

  it('keeps the token that works while the new one is checked, and when that is another user’s', async () => {
    const { frames, bearer, lost } = await signedIn();
    isUser('ben');
    await world.clock.pass(HOUR * 0.9);
    expect(frames.went).toHaveLength(1);
    expect(await bearer()).toBe('Bearer s1');
    expect(lost).toEqual([]);
    await world.clock.pass(HOUR * 0.1);
    expect(lost).toEqual(['ended']);
  });

  it('never leaves the panel', async () => {
    const { signIn, lost } = await signedIn('hang');
    await world.clock.pass(HOUR);
    expect(lost).toEqual(['ended']);
    const renewed = signIn.renew();
    await world.clock.pass(2_000);
    expect(await renewed).toEqual({ kind: 'click-needed' });
    expect(page.left).toEqual([]);
  });

  it('is over when it is refused, also where a panel of the tab says meanwhile who works here', async () => {
    const { near, signIn, client } = await signedIn('load');
    world.answer('/api/v2/', () => new Response('{}', { status: 401 }));
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    const renewed = signIn.renew();
    near.tell((news) => news.settled('ada'));
    await settle();
    await world.clock.pass(5_000);
    expect(await renewed).toEqual({ kind: 'click-needed' });
  });

  it('does not take a refused token back from a sibling, and does not go round in circles', async () => {
    const { signIn, client, near, lost } = await signedIn('hang');
    near.give = given('s1');
    world.answer('/api/v2/', () => new Response('{}', { status: 401 }));
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    expect(lost).toEqual(['ended']);
    const first = signIn.renew();
    await settle();
    expect(await signIn.renew()).toEqual({ kind: 'click-needed' });
    await world.clock.pass(2_000);
    expect(await first).toEqual({ kind: 'click-needed' });
  });

  it('is tried once more by itself a minute later, because Genesys may have refused what is good', async () => {
    const { signIn, client, lost } = await signedIn();
    let status = 401;
    world.answer('/api/v2/', () => new Response('{"id":"ada"}', { status }));
    const near: number[] = [];
    const startedAt = world.clock.now();
    signIn.onTokenNear(() => near.push(world.clock.now() - startedAt));
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    expect(lost).toEqual(['ended']);
    const first = signIn.renew();
    await world.clock.pass(5_000);
    expect(await first).toMatchObject({ kind: 'problem' });
    expect(await signIn.renew()).toEqual({ kind: 'click-needed' });
    expect(await signIn.renew()).toEqual({ kind: 'click-needed' });
    await world.clock.pass(60_000);
    expect(near).toHaveLength(1);
    status = 200;
    const renewed = signIn.renew();
    await world.clock.pass(5_000);
    expect(await renewed).toMatchObject({ kind: 'signed-in' });
  });
});

it('is not tried once more for who has forgotten the sign-in meanwhile', async () => {
  const { signIn } = load(page, world, 'implicit', { openHiddenFrame: fakeFrames(page, 'hang').open });
  const near: string[] = [];
  const first = signIn.renew();
  await world.clock.pass(5_000);
  await first;
  expect(await signIn.renew()).toEqual({ kind: 'click-needed' });
  signIn.signedInAs('ada');
  signIn.onTokenNear(() => near.push('now'));
  signIn.forget();
  await world.clock.pass(120_000);
  expect(near).toEqual([]);
});

describe('a clock that is set while a token lives', () => {
  it.each([2 * HOUR, -2 * HOUR])('by %i ms neither ends nor prolongs it', async (byMs) => {
    const near = fakeSiblings();
    isUser('ada');
    const { signIn } = load(page, world, 'implicit', {
      kept: fakeKept({ token: 'k1', expiresAt: inAnHour(), userId: 'ada' }).kept,
      siblings: near.siblings,
    });
    const told: string[] = [];
    signIn.onEnding((endsAt) => told.push(`ends in ${endsAt - world.clock.wall()}`));
    signIn.onSignedOut((why) => told.push(why));
    await signIn.begin();
    await world.clock.pass(HOUR / 4);
    world.clock.setWall(world.clock.wall() + byMs);
    near.asked.length = 0;
    expect(await signIn.renew()).toMatchObject({ kind: 'signed-in' });
    expect(near.asked, 'nobody is asked for another').toEqual([]);
    expect(near.offered()!.expiresAt - world.clock.wall()).toBe(HOUR * 0.75);
    await world.clock.pass(HOUR * 0.75 - 1);
    expect(told).toEqual([`ends in ${HOUR / 10}`]);
    await world.clock.pass(1);
    expect(told.at(-1)).toBe('ended');
  });
});

describe('a session that has lost its sign-in without a refusal', () => {
  const signedIn = async () => {
    const near = fakeSiblings();
    const memory = fakeKept({ token: 'k1', expiresAt: inAnHour(), userId: 'ada' });
    const { signIn, client } = load(page, world, 'implicit', { kept: memory.kept, siblings: near.siblings });
    await signIn.begin();
    return { near, signIn, client };
  };

  it('goes on with the token at hand as often as that proves good, and asks nobody for another', async () => {
    const { near, signIn } = await signedIn();
    for (let times = 0; times < 3; times += 1) {
      expect(await signIn.renew()).toMatchObject({ kind: 'signed-in' });
      await world.clock.pass(11_000);
    }
    expect(near.asked).toEqual([]);
    expect(bearers().every((bearer) => bearer === 'Bearer k1')).toBe(true);
  });

  it('does not ask in circles: what is good here and lost there is looked at again later', async () => {
    const { signIn } = await signedIn();
    let times = 0;
    signIn.onTokenNear(() => (times += 1));
    expect(await signIn.renew()).toMatchObject({ kind: 'signed-in' });
    expect(await signIn.renew()).toMatchObject({ problem: { kind: 'sign-in-down' } });
    await world.clock.pass(5_000);
    expect(times).toBe(1);
  });

  it('looks for another token where its own is void, at once and without a click', async () => {
    const { near, signIn } = await signedIn();
    world.answer('/me', () =>
      bearers().at(-1) === 'Bearer k1' ? new Response('{}', { status: 401 }) : new Response('{"id":"ada"}'),
    );
    near.give = given('s1');
    expect(await signIn.renew()).toMatchObject({ kind: 'signed-in' });
    expect(bearers().at(-1)).toBe('Bearer s1');
  });
});
