import { describe, expect, it } from 'vitest';
import {
  hearParent,
  isTrusted,
  judgeHost,
  keptOrigin,
  listedAncestors,
  type HostEvidence,
} from '../../../src/launch/host-verdict.ts';
import { memoryStorage } from '../../support/browser-fakes.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';

const TRUST = { self: 'https://app.example', allowedOrigins: ['https://crm.example'] };
const DESKTOP = 'https://apps.mypurecloud.ie';
const EVIL = 'https://evil.example';

const oneStorage =
  (store = memoryStorage()) =>
  () =>
    store;

const evidence = (more: Partial<HostEvidence>): HostEvidence => ({
  listed: undefined,
  referrer: '',
  kept: keptOrigin(oneStorage()),
  parentSpoke: () => Promise.resolve(undefined),
  ...more,
});
const judge = (more: Partial<HostEvidence>) => judgeHost(evidence(more), TRUST);
const denied = (): Storage => {
  throw new DOMException('denied', 'SecurityError');
};

describe('isTrusted', () => {
  it.each(['https://apps.mypurecloud.com', 'https://apps.usw2.pure.cloud', 'https://crm.example'])(
    'accepts %s',
    (origin) => expect(isTrusted(origin, TRUST)).toBe(true),
  );

  it('accepts our own page around our hidden sign-in frame', () => {
    expect(isTrusted('https://app.example', TRUST)).toBe(true);
  });

  it.each([
    ['a look-alike', 'https://apps.mypurecloud.com.evil.example'],
    ['another host of the region', 'https://files.mypurecloud.com'],
    ['plain http', 'http://apps.mypurecloud.com'],
    ['an opaque origin', 'null'],
    ['none', ''],
    ['loopback without a loopback gateway', 'http://localhost:5173'],
  ])('refuses %s', (_what, origin) => {
    expect(isTrusted(origin, { ...TRUST, gatewayHost: 'proxy.example' })).toBe(false);
  });

  it('accepts loopback with a loopback gateway', () => {
    const local = { ...TRUST, gatewayHost: 'localhost' };
    expect(isTrusted('http://localhost:5173', local)).toBe(true);
    expect(isTrusted('http://127.0.0.1:4000', local)).toBe(true);
    expect(isTrusted('https://evil.example', local)).toBe(false);
  });
});

describe('a browser that lists the frames around', () => {
  it.each<[string, readonly string[], object]>([
    ['no frame at all', [], { kind: 'allowed' }],
    ['the desktop', [DESKTOP], { kind: 'allowed' }],
    ['the desktop in an allowed page', [DESKTOP, 'https://crm.example'], { kind: 'allowed' }],
    ['our own page around our hidden frame', ['https://app.example', DESKTOP], { kind: 'allowed' }],
    ['a foreign page around the desktop', [DESKTOP, EVIL], { kind: 'not-allowed', origin: EVIL }],
    ['one that conceals itself further out', [DESKTOP, 'null'], { kind: 'unknown' }],
    ['a foreign page around one that conceals itself', ['null', EVIL], { kind: 'not-allowed', origin: EVIL }],
  ])('decides by %s alone', async (_what, listed, verdict) => {
    expect(await judge({ listed, referrer: 'https://crm.example/' })).toEqual(verdict);
  });

  it('asks the nearest one when that conceals itself', async () => {
    const listed = ['null', DESKTOP];
    expect(await judge({ listed })).toEqual({ kind: 'unknown' });
    expect(await judge({ listed, parentSpoke: async () => DESKTOP })).toEqual({ kind: 'allowed' });
    expect(await judge({ listed, parentSpoke: async () => 'null' })).toEqual({
      kind: 'not-allowed',
      origin: 'null',
    });
  });
});

describe('a browser that lists nothing', () => {
  it('goes by the referrer', async () => {
    expect(await judge({ referrer: `${DESKTOP}/directory/` })).toEqual({ kind: 'allowed' });
    expect(await judge({ referrer: `${EVIL}/` })).toEqual({ kind: 'not-allowed', origin: EVIL });
  });

  it('takes the sign-in page of a region for its desktop, and no other sign-in page', async () => {
    expect(await judge({ referrer: 'https://login.mypurecloud.ie/' })).toEqual({ kind: 'allowed' });
    expect(await judge({ referrer: 'https://login.evil.example/' })).toMatchObject({ kind: 'not-allowed' });
  });

  it('goes by the origin of what the frame around says where there is no referrer', async () => {
    expect(await judge({ parentSpoke: async () => DESKTOP })).toEqual({ kind: 'allowed' });
    expect(await judge({ parentSpoke: async () => EVIL })).toEqual({ kind: 'not-allowed', origin: EVIL });
  });

  it('takes itself as a referrer for no proof', async () => {
    expect(await judge({ referrer: 'https://app.example/index.html' })).toEqual({ kind: 'unknown' });
  });

  it('says that it does not know, which is no refusal, where nobody tells', async () => {
    expect(await judge({})).toEqual({ kind: 'unknown' });
  });

  it.each<[string, () => Storage]>([
    ['the storage of the tab', oneStorage()],
    ['memory where storage is denied', denied],
  ])('keeps what was proven in %s', async (_what, storage) => {
    const kept = keptOrigin(storage);
    expect(await judge({ kept, referrer: `${DESKTOP}/` })).toEqual({ kind: 'allowed' });
    // After a sign-in in this frame, or a reload, the referrer is this page itself.
    const later = { kept, referrer: 'https://app.example/index.html' };
    expect(await judge(later)).toEqual({ kind: 'allowed' });
    const stricter = { self: 'https://app.example', allowedOrigins: [] };
    kept.write('https://crm.example');
    expect(await judgeHost(evidence(later), stricter)).toMatchObject({ kind: 'not-allowed' });
  });

  it('keeps no refusal, and lets nothing kept outweigh a referrer', async () => {
    const kept = keptOrigin(oneStorage());
    await judge({ kept, referrer: `${EVIL}/` });
    expect(kept.read()).toBeUndefined();
    kept.write(DESKTOP);
    expect(await judge({ kept, referrer: `${EVIL}/` })).toEqual({ kind: 'not-allowed', origin: EVIL });
  });
});

describe('listedAncestors', () => {
  const frame = (page: object) => ({ parent: {}, ...page }) as unknown as Window;

  it('is empty at the top, and absent where the browser does not list them', () => {
    const top = { location: {} } as Window & { parent: unknown };
    Object.assign(top, { parent: top });
    expect(listedAncestors(top)).toEqual([]);
    expect(listedAncestors(frame({ location: {} }))).toBeUndefined();
    expect(listedAncestors(frame({ location: { ancestorOrigins: [DESKTOP, EVIL] } }))).toEqual([
      DESKTOP,
      EVIL,
    ]);
  });
});

describe('hearParent', () => {
  function framed() {
    const clock = fakeClock();
    const parent = {};
    const page = Object.assign(new EventTarget(), { parent });
    const spoke = hearParent(page as never, clock);
    const say = (source: object, origin: string) =>
      page.dispatchEvent(Object.assign(new Event('message'), { source, origin }));
    return { clock, parent, spoke, say };
  }

  it('tells the origin of the frame around, also when that spoke before anybody asked', async () => {
    const { parent, spoke, say } = framed();
    say(parent, DESKTOP);
    say(parent, EVIL);
    expect(await spoke()).toBe(DESKTOP);
  });

  it('heeds nobody else', async () => {
    const { clock, spoke, say } = framed();
    say({}, DESKTOP);
    const answer = spoke();
    await settle();
    await clock.pass(3_000);
    expect(await answer).toBeUndefined();
  });
});
