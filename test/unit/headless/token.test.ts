import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../src/genesys/http/failure-of.ts';
import { createFetchTransport } from '../../../src/headless/http/fetch-transport.ts';
import { createTokenSource } from '../../../src/headless/http/token.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';

function setUp(answers: (() => Response | Promise<Response>)[] = []) {
  const clock = fakeClock();
  const requests: { url: string; init: RequestInit }[] = [];
  const notRenewed: string[] = [];
  let tokens = 0;
  const send = (async (url: string, init: RequestInit) => {
    requests.push({ url, init });
    const next = answers.shift();
    if (next) return next();
    tokens += 1;
    return Response.json({ access_token: `token-${tokens}`, expires_in: 3_600 });
  }) as unknown as typeof fetch;
  const source = createTokenSource({
    loginUrl: 'https://login.example',
    clientId: 'id',
    clientSecret: 's3cret',
    fetch: send,
    clock,
    notRenewed: (failure) => notRenewed.push(failure.kind),
  });
  return { clock, notRenewed, requests, send, source };
}

const token = (value: string) => () => Response.json({ access_token: value, expires_in: 3_600 });
const refused = (status: number) => () => new Response('{}', { status });

/** Lets as much time pass as what is asked for waits for. */
async function inTime<T>(asked: Promise<T>, clock: ReturnType<typeof fakeClock>): Promise<T> {
  for (let step = 0; step < 50; step += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(100);
  }
  return asked;
}

describe('the token of the client', () => {
  it('is asked for once by all who need it at the same moment', async () => {
    const { source, requests } = setUp();
    const all = await Promise.all([source.get(), source.get(), source.get()]);
    expect(all).toEqual(Array.from({ length: 3 }, () => ({ ok: true, value: 'token-1' })));
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      url: 'https://login.example/oauth/token',
      init: {
        body: 'grant_type=client_credentials',
        headers: { authorization: `Basic ${btoa('id:s3cret')}` },
      },
    });
  });

  it('is renewed 60 s before its end, beside what it serves', async () => {
    const { source, clock, requests } = setUp();
    await source.get();
    clock.advance(3_539_999);
    await source.get();
    expect(requests).toHaveLength(1);
    clock.advance(1);
    expect(await source.get()).toEqual({ ok: true, value: 'token-1' });
    expect(requests).toHaveLength(2);
    await settle();
    expect(await source.get()).toEqual({ ok: true, value: 'token-2' });
  });

  it('serves until it really ends while its renewal hangs, and then its end is waited for', async () => {
    const { source, clock, requests } = setUp([token('held'), () => new Promise(() => {})]);
    await source.get();
    clock.advance(3_540_000);
    let known: unknown;
    for (let second = 0; second < 9; second += 1) {
      known = undefined;
      void source.get().then((held) => (known = held));
      await settle();
      expect(known).toEqual({ ok: true, value: 'held' });
      clock.advance(1_000);
    }
    expect(requests).toHaveLength(2);
    await clock.pass(51_000);
    expect(await source.get()).toEqual({ ok: true, value: 'token-1' });
  });

  it.each([400, 429, 503])(
    'serves until it really ends when its renewal is answered with %i, asked for again every 5 s',
    async (status) => {
      const { source, clock, notRenewed, requests } = setUp([
        token('held'),
        ...Array.from({ length: 100 }, () => refused(status)),
      ]);
      await source.get();
      await clock.pass(3_540_000);
      for (let tenth = 0; tenth < 599; tenth += 1) {
        expect(await source.get()).toEqual({ ok: true, value: 'held' });
        await clock.pass(100);
      }
      expect(requests.length).toBeGreaterThan(5);
      expect(requests.length).toBeLessThan(40);
      expect(notRenewed.length).toBeGreaterThan(5);
      await clock.pass(100);
      expect(await inTime(source.get(), clock)).toMatchObject({ ok: false });
    },
  );

  it('that the platform has refused serves nobody, also while its renewal hangs', async () => {
    const { source, clock } = setUp([token('held'), () => new Promise(() => {})]);
    await source.get();
    clock.advance(3_540_000);
    await source.get();
    source.refused('held');
    let known: unknown;
    void source.get().then((held) => (known = held));
    await settle();
    expect(known).toBeUndefined();
  });

  it('is renewed after a refusal, once', async () => {
    const { source, requests } = setUp();
    await source.get();
    source.refused('token-1');
    await source.get();
    source.refused('token-1');
    await source.get();
    expect(requests).toHaveLength(2);
  });

  it.each([
    [401, 'signed-out'],
    [400, 'signed-out'],
    [429, 'rate-limited'],
    [503, 'outage'],
  ])('tells what status %i means and tries again the next time', async (status, kind) => {
    const { source, clock } = setUp(
      Array.from({ length: kind === 'signed-out' ? 3 : 1 }, () => refused(status)),
    );
    expect(await inTime(source.get(), clock)).toMatchObject({ ok: false, failure: { kind } });
    expect(await source.get()).toMatchObject({ ok: true });
  });

  it.each([400, 401, 403, 404])('does not believe one or two answers %i', async (status) => {
    for (const times of [1, 2]) {
      const { source, clock, requests } = setUp(Array.from({ length: times }, () => refused(status)));
      expect(await inTime(source.get(), clock)).toEqual({ ok: true, value: 'token-1' });
      expect(requests).toHaveLength(times + 1);
    }
  });

  it('keeps the secret out of what it tells of an error', async () => {
    const { source } = setUp([
      () => {
        throw new Error('cannot send s3cret');
      },
    ]);
    expect(JSON.stringify(await source.get())).toBe('{"ok":false,"failure":{"kind":"offline"}}');
  });
});

describe('the transport of the client', () => {
  it('sends a request once more with a new token after a 401', async () => {
    const { send, source, requests, clock } = setUp([
      () => Response.json({ access_token: 'old', expires_in: 3_600 }),
      () => new Response('', { status: 401 }),
      () => Response.json({ access_token: 'new', expires_in: 3_600 }),
      () => Response.json({ fine: true }, { headers: { 'ININ-Correlation-Id': 'abc' } }),
    ]);
    const transport = createFetchTransport({
      apiUrl: 'https://api.example',
      token: source,
      fetch: send,
      clock,
    });
    const answer = await transport({
      method: 'PUT',
      path: '/api/v2/things/{id}',
      params: { id: 'a/b' },
      query: { page: '1' },
      body: { on: true },
    });
    expect(answer).toMatchObject({
      kind: 'answered',
      status: 200,
      body: { fine: true },
      headers: { 'inin-correlation-id': 'abc' },
    });
    expect(requests[3]).toMatchObject({
      url: 'https://api.example/api/v2/things/a%2Fb?page=1',
      init: { method: 'PUT', body: '{"on":true}', headers: { authorization: 'Bearer new' } },
    });
  });

  it.each([
    [1, 200],
    [2, 200],
    [3, 401],
  ])('believes a request refused with 401 when it was refused three times: %i', async (times, status) => {
    const { send, source, clock } = setUp([
      ...Array.from({ length: times }, (_, n) => [token(`token ${n}`), refused(401)]).flat(),
      token('last'),
      () => Response.json({}),
    ]);
    const transport = createFetchTransport({
      apiUrl: 'https://api.example',
      token: source,
      fetch: send,
      clock,
    });
    const answer = transport({ method: 'GET', path: '/api/v2/things' });
    expect(await inTime(answer, clock)).toMatchObject({ status });
  });

  it('says of a sign-in that is not found that it is the sign-in', async () => {
    const { send, source, clock } = setUp([refused(404), refused(404), refused(404)]);
    const transport = createFetchTransport({
      apiUrl: 'https://api.example',
      token: source,
      fetch: send,
      clock,
    });
    const answer = await inTime(transport({ method: 'GET', path: '/api/v2/things' }), clock);
    expect(failureOf(answer, 0)).toEqual({ kind: 'outage', status: 404 });
  });

  it.each(['no JSON', '{}', '{"access_token":""}', '{"access_token":"a","expires_in":"soon"}', ''])(
    'says of a sign-in whose answer cannot be read that it cannot be read: %j',
    async (text) => {
      const { send, source, clock } = setUp([() => new Response(text, { status: 200 })]);
      const transport = createFetchTransport({
        apiUrl: 'https://api.example',
        token: source,
        fetch: send,
        clock,
      });
      const answer = await transport({ method: 'PUT', path: '/api/v2/things' });
      expect(failureOf(answer, 0)).toMatchObject({ kind: 'malformed' });
      // The request itself has not gone out, and must not count as accepted.
      expect(answer).toMatchObject({ of: 'sign-in', status: 502 });
    },
  );

  it('says offline when nothing could be sent', async () => {
    const { send, source, clock } = setUp([
      () => {
        throw new TypeError('fetch failed');
      },
    ]);
    const transport = createFetchTransport({
      apiUrl: 'https://api.example',
      token: source,
      fetch: send,
      clock,
    });
    expect(await transport({ method: 'GET', path: '/api/v2/things' })).toEqual({ kind: 'offline' });
  });
});

it('a request that nobody wants any more when its token is there never leaves', async () => {
  let isWanted = true;
  const { clock, requests, send, source } = setUp([
    () => {
      isWanted = false;
      return token('t')();
    },
  ]);
  const carry = createFetchTransport({ apiUrl: 'https://api.example', token: source, fetch: send, clock });
  const request = { method: 'PUT', path: '/api/v2/x', isWanted: () => isWanted } as const;
  expect(await inTime(carry(request), clock)).toEqual({ kind: 'offline' });
  expect(requests).toHaveLength(1);
});
