import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settle } from '../../../support/fake-clock.ts';
import { fakePage, type FakePage } from '../../../support/fake-page.ts';
import { restoreLaunch } from '../../../../src/genesys/sign-in/restore-launch.ts';
import type { SignInWindow } from '../../../../src/genesys/sign-in/sign-in-window.ts';
import { openChildFrame, openPopup } from '../../../../src/genesys/sign-in/windows.ts';
import { down, LAUNCH, load, makeWorld, type Grant } from './sign-in-world.ts';

const ORIGIN = 'https://app.example';

let page: FakePage;
let world: ReturnType<typeof makeWorld>;
beforeEach(() => {
  page = fakePage(LAUNCH);
  world = makeWorld();
});
afterEach(() => vi.unstubAllGlobals());

function fakeWindow(via: 'child' | 'popup') {
  const self = {};
  const went: URL[] = [];
  const shown = {
    via,
    went,
    self,
    closed: false,
    go: (url: string) => void went.push(new URL(url)),
    sent: (source: unknown) => source === self,
    close: () => void (shown.closed = true),
  };
  return shown satisfies SignInWindow & { went: URL[]; self: object };
}

/** The answer as the page in that window posts it. */
const answer = (shown: ReturnType<typeof fakeWindow>, more: object = {}, params = 'access_token=t0ken') => ({
  origin: ORIGIN,
  source: shown.self,
  data: {
    type: 'rc1.sign-in',
    search: '',
    hash: `#${params}&expires_in=600&state=${shown.went[0]?.searchParams.get('state')}`,
  },
  ...more,
});

async function begun(grant: Grant = 'implicit', mayLeave = true) {
  const child = fakeWindow('child');
  const { signIn } = load(page, world, grant, { openChildFrame: () => child, mayLeave });
  const outcome = signIn.begin();
  await settle();
  return { child, outcome };
}

describe('sign-in in a hidden frame', () => {
  it('signs in without leaving the panel', async () => {
    const { child, outcome } = await begun();
    expect(child.went[0]?.pathname).toBe('/oauth/authorize');
    page.hear(answer(child));
    expect(await outcome).toMatchObject({ kind: 'signed-in' });
    expect(page.left).toEqual([]);
    expect(page.stored.size).toBe(0);
    expect(child.closed).toBe(true);
    expect(page.listeners.size).toBe(0);
  });

  it('exchanges a code with the verifier that never left this page', async () => {
    world.answer('/oauth/token', () => new Response('{"access_token":"t0ken","expires_in":600}'));
    const { child, outcome } = await begun('pkce');
    expect(child.went[0]?.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    const state = child.went[0]?.searchParams.get('state');
    const data = { type: 'rc1.sign-in', search: `?code=c0de&state=${state}`, hash: '' };
    page.hear(answer(child, { data }));
    expect(await outcome).toMatchObject({ kind: 'signed-in' });
    const exchange = world.requests.find(({ url }) => url.endsWith('/oauth/token'));
    expect(new URLSearchParams(String(exchange?.init.body)).get('code_verifier')).toHaveLength(128);
  });

  it.each([
    ['another origin', { origin: 'https://app.example.evil' }],
    ['another window', { source: {} }],
    ['another shape', { data: { type: 'rc1.sign-in', hash: '#access_token=x' } }],
    [
      'another state',
      { data: { type: 'rc1.sign-in', search: '', hash: '#access_token=x&state=child-other' } },
    ],
    ['no answer', { data: null }],
  ])('does not listen to %s', async (_what, more) => {
    const { child, outcome } = await begun('implicit', false);
    page.hear(answer(child, more));
    await world.clock.pass(8_000);
    expect(await outcome).toEqual({ kind: 'click-needed' });
  });

  it('leaves by itself when nothing comes within 8 s', async () => {
    const { child, outcome } = await begun();
    await world.clock.pass(7_999);
    expect(child.closed).toBe(false);
    await world.clock.pass(1);
    expect(child.closed).toBe(true);
    await world.clock.pass(5_000);
    expect(await outcome).toEqual({ kind: 'leaving' });
    expect(page.left).toHaveLength(1);
  });

  it('is not waited for again by the next panel of the tab', async () => {
    await begun();
    await world.clock.pass(8_000);
    page.load('/dir/index.html?gcConversationId=c-2');
    const { child, outcome } = await begun();
    expect(child.went).toEqual([]);
    expect(await outcome).toEqual({ kind: 'click-needed' });
  });

  it('is not tried where storage is denied: a sign-in page has no memory there either', async () => {
    vi.unstubAllGlobals();
    page = fakePage(LAUNCH, { storage: 'denied' });
    const { child, outcome } = await begun();
    expect(await outcome).toEqual({ kind: 'click-needed' });
    expect(child.went).toEqual([]);
  });

  it('shows no frame when the sign-in host is down', async () => {
    world.answer('login.', down);
    const { child, outcome } = await begun();
    expect(await outcome).toMatchObject({ problem: { kind: 'sign-in-down' } });
    expect(child.went).toEqual([]);
    expect(child.closed).toBe(true);
  });
});

describe('sign-in in a popup', () => {
  function clicked(popup: ReturnType<typeof fakeWindow> | undefined) {
    let opened = 0;
    const openPopup = () => {
      opened += 1;
      return popup;
    };
    const { signIn } = load(page, world, 'implicit', { openPopup });
    return { outcome: signIn.again(), opened: () => opened };
  }

  it('opens within the task of the click', async () => {
    const popup = fakeWindow('popup');
    const { outcome, opened } = clicked(popup);
    expect(opened()).toBe(1);
    await settle();
    page.hear(answer(popup));
    expect(await outcome).toMatchObject({ kind: 'signed-in' });
    expect(popup.closed).toBe(true);
  });

  it('works where storage is denied', async () => {
    vi.unstubAllGlobals();
    page = fakePage(LAUNCH, { storage: 'denied' });
    const popup = fakeWindow('popup');
    const { outcome } = clicked(popup);
    await settle();
    page.hear(answer(popup));
    expect(await outcome).toMatchObject({ kind: 'signed-in' });
  });

  it('says what was refused', async () => {
    const popup = fakeWindow('popup');
    const { outcome } = clicked(popup);
    await settle();
    page.hear(answer(popup, {}, 'error=access_denied'));
    expect(await outcome).toMatchObject({ problem: { kind: 'sign-in-refused', error: 'access_denied' } });
  });

  it('says that it failed when the popup is closed, or that it was blocked', async () => {
    const popup = fakeWindow('popup');
    const { outcome } = clicked(popup);
    await settle();
    popup.close();
    await world.clock.pass(500);
    expect(await outcome).toMatchObject({ problem: { kind: 'sign-in-failed' } });
    expect(await clicked(undefined).outcome).toMatchObject({ problem: { kind: 'popup-blocked' } });
    expect(page.left).toEqual([]);
    expect(world.clock.waiting).toBe(0);
  });
});

describe('restoreLaunch in the window of an attempt', () => {
  const panel = () => {
    const posted: unknown[] = [];
    return { posted, postMessage: (...message: unknown[]) => void posted.push(message) };
  };
  const restore = () => restoreLaunch(page.window, world.log);

  it('hands the answer of a hidden frame to the panel around it', () => {
    page.load('/dir/index.html#access_token=t0ken&state=child-1');
    const parent = panel();
    Object.assign(page.window, { parent });
    expect(restore()).toEqual({ query: '', callback: 'delivered' });
    const data = { type: 'rc1.sign-in', search: '', hash: '#access_token=t0ken&state=child-1' };
    expect(parent.posted).toEqual([[data, ORIGIN]]);
    expect(page.shown.at(-1)).toBe('/dir/index.html');
  });

  it('hands the answer of a popup to its opener, and closes it', () => {
    page.load('/dir/index.html?code=c0de&state=popup-1');
    const opener = panel();
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
    expect(restore()).toEqual({ query: '?view=setup' });
    expect(world.notes).toEqual([['sign-in-forged', { kind: 'token' }]]);
  });
});

describe('openChildFrame and openPopup', () => {
  it('keeps the frame out of sight and removes it', () => {
    const frame = {
      hidden: false,
      src: '',
      contentWindow: null as unknown,
      removed: false,
      remove: () => void (frame.removed = true),
    };
    const attached: unknown[] = [];
    const document = { createElement: () => frame, body: { append: (node: unknown) => attached.push(node) } };
    const child = openChildFrame(document as unknown as Document);
    expect(child.sent(null)).toBe(false);
    child.go('https://login.example/');
    frame.contentWindow = {};
    expect(frame).toMatchObject({ hidden: true, src: 'https://login.example/' });
    expect(attached).toEqual([frame]);
    expect(child.sent(frame.contentWindow as MessageEventSource)).toBe(true);
    child.close();
    expect(frame.removed).toBe(true);
  });

  it('answers nothing when the browser blocks the popup', () => {
    expect(openPopup({ open: () => null })).toBeUndefined();
  });
});
