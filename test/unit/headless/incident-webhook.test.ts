import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import schema from '../../../docs/contracts/incident-webhook.schema.json' with { type: 'json' };
import { sentenceOf } from '../../../docs/samples/archive-receiver.mjs';
import { incidentBody } from '../../../src/headless/incidents/incident-body.ts';
import { incidentId, type Incident } from '../../../src/headless/incidents/incident.ts';

const isBody = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

const FAULT = {
  conversationId: '5b3c1f0e-7d2a-4c1b-9e8f-0a1b2c3d4e5f',
  from: 1_796_000_000_123,
  code: 'REC-LATE',
} as const;
const BARE: Incident = { ...FAULT, id: incidentId(FAULT), state: 'open', openedAt: FAULT.from + 600_000 };
const FULL: Incident = {
  ...BARE,
  queueId: 'queue-1',
  userId: 'agent-1',
  to: FAULT.from + 60_000,
  recordingId: 'recording-1',
};

describe('incident-webhook.schema.json', () => {
  it.each([
    ['all that can be known', FULL, 'mypurecloud.com'],
    ['nothing beside the fault', BARE, undefined],
  ])('accepts the body of an incident with %s', (_what, incident, region) => {
    expect(isBody(incidentBody(incident, region)) || isBody.errors).toBe(true);
  });

  it('is of a body that does not change with what becomes of the incident', () => {
    const later: Incident = { ...FULL, state: 'closed', closedAt: FULL.openedAt + 1 };
    expect(incidentBody(later, undefined)).toEqual(incidentBody(FULL, undefined));
  });

  it.each([
    ['another event', { event: 'recording.available' }],
    ['a key that is none', { id: 'x' }],
    ['a null', { queueId: null }],
  ])('refuses %s', (_what, change) => {
    expect(isBody({ ...incidentBody(FULL, undefined), ...change })).toBe(false);
  });
});

describe('the sample receiver', () => {
  it('names each kind of webhook, and one that it does not know', () => {
    expect(sentenceOf(incidentBody(FULL, undefined))).toBe(
      `${FULL.conversationId}  LOOK AT THIS: incident ${FULL.id}  REC-LATE of the pause from 2026-11-30T00:53:20.123Z`,
    );
    const recording = { id: 'recording-1', media: 'audio', fileState: 'AVAILABLE' };
    expect(sentenceOf({ event: 'recording.available', conversationId: 'call-1', recording })).toBe(
      'call-1  recording-1  audio AVAILABLE',
    );
    expect(sentenceOf({ event: 'later', id: 'a', conversationId: 'call-1' })).toBe('call-1  later a');
  });
});
