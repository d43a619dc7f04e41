// @vitest-environment sdk
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../../src/genesys/http/failure-of.ts';
import { createSdkClient, type Place, type SdkClient } from '../../../../src/genesys/http/sdk-client.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';

const GATEWAY: Place = {
  gateway: { protocol: 'http', host: 'localhost', port: 4711, loginPath: '/login', apiPath: '/api' },
};

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  answer(response: Response): void;
  fail(): void;
}

function setUp(place: Place = GATEWAY) {
  const clock = fakeClock();
  const sent: Sent[] = [];
  function fetch(this: unknown, input: string | URL | Request, init: RequestInit = {}) {
    if (this !== undefined) throw new TypeError('Illegal invocation');
    return new Promise<Response>((resolve, reject) => {
      const fail = () => reject(new TypeError('Failed to fetch https://secret.example?access_token=s3cret'));
      init.signal?.addEventListener('abort', fail);
      sent.push({ url: String(input), init, answer: resolve, fail });
    });
  }
  const client = createSdkClient({ place, fetch, clock });
  return { client, clock, sent };
}

const CALL = { path: '/api/v2/conversations/calls/{id}', params: { id: 'c/1' } } as const;

describe('createSdkClient', () => {
  it('sends the request before the call returns', () => {
    const { client, sent } = setUp();
    client.setToken('t0ken');
    void client.transport({ ...CALL, method: 'PATCH', body: { recordingState: 'PAUSED' } });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe('http://localhost:4711/api/api/v2/conversations/calls/c%2F1');
    expect(sent[0]?.init).toMatchObject({
      method: 'PATCH',
      body: '{"recordingState":"PAUSED"}',
      keepalive: true,
      credentials: 'omit',
      headers: { Authorization: 'Bearer t0ken', 'Content-Type': 'application/json' },
    });
    expect(sent[0]?.init.cache).toBeUndefined();
  });

  it('reads past every cache, and without a content type', () => {
    const { client, sent } = setUp({ region: 'mypurecloud.ie' });
    void client.transport({ ...CALL, method: 'GET', query: { expand: 'a,b' } });
    expect(sent[0]?.url).toBe('https://api.mypurecloud.ie/api/v2/conversations/calls/c%2F1?expand=a%2Cb');
    expect(sent[0]?.init).toMatchObject({ method: 'GET', cache: 'no-store', credentials: 'omit' });
    expect(sent[0]?.init.keepalive).toBeUndefined();
    expect(sent[0]?.init.headers).toEqual({ Accept: 'application/json' });
    expect(client.loginUrl).toBe('https://login.mypurecloud.ie');
  });

  it('tells status, headers and body of an answer and of a refusal alike', async () => {
    const { client, sent } = setUp();
    const answers = [200, 403].map(async (status, index) => {
      const answer = client.transport({ ...CALL, method: 'GET' });
      sent[index]?.answer(new Response('{"id":"c"}', { status, headers: { 'Retry-After': '3' } }));
      return answer;
    });
    expect(await Promise.all(answers)).toMatchObject(
      [200, 403].map((status) => ({
        kind: 'answered',
        status,
        headers: { 'retry-after': '3' },
        body: { id: 'c' },
      })),
    );
  });

  it.each([
    ['', ''],
    ['<html>down</html>', '<html>down</html>'],
  ])('hands on a body that is no JSON: %j', async (text, body) => {
    const { client, sent } = setUp();
    const answer = client.transport({ ...CALL, method: 'GET' });
    sent[0]?.answer(new Response(text, { status: 200 }));
    expect(await answer).toMatchObject({ body });
  });

  it('gives up after 8 s', async () => {
    const { client, clock, sent } = setUp();
    const answer = client.transport({ ...CALL, method: 'GET' });
    clock.advance(7_999);
    expect(sent[0]?.init.signal?.aborted).toBe(false);
    clock.advance(1);
    expect(await answer).toEqual({ kind: 'timeout' });
  });

  it('gives up after 8 s also when the answer stops half-way', async () => {
    const { client, clock, sent } = setUp();
    const answer = client.transport({ ...CALL, method: 'GET' });
    const { signal } = sent[0]!.init;
    const body = new ReadableStream({
      start: (controller) => signal?.addEventListener('abort', () => controller.error(new Error('aborted'))),
    });
    sent[0]?.answer(new Response(body));
    await settle();
    clock.advance(8_000);
    expect(await answer).toEqual({ kind: 'timeout' });
    expect(clock.waiting).toBe(0);
  });

  it('tells a dropped connection apart, and nothing of the error', async () => {
    const { client, sent } = setUp();
    const answer = client.transport({ ...CALL, method: 'GET' });
    sent[0]?.fail();
    expect(await answer).toEqual({ kind: 'offline' });
  });

  it('reports that the present token is refused, and not that an earlier one was', async () => {
    const { client, sent } = setUp();
    let refused = 0;
    client.onRefused(() => (refused += 1));
    client.setToken('old');
    const old = client.transport({ ...CALL, method: 'GET' });
    client.setToken('new');
    sent[0]?.answer(new Response('{}', { status: 401 }));
    await old;
    expect(refused).toBe(0);
    const now = client.transport({ ...CALL, method: 'GET' });
    sent[1]?.answer(new Response('{}', { status: 401 }));
    await now;
    expect(refused).toBe(1);
  });

  it.each([
    ['another one came', (client: SdkClient) => client.setToken('new')],
    ['it has proved good since', (client: SdkClient) => client.setToken('old')],
  ])(
    'takes a late refusal of a token for no refusal of the present one when %s',
    async (_what, meanwhile) => {
      const { client, sent } = setUp();
      client.setToken('old');
      const late = client.transport({ ...CALL, method: 'PATCH' });
      meanwhile(client);
      sent[0]?.answer(new Response('{}', { status: 401 }));
      expect(failureOf(await late, 0)).toEqual({ kind: 'outage', status: 401 });
    },
  );

  it('asks with another token while the present one serves, and leaves its refusal to who asks', async () => {
    const { client, sent } = setUp();
    let refused = 0;
    client.onRefused(() => (refused += 1));
    client.setToken('present');
    const asked = client.transportWith('other')({ ...CALL, method: 'GET' });
    const beside = client.transport({ ...CALL, method: 'GET' });
    const bearers = sent.map(({ init }) => new Headers(init.headers).get('authorization'));
    expect(bearers).toEqual(['Bearer other', 'Bearer present']);
    sent[0]?.answer(new Response('{}', { status: 401 }));
    expect(failureOf(await asked, 0)).toEqual({ kind: 'signed-out' });
    expect(refused).toBe(0);
    sent[1]?.answer(new Response('{}', { status: 401 }));
    await beside;
    expect(refused).toBe(1);
  });

  it('leaves no client behind on the window', () => {
    setUp();
    expect(Object.keys(window)).not.toContain('ApiClient');
  });
});
