// @vitest-environment sdk
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openHiddenFrame } from '../../../../src/genesys/sign-in/hidden-frame.ts';
import { settle } from '../../../support/fake-clock.ts';
import { fakePage, type FakePage } from '../../../support/fake-page.ts';
import { answerTo, fakeFrames, ORIGIN } from './around.ts';
import { LAUNCH, load, makeWorld, type Grant } from './sign-in-world.ts';

let page: FakePage;
let world: ReturnType<typeof makeWorld>;
beforeEach(() => {
  page = fakePage(LAUNCH);
  Object.assign(page.window, { parent: {} });
  world = makeWorld();
});
afterEach(() => vi.unstubAllGlobals());

async function begun(
  how: 'answer' | 'load' | 'hang' = 'hang',
  { grant = 'implicit', mayFrameKnow }: { grant?: Grant; mayFrameKnow?: () => Promise<boolean> } = {},
) {
  const frames = fakeFrames(page, how);
  const { signIn } = load(page, world, grant, {
    openHiddenFrame: frames.open,
    ...(mayFrameKnow && { mayFrameKnow }),
  });
  const outcome = signIn.begin();
  await settle();
  return { frames, outcome, signIn };
}

describe('sign-in in a hidden frame', () => {
  it('signs in without a click, and leaves nothing of it', async () => {
    const { frames, outcome } = await begun('answer');
    expect(await outcome).toMatchObject({ kind: 'signed-in', settled: true });
    expect(frames.went[0]?.pathname).toBe('/oauth/authorize');
    expect(frames.closed).toHaveLength(1);
    expect(page.stored.size).toBe(0);
    expect(page.left).toEqual([]);
    expect(page.listeners.size).toBe(0);
  });

  it('exchanges a code with the verifier that never left this page', async () => {
    world.answer('/oauth/token', () => new Response('{"access_token":"t0ken","expires_in":600}'));
    const { frames, outcome } = await begun('hang', { grant: 'pkce' });
    expect(frames.went[0]?.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    const state = frames.went[0]?.searchParams.get('state');
    const data = { type: 'rc1.sign-in', search: `?code=c0de&state=${state}`, hash: '' };
    page.hear({ origin: ORIGIN, source: frames.windows[0], data });
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
    const { frames, outcome } = await begun();
    page.hear({ ...answerTo(frames.went[0]!, frames.windows[0], 'access_token=x'), ...more });
    await world.clock.pass(2_000);
    expect(await outcome).toEqual({ kind: 'click-needed' });
  });

  it('is over as soon as a page has loaded without an answer, after a moment for redirects by script', async () => {
    const { frames, outcome } = await begun('load');
    expect(frames.closed).toHaveLength(0);
    await world.clock.pass(400);
    expect(frames.closed).toHaveLength(1);
    expect(await outcome).toEqual({ kind: 'click-needed' });
  });

  it('is over after 2 s at the latest, and never leaves the panel', async () => {
    const { frames, outcome } = await begun('hang');
    await world.clock.pass(1_999);
    expect(frames.closed).toHaveLength(0);
    await world.clock.pass(1);
    expect(await outcome).toEqual({ kind: 'click-needed' });
    expect(page.left).toEqual([]);
  });

  it('hears an answer that came while this page was busy and its own time ran out', async () => {
    const { frames, outcome } = await begun('hang');
    world.clock.sleep(2_500);
    await world.clock.pass(0);
    page.hear(answerTo(frames.went[0]!, frames.windows[0], 'access_token=t0ken&expires_in=600'));
    expect(await outcome).toMatchObject({ kind: 'signed-in' });
  });

  it('is not tried again in a tab in which it had no answer', async () => {
    const first = await begun('load');
    await world.clock.pass(400);
    await first.outcome;
    await world.clock.pass(4 * 3_600_000);
    page.load('/dir/index.html?gcConversationId=c-2');
    const { frames, outcome } = await begun('answer');
    expect(await outcome).toEqual({ kind: 'click-needed' });
    expect(frames.went).toEqual([]);
  });

  it('is not tried where the browser says that the sign-in page knows nobody', async () => {
    const { frames, outcome } = await begun('answer', { mayFrameKnow: async () => false });
    expect(await outcome).toEqual({ kind: 'click-needed' });
    expect(frames.went).toEqual([]);
  });

  it('is not tried where storage is denied: a sign-in page has no memory there either', async () => {
    vi.unstubAllGlobals();
    page = fakePage(LAUNCH, { storage: 'denied' });
    Object.assign(page.window, { parent: {} });
    const { frames, outcome } = await begun('answer');
    expect(await outcome).toEqual({ kind: 'click-needed' });
    expect(frames.went).toEqual([]);
  });
});

describe('openHiddenFrame', () => {
  it('keeps the frame out of sight, tells when it loads, and removes it', () => {
    const loaded: string[] = [];
    const frame = {
      hidden: false,
      src: '',
      contentWindow: null as unknown,
      removed: false,
      remove: () => void (frame.removed = true),
      addEventListener: (type: string, run: () => void) => {
        loaded.push(type);
        run();
      },
    };
    const attached: unknown[] = [];
    const document = { createElement: () => frame, body: { append: (node: unknown) => attached.push(node) } };
    const child = openHiddenFrame(document as unknown as Document);
    expect(child.sent(null)).toBe(false);
    child.onLoad(() => loaded.push('told'));
    child.go('https://login.example/');
    frame.contentWindow = {};
    expect(frame).toMatchObject({ hidden: true, src: 'https://login.example/' });
    expect(attached).toEqual([frame]);
    expect(loaded).toEqual(['load', 'told']);
    expect(child.sent(frame.contentWindow as MessageEventSource)).toBe(true);
    child.close();
    expect(frame.removed).toBe(true);
  });
});
