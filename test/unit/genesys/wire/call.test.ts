import { describe, expect, it } from 'vitest';
import { decodeCall, decodeCalls } from '../../../../src/genesys/wire/call.ts';
import { flatAgent, flatCall, IDS } from './bodies.ts';

const snapshotOf = (body: unknown) => {
  const decoded = decodeCall(body);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.failure));
  return decoded.value;
};
const faultOf = (body: unknown) => {
  const decoded = decodeCall(body);
  return decoded.ok ? undefined : decoded.failure;
};
const agentLeg = (agent: Record<string, unknown>) => snapshotOf(flatCall({}, agent)).legs[1];

describe('decodeCall', () => {
  it('reads what apps like this one have written on a participant, and nothing else of its attributes', () => {
    const attributes = {
      'rc1.5f0c2d34.3': 'x',
      'rc1.5f0c2d34.4': 7,
      'rc1.5f0c2d34.5': null,
      card: '4111',
      __proto__: { 'rc1.1.1': 'y' },
    };
    expect(agentLeg({ attributes })?.marks).toEqual({ 'rc1.5f0c2d34.3': 'x' });
  });

  it.each([[{}], [null], ['rc1.'], [7], [['rc1.']], [{ card: '4111' }]])(
    'takes no attributes (%j) for a fault',
    (attributes) => {
      expect(agentLeg({ attributes })).not.toHaveProperty('marks');
    },
  );

  it('reads the fields of the conversation and of each leg', () => {
    const snapshot = snapshotOf(flatCall());
    expect(snapshot).toMatchObject({
      conversationId: IDS.conversation,
      medium: 'call',
      recordingState: 'active',
      securePause: false,
    });
    expect(snapshot.legs[1]).toEqual({
      participantId: IDS.agent,
      userId: IDS.user,
      purpose: 'agent',
      queueId: IDS.queue,
      live: true,
      connected: true,
      held: false,
      startedAt: Date.parse('2026-01-05T08:59:30.000Z'),
      recordingState: 'active',
      securePause: false,
      recorders: { adhoc: 'none', customer: 'active', snippet: 'none' },
      listens: undefined,
      screen: undefined,
    });
  });

  it.each(['active', 'ACTIVE', 'Active'])('takes recording states in any casing: %s', (word) => {
    expect(snapshotOf(flatCall({ recordingState: word })).recordingState).toBe('active');
    expect(agentLeg({ recordersState: { agentExperienceState: word } })?.recorders).toEqual({
      agent: 'active',
    });
  });

  it('leaves out what is absent or null instead of guessing', () => {
    const snapshot = snapshotOf({ id: 'c', participants: [{ id: 'p', recordingState: null }] });
    expect(snapshot.recordingState).toBeUndefined();
    expect(snapshot.securePause).toBeUndefined();
    expect(snapshot.legs[0]).toMatchObject({ recordingState: undefined, recorders: {}, screen: undefined });
  });

  it.each([
    ['recordingState', flatCall({ recordingState: 'STOPPED' })],
    ['participants[1].recordingState', flatCall({}, { recordingState: 'stopped' })],
    [
      'participants[1].recordersState.adhocState',
      flatCall({}, { recordersState: { adhocState: 'constructor' } }),
    ],
    ['participants[1].screenRecordingState', flatCall({}, { screenRecordingState: 'maybe' })],
    ['participants[1].securePause', flatCall({}, { securePause: 'true' })],
    ['participants[1].endTime', flatCall({}, { endTime: 'yesterday' })],
    ['participants[1].user', flatCall({}, { user: 'me' })],
    ['participants[0].id', flatCall({ participants: [{ purpose: 'agent' }] })],
    ['participants[0]', flatCall({ participants: ['x'] })],
    ['participants', flatCall({ participants: { length: 1 } })],
    ['participants', { id: 'c' }],
    ['id', flatCall({ id: 7 })],
    ['body', 'nonsense'],
    ['body', [flatCall()]],
    ['body', null],
  ])('refuses a wrong %s by name', (what, body) => {
    expect(faultOf(body)).toEqual({ kind: 'malformed', what });
  });

  it('refuses more participants than any call can have', () => {
    const participants = Array.from({ length: 501 }, () => flatAgent());
    expect(faultOf(flatCall({ participants }))).toEqual({ kind: 'malformed', what: 'participants' });
  });

  it('ignores unknown fields and everything on the prototype', () => {
    const body: unknown = JSON.parse(
      '{"id":"c","participants":[],"__proto__":{"recordingState":"ACTIVE"},"surprise":{"deep":[1]}}',
    );
    expect(snapshotOf(body)).toEqual({
      conversationId: 'c',
      medium: 'call',
      legs: [],
      recordingState: undefined,
      securePause: undefined,
    });
    expect(({} as { recordingState?: string }).recordingState).toBeUndefined();
  });

  it.each([
    ['connected', {}, { live: true, connected: true }],
    ['alerting', {}, { live: true, connected: false }],
    ['a-new-state', {}, { live: true, connected: false }],
    ['Disconnected', {}, { live: false, connected: false }],
    ['terminated', {}, { live: false, connected: false }],
    ['connected', { endTime: '2026-01-05T09:00:00Z' }, { live: false, connected: false }],
  ])('tells whether a leg in state %s %j lives', (state, more, expected) => {
    expect(agentLeg({ state, ...more })).toMatchObject(expected);
  });

  it.each([
    [{ monitoredParticipantId: 'x' }, 'monitor'],
    [{ coachedParticipantId: 'x' }, 'coach'],
    [{ bargedParticipantId: 'x', monitoredParticipantId: 'x' }, 'barge'],
    [{ monitoredParticipantId: '' }, undefined],
  ])('tells who listens in: %j', (more, listens) => {
    expect(agentLeg(more)?.listens).toBe(listens);
  });

  it.each([
    ['requested', 'active'],
    ['ACTIVE', 'active'],
    ['paused', 'paused'],
    ['stopped', 'none'],
    ['timeout', 'none'],
  ])('counts a screen recording that is %s as %s', (word, screen) => {
    expect(agentLeg({ screenRecordingState: word })?.screen).toBe(screen);
  });

  it('keeps both legs when participants share an id', () => {
    const snapshot = snapshotOf(
      flatCall({ participants: [flatAgent({ state: 'terminated' }), flatAgent()] }),
    );
    expect(snapshot.legs.map((leg) => leg.live)).toEqual([false, true]);
  });

  it('falls back to the start of a leg that is not connected yet', () => {
    expect(agentLeg({ state: 'alerting', connectedTime: undefined })?.startedAt).toBe(
      Date.parse('2026-01-05T08:59:00.000Z'),
    );
  });
});

describe('decodeCalls', () => {
  it('reads every call of the listing', () => {
    const decoded = decodeCalls({ entities: [flatCall(), flatCall({ id: 'other' })], pageCount: 1 });
    expect(decoded.ok && decoded.value.map((call) => call.conversationId)).toEqual([
      IDS.conversation,
      'other',
    ]);
  });

  it.each([
    ['entities', {}],
    ['entities[1].recordingState', { entities: [flatCall(), flatCall({ recordingState: 'x' })] }],
  ])('refuses the listing for a wrong %s', (what, body) => {
    expect(decodeCalls(body)).toEqual({ ok: false, failure: { kind: 'malformed', what } });
  });
});
