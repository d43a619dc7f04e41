import { describe, expect, it } from 'vitest';
import { decodeConversation } from '../../../../src/genesys/wire/conversation.ts';
import { decodeFrame } from '../../../../src/genesys/wire/frame.ts';
import { flatCall, IDS, nestedConversation } from './bodies.ts';

const frameOf = (frame: unknown) => {
  const decoded = decodeFrame(JSON.stringify(frame), { nested: decodeConversation });
  return decoded.ok ? decoded.value : decoded.failure;
};
const calls = `v2.users.${IDS.user}.conversations.calls`;

describe('decodeFrame', () => {
  it.each([
    ['WebSocket Heartbeat', 'heartbeat'],
    ['pong', 'pong'],
  ])('knows the channel message %s', (message, kind) => {
    expect(frameOf({ topicName: 'channel.metadata', eventBody: { message } })).toEqual({ kind });
  });

  it('reads a call event', () => {
    const body = { topicName: calls, version: '2', eventBody: flatCall(), metadata: { CorrelationId: 'x' } };
    expect(frameOf(body)).toMatchObject({
      kind: 'snapshot',
      topic: calls,
      snapshot: { conversationId: IDS.conversation },
    });
  });

  it('reads a conversation event in its nested shape', () => {
    const body = { topicName: `v2.users.${IDS.user}.conversations`, eventBody: nestedConversation() };
    expect(frameOf(body)).toMatchObject({ kind: 'snapshot', snapshot: { recordingState: 'paused' } });
  });

  it('tells which call an event that cannot be read is about', () => {
    expect(frameOf({ topicName: calls, eventBody: flatCall({ recordingState: 'odd' }) })).toEqual({
      kind: 'unreadable',
      topic: calls,
      conversationId: IDS.conversation,
      what: 'recordingState',
    });
    expect(frameOf({ topicName: calls })).toEqual({ kind: 'unreadable', topic: calls, what: 'body' });
  });

  describe('for one call only', () => {
    const seen = (eventBody: unknown, topicName = calls) => {
      const decoded = decodeFrame(JSON.stringify({ topicName, eventBody }), { only: IDS.conversation });
      return decoded.ok ? decoded.value : decoded.failure;
    };

    it('reads an event of that call', () => {
      expect(seen(flatCall())).toMatchObject({
        kind: 'snapshot',
        snapshot: { conversationId: IDS.conversation },
      });
    });

    it('reads nothing of an event that is about another one, whatever else is in it', () => {
      expect(seen(flatCall({ id: 'another' }))).toEqual({ kind: 'elsewhere', topic: calls });
      expect(seen({ id: 'another', participants: 'odd' })).toEqual({ kind: 'elsewhere', topic: calls });
    });

    it.each([[null], [{}], [{ id: '' }], [{ id: 7, participants: [] }], [[]]])(
      'takes %j for an event that may be about that call',
      (body) => expect(seen(body)).toMatchObject({ kind: 'unreadable', topic: calls }),
    );

    it('knows other topics as before', () => {
      expect(seen({ message: 'pong' }, 'channel.metadata')).toEqual({ kind: 'pong' });
      expect(seen({}, 'v2.system.socket_closing')).toEqual({ kind: 'system', what: 'closing' });
    });
  });

  it.each([
    ['v2.system.socket_closing', 'closing'],
    ['v2.system.no_longer_subscribed.channel-1', 'superseded'],
    ['v2.system.token_revoked.token-1', 'token-revoked'],
  ])('knows the system topic %s', (topicName, what) => {
    expect(frameOf({ topicName, eventBody: {} })).toEqual({ kind: 'system', what });
  });

  it('passes over other topics', () => {
    expect(frameOf({ topicName: 'v2.users.x.presence', eventBody: null })).toEqual({
      kind: 'other',
      topic: 'v2.users.x.presence',
    });
  });

  it.each([
    ['frame', 'not json'],
    ['topicName', '{}'],
    ['topicName', '{"topicName":7}'],
    ['body', '[]'],
  ])('refuses a frame with a wrong %s: %s', (what, text) => {
    expect(decodeFrame(text)).toEqual({ ok: false, failure: { kind: 'malformed', what } });
  });

  it('leaves whole conversations to those who bring their decoder', () => {
    const topicName = `v2.users.${IDS.user}.conversations`;
    expect(decodeFrame(JSON.stringify({ topicName, eventBody: nestedConversation([]) }))).toEqual({
      ok: true,
      value: { kind: 'other', topic: topicName },
    });
  });
});
