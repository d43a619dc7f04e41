import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import checkpointSchema from '../../../docs/contracts/audit-checkpoint.schema.json' with { type: 'json' };
import schema from '../../../docs/contracts/audit-entry.schema.json' with { type: 'json' };
import type { AuditEntry, AuditFacts } from '../../../src/domain/audit.ts';
import { emptyChain, seal } from '../../../src/outbox/chain.ts';
import { checkpointText } from '../../../src/outbox/checkpoint.ts';
import { makeFacts } from '../../support/audit-facts.ts';

const isEntry = new Ajv2020({ allErrors: true }).compile(schema);

/** Every member that facts can have: does not compile when one is forgotten. */
const FULL_FACTS: Required<AuditFacts> = {
  id: 'entry-1',
  wishId: 'wish-1',
  at: '2026-01-05T09:00:00.000Z',
  app: '0.1.0',
  region: 'mypurecloud.com',
  actor: 'user',
  userId: 'user-1',
  conversationId: 'conversation-1',
  action: 'pause',
  target: 'policy',
  trigger: 'agent',
  phase: 'requested',
  latencyMs: 0,
  platformAt: '2026-01-05T08:50:00.000Z',
  orgId: 'org-1',
  configHash: 'abc',
  participantId: 'participant-1',
  queueId: 'queue-1',
  recordingId: 'recording-1',
  reason: 'payment',
  failure: 'REC-429',
  correlationId: 'correlation-1',
  from: '2026-01-05T09:00:00.000Z',
  to: '2026-01-05T09:01:00.000Z',
  source: 'watch',
  end: 'call',
  seenUntil: '2026-01-05T09:00:50.000Z',
  recorded: '2026-01-05T09:00:00.000Z/2026-01-05T09:00:09.000Z',
  storeId: 'store-1',
  incidentId: 'incident-1',
  by: 'A. B.',
  note: 'The card number was not said.',
};
const FULL: AuditEntry = seal(FULL_FACTS, emptyChain('chain-1'));

describe('audit-entry.schema.json', () => {
  it('accepts entries as the journal writes them', () => {
    const entry = seal(makeFacts(), emptyChain('chain-1'));
    expect(isEntry(entry) || isEntry.errors).toBe(true);
    expect(isEntry(FULL) || isEntry.errors).toBe(true);
  });

  it('names every member of an entry and no other', () => {
    expect(Object.keys(schema.properties).toSorted()).toEqual(Object.keys(FULL).toSorted());
  });

  it.each([
    ['a missing hash', { hash: undefined }],
    ['a null', { queueId: null }],
    ['an unknown phase', { phase: 'done' }],
    ['local time', { at: '2026-01-05T10:00:00+01:00' }],
    ['a sequence from zero', { seq: 0 }],
    ['an upper-case hash', { hash: 'A'.repeat(64) }],
  ])('refuses %s', (_what, change) => {
    expect(isEntry(JSON.parse(JSON.stringify({ ...FULL, ...change })))).toBe(false);
  });
});

describe('audit-checkpoint.schema.json', () => {
  it('accepts a checkpoint as an export has it, and nothing beside it', () => {
    const isCheckpoint = new Ajv2020({ allErrors: true }).compile(checkpointSchema);
    const line = checkpointText(seal(makeFacts(), emptyChain('chain-1')));
    expect(isCheckpoint(JSON.parse(line)) || isCheckpoint.errors).toBe(true);
    expect(isCheckpoint({ ...JSON.parse(line), at: 'x' })).toBe(false);
  });
});
