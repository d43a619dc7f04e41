import { describe, expect, it } from 'vitest';
import { createRest } from '../../../src/genesys/http/rest.ts';
import type { ApiAnswer, ApiRequest } from '../../../src/genesys/http/transport.ts';
import { createRecordingApi } from '../../../src/genesys/recording-api.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { flatCall, IDS } from './wire/bodies.ts';

function setUp(body: unknown, status = 200) {
  const sent: ApiRequest[] = [];
  const transport = async (request: ApiRequest): Promise<ApiAnswer> => {
    sent.push(request);
    return { kind: 'answered', status, headers: {}, body };
  };
  return { api: createRecordingApi(createRest(transport, fakeClock())), sent };
}

describe('createRecordingApi', () => {
  it.each([
    ['paused', 'own', 'PATCH', '/api/v2/conversations/calls/{conversationId}', 'PAUSED'],
    ['active', 'own', 'PATCH', '/api/v2/conversations/calls/{conversationId}', 'ACTIVE'],
    ['paused', 'others', 'PUT', '/api/v2/conversations/calls/{conversationId}/recordingstate', 'PAUSED'],
    ['active', 'others', 'PUT', '/api/v2/conversations/calls/{conversationId}/recordingstate', 'ACTIVE'],
  ] as const)('sets %s as %s in the calling task', (to, as, method, path, recordingState) => {
    const { api, sent } = setUp('PAUSED');
    void api.setRecording('c-1', to, as);
    expect(sent).toEqual([{ method, path, params: { conversationId: 'c-1' }, body: { recordingState } }]);
  });

  it('calls a 2xx accepted, whatever its body says', async () => {
    const { api } = setUp({ recordingState: 'ACTIVE', participants: 'nonsense' }, 202);
    expect(await api.setRecording('c-1', 'paused', 'own')).toEqual({ ok: true, value: undefined });
  });

  it('answers a refusal as a value', async () => {
    const { api } = setUp({ code: 'conversation.error.forbidden.not.active.participant' }, 403);
    expect(await api.setRecording('c-1', 'paused', 'own')).toEqual({
      ok: false,
      failure: { kind: 'denied', code: 'conversation.error.forbidden.not.active.participant' },
    });
  });

  it('reads one call, and refuses an answer about another', async () => {
    const { api } = setUp(flatCall());
    expect(await api.readCall(IDS.conversation)).toMatchObject({
      ok: true,
      value: { conversationId: IDS.conversation },
    });
    expect(await api.readCall('another')).toEqual({
      ok: false,
      failure: { kind: 'malformed', what: 'id' },
    });
  });

  it.each(['..', 'a/b', '', '{{gcConversationId}}'])('sends nothing for the id %j', async (id) => {
    const { api, sent } = setUp({});
    expect(await api.readCall(id)).toMatchObject({ failure: { kind: 'not-found' } });
    expect(await api.setRecording(id, 'paused', 'own')).toMatchObject({ failure: { kind: 'not-found' } });
    expect(sent).toEqual([]);
  });

  it('reads who is signed in and the calls', async () => {
    const me = setUp({ id: 'u' });
    expect(await me.api.me()).toMatchObject({ ok: true, value: { userId: 'u' } });
    expect(me.sent[0]?.query).toEqual({ expand: 'authorization,organization' });
    const calls = setUp({ entities: [flatCall()] });
    expect(await calls.api.myCalls()).toMatchObject({ ok: true, value: [{ medium: 'call' }] });
  });

  it('names another conversation', async () => {
    const { api, sent } = setUp({ entities: [] });
    expect(await api.readOther('c-1')).toMatchObject({ failure: { kind: 'not-found' } });
    expect(sent).toEqual([{ method: 'GET', path: '/api/v2/conversations' }]);
  });
});
