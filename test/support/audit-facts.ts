import type { AuditFacts } from '../../src/domain/audit.ts';

/** Facts of a pause that was just asked for, with what a test cares about changed. */
export const makeFacts = (changes: Partial<AuditFacts> = {}): AuditFacts => ({
  id: 'entry-1',
  wishId: 'wish-1',
  at: '2026-01-05T09:00:00.000Z',
  app: '0.1.0',
  region: 'mypurecloud.com',
  actor: 'user',
  userId: '1d0c8a4e-0000-4000-8000-000000000001',
  conversationId: '1d0c8a4e-0000-4000-8000-000000000002',
  action: 'pause',
  target: 'policy',
  trigger: 'agent',
  phase: 'requested',
  latencyMs: 0,
  ...changes,
});
