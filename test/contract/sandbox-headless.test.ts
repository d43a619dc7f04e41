import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, type WebhookDelivery } from '../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { apiOf, apiWith, listenTo, type Api } from './sandbox-client.ts';
import type { Loose } from './sandbox-client.ts';

let sandbox: Sandbox;
let api: Api;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.switch({ readLagMs: 0, analyticsLagMs: 0 });
  api = apiWith(sandbox, String((await signIn()).body.access_token));
});

async function signIn(secret: string = SEED.secrets.credentials) {
  const answer = await fetch(`${sandbox.platformUrl}/login/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${SEED.clients.credentials}:${secret}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  return { status: answer.status, body: (await answer.json()) as { access_token?: string; error?: string } };
}

const liveIn = (queueId: string, paging = {}) => ({
  interval: `${new Date(Date.now() - 3_600_000).toISOString()}/${new Date(Date.now() + 3_600_000).toISOString()}`,
  paging,
  conversationFilters: [
    {
      type: 'and',
      predicates: [{ type: 'dimension', dimension: 'conversationEnd', operator: 'notExists' }],
    },
  ],
  segmentFilters: [
    {
      type: 'and',
      predicates: [
        { type: 'dimension', dimension: 'queueId', value: queueId },
        { type: 'dimension', dimension: 'mediaType', value: 'voice' },
      ],
    },
  ],
});
const DETAILS = '/analytics/conversations/details/query';

describe('a client-credentials client of the sandbox', () => {
  it('signs in by its secret and by no other', async () => {
    expect((await signIn()).status).toBe(200);
    expect(await signIn('wrong')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('pauses by operations B and C', async () => {
    const { conversationId } = await sandbox.control.call();
    const pause = { recordingState: 'PAUSED' };
    expect((await api('PUT', `/conversations/calls/${conversationId}/recordingstate`, pause)).body).toBe(
      'PAUSED',
    );
    expect((await api('PATCH', `/conversations/${conversationId}/recordingstate`, pause)).status).toBe(202);
    expect((await sandbox.control.truth()).conversations[0]).toMatchObject({ capturing: false });
  });

  it('is refused where a user is needed', async () => {
    const { conversationId, agentParticipantId } = await sandbox.control.call();
    const call = `/conversations/calls/${conversationId}`;
    const leg = `${call}/participants/${agentParticipantId}`;
    for (const [method, path, body] of [
      ['GET', '/users/me'],
      ['GET', '/conversations/calls'],
      ['PATCH', call, { recordingState: 'PAUSED' }],
      ['PATCH', leg, { recording: true }],
      ['POST', `${leg}/snippet/record`, { type: 'snippet', record: true }],
    ] as const) {
      expect(await api(method, path, body)).toMatchObject({ status: 400, body: { code: 'not.a.user' } });
    }
  });

  it('hears of the calls of a queue', async () => {
    const topic = `v2.routing.queues.${SEED.queues.payments}.conversations.calls`;
    const listener = await listenTo(api, [topic]);
    const { conversationId } = await sandbox.control.call();
    expect((await listener.frame(topic)).eventBody.id).toBe(conversationId);
    listener.close();
  });
});

describe('queues, analytics and recordings of the sandbox', () => {
  it('pages queues and members', async () => {
    const first = await api('GET', '/routing/queues?pageSize=1&pageNumber=1');
    expect(first.body).toMatchObject({ total: 2, pageCount: 2, entities: [{ name: 'Payments' }] });
    const members = await api('GET', `/routing/queues/${SEED.queues.payments}/members`);
    expect(members.body.entities.map(({ id }: { id: string }) => id)).toEqual([
      SEED.users.ada,
      SEED.users.ben,
    ]);
    expect((await (await apiOf(sandbox, SEED.users.ada))('GET', '/routing/queues')).status).toBe(403);
  });

  it('pages the live calls of a queue', async () => {
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await sandbox.control.call()).conversationId);
    await sandbox.control.call({ queueId: SEED.queues.support });
    await sandbox.control.act({ conversationId: ids[0]!, act: 'customer-hangup' });
    const { body } = await api('POST', DETAILS, liveIn(SEED.queues.payments, { pageSize: 1, pageNumber: 2 }));
    expect(body.totalHits).toBe(2);
    expect(body.conversations).toMatchObject([{ conversationId: ids[2] }]);
  });

  it('tells in analytics whether a call was recorded', async () => {
    const recorded = await sandbox.control.call();
    const not = await sandbox.control.call({ recorders: [] });
    const { body } = await api('POST', DETAILS, liveIn(SEED.queues.payments));
    const told = (id: string): unknown[] =>
      body.conversations
        .find((each: Loose) => each.conversationId === id)
        .participants.flatMap(({ sessions }: Loose) => sessions)
        .flatMap(({ recording }: Loose) => recording ?? []);
    expect(told(recorded.conversationId)).toEqual([true]);
    expect(told(not.conversationId)).toEqual([false]);
  });

  it('lags behind in analytics', async () => {
    await sandbox.control.switch({ analyticsLagMs: 60_000 });
    const { conversationId } = await sandbox.control.call();
    expect((await api('POST', DETAILS, liveIn(SEED.queues.payments))).body).toEqual({ totalHits: 0 });
    await sandbox.control.clock({ advanceMs: 60_000 });
    await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    expect((await api('POST', DETAILS, liveIn(SEED.queues.payments))).body.totalHits).toBe(1);
  });

  it('refuses a query without an interval, and a predicate it does not know', async () => {
    expect((await api('POST', DETAILS, {})).status).toBe(400);
    const odd = { ...liveIn('x'), segmentFilters: [{ predicates: [{ dimension: 'wrapUpCode' }] }] };
    expect((await api('POST', DETAILS, odd)).status).toBe(501);
  });

  it('lists recordings after the call, UPLOADING before AVAILABLE, and never transcodes for metadata', async () => {
    const { conversationId } = await sandbox.control.call({ screen: true });
    const metadata = async () =>
      (await api('GET', `/conversations/${conversationId}/recordingmetadata`)).body as {
        fileState: string;
        media: string;
      }[];
    expect(await metadata()).toEqual([]);
    await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    expect(await metadata()).toEqual([]);
    await sandbox.control.clock({ advanceMs: 3_000 });
    expect((await metadata()).map(({ media, fileState }) => `${media} ${fileState}`)).toEqual([
      'audio UPLOADING',
      'screen UPLOADING',
    ]);
    await sandbox.control.clock({ advanceMs: 2_000 });
    expect((await metadata()).map(({ fileState }) => fileState)).toEqual(['AVAILABLE', 'AVAILABLE']);
    const media = `/conversations/${conversationId}/recordings?maxWaitMs=5000&formatId=WEBM`;
    expect((await api('GET', media)).status).toBe(202);
    await sandbox.control.clock({ advanceMs: 5_000 });
    expect((await api('GET', media)).status).toBe(200);
  });

  it('tells every secure pause as an annotation of the recording', async () => {
    const { conversationId } = await sandbox.control.call();
    await sandbox.control.act({ conversationId, act: 'pause' });
    await sandbox.control.clock({ advanceMs: 10_000 });
    await sandbox.control.act({ conversationId, act: 'resume' });
    await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    await sandbox.control.clock({ advanceMs: 10_000 });
    const { body } = await api('GET', `/conversations/${conversationId}/recordingmetadata`);
    expect(body[0].annotations).toEqual([]);
    const path = `/conversations/${conversationId}/recordings/${body[0].id}/annotations`;
    const annotations = (await api('GET', path)).body as Loose[];
    expect(annotations).toMatchObject([{ id: body[0].id, reason: 'SecurePause' }]);
    expect(annotations[0]?.durationMs).toBeGreaterThanOrEqual(10_000);
  });

  it('places the pauses of a recording as the call went, and as it is heard', async () => {
    const { conversationId } = await sandbox.control.call();
    for (const _pause of [1, 2]) {
      await sandbox.control.clock({ advanceMs: 20_000 });
      await sandbox.control.act({ conversationId, act: 'pause' });
      await sandbox.control.clock({ advanceMs: 10_000 });
      await sandbox.control.act({ conversationId, act: 'resume' });
    }
    await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    await sandbox.control.recording({ conversationId, pausesLateMs: 2_000, pausesShortMs: 1_000 });
    await sandbox.control.clock({ advanceMs: 10_000 });
    const { body } = await api('GET', `/conversations/${conversationId}/recordingmetadata`);
    const path = `/conversations/${conversationId}/recordings/${body[0].id}/annotations`;
    const [first, second] = (await api('GET', path)).body as Loose[];
    expect(Math.round((second?.realtimeLocation - first?.realtimeLocation) / 1_000)).toBe(30);
    expect(Math.round((second?.absoluteLocation - first?.absoluteLocation) / 1_000)).toBe(23);
  });

  it('tells of annotations of recordings that are there, to whoever may see them', async () => {
    const { conversationId } = await sandbox.control.call();
    const path = (id: string) => `/conversations/${conversationId}/recordings/${id}/annotations`;
    expect((await api('GET', path('none'))).status).toBe(404);
    await sandbox.control.person({ userId: SEED.clients.credentials, lacks: ['recording:recording:view'] });
    expect(await api('GET', path('none'))).toMatchObject({
      status: 403,
      body: { code: 'missing.any.permissions' },
    });
  });
});

describe('recordings of the sandbox', () => {
  it('shows agents no recording, unless by switch', async () => {
    const { conversationId } = await sandbox.control.call();
    await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    await sandbox.control.clock({ advanceMs: 10_000 });
    const ada = await apiOf(sandbox, SEED.users.ada);
    const path = `/conversations/${conversationId}/recordingmetadata`;
    expect((await ada('GET', path)).status).toBe(403);
    await sandbox.control.switch({ agentsSeeRecordings: true });
    const { status, body } = await ada('GET', path);
    expect(status).toBe(200);
    expect(
      (await ada('GET', `/conversations/${conversationId}/recordings/${body[0].id}/annotations`)).status,
    ).toBe(200);
    const me = (await ada('GET', '/users/me?expand=authorization')).body;
    expect(me.authorization.permissions).toContain('recording:recording:view');
  });
});

describe('the webhook receiver of the sandbox', () => {
  const url = (path: string) => `${sandbox.platformUrl}/_sandbox/${path}`;
  const post = (key: string) =>
    fetch(url('webhook'), { method: 'POST', headers: { 'idempotency-key': key }, body: key });
  const deliveries = async () => (await (await fetch(url('webhooks'))).json()) as WebhookDelivery[];
  const fault = (body: object) => fetch(url('webhook-fault'), { method: 'POST', body: JSON.stringify(body) });

  it('keeps what came, and tells a repetition', async () => {
    await post('a');
    await post('a');
    expect((await deliveries()).map(({ key, repeated }) => [key, repeated])).toEqual([
      ['a', false],
      ['a', true],
    ]);
  });

  it('refuses, or loses its answer, when told to', async () => {
    await fault({ status: 503, retryAfter: '1' });
    await fault({ status: 0 });
    expect((await post('a')).status).toBe(503);
    await expect(post('a')).rejects.toThrow('fetch failed');
    expect((await deliveries()).map(({ accepted }) => accepted)).toEqual([false, true]);
  });

  it('never answers, or drops what came, when told to', async () => {
    await fault({ instead: 'hang' });
    await fault({ instead: 'drop' });
    const hanging = fetch(url('webhook'), { method: 'POST', signal: AbortSignal.timeout(300) });
    await expect(hanging).rejects.toThrow(/timeout/i);
    await expect(post('b')).rejects.toThrow('fetch failed');
    expect((await deliveries()).map(({ accepted, status }) => [accepted, status])).toEqual([
      [false, 'lost'],
      [false, 'lost'],
    ]);
  });

  it('takes webhooks of pages of this machine', async () => {
    const asked = await fetch(url('webhook'), {
      method: 'OPTIONS',
      headers: { origin: 'http://127.0.0.1:9', 'access-control-request-method': 'POST' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:9');
    expect(asked.headers.get('access-control-allow-headers')).toContain('idempotency-key');
  });
});
