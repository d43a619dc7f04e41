import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import type { CallAnswer, Truth } from '../../sandbox/control.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { Api, Loose } from './sandbox-client.ts';
import { apiOf, authorizeUrl, apiWith, callsTopic, listenTo, rememberedSignIn } from './sandbox-client.ts';

const { ada, ben, sol } = SEED.users;
const PAUSED = { recordingState: 'PAUSED' };
const ACTIVE = { recordingState: 'ACTIVE' };
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

const act = (act: 'hold' | 'unhold' | 'pause' | 'resume' | 'hangup' | 'customer-hangup', by?: string) =>
  sandbox.control.act({ conversationId: call.conversationId, act, ...(by ? { by } : {}) });

const path = (): string => `/conversations/calls/${call.conversationId}`;
const ownLeg = (): string => `${path()}/participants/${call.agentParticipantId}`;

async function truth(): Promise<Truth['conversations'][number]> {
  const found = (await sandbox.control.truth()).conversations.find(({ id }) => id === call.conversationId);
  return found!;
}

async function legOf(userId: string): Promise<Loose> {
  const { body } = await api('GET', path());
  return body.participants.findLast((leg: Loose) => leg.user?.id === userId && leg.state === 'connected');
}

describe('recording of a call', () => {
  it('starts by policy when the agent connects, not before', async () => {
    call = await sandbox.control.call({ state: 'alerting', recorders: ['customer', 'agent'] });
    expect((await truth()).capturing).toBe(false);
    // Before it is answered the platform says paused, and means no secure pause.
    const rings = { recordingState: 'paused', securePause: false };
    const { body } = await api('GET', path());
    expect(body).toMatchObject(rings);
    expect(body.participants.find(({ id }: Loose) => id === call.agentParticipantId)).toMatchObject({
      state: 'alerting',
      ...rings,
    });
    await sandbox.control.act({ conversationId: call.conversationId, act: 'answer' });
    expect(await truth()).toMatchObject({ capturing: true });
    expect(await legOf(ada)).toMatchObject({
      recording: true,
      recordingState: 'active',
      securePause: false,
      recordersState: {
        customerExperienceState: 'ACTIVE',
        agentExperienceState: 'ACTIVE',
        adhocState: 'NONE',
      },
    });
  });

  it('does not start where the policy wants none', async () => {
    call = await sandbox.control.call({ recorders: [] });
    expect(await legOf(ada)).toMatchObject({ recording: false, recordingState: 'none' });
    expect((await api('PATCH', path(), PAUSED)).status).toBe(202);
    expect(await legOf(ada)).toMatchObject({ recordingState: 'none', securePause: false });
  });

  it('is paused and resumed by operation A in either casing', async () => {
    const paused = await api('PATCH', path(), { recordingState: 'paused' });
    expect(paused).toMatchObject({ status: 202, body: { recordingState: 'PAUSED', securePause: true } });
    expect(await truth()).toMatchObject({ capturing: false, securePause: true });
    expect(await legOf(ada)).toMatchObject({ recordingState: 'paused', securePause: true });
    expect((await api('PATCH', path(), ACTIVE)).status).toBe(202);
    expect(await truth()).toMatchObject({ capturing: true, securePause: false });
  });

  it.each([['NONE'], ['sideways'], [undefined]])('refuses the wish %s', async (recordingState) => {
    expect(await api('PATCH', path(), { recordingState })).toMatchObject({
      status: 400,
      body: { code: 'invalid.value' },
    });
  });

  it('answers operation A only for an active participant', async () => {
    const supervisor = await apiOf(sandbox, sol);
    expect(await supervisor('PATCH', path(), PAUSED)).toMatchObject({
      status: 403,
      body: { code: 'conversation.error.forbidden.not.active.participant' },
    });
    await act('hangup');
    expect((await api('PATCH', path(), PAUSED)).status).toBe(403);
    expect((await api('PATCH', '/conversations/calls/nothing', PAUSED)).body.code).toBe(
      'conversation.error.conversation.not.found',
    );
  });

  it('needs the disconnect permission too where the switch says so', async () => {
    await sandbox.control.switch({ pauseNeedsDisconnect: true });
    const refused = await api('PATCH', path(), PAUSED);
    expect(refused).toMatchObject({ status: 403, body: { code: 'missing.permissions' } });
    expect(refused.body.message).toContain('conversation:communication:disconnect');
  });

  it('needs a scope for commands', async () => {
    const answer = await fetch(
      authorizeUrl(sandbox, {
        client_id: SEED.clients.narrow,
        response_type: 'code',
        code_challenge: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
        code_challenge_method: 'S256',
      }),
      { redirect: 'manual', headers: { cookie: await rememberedSignIn(sandbox, ada) } },
    );
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const tokens = await fetch(`${sandbox.platformUrl}/login/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        code_verifier: '',
        client_id: SEED.clients.narrow,
        redirect_uri: `${sandbox.appUrl}/index.html`,
      }),
    });
    const { access_token } = (await tokens.json()) as { access_token: string };
    const narrow = apiWith(sandbox, access_token);
    expect((await narrow('GET', path())).status).toBe(200);
    expect(await narrow('PATCH', path(), PAUSED)).toMatchObject({
      status: 403,
      body: { code: 'not.authorized' },
    });
    expect((await narrow('POST', '/notifications/channels')).status).toBe(403);
  });

  it('is paused by operations B and C with the permission, participant or not', async () => {
    const supervisor = await apiOf(sandbox, sol);
    const byMedium = `/conversations/calls/${call.conversationId}/recordingstate`;
    const neutral = `/conversations/${call.conversationId}/recordingstate`;
    expect(await supervisor('PUT', byMedium, PAUSED)).toMatchObject({ status: 200, body: 'PAUSED' });
    expect((await truth()).securePause).toBe(true);
    expect(await legOf(ada)).toMatchObject({ securePause: true });
    expect(await supervisor('PATCH', neutral, ACTIVE)).toMatchObject({ status: 202, body: undefined });
    expect((await truth()).capturing).toBe(true);
    expect(await api('PUT', byMedium, PAUSED)).toMatchObject({
      status: 403,
      body: { code: 'missing.any.permissions' },
    });
    expect((await supervisor('PUT', byMedium.replace('calls', 'emails'), PAUSED)).status).toBe(404);
    call = await sandbox.control.call({ recorders: [] });
    const answer = await supervisor('PUT', `${path()}/recordingstate`, PAUSED);
    expect(answer.body).toBe('NONE');
  });

  it('takes and stops an ad hoc recording by operation D', async () => {
    expect(await api('PATCH', ownLeg(), { recording: true })).toMatchObject({ status: 202, body: undefined });
    expect((await truth()).participants.at(-1)?.recorders.adhoc).toBe('active');
    await api('PATCH', ownLeg(), { recording: false });
    expect((await truth()).participants.at(-1)?.recorders.adhoc).toBe('none');
    expect((await api('PATCH', ownLeg(), { recording: 'yes' })).body.code).toBe('invalid.value');
    expect((await api('PATCH', ownLeg(), { muted: true })).status).toBe(501);
    const other = `${path()}/participants/${call.customerParticipantId}`;
    expect((await api('PATCH', other, { recording: true })).status).toBe(403);
    await act('customer-hangup');
    expect((await api('PATCH', ownLeg(), { recording: true })).body.code).toBe(
      'conversation.error.call.disconnected',
    );
  });

  it('takes a snippet by operation E, which a secure pause does not stop', async () => {
    const snippet = (body: unknown) => api('POST', `${ownLeg()}/snippet/record`, body);
    expect(await snippet({ type: 'snippet', record: true })).toMatchObject({ status: 200, body: 'ACTIVE' });
    await api('PATCH', path(), PAUSED);
    expect(await truth()).toMatchObject({ capturing: true, securePause: true });
    expect(await snippet({ type: 'snippet', record: false })).toMatchObject({ body: 'NONE' });
    expect((await truth()).capturing).toBe(false);
    expect((await snippet({ record: true })).body.code).toBe('invalid.value');
  });

  it('is suppressed on hold without being a secure pause, also after a resume', async () => {
    await act('hold');
    expect(await legOf(ada)).toMatchObject({ held: true, recordingState: 'paused', securePause: false });
    await api('PATCH', path(), PAUSED);
    expect(await legOf(ada)).toMatchObject({ recordingState: 'paused', securePause: true });
    await api('PATCH', path(), ACTIVE);
    expect(await legOf(ada)).toMatchObject({ recordingState: 'paused', securePause: false });
    expect((await truth()).capturing).toBe(false);
    await act('unhold');
    expect(await legOf(ada)).toMatchObject({ held: false, recordingState: 'active' });
  });

  it('goes on during hold where the trunk does not suppress it', async () => {
    await sandbox.control.switch({ suppressOnHold: false });
    await act('hold');
    expect(await legOf(ada)).toMatchObject({ held: true, recordingState: 'active' });
  });

  it('is paused on every leg, but only the own leg tells so', async () => {
    await sandbox.control.act({ conversationId: call.conversationId, act: 'conference', to: ben });
    await api('PATCH', path(), PAUSED);
    expect(await truth()).toMatchObject({ capturing: false });
    expect(await legOf(ada)).toMatchObject({ recordingState: 'paused', securePause: true });
    expect(await legOf(ben)).toMatchObject({ recordingState: 'active', securePause: false });
    const { body } = await api('GET', path());
    expect(body).toMatchObject({ recordingState: 'paused', securePause: true });
    await sandbox.control.switch({ otherLegsUpdate: true });
    await api('PATCH', path(), ACTIVE);
    await api('PATCH', path(), PAUSED);
    expect(await legOf(ben)).toMatchObject({ recordingState: 'paused', securePause: true });
  });

  it('starts again, unpaused, on the leg that a transfer makes', async () => {
    await api('PATCH', path(), PAUSED);
    await sandbox.control.act({ conversationId: call.conversationId, act: 'transfer', to: ben });
    await sandbox.control.act({ conversationId: call.conversationId, act: 'answer' });
    expect(await truth()).toMatchObject({ capturing: true, securePause: false });
  });

  it('stays paused across a transfer where the switch says so', async () => {
    await sandbox.control.switch({ pauseSurvivesTransfer: true });
    await api('PATCH', path(), PAUSED);
    await sandbox.control.act({ conversationId: call.conversationId, act: 'transfer', to: ben });
    await sandbox.control.act({ conversationId: call.conversationId, act: 'answer' });
    expect(await truth()).toMatchObject({ capturing: false, securePause: true });
    expect(await legOf(ben)).toMatchObject({ recordingState: 'paused', securePause: true });
  });

  it('leaves the screen recorded, unless the switch pauses it too', async () => {
    call = await sandbox.control.call({ screen: true });
    await api('PATCH', path(), PAUSED);
    expect(await truth()).toMatchObject({ capturing: true, securePause: true });
    await api('PATCH', path(), ACTIVE);
    await sandbox.control.switch({ screenPausesWithAudio: true });
    await api('PATCH', path(), PAUSED);
    expect((await truth()).participants.at(-1)?.screen).toBe('paused');
    await api('PATCH', path(), ACTIVE);
    expect((await truth()).participants.at(-1)?.screen).toBe('active');
  });

  it('tells nothing of securePause where the platform is older', async () => {
    await sandbox.control.switch({ securePauseCarried: false });
    await api('PATCH', path(), PAUSED);
    const { body } = await api('GET', path());
    expect(body).not.toHaveProperty('securePause');
    expect(await legOf(ada)).not.toHaveProperty('securePause');
    expect(await legOf(ada)).toMatchObject({ recordingState: 'paused' });
  });

  it('reads as it was a while ago, own commands included', async () => {
    await sandbox.control.switch({ readLagMs: 60_000 });
    await sandbox.control.clock({ advanceMs: 60_000 });
    const answer = await api('PATCH', path(), PAUSED);
    expect(answer.body.recordingState).toBe('ACTIVE');
    expect((await api('GET', path())).body.recordingState).toBe('active');
    await sandbox.control.clock({ advanceMs: 60_000 });
    expect((await api('GET', path())).body.recordingState).toBe('paused');
  });

  it('is told by the same moment of a call as the switches are when it is read', async () => {
    await act('pause');
    await sandbox.control.clock({ advanceMs: 1000 });
    const told = (await api('GET', path())).body;
    expect(told).toMatchObject({ recordingState: 'paused', securePause: true });
    await sandbox.control.switch({ securePauseCarried: false });
    const toldNow = (await api('GET', path())).body;
    expect(toldNow).toMatchObject({ recordingState: 'paused' });
    expect(toldNow).not.toHaveProperty('securePause');
    await sandbox.control.switch({ securePauseCarried: true });
    expect((await api('GET', path())).body).toEqual(told);
  });

  it('is told in the casing that the switch chooses', async () => {
    await sandbox.control.switch({ duplicateEvents: false });
    await sandbox.control.clock({ advanceMs: 1000 });
    const listener = await listenTo(api, [callsTopic(ada)]);
    const last = async (): Promise<Loose> => {
      listener.frames.length = 0;
      await act('pause');
      const { eventBody } = await listener.frame(callsTopic(ada));
      return eventBody.participants.at(-1);
    };
    expect(await last()).toMatchObject({
      recordingState: 'paused',
      recordersState: { customerExperienceState: 'PAUSED', agentExperienceState: 'none' },
    });
    await sandbox.control.switch({ casing: 'upper' });
    expect(await last()).toMatchObject({
      recordingState: 'PAUSED',
      recordersState: { agentExperienceState: 'NONE' },
    });
    await sandbox.control.switch({ casing: 'lower' });
    expect(await last()).toMatchObject({ recordersState: { customerExperienceState: 'paused' } });
    listener.close();
  });
});
