// @vitest-environment sdk
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { restoreLaunch } from '../../src/genesys/sign-in/restore-launch.ts';
import { createSignIn } from '../../src/genesys/sign-in/sign-in.ts';
import type { SignInOutcome } from '../../src/app/ports.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { fakePage, type FakePage } from '../support/fake-page.ts';
import { adapters, until } from './adapters.ts';
import { rememberedSignIn } from './sandbox-client.ts';

const APP = 'http://127.0.0.1:4711';
const QUERY = '?gcConversationId=c-1&gcHostOrigin=https%3A%2F%2Fapps.mypurecloud.com';

let sandbox: Sandbox;
let page: FakePage;
let cookie: string;
let ids: number;

beforeAll(async () => {
  sandbox = await startSandbox({ appUrl: APP });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.reset();
  cookie = await rememberedSignIn(sandbox, SEED.users.ada);
  page = fakePage(`/index.html${QUERY}`);
  ids = 0;
});
afterEach(() => vi.unstubAllGlobals());

type Grant = 'implicit' | 'pkce';

/** The app as it is loaded into the page. */
function load(grant: Grant) {
  const world = adapters(sandbox);
  const launch = restoreLaunch(page.window, world.log);
  const signIn = createSignIn({
    ...world,
    page: page.window,
    launch,
    fetch,
    oauth: { grant, clientId: SEED.clients[grant], redirectUri: `${APP}/index.html` },
    ids: { next: () => `0000000000000000-${(ids += 1)}` },
  });
  return { ...world, launch, signIn };
}

/** The page leaves for the sign-in page. */
async function leave(grant: Grant) {
  const { signIn, clock } = load(grant);
  const before = page.left.length;
  const outcome = signIn.begin();
  await until(() => page.left.length > before);
  clock.advance(5_000);
  expect(await outcome).toEqual({ kind: 'leaving' });
}

/** Waits for an attempt, and lets the time pass that it waits itself. */
async function inTime(clock: FakeClock, attempt: Promise<SignInOutcome>): Promise<SignInOutcome> {
  // Real requests are under way: their time-outs must not run out before they are answered.
  const ticking = setInterval(() => clock.advance(250), 20);
  return attempt.finally(() => clearInterval(ticking));
}

/** The browser follows the redirect of a sign-in page that knows the user already, back to the app. */
async function comeBack() {
  const answer = await fetch(page.left.at(-1)!, { redirect: 'manual', headers: { cookie } });
  page.load(answer.headers.get('location') ?? '');
}

describe.each(['implicit', 'pkce'] as const)('SignIn against the platform: %s', (grant) => {
  it('signs in by one redirect, and the launch parameters are back', async () => {
    await leave(grant);
    await comeBack();
    const { signIn, api, launch, clock } = load(grant);
    expect(launch.query).toBe(QUERY);
    expect(page.shown.at(-1)).toBe(`/index.html${QUERY}`);
    const outcome = await signIn.begin();
    expect(outcome.kind).toBe('signed-in');
    const lifeMs = outcome.kind === 'signed-in' ? outcome.expiresAt - clock.wall() : 0;
    expect(Math.round(lifeMs / 60_000)).toBe(1_440);
    expect(await api.me()).toMatchObject({ ok: true, value: { userId: SEED.users.ada } });
  });

  it('keeps nothing of the token', async () => {
    await leave(grant);
    await comeBack();
    const { signIn, notes } = load(grant);
    await signIn.begin();
    expect(page.stored.size).toBe(0);
    expect(JSON.stringify(notes)).not.toContain('sandbox-');
    expect(Object.keys(page.window)).not.toContain('ApiClient');
  });

  it('says who refused', async () => {
    await leave(grant);
    const url = new URL(page.left.at(-1)!);
    const form = new URLSearchParams([...url.searchParams, ['sandbox_deny', '1']]);
    const answer = await fetch(url.origin + url.pathname, { method: 'POST', body: form, redirect: 'manual' });
    page.load(answer.headers.get('location') ?? '');
    expect(await load(grant).signIn.begin()).toEqual({
      kind: 'problem',
      problem: { kind: 'sign-in-refused', error: 'access_denied' },
    });
  });

  it('stays when the platform is down, and signs in with the same token once it is back', async () => {
    await leave(grant);
    await comeBack();
    await sandbox.control.fault({ fault: 'status', endpoint: 'me', status: 503, times: 0 });
    const { signIn, clock } = load(grant);
    expect(await inTime(clock, signIn.begin())).toEqual({
      kind: 'problem',
      problem: { kind: 'sign-in-down' },
    });
    await sandbox.control.fault({ clear: true });
    expect(await inTime(clock, signIn.again())).toMatchObject({ kind: 'signed-in' });
    expect(page.left).toHaveLength(1);
  });

  it('stays when the token is refused', async () => {
    await leave(grant);
    await comeBack();
    for (const endpoint of ['me', 'token-check'] as const) {
      await sandbox.control.fault({ fault: 'status', endpoint, status: 401 });
    }
    expect(await load(grant).signIn.begin()).toMatchObject({ problem: { kind: 'sign-in-failed' } });
    expect(page.left).toHaveLength(1);
  });

  it.each([404, 429, 503])('is not put off by a single %i', async (status) => {
    await leave(grant);
    await comeBack();
    await sandbox.control.fault({ fault: 'status', endpoint: 'me', status });
    const { signIn, clock } = load(grant);
    expect(await inTime(clock, signIn.begin())).toMatchObject({
      kind: 'signed-in',
      me: { userId: SEED.users.ada, name: 'Ada Byron' },
    });
  });

  it('calls back when the platform refuses the token later', async () => {
    await leave(grant);
    await comeBack();
    const { signIn, api } = load(grant);
    let calls = 0;
    signIn.onSignedOut(() => (calls += 1));
    await signIn.begin();
    await sandbox.control.fault({ fault: 'status', endpoint: 'me', status: 401 });
    await api.me();
    expect(calls).toBe(1);
  });
});

describe('SignIn against the platform', () => {
  it.each([
    [{ fault: 'status', status: 503 }, 'sign-in-down'],
    [{ fault: 'lost', when: 'before' }, 'sign-in-down'],
    [{ fault: 'status', status: 400 }, 'sign-in-failed'],
    [{ fault: 'body', body: '<html>' }, 'sign-in-failed'],
  ] as const)('stays when the code is not exchanged: %j', async (fault, kind) => {
    await leave('pkce');
    await comeBack();
    await sandbox.control.fault({ ...fault, endpoint: 'token-exchange', times: 0 });
    const { signIn, clock } = load('pkce');
    expect(await inTime(clock, signIn.begin())).toMatchObject({ kind: 'problem', problem: { kind } });
    expect(page.left).toHaveLength(1);
  });

  it('does not sign in with a code that was stolen from another attempt', async () => {
    await leave('pkce');
    const stolen = page.left.at(-1)!;
    await comeBack();
    const code = new URLSearchParams(new URL(page.shown.at(-1)!, APP).search).get('code');
    page.stored.clear();
    page.load(`/index.html${QUERY}`);
    await leave('pkce');
    const { searchParams } = new URL(page.left.at(-1)!);
    page.load(`/index.html?code=${code}&state=${searchParams.get('state')}`);
    expect(searchParams.get('code_challenge')).not.toBe(new URL(stolen).searchParams.get('code_challenge'));
    expect(await load('pkce').signIn.begin()).toMatchObject({ problem: { kind: 'sign-in-failed' } });
  });
});
