// @vitest-environment sdk
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keepHashEmpty } from '../../../../src/genesys/sign-in/restore-launch.ts';
import { fakePage, type FakePage } from '../../../support/fake-page.ts';
import type { SignInOutcome } from '../../../../src/app/ports.ts';
import { down, LAUNCH, load, makeWorld, outcomeOf, QUERY, REDIRECT, type Grant } from './sign-in-world.ts';

const ME = 'https://api.mypurecloud.ie/api/v2/users/me?expand=authorization%2Corganization';

const authorizeUrl = (page: FakePage) => new URL(page.left.at(-1) ?? '');

afterEach(() => vi.unstubAllGlobals());

describe('createSignIn without an answer', () => {
  it('leaves for the sign-in page with a state of its own, launch parameters kept aside', async () => {
    const page = fakePage(LAUNCH);
    const world = makeWorld();
    const { signIn } = load(page, world);
    expect(await outcomeOf(world, signIn.begin())).toEqual({ kind: 'leaving' });
    const url = authorizeUrl(page);
    expect(url.origin + url.pathname).toBe('https://login.mypurecloud.ie/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'client-1',
      redirect_uri: REDIRECT,
      response_type: 'token',
      state: 'state-000000000001',
    });
    expect(JSON.parse(page.stored.get('rc1.signin.state-000000000001') ?? '')).toEqual({
      query: QUERY,
      at: world.clock.wall() - 5_000,
    });
  });

  it('sends the challenge of a verifier that only its own attempt knows', async () => {
    const page = fakePage(LAUNCH);
    const world = makeWorld();
    const { signIn } = load(page, world, 'pkce');
    expect(await outcomeOf(world, signIn.begin())).toEqual({ kind: 'leaving' });
    const url = authorizeUrl(page);
    expect(url.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect([...page.stored.keys()]).toEqual(['rc1.signin.state-000000000001']);
    const { verifier } = JSON.parse([...page.stored.values()][0] ?? '') as { verifier: string };
    expect(verifier).toHaveLength(128);
    expect(url.href).not.toContain(verifier);
  });

  it('asks first whether the sign-in host answers, and stays when it does not', async () => {
    const page = fakePage(LAUNCH);
    const world = makeWorld();
    world.answer('login.', down);
    const { signIn } = load(page, world);
    expect(await outcomeOf(world, signIn.begin())).toEqual({
      kind: 'problem',
      problem: { kind: 'sign-in-down' },
    });
    expect(world.asked()).toEqual(['HEAD https://login.mypurecloud.ie/']);
    expect(world.requests[0]?.init).toMatchObject({ mode: 'no-cors', credentials: 'omit' });
    expect(page.left).toEqual([]);
  });

  it.each(['implicit', 'pkce'] as const)(
    'asks who it is after the sign-in was forgotten, %s',
    async (grant) => {
      const page = fakePage(LAUNCH);
      const world = makeWorld();
      const { signIn } = load(page, world, grant);
      await outcomeOf(world, signIn.begin());
      expect(authorizeUrl(page).searchParams.get('prompt')).toBeNull();
      signIn.forget();
      expect(await outcomeOf(world, signIn.again())).toEqual({ kind: 'leaving' });
      expect(authorizeUrl(page).searchParams.get('prompt')).toBe('login');
    },
  );

  it('does not leave twice by itself within a minute', async () => {
    const page = fakePage(LAUNCH);
    const world = makeWorld();
    await outcomeOf(world, load(page, world).signIn.begin());
    page.load(LAUNCH);
    const again = load(page, world);
    // A form that nobody has filled in yet is no failure: the button is offered, and that is all.
    expect(await outcomeOf(world, again.signIn.begin())).toEqual({ kind: 'click-needed' });
    expect(page.left).toHaveLength(1);
    expect(await outcomeOf(world, again.signIn.again())).toEqual({ kind: 'leaving' });
    expect(page.left).toHaveLength(2);
  });

  it('leaves the form to the panel that shows one: the agent signs in once', async () => {
    const page = fakePage(LAUNCH);
    const world = makeWorld();
    await outcomeOf(world, load(page, world).signIn.begin());
    page.load('/dir/index.html?gcConversationId=c-2');
    expect(await outcomeOf(world, load(page, world).signIn.begin())).toEqual({ kind: 'click-needed' });
    await world.clock.pass(300_000);
    page.load('/dir/index.html?gcConversationId=c-3');
    expect(await outcomeOf(world, load(page, world).signIn.begin())).toEqual({ kind: 'leaving' });
  });

  it('asks for a click where storage is denied, with the launch parameters in place', async () => {
    const page = fakePage(LAUNCH, { storage: 'denied' });
    const world = makeWorld();
    const { signIn, launch } = load(page, world);
    expect(launch).toEqual({ query: QUERY });
    expect(await outcomeOf(world, signIn.begin())).toEqual({ kind: 'click-needed' });
    expect(page.left).toEqual([]);
    expect(page.shown.at(-1)).toBe(LAUNCH);
  });
});

describe('createSignIn with an answer', () => {
  async function back(grant: Grant, answer: string, world = makeWorld()) {
    const page = fakePage(LAUNCH);
    await outcomeOf(world, load(page, world, grant).signIn.begin());
    world.requests.length = 0;
    page.load(`/dir/index.html${answer.replace('STATE', 'state-000000000001')}`);
    return { page, world, ...load(page, world, grant) };
  }
  const TOKEN = '#access_token=t0ken&expires_in=600&token_type=bearer&state=STATE';

  it('takes the token out of the URL and puts the launch parameters back', async () => {
    const { page, world, signIn, launch } = await back('implicit', TOKEN);
    expect(launch.query).toBe(QUERY);
    expect(page.shown.at(-1)).toBe(LAUNCH);
    expect(page.stored.size).toBe(0);
    expect(await outcomeOf(world, signIn.begin())).toEqual({
      kind: 'signed-in',
      expiresAt: world.clock.wall() - 5_000 + 600_000,
      settled: true,
      me: { userId: 'ada', name: 'Ada', permissions: new Set() },
    });
    expect(world.asked()).toEqual([`GET ${ME}`]);
    expect(world.requests[0]?.init.headers).toMatchObject({ Authorization: 'Bearer t0ken' });
  });

  it('exchanges the code with the verifier of the attempt', async () => {
    const world = makeWorld();
    world.answer('/oauth/token', () => new Response('{"access_token":"t0ken","expires_in":600}'));
    const { page, signIn } = await back('pkce', '?code=c0de&state=STATE', world);
    expect(page.shown.at(-1)).toBe(LAUNCH);
    expect(await outcomeOf(world, signIn.begin())).toMatchObject({ kind: 'signed-in' });
    expect(world.asked()).toEqual(['POST https://login.mypurecloud.ie/oauth/token', `GET ${ME}`]);
    const form = new URLSearchParams(String(world.requests[0]?.init.body));
    expect(form.get('code_verifier')).toHaveLength(128);
    expect(form.get('redirect_uri')).toBe(REDIRECT);
  });

  it.each([
    ['#access_token=evil&state=never-issued-00000', LAUNCH],
    ['#access_token=evil', LAUNCH],
    ['&code=evil&state=never-issued-00000', LAUNCH],
    ['&error=access_denied', LAUNCH],
  ])('drops the forged answer %s', async (answer, rest) => {
    const page = fakePage(LAUNCH + answer);
    const world = makeWorld();
    const { launch, signIn } = load(page, world);
    expect(launch).toEqual({ query: QUERY });
    expect(page.shown.at(-1)).toBe(rest);
    expect(world.notes).toEqual([['sign-in-forged', { kind: expect.any(String) }]]);
    await outcomeOf(world, signIn.begin());
    expect(JSON.stringify(world.requests)).not.toContain('evil');
  });

  it.each([
    '##access_token=evil',
    '###access_token=evil&state=never-issued-00000',
    '#x&#access_token=evil',
    '#ACCESS_TOKEN=evil',
    '#/access_token=evil',
    '#?access_token=evil',
    '#error=evil',
    '#anything',
    '&%63ode=evil&st%61te=never-issued-00000',
    '&code=&error=evil',
  ])('lets nobody else read %s out of the address', async (more) => {
    const page = fakePage(LAUNCH + more);
    const world = makeWorld();
    const { launch, signIn } = load(page, world);
    expect(launch).toEqual({ query: QUERY });
    expect(page.shown.at(-1)).toBe(LAUNCH);
    await outcomeOf(world, signIn.begin());
    expect(page.left).toHaveLength(1);
    expect(JSON.stringify([world.requests, page.left])).not.toContain('evil');
  });

  it.each<Grant>(['implicit', 'pkce'])(
    'lets nobody else read what came into the address after loading (%s)',
    async (grant) => {
      const page = fakePage(LAUNCH);
      const world = makeWorld();
      const { signIn } = load(page, world, grant);
      page.load(`${LAUNCH}&code=evil##access_token=evil`);
      await outcomeOf(world, signIn.begin());
      expect(page.left).toHaveLength(1);
      expect(JSON.stringify([world.requests, page.left])).not.toContain('evil');
    },
  );

  it('empties the hash whenever it changes', () => {
    const page = fakePage(LAUNCH);
    keepHashEmpty(page.window);
    page.load(`${LAUNCH}#access_token=evil`);
    page.hear({ origin: '', source: undefined, data: undefined });
    expect(page.shown.at(-1)).toBe(LAUNCH);
  });

  it('takes an answer only once', async () => {
    const { page, world } = await back('implicit', TOKEN);
    page.load(`/dir/index.html${TOKEN.replace('STATE', 'state-000000000001')}`);
    expect(load(page, world).launch).toEqual({ query: '' });
  });

  it('says what the platform refused, and does not leave again', async () => {
    const { page, world, signIn } = await back('implicit', '#error=access_denied&state=STATE');
    expect(await outcomeOf(world, signIn.begin())).toEqual({
      kind: 'problem',
      problem: { kind: 'sign-in-refused', error: 'access_denied' },
    });
    expect(page.left).toHaveLength(1);
  });

  it('takes an outage of the token check for an outage, and asks again after a click', async () => {
    const world = makeWorld();
    world.answer('users/me', () => new Response('{}', { status: 503 }));
    const { page, signIn } = await back('implicit', TOKEN, world);
    const begun = signIn.begin();
    await world.clock.pass(6_000);
    expect(await begun).toMatchObject({ problem: { kind: 'sign-in-down' } });
    world.answer('users/me', () => new Response('{"id":"ada"}'));
    expect(await outcomeOf(world, signIn.again())).toMatchObject({ kind: 'signed-in' });
    expect(page.left).toHaveLength(1);
  });

  it('looks again by itself, without a click, after an outage of the token check', async () => {
    const world = makeWorld();
    world.answer('users/me', () => new Response('{}', { status: 503 }));
    const { signIn } = await back('implicit', TOKEN, world);
    const tries: Promise<SignInOutcome>[] = [];
    signIn.onTokenNear(() => tries.push(signIn.renew()));
    const begun = signIn.begin();
    await world.clock.pass(6_000);
    expect(await begun).toMatchObject({ problem: { kind: 'sign-in-down' } });
    world.answer('users/me', () => new Response('{"id":"ada"}'));
    await world.clock.pass(5_000);
    expect(await tries[0]).toMatchObject({ kind: 'signed-in' });
  });

  it.each([
    ['404', () => new Response('{}', { status: 404 })],
    ['500', () => new Response('{}', { status: 500 })],
    ['429', () => new Response('{}', { status: 429, headers: { 'retry-after': '1' } })],
    ['a dropped connection', down],
    ['a 401 that tokens/me does not confirm', () => new Response('{}', { status: 401 })],
  ])('is not put off by a single %s to the question who signed in', async (_what, failing) => {
    const world = makeWorld();
    let asked = 0;
    world.answer('users/me', () => ((asked += 1) === 1 ? failing() : new Response('{"id":"ada"}')));
    const { signIn } = await back('implicit', TOKEN, world);
    expect(await outcomeOf(world, signIn.begin())).toMatchObject({ me: { userId: 'ada' } });
  });

  it('signs in where the platform takes the token and may not tell whose it is', async () => {
    const world = makeWorld();
    world.answer('users/me', () => new Response('{"code":"not.authorized"}', { status: 403 }));
    const { signIn } = await back('implicit', TOKEN, world);
    const outcome = await outcomeOf(world, signIn.begin());
    expect(outcome).toMatchObject({ kind: 'signed-in' });
    expect(outcome).not.toHaveProperty('me');
  });

  it('says that it failed when the token is refused, and does not leave again', async () => {
    const world = makeWorld();
    world.answer('/me', () => new Response('{"code":"bad.credentials"}', { status: 401 }));
    const { page, signIn } = await back('implicit', TOKEN, world);
    expect(await outcomeOf(world, signIn.begin())).toEqual({
      kind: 'problem',
      problem: { kind: 'sign-in-failed', failure: { kind: 'signed-out' } },
    });
    expect(page.left).toHaveLength(1);
  });

  it.each([
    ['sign-in-down', down],
    ['sign-in-down', () => new Response('{}', { status: 502 })],
    ['sign-in-failed', () => new Response('{"error":"invalid_grant"}', { status: 400 })],
    ['sign-in-failed', () => new Response('<html>')],
  ])('answers %s when the code is not exchanged', async (kind, response) => {
    const world = makeWorld();
    const { page, signIn } = await back('pkce', '?code=c0de&state=STATE', world);
    world.answer('/oauth/token', response);
    expect(await outcomeOf(world, signIn.begin())).toMatchObject({ problem: { kind } });
    expect(page.left).toHaveLength(1);
  });

  it.each([down, () => new Response('{}', { status: 503 })])(
    'exchanges the code once more when nobody answered',
    async (failing) => {
      const world = makeWorld();
      const { signIn } = await back('pkce', '?code=c0de&state=STATE', world);
      let asked = 0;
      const token = () => new Response('{"access_token":"t0ken","expires_in":600}');
      world.answer('/oauth/token', () => ((asked += 1) === 1 ? failing() : token()));
      expect(await outcomeOf(world, signIn.begin())).toMatchObject({ kind: 'signed-in' });
    },
  );

  it('does not call a code wrong that an unanswered exchange may have used up', async () => {
    const world = makeWorld();
    const { signIn } = await back('pkce', '?code=c0de&state=STATE', world);
    let asked = 0;
    const used = () => new Response('{"error":"invalid_grant"}', { status: 400 });
    world.answer('/oauth/token', () => ((asked += 1) === 1 ? down() : used()));
    expect(await outcomeOf(world, signIn.begin())).toMatchObject({ problem: { kind: 'sign-in-down' } });
  });

  it('leaves no secret in the storage, the log or an outcome', async () => {
    const world = makeWorld();
    world.answer('/oauth/token', () => new Response('{"access_token":"t0ken","expires_in":600}'));
    const { page, signIn } = await back('pkce', '?code=c0de&state=STATE', world);
    const outcome = await outcomeOf(world, signIn.begin());
    const kept = JSON.stringify([world.notes, outcome, [...page.stored]]);
    expect(kept).not.toMatch(/t0ken|c0de/);
  });

  it('calls back once when the token is refused later', async () => {
    const { world, signIn, client } = await back('implicit', TOKEN);
    let calls = 0;
    signIn.onSignedOut(() => (calls += 1));
    await outcomeOf(world, signIn.begin());
    world.answer('api.', () => new Response('{}', { status: 401 }));
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    expect(calls).toBe(1);
    expect(await outcomeOf(world, signIn.renew())).toEqual({ kind: 'click-needed' });
    await world.clock.pass(600_000);
    expect(calls).toBe(1);
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    expect(world.requests.at(-1)?.init.headers).not.toHaveProperty('Authorization');
  });

  it('goes on with the same token when tokens/me does not confirm that it was refused', async () => {
    const { world, signIn, client } = await back('implicit', TOKEN);
    const lost: string[] = [];
    signIn.onSignedOut((why) => lost.push(why));
    await outcomeOf(world, signIn.begin());
    world.answer('conversations/calls', () => new Response('{}', { status: 401 }));
    await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
    expect(lost).toEqual(['ended']);
    expect(await outcomeOf(world, signIn.renew())).toMatchObject({
      kind: 'signed-in',
      me: { userId: 'ada' },
    });
    expect(world.requests.at(-1)?.init.headers).toMatchObject({ Authorization: 'Bearer t0ken' });
  });

  it('does not go round in circles when one endpoint refuses what another takes', async () => {
    const { world, signIn, client } = await back('implicit', TOKEN);
    await outcomeOf(world, signIn.begin());
    world.answer('conversations/calls', () => new Response('{}', { status: 401 }));
    const refusedAgain = async () => {
      await client.transport({ method: 'GET', path: '/api/v2/conversations/calls' });
      return signIn.renew();
    };
    expect(await refusedAgain()).toMatchObject({ kind: 'signed-in' });
    expect(await refusedAgain()).toMatchObject({ problem: { kind: 'sign-in-down' } });
  });

  it('calls back when the token ends', async () => {
    const { world, signIn } = await back('implicit', TOKEN);
    let calls = 0;
    signIn.onSignedOut(() => (calls += 1));
    await outcomeOf(world, signIn.begin());
    await world.clock.pass(594_999);
    expect(calls).toBe(0);
    await world.clock.pass(1);
    expect(calls).toBe(1);
  });
});
