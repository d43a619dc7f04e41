import { expect, it } from 'vitest';
import type { AuditFacts } from '../../../../src/domain/audit.ts';
import type { Job } from '../../../../src/headless/archive/job.ts';
import { afterEntry } from '../../../../src/headless/archive/job-steps.ts';
import { claimsOf } from '../../../../src/headless/archive/seen-pauses.ts';
import { createTakeEntry } from '../../../../src/headless/serve/take-entry.ts';
import type { Database } from '../../../../src/headless/store/database.ts';
import { attributeKey, attributeValue } from '../../../../src/outbox/call-attribute.ts';
import { emptyChain, seal } from '../../../../src/outbox/chain.ts';
import { makeFacts } from '../../../support/audit-facts.ts';
import { fakeClock } from '../../../support/fake-clock.ts';

const clock = fakeClock();
const entryOf = (changes: Partial<AuditFacts> = {}) =>
  seal(
    makeFacts({
      action: 'pause',
      phase: 'confirmed',
      userId: 'user-1',
      participantId: 'participant-1',
      platformAt: new Date(clock.wall() - 30_000).toISOString(),
      ...changes,
    }),
    emptyChain('chain-1'),
  );
const JOB: Job = {
  v: 1,
  conversationId: 'call-1',
  recorded: true,
  phase: 'live',
  polls: 0,
  webhooks: {},
  flagged: [],
};

it.each<[string, boolean, Partial<AuditFacts>]>([
  ['of a confirmed Pause', true, {}],
  ['that was only asked for', false, { phase: 'requested' }],
  ['of no time', false, { platformAt: '' }],
  ['of a time to come', false, { platformAt: new Date(clock.wall() + 3_600_000).toISOString() }],
  ['of three days ago', false, { platformAt: new Date(clock.wall() - 3 * 86_400_000).toISOString() }],
  ['whose call can be none', false, { conversationId: '../\u0000' }],
  ['whose user is no text', false, { userId: 5 as unknown as string }],
])('asks the store for an entry %s: %s', async (_what, isAsked, changes) => {
  let asked = 0;
  const database = { together: async () => void (asked += 1) } as unknown as Pick<Database, 'together'>;
  await createTakeEntry(database, { send: async () => {} }, clock)(entryOf(changes));
  expect(asked > 0).toBe(isAsked);
});

it('is kept once, and claims a pause once an event has shown its agent on the call', () => {
  const entry = entryOf();
  const told = { userId: 'user-1', mark: attributeValue(entry, undefined, entry) };
  expect(afterEntry(undefined, attributeKey(entry), told)).toBeUndefined();
  const kept = afterEntry(JOB, attributeKey(entry), told);
  expect(kept && afterEntry(kept, attributeKey(entry), { ...told, userId: 'user-2' })).toBeUndefined();
  expect(claimsOf({ ...JOB, ...kept })).toEqual([]);
  expect(claimsOf({ ...JOB, ...kept, agents: ['user-2'] })).toEqual([]);
  expect(claimsOf({ ...JOB, ...kept, agents: ['user-1'] })).toMatchObject([
    { by: 'entry', from: clock.wall() - 30_000 },
  ]);
});
