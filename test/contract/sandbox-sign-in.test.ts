import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { adminApi } from './installer.ts';
import { apiOf, apiWith, authorizeUrl, rememberedSignIn, tokenOf } from './sandbox-client.ts';

const { ada } = SEED.users;
const VERIFIER = 'a-verifier-of-the-usual-length-'.repeat(4);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const PKCE = {
  client_id: SEED.clients.pkce,
  response_type: 'code',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
};
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ appUrl: 'http://127.0.0.1:5173/' });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const authorize = (query: Record<string, string> = {}, cookie = '') =>
  fetch(authorizeUrl(sandbox, query), { redirect: 'manual', headers: { cookie } });

const submit = (form: Record<string, string>) =>
  fetch(`${sandbox.platformUrl}/login/oauth/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      client_id: SEED.clients.implicit,
      redirect_uri: 'http://127.0.0.1:5173/index.html',
      response_type: 'token',
      state: 's1',
      ...form,
    }),
  });

const target = (answer: Response): URL => new URL(answer.headers.get('location') ?? '');
const fragment = (answer: Response) => new URLSearchParams(target(answer).hash.slice(1));

async function code(): Promise<string> {
  const answer = await authorize({ ...PKCE, state: 's1' }, await rememberedSignIn(sandbox, ada));
  return target(answer).searchParams.get('code') ?? '';
}

async function exchange(form: Record<string, string>) {
  const answer = await fetch(`${sandbox.platformUrl}/login/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: SEED.clients.pkce,
      redirect_uri: 'http://127.0.0.1:5173/index.html',
      code_verifier: VERIFIER,
      ...form,
    }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('sign-in', () => {
  it('shows a picker of users to a browser that is not signed in', async () => {
    const answer = await authorize({ state: 'a"b' });
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain('<h1>Sign in to Genesys Cloud</h1>');
    expect(page).toContain('Ada Byron');
    expect(page).toContain('value="a&#34;b"');
  });

  const inFrame = async (loginFraming: 'refused' | 'redirects-only' | 'allowed', cookie: string) => {
    await sandbox.control.switch({ loginFraming });
    const headers = { cookie, 'sec-fetch-dest': 'iframe' };
    return fetch(authorizeUrl(sandbox), { redirect: 'manual', headers });
  };

  it('refuses to be framed, and answers nothing there even to a browser that is signed in', async () => {
    const answer = await inFrame('refused', await rememberedSignIn(sandbox, ada));
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
  });

  it('by switch only redirects in a frame, or is shown there', async () => {
    const cookie = await rememberedSignIn(sandbox, ada);
    expect((await inFrame('redirects-only', cookie)).status).toBe(302);
    expect((await inFrame('redirects-only', '')).headers.get('x-frame-options')).toBe('DENY');
    expect((await inFrame('allowed', cookie)).status).toBe(302);
    expect((await inFrame('allowed', '')).headers.get('x-frame-options')).toBeNull();
  });

  it('by switch has an identity provider that cuts a window off from its opener', async () => {
    await sandbox.control.switch({ identityProvider: 'coop' });
    const answer = await authorize({ state: 's1' }, await rememberedSignIn(sandbox, ada));
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    const [, next = ''] = /href="([^"]+)"/.exec(await answer.text()) ?? [];
    const cookie = await rememberedSignIn(sandbox, ada);
    const then = await fetch(sandbox.platformUrl + next.replaceAll('&#38;', '&'), {
      redirect: 'manual',
      headers: { cookie },
    });
    expect(fragment(then).get('state')).toBe('s1');
  });

  it.each(['unknown-client', 'unregistered-redirect'] as const)(
    'by switch shows its own error page: %s',
    async (signInRefusal) => {
      await sandbox.control.switch({ signInRefusal });
      const answer = await authorize({ state: 's1' }, await rememberedSignIn(sandbox, ada));
      expect(answer.status).toBe(400);
      expect(answer.headers.get('location')).toBeNull();
    },
  );

  it('redirects with a token and a remembered session once a user is picked', async () => {
    const answer = await submit({ sandbox_user: ada });
    expect(answer.status).toBe(303);
    expect(target(answer).origin + target(answer).pathname).toBe('http://127.0.0.1:5173/index.html');
    expect(Object.fromEntries(fragment(answer))).toMatchObject({
      expires_in: '86400',
      token_type: 'bearer',
      state: 's1',
    });
    expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=None$/);
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    expect((await authorize({}, cookie)).status).toBe(302);
  });

  it('redirects with access_denied when the user denies', async () => {
    expect(fragment(await submit({ sandbox_deny: '1' })).get('error')).toBe('access_denied');
  });

  it('is silent for a remembered session, unless a login is demanded', async () => {
    const cookie = await rememberedSignIn(sandbox, ada);
    expect((await authorize({}, cookie)).status).toBe(302);
    expect((await authorize({ prompt: 'login' }, cookie)).status).toBe(200);
    await fetch(`${sandbox.platformUrl}/_sandbox/session`, { method: 'DELETE', headers: { cookie } });
    expect((await authorize({}, cookie)).status).toBe(200);
  });

  it('is silent no longer for a user who was inactive for too long', async () => {
    const [inactive, other] = [
      await rememberedSignIn(sandbox, ada),
      await rememberedSignIn(sandbox, SEED.users.ben),
    ];
    await sandbox.control.fault({ fault: 'inactive', userId: ada });
    expect((await authorize({}, inactive)).status).toBe(200);
    expect((await authorize({}, other)).status).toBe(302);
  });

  it.each([
    ['another path', { redirect_uri: 'http://127.0.0.1:5173/' }],
    ['a query', { redirect_uri: 'http://127.0.0.1:5173/index.html?a=b' }],
    ['an unknown client', { client_id: 'nobody' }],
  ])('shows an error page instead of redirecting to %s', async (_what, query) => {
    const answer = await authorize(query, await rememberedSignIn(sandbox, ada));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });

  it('refuses a grant that the client is not made for', async () => {
    const implicit = await authorize({ ...PKCE, client_id: SEED.clients.implicit, state: 's1' });
    expect(target(implicit).searchParams.get('error')).toBe('unauthorized_client');
    expect(target(implicit).searchParams.get('state')).toBe('s1');
    const pkce = await authorize({ client_id: SEED.clients.pkce });
    expect(fragment(pkce).get('error')).toBe('unauthorized_client');
  });

  it('refuses a code without a challenge', async () => {
    const answer = await authorize({ client_id: SEED.clients.pkce, response_type: 'code' });
    expect(target(answer).searchParams.get('error')).toBe('invalid_request');
  });

  it('exchanges a code once, for the same verifier and redirect URI', async () => {
    const first = await code();
    const answer = await exchange({ code: first });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ token_type: 'bearer', expires_in: 86400 });
    const api = apiWith(sandbox, String(answer.body['access_token']));
    expect((await api('GET', '/tokens/me')).body.OAuthClient.id).toBe(SEED.clients.pkce);
    expect(await exchange({ code: first })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await exchange({ code: await code(), code_verifier: 'x' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect(await exchange({ code: await code(), redirect_uri: 'http://x' })).toMatchObject({ status: 400 });
    expect(await exchange({ code: 'x', grant_type: 'password' })).toMatchObject({
      body: { error: 'unsupported_grant_type' },
    });
  });

  it('lets a code expire', async () => {
    const first = await code();
    await sandbox.control.clock({ advanceMs: 10 * 60_000 });
    expect((await exchange({ code: first })).status).toBe(400);
  });

  it('lets a token expire', async () => {
    await sandbox.control.switch({ tokenLifeSeconds: 300 });
    const api = await apiOf(sandbox);
    await sandbox.control.clock({ advanceMs: 299_000 });
    expect((await api('GET', '/tokens/me')).status).toBe(200);
    await sandbox.control.clock({ advanceMs: 1000 });
    expect(await api('GET', '/tokens/me')).toMatchObject({ status: 401, body: { code: 'bad.credentials' } });
  });

  it('gives tokens that live as long as their client has it', async () => {
    const admin = await adminApi(sandbox);
    const path = `/oauth/clients/${SEED.clients.pkce}`;
    const { body } = await admin('GET', path);
    await admin('PUT', path, { ...(body as object), accessTokenValiditySeconds: 3_600 });
    const { body: token } = await exchange({ code: await code() });
    expect(token).toMatchObject({ expires_in: 3_600 });
  });

  it('revokes a token on demand', async () => {
    const api = await apiOf(sandbox);
    expect((await api('DELETE', '/tokens/me')).status).toBe(200);
    expect((await api('GET', '/users/me')).status).toBe(401);
  });

  it('signs out: forgets the session, revokes the tokens of the client, returns', async () => {
    const token = await tokenOf(sandbox);
    const cookie = await rememberedSignIn(sandbox, ada);
    const query = new URLSearchParams({
      client_id: SEED.clients.implicit,
      redirect_uri: 'http://127.0.0.1:5173/index.html',
    });
    const answer = await fetch(`${sandbox.platformUrl}/login/logout?${query}`, {
      redirect: 'manual',
      headers: { cookie },
    });
    expect(answer.headers.get('location')).toBe('http://127.0.0.1:5173/index.html');
    expect((await authorize({}, cookie)).status).toBe(200);
    expect((await apiWith(sandbox, token)('GET', '/users/me')).status).toBe(401);
  });

  it('answers a probe of the login host', async () => {
    for (const method of ['GET', 'HEAD']) {
      expect((await fetch(`${sandbox.platformUrl}/login/`, { method })).status).toBe(200);
    }
  });

  it('answers the outage that a fault describes', async () => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'authorize', status: 503 });
    expect((await authorize()).status).toBe(503);
    expect((await authorize()).status).toBe(200);
  });
});
