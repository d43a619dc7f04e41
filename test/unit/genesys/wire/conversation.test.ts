import { describe, expect, it } from 'vitest';
import { decodeConversation, decodeConversations } from '../../../../src/genesys/wire/conversation.ts';
import { callLeg, IDS, nestedConversation } from './bodies.ts';

const snapshotOf = (body: unknown) => {
  const decoded = decodeConversation(body);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.failure));
  return decoded.value;
};
const agentLeg = (legs: Record<string, unknown>[]) => snapshotOf(nestedConversation(legs)).legs[1];

describe('decodeConversation', () => {
  it('reads the recording fields from the call legs and the conversation', () => {
    const snapshot = snapshotOf(nestedConversation());
    expect(snapshot).toMatchObject({ medium: 'call', recordingState: 'paused', securePause: true });
    expect(snapshot.legs[1]).toMatchObject({
      participantId: IDS.agent,
      userId: IDS.user,
      queueId: IDS.queue,
      purpose: 'agent',
      live: true,
      connected: true,
      recordingState: 'paused',
      securePause: true,
      recorders: { customer: 'paused' },
    });
  });

  it('picks the connected one of several calls of a participant', () => {
    const over = callLeg({ state: 'terminated', recordingState: 'none', securePause: false });
    const alerting = callLeg({ state: 'alerting', recordingState: 'none', connectedTime: undefined });
    expect(agentLeg([over, callLeg({ recordingState: 'active' }), alerting])).toMatchObject({
      connected: true,
      recordingState: 'active',
    });
  });

  it('picks the newest live call when none is connected', () => {
    const older = callLeg({ state: 'alerting', connectedTime: '2026-01-05T08:00:00Z', held: false });
    const newer = callLeg({ state: 'alerting', connectedTime: '2026-01-05T09:00:00Z', held: true });
    const over = callLeg({ state: 'disconnected', connectedTime: '2026-01-05T09:30:00Z' });
    expect(agentLeg([newer, older, over])).toMatchObject({ held: true, live: true, connected: false });
  });

  it('takes a connected session with an end time for over', () => {
    expect(agentLeg([callLeg({ disconnectedTime: '2026-01-05T09:30:00Z' })])).toMatchObject({ live: false });
  });

  it.each([
    ['watches', { screenMonitorings: [{ state: 'connected', targetUser: { id: IDS.user } }] }, true],
    ['watches no longer', { screenMonitorings: [{ state: 'disconnected' }] }, undefined],
    ['has left', { endTime: '2026-01-05T09:30:00Z', screenMonitorings: [{ state: 'connected' }] }, undefined],
    ['watches nothing', { screenMonitorings: [] }, undefined],
  ])('tells of a supervisor who %s', (_, participant, watchesScreen) => {
    const legs = snapshotOf({ id: 'c', participants: [{ id: 'p', purpose: 'user', ...participant }] }).legs;
    expect(legs[0]?.watchesScreen).toBe(watchesScreen);
    expect(legs[0]?.live).toBe(false);
  });

  it.each([
    ['call', { calls: [callLeg()], callbacks: [callLeg({ state: 'connected' })] }],
    ['callback', { calls: [callLeg({ state: 'terminated' })], callbacks: [callLeg({ state: 'scheduled' })] }],
    ['message', { messages: [{ state: 'connected' }] }],
    ['email', { emails: [{ state: 'connected' }] }],
    ['video', { videos: [{ state: 'connected' }] }],
    ['screen', { screenshares: [{ state: 'connected' }] }],
    ['other', { socialExpressions: [{ state: 'connected' }] }],
    ['other', {}],
  ])('names the medium %s', (medium, sessions) => {
    expect(snapshotOf({ id: 'c', participants: [{ id: 'p', ...sessions }] }).medium).toBe(medium);
  });

  it('keeps participants that have no session of the medium', () => {
    const snapshot = snapshotOf(
      nestedConversation([callLeg()], {
        participants: [
          { id: 'a', calls: [callLeg()] },
          { id: 'b', purpose: 'workflow' },
        ],
      }),
    );
    expect(snapshot.legs.map((leg) => [leg.participantId, leg.live])).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });

  it.each([
    ['participants[1].calls[0].recordingState', [callLeg({ recordingState: 'odd' })]],
    [
      'participants[1].calls[0].recordersState.snippetState',
      [callLeg({ recordersState: { snippetState: 1 } })],
    ],
    ['participants[1].calls[1]', [callLeg(), 'x' as unknown as Record<string, unknown>]],
  ])('refuses a wrong %s by name', (what, legs) => {
    expect(decodeConversation(nestedConversation(legs))).toEqual({
      ok: false,
      failure: { kind: 'malformed', what },
    });
  });
});

describe('decodeConversations', () => {
  it('reads every conversation of the listing', () => {
    const decoded = decodeConversations({ entities: [nestedConversation()] });
    expect(decoded.ok && decoded.value.length).toBe(1);
  });

  it('refuses a listing without entities', () => {
    expect(decodeConversations({ total: 0 })).toEqual({
      ok: false,
      failure: { kind: 'malformed', what: 'entities' },
    });
  });
});
