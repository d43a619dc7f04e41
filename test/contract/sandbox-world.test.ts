import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import type { ActRequest, CallAnswer } from '../../sandbox/control.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { Api, Loose } from './sandbox-client.ts';
import { apiOf, listenTo } from './sandbox-client.ts';

const { ada, ben, sol } = SEED.users;
let sandbox: Sandbox;
let api: Api;
let call: CallAnswer;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.switch({ readLagMs: 0 });
  api = await apiOf(sandbox);
  call = await sandbox.control.call();
});

type OneAct<T extends ActRequest = ActRequest> = T extends ActRequest ? Omit<T, 'conversationId'> : never;
const act = (request: OneAct) =>
  sandbox.control.act({ conversationId: call.conversationId, ...request } as ActRequest);

async function participants(): Promise<Loose[]> {
  return (await api('GET', `/conversations/calls/${call.conversationId}`)).body.participants;
}

describe('a conversation', () => {
  it('has a customer, a queue that handed over, and the agent', async () => {
    expect(await participants()).toMatchObject([
      { purpose: 'customer', state: 'connected' },
      { purpose: 'acd', state: 'terminated', disconnectType: 'transfer' },
      { purpose: 'agent', state: 'connected', user: { id: ada }, queue: { id: SEED.queues.payments } },
    ]);
  });

  it('leaves out what is unset', async () => {
    const text = JSON.stringify(await participants());
    expect(text).not.toContain('null');
    expect((await participants())[0]).not.toHaveProperty('user');
  });

  it('is listed for its agent until wrapped up, and for nobody else', async () => {
    const other = await apiOf(sandbox, ben);
    const listed = async (who: Api): Promise<number> => (await who('GET', '/conversations/calls')).body.total;
    expect([await listed(api), await listed(other)]).toEqual([1, 0]);
    await act({ act: 'customer-hangup' });
    expect(await listed(api)).toBe(1);
    await act({ act: 'wrapup' });
    expect(await listed(api)).toBe(0);
  });

  it('is read by its participants and by those who may view others', async () => {
    const path = `/conversations/calls/${call.conversationId}`;
    expect((await (await apiOf(sandbox, ben))('GET', path)).body.code).toBe(
      'conversation.error.not.conversation.participant',
    );
    const supervisor = await apiOf(sandbox, sol);
    expect((await supervisor('GET', path)).status).toBe(200);
    expect((await supervisor('GET', `/conversations/${call.conversationId}`)).status).toBe(200);
    expect((await api('GET', `/conversations/${call.conversationId}`)).status).toBe(403);
  });

  it('lists other media by their type', async () => {
    await sandbox.control.call({ medium: 'email' });
    const { body } = await api('GET', '/conversations?communicationType=email');
    expect(body.total).toBe(1);
    expect(body.entities[0].participants[2]).toMatchObject({ calls: [], emails: [{ state: 'connected' }] });
    expect((await api('GET', '/conversations')).body.total).toBe(2);
    expect((await api('GET', '/conversations/calls')).body.total).toBe(1);
  });

  it('waits for wrap-up after a hang-up', async () => {
    await act({ act: 'hangup' });
    const agent = (await participants()).at(-1);
    expect(agent).toMatchObject({ state: 'disconnected', disconnectType: 'client', wrapupRequired: true });
    expect(agent.startAcwTime).toBeDefined();
    expect((await participants())[0]).toMatchObject({ state: 'terminated', disconnectType: 'peer' });
    await act({ act: 'wrapup' });
    expect((await participants()).at(-1)).toMatchObject({ state: 'terminated', wrapupRequired: false });
  });

  it('ends an agent’s leg by a blind transfer and makes another participant each time', async () => {
    await act({ act: 'transfer', to: ben });
    await act({ act: 'answer', by: ben });
    await act({ act: 'transfer', to: ada, by: ben });
    await act({ act: 'answer', by: ada });
    const agents = (await participants()).filter(({ purpose }) => purpose === 'agent');
    expect(agents.map(({ user, state }) => [user.id, state])).toEqual([
      [ada, 'disconnected'],
      [ben, 'disconnected'],
      [ada, 'connected'],
    ]);
  });

  it('holds the customer during a consult and goes on with the other agent', async () => {
    await act({ act: 'consult', to: ben });
    await act({ act: 'answer', by: ben });
    expect(await participants()).toMatchObject([
      { held: true },
      {},
      { state: 'connected' },
      { state: 'connected', consultParticipantId: call.customerParticipantId },
    ]);
    await act({ act: 'transfer', to: ben });
    expect(await participants()).toMatchObject([
      { held: false },
      {},
      { state: 'disconnected', disconnectType: 'transfer' },
      { state: 'connected' },
    ]);
  });

  it('is parked and retrieved on the same leg, and recorded again unless a pause outlives that', async () => {
    await act({ act: 'pause' });
    await act({ act: 'park' });
    const [customer, , parked] = await participants();
    expect(customer).toMatchObject({ held: true });
    expect(parked).toMatchObject({ state: 'parked', recordingState: 'paused' });
    await act({ act: 'retrieve' });
    const [, , agent] = await participants();
    expect(agent).toMatchObject({ id: parked.id, state: 'connected', recordingState: 'active' });
  });

  it('is merged into another: its people join there, and it is over', async () => {
    const other = await sandbox.control.call();
    await sandbox.control.act({ conversationId: other.conversationId, act: 'hold' });
    await act({ act: 'merge', from: other.conversationId });
    expect((await participants()).map(({ purpose, state }) => [purpose, state])).toEqual([
      ['customer', 'connected'],
      ['acd', 'terminated'],
      ['agent', 'connected'],
      ['customer', 'connected'],
    ]);
    const { body } = await api('GET', `/conversations/calls/${other.conversationId}`);
    expect(body.participants.map((one: Loose) => one.state)).not.toContain('connected');
  });

  it('goes on when one of two agents in a conference leaves', async () => {
    await act({ act: 'conference', to: ben });
    await act({ act: 'hangup', by: ada });
    expect((await participants()).map(({ state }) => state)).toEqual([
      'connected',
      'terminated',
      'disconnected',
      'connected',
    ]);
  });

  it.each([
    ['monitor', 'monitoredParticipantId'],
    ['coach', 'coachedParticipantId'],
    ['barge', 'bargedParticipantId'],
  ] as const)('shows whom a supervisor comes to %s', async (how, field) => {
    await act({ act: how });
    expect((await participants()).at(-1)).toMatchObject({
      purpose: 'user',
      user: { id: sol },
      [field]: call.agentParticipantId,
    });
    await act({ act: 'leave' });
    expect((await participants()).at(-1)).toMatchObject({ state: 'terminated' });
  });

  it('tells who watches the agent’s screen in the nested shape only, until the agent’s part is over', async () => {
    await act({ act: 'watch-screen' });
    expect((await participants()).some(({ user }) => user?.id === sol)).toBe(false);
    const watcher = async () => {
      const { body } = await (await apiOf(sandbox, sol))('GET', `/conversations/${call.conversationId}`);
      return body.participants.at(-1);
    };
    expect(await watcher()).toMatchObject({
      userId: sol,
      calls: [],
      screenMonitorings: [{ state: 'connected', targetUser: { id: ada } }],
    });
    await act({ act: 'hangup' });
    expect((await watcher()).screenMonitorings).toMatchObject([{ state: 'terminated' }]);
    await expect(act({ act: 'leave-screen' })).rejects.toThrow('needs a user who watches a screen');
  });

  it('keeps attributes that anybody on it writes, in both forms', async () => {
    const attributes = `participants/${call.agentParticipantId}/attributes`;
    expect(
      await api('PATCH', `/conversations/${call.conversationId}/${attributes}`, { attributes: { a: '1' } }),
    ).toMatchObject({ status: 202, body: undefined });
    expect(
      await api('PATCH', `/conversations/calls/${call.conversationId}/${attributes}`, {
        attributes: { b: '2' },
      }),
    ).toMatchObject({ status: 200, body: { attributes: { a: '1', b: '2' } } });
    expect((await participants()).at(-1).attributes).toEqual({ a: '1', b: '2' });
  });

  it.each([
    ['a value that is no text', { c: '3', a: 1 }],
    ['no attributes', undefined],
    ['a list', ['1']],
    ['a value that is too long', { c: '3', a: 'x'.repeat(9) }],
    ['more than there may be', { c: '3', d: '4', e: '5' }],
  ])('takes none of the attributes of a write that has %s', async (_what, attributes) => {
    await sandbox.control.switch({ attributeLength: 8, attributesPerParticipant: 3 });
    const path = `/conversations/${call.conversationId}/participants/${call.agentParticipantId}/attributes`;
    await api('PATCH', path, { attributes: { a: '1', b: '12345678' } });
    expect((await api('PATCH', path, { attributes })).status).toBe(400);
    expect((await participants()).at(-1).attributes).toEqual({ a: '1', b: '12345678' });
    expect((await api('PATCH', path, { attributes: { a: '2', c: '3' } })).status).toBe(202);
    expect((await participants()).at(-1).attributes).toEqual({ a: '2', b: '12345678', c: '3' });
  });

  it('tells everybody on it of attributes, and goes on telling them of who has left', async () => {
    const listener = await listenTo(await apiOf(sandbox, ben), [`v2.users.${ben}.conversations.calls`]);
    const path = `/conversations/${call.conversationId}/participants/${call.agentParticipantId}/attributes`;
    await api('PATCH', path, { attributes: { a: '1' } });
    await act({ act: 'transfer', to: ben });
    const told = async () =>
      (await listener.frame(({ eventBody }) => eventBody?.id === call.conversationId)).eventBody;
    expect((await told()).participants.find(({ id }: Loose) => id === call.agentParticipantId)).toMatchObject(
      { state: 'disconnected', attributes: { a: '1' } },
    );
    expect(await participants()).toMatchObject([{}, {}, { attributes: { a: '1' } }, { attributes: {} }]);
    listener.close();
  });

  it('takes no attributes for who is not on it, nor those of a write that is refused', async () => {
    const path = (id: string) => `/conversations/${call.conversationId}/participants/${id}/attributes`;
    const write = { attributes: { a: '1' } };
    expect((await api('PATCH', path('nobody'), write)).status).toBe(404);
    expect(
      (await api('PATCH', path(call.agentParticipantId).replace(/s\/[^/]+/, 's/none'), write)).status,
    ).toBe(404);
    await sandbox.control.fault({ fault: 'status', endpoint: 'attributes', status: 429, retryAfter: '7' });
    expect((await api('PATCH', path(call.agentParticipantId), write)).status).toBe(429);
    expect((await participants()).at(-1).attributes).toEqual({});
  });

  it('tells what happened, in order and by whom', async () => {
    await act({ act: 'pause', by: sol });
    const [conversation] = (await sandbox.control.truth()).conversations;
    expect(conversation?.history).toMatchObject([
      { what: 'connected', by: 'platform' },
      { what: 'pause', by: sol },
    ]);
  });
});
