import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import type { Truth } from '../../sandbox/control.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { apiOf, authorizeUrl, rememberedSignIn } from './sandbox-client.ts';

let sandbox: Sandbox;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  await writeFile(join(directory, 'index.html'), '<h1>App</h1>');
  await writeFile(join(directory, 'app.js'), 'export {};');
  await writeFile(join(directory, 'manifest.json'), '{"integrations":[{"key":"widget","name":"app"}]}');
  sandbox = await startSandbox({
    appDir: directory,
    desktopDir: directory,
    manifestFile: join(directory, 'manifest.json'),
    config: { startStop: 'adhoc' },
    appHeaders: { 'content-security-policy': "default-src 'self'" },
  });
});
afterAll(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true });
});
beforeEach(() => sandbox.control.reset());

async function send(route: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${sandbox.platformUrl}/_sandbox/${route}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: JSON.parse(text || 'null') };
}

const config = async () => {
  const answer = await fetch(`${sandbox.appUrl}/config.json?x=1`);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

describe('the three origins', () => {
  it('are the desktop and the platform on localhost and the app on 127.0.0.1', () => {
    expect(sandbox.desktopUrl).toMatch(/^http:\/\/localhost:\d+$/);
    expect(sandbox.platformUrl).toMatch(/^http:\/\/localhost:\d+$/);
    expect(sandbox.appUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('serve files with their headers, and 404 for what is not there', async () => {
    const page = await fetch(`${sandbox.appUrl}/?gcHostOrigin=x`);
    expect(await page.text()).toBe('<h1>App</h1>');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toBe("default-src 'self'");
    expect((await fetch(`${sandbox.appUrl}/app.js`)).headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${sandbox.appUrl}/missing.js`)).status).toBe(404);
    expect((await fetch(`${sandbox.appUrl}/%2e%2e/secret`)).status).toBe(404);
    expect((await fetch(`${sandbox.desktopUrl}/`)).status).toBe(200);
    expect((await fetch(`${sandbox.desktopUrl}/config.json`)).status).toBe(404);
  });

  it('make a config.json for the chosen grant', async () => {
    const first = await config();
    expect(first.headers.get('cache-control')).toBe('no-cache');
    expect(JSON.parse(first.text)).toEqual(sandbox.appConfig('implicit'));
    expect(JSON.parse(first.text)).toMatchObject({
      version: 1,
      oauth: { clientId: SEED.clients.implicit, grant: 'implicit' },
      gateway: { protocol: 'http', host: 'localhost', loginPath: '/login', apiPath: '/api' },
      host: { allowedOrigins: [sandbox.desktopUrl] },
      startStop: 'adhoc',
    });
    await send('grant', { grant: 'pkce' });
    expect(JSON.parse((await config()).text)).toMatchObject({ oauth: { clientId: SEED.clients.pkce } });
    expect((await send('grant', { grant: 'magic' })).status).toBe(400);
  });

  it('serve a broken config.json until the reset', async () => {
    await send('config?status=404', 'gone');
    expect(await config()).toMatchObject({ status: 404, text: 'gone' });
    expect(sandbox.configAnswer()).toEqual({ status: 404, body: 'gone' });
    await send('reset', {});
    expect((await config()).status).toBe(200);
  });

  it('take no empty file for a config.json', async () => {
    const post = (query = '') =>
      fetch(`${sandbox.platformUrl}/_sandbox/config${query}`, { method: 'POST', body: '' });
    expect((await post()).status).toBe(400);
    expect((await post('?status=404')).status).toBe(200);
    await sandbox.control.reset();
  });

  it('give the manifest to the desktop', async () => {
    expect(await send('manifest')).toMatchObject({ status: 200, body: { name: 'app' } });
  });
});

describe('the control routes', () => {
  it('work over HTTP as in process', async () => {
    const call = await send('call', { medium: 'call', customerName: 'Robin' });
    expect(call.status).toBe(200);
    await send('act', { conversationId: call.body.conversationId, act: 'hold' });
    const { body } = await send('truth');
    expect(body).toEqual(await sandbox.control.truth().then((truth) => ({ ...truth, now: body.now })));
    expect(body.conversations[0]).toMatchObject({
      customerName: 'Robin',
      participants: { 2: { held: true } },
    });
    expect((await send('switch', { readLagMs: 5 })).body).toMatchObject({ readLagMs: 5, casing: 'mixed' });
    const before = (await send('clock', { advanceMs: 0 })).body.now;
    expect((await send('clock', { advanceMs: 1000 })).body.now).toBeGreaterThanOrEqual(before + 1000);
  });

  it.each([
    ['call', { medium: 'fax' }, '"medium" must be one of'],
    ['call', { recorders: ['tape'] }, '"recorders" must be a list of'],
    ['call', { agent: 'x' }, '"agent" is not known here.'],
    ['call', '[1]', 'The body must be a JSON object.'],
    ['call', '{', 'The body must be JSON.'],
    ['act', { act: 'dance' }, '"act" must be one of'],
    ['act', { act: 'transfer', conversationId: 'x' }, '"to" must be one of'],
    ['act', { act: 'hold', conversationId: 'x' }, 'there is no conversation x'],
    ['fault', { fault: 'slow', endpoint: 'me' }, '"delayMs" must be a number'],
    ['fault', { fault: 'status', endpoint: 'everything', status: 500 }, '"endpoint" must be one of'],
    ['fault', { clear: 'yes' }, '"clear" must be true.'],
    ['switch', { readLagMs: -1 }, '"readLagMs" must be a number, 0 or more.'],
    ['switch', { weather: 'fine' }, '"weather" is not known here.'],
    ['clock', {}, '"advanceMs" must be a number'],
    ['session', { userId: 'eve' }, '"userId" must be one of'],
  ])('refuse a wrong %s in words (%j)', async (route, body, sentence) => {
    const answer = await send(route, body);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain(sentence);
  });

  it('say what an act would need', async () => {
    const { conversationId } = await sandbox.control.call();
    await expect(sandbox.control.act({ conversationId, act: 'answer' })).rejects.toThrow(
      'needs a leg that is alerting',
    );
    await expect(sandbox.control.act({ conversationId, act: 'republish', age: 9 })).rejects.toThrow(
      '"age" must be less than 1',
    );
  });

  it('are not found under another name', async () => {
    expect(await send('party')).toMatchObject({ status: 404 });
  });

  it('may be used by any page, with its cookies', async () => {
    const { headers } = await send('truth', undefined, { origin: sandbox.desktopUrl });
    expect(headers.get('access-control-allow-origin')).toBe(sandbox.desktopUrl);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    const preflight = await fetch(`${sandbox.platformUrl}/_sandbox/grant`, {
      method: 'OPTIONS',
      headers: { origin: sandbox.desktopUrl },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
  });

  it('forget everything at a reset', async () => {
    const api = await apiOf(sandbox);
    const cookie = await rememberedSignIn(sandbox, SEED.users.ada);
    await sandbox.control.call();
    await api('POST', '/notifications/channels');
    await sandbox.control.switch({ casing: 'upper' });
    await sandbox.control.reset();
    expect(await sandbox.control.truth()).toMatchObject({ conversations: [], channels: [], tokens: [] });
    expect(await sandbox.control.requests()).toEqual([]);
    expect((await sandbox.control.switch({})).casing).toBe('mixed');
    expect((await api('GET', '/users/me')).status).toBe(401);
    expect((await fetch(authorizeUrl(sandbox), { redirect: 'manual', headers: { cookie } })).status).toBe(
      200,
    );
  });

  it('make the same ids from the same seed', async () => {
    const ids = [];
    for (const seed of [7, 7, 8]) {
      await sandbox.control.reset({ seed });
      ids.push((await sandbox.control.call()).conversationId);
    }
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  it('keep each request, without its Authorization', async () => {
    const api = await apiOf(sandbox);
    await api('GET', '/users/me?expand=authorization');
    await api('GET', '/nothing');
    const lines = await sandbox.control.requests();
    expect(lines).toMatchObject([
      { method: 'GET', path: '/login/oauth/authorize', endpoint: 'authorize', status: 302 },
      {
        path: '/api/api/v2/users/me',
        query: 'expand=authorization',
        endpoint: 'me',
        status: 200,
        userId: SEED.users.ada,
      },
      { path: '/api/api/v2/nothing', status: 501 },
    ]);
    expect(JSON.stringify(lines)).not.toContain('sandbox-token');
  });

  it('tell changes of the truth as they happen', async () => {
    const stream = await fetch(`${sandbox.platformUrl}/_sandbox/events`);
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const next = async (): Promise<Truth> => {
      while (!text.includes('\n\n')) text += (await reader.read()).value ?? '';
      const [event = '', ...rest] = text.split('\n\n');
      text = rest.join('\n\n');
      return JSON.parse(event.replace('data: ', ''));
    };
    expect((await next()).conversations).toEqual([]);
    await sandbox.control.call();
    expect((await next()).conversations).toHaveLength(1);
    await reader.cancel();
  });
});

describe('the API seen from a browser', () => {
  const preflight = () =>
    fetch(`${sandbox.platformUrl}/api/api/v2/users/me`, {
      method: 'OPTIONS',
      headers: { origin: sandbox.appUrl, 'access-control-request-method': 'GET' },
    });

  it('allows any origin, authorization and content-type', async () => {
    const { status, headers } = await preflight();
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(await sandbox.control.requests()).toEqual([]);
    const token = await fetch(`${sandbox.platformUrl}/login/oauth/token`, { method: 'POST' });
    expect(token.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('lets browsers read the trace id, and Retry-After only where the switch says so', async () => {
    const api = await apiOf(sandbox);
    const exposed = async () => (await api('GET', '/users/me')).headers.get('access-control-expose-headers');
    expect(await exposed()).toBe('ININ-Correlation-Id');
    await sandbox.control.switch({ retryAfterExposed: true });
    expect(await exposed()).toBe('ININ-Correlation-Id,Retry-After');
  });

  it('limits the requests of a token per minute', async () => {
    await sandbox.control.switch({ requestsPerMinute: 2 });
    const api = await apiOf(sandbox);
    await api('GET', '/users/me');
    const second = await api('GET', '/users/me');
    expect(second.status).toBe(200);
    const third = await api('GET', '/users/me');
    expect(third.status).toBe(429);
    expect(third.body).toMatchObject({
      code: 'too.many.requests.retry.after',
      message: `Rate limit exceeded the maximum. Retry the request in [${third.headers.get('retry-after')}] seconds`,
    });
    // Gone since June 2021: nothing tells how much of the limit is used.
    expect([...third.headers.keys()].filter((name) => name.startsWith('inin-rate'))).toEqual([]);
    expect((await (await apiOf(sandbox))('GET', '/users/me')).status).toBe(200);
    await sandbox.control.clock({ advanceMs: 60_000 });
    expect((await api('GET', '/users/me')).status).toBe(200);
  });

  it('tells the limits of the organisation to whoever asks', async () => {
    await sandbox.control.switch({ requestsPerMinute: 450 });
    const api = await apiOf(sandbox);
    const { status, body } = await api('GET', '/organizations/limits/namespaces/platform.api');
    expect(status).toBe(200);
    expect(body.entities).toContainEqual({
      key: 'client.credentials.token.rate.per.minute',
      namespace: 'platform.api',
      value: 450,
    });
    expect((await api('GET', '/organizations/limits/namespaces/none')).status).toBe(404);
  });

  it('gives a 429 on demand the form that all have', async () => {
    const api = await apiOf(sandbox);
    await sandbox.control.fault({ fault: 'status', endpoint: 'me', status: 429, retryAfter: '7' });
    const { headers, body } = await api('GET', '/users/me');
    expect(headers.get('retry-after')).toBe('7');
    expect(body.message).toContain('[7] seconds');
  });

  it('wants a token, and JSON', async () => {
    const bare = await fetch(`${sandbox.platformUrl}/api/api/v2/users/me`);
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({ code: 'authentication.required' });
    const api = await apiOf(sandbox);
    expect((await api('PATCH', '/conversations/calls/x', '{')).body.code).toBe('bad.request');
  });
});

describe('a page from elsewhere', () => {
  const REWRITE = ['config', '{"oauth":{"clientId":"theirs"}}'] as const;

  it.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['in a sandboxed frame', { origin: 'null' }],
    ['with a name like this machine', { origin: 'http://localhost.evil.example:8080' }],
  ])('%s gives no orders and learns nothing', async (_what, headers) => {
    const before = await (await fetch(`${sandbox.appUrl}/config.json`)).text();
    expect((await send(...REWRITE, headers)).status).toBe(403);
    expect((await send('truth', undefined, headers)).status).toBe(403);
    expect(await (await fetch(`${sandbox.appUrl}/config.json`)).text()).toBe(before);
  });

  it('whose name was made to lead here is kept away by that name', async () => {
    const { hostname, port } = new URL(sandbox.platformUrl);
    const status = await new Promise((resolve) => {
      const headers = { host: `evil.example:${port}` };
      request({ hostname, port, path: '/_sandbox/truth', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });

  it('is told apart from the desktop and from programs', async () => {
    for (const headers of [{}, { origin: sandbox.desktopUrl }, { origin: 'http://127.0.0.1:5173' }])
      expect((await send(...REWRITE, headers)).status).toBe(200);
  });
});

describe('an odd request', () => {
  /** Sends a request line that fetch would tidy up first. */
  async function statusOf(origin: string, path: string): Promise<number | undefined> {
    const { hostname, port } = new URL(origin);
    return new Promise((resolve, reject) => {
      request({ hostname, port, path }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
  }

  it.each(['//', '/%', '/..%2f..%2fetc', '/a?b?c'])('%s is answered and harms nothing', async (path) => {
    expect(await statusOf(sandbox.appUrl, path)).toBeGreaterThanOrEqual(200);
    expect(await statusOf(sandbox.platformUrl, path)).toBe(501);
    expect(await statusOf(sandbox.platformUrl, `/api/api/v2/conversations/calls${path}`)).toBeGreaterThan(
      399,
    );
    expect((await send('truth')).status).toBe(200);
  });
});
