import { describe, expect, it } from 'vitest';
import { matchOf } from '../../../src/app/token-owner.ts';
import type { Leg, Snapshot } from '../../../src/domain/snapshot.ts';

const leg = (userId: string, more: Partial<Leg> = {}): Leg => ({
  participantId: `p-${userId}`,
  userId,
  purpose: 'agent',
  live: true,
  connected: true,
  recorders: {},
  ...more,
});
const customer: Leg = {
  participantId: 'p-customer',
  purpose: 'customer',
  live: true,
  connected: true,
  recorders: {},
};
const of = (...legs: readonly Leg[]): Snapshot => ({
  conversationId: 'c-1',
  medium: 'call',
  legs: [customer, ...legs],
});
const over = { live: false, connected: false };

describe('matchOf', () => {
  it.each([
    ['own call', of(leg('ada')), 'theirs'],
    ['own call that still rings', of(leg('ada', { connected: false })), 'theirs'],
    ['own call, transferred here by somebody who has gone', of(leg('ben', over), leg('ada')), 'shared'],
    ['a consult of two agents', of(leg('ada'), leg('ben', { connected: false })), 'shared'],
    ['a conference', of(leg('ben'), leg('ada')), 'shared'],
    ['own call, with a supervisor who listens', of(leg('ada'), leg('sol', { listens: 'monitor' })), 'shared'],
    [
      'somebody else’s call, in which this user listens',
      of(leg('ben'), leg('ada', { listens: 'coach' })),
      'shared',
    ],
    ['own call, transferred away', of(leg('ada', over), leg('ben')), 'none'],
    ['somebody else’s call', of(leg('ben')), 'none'],
    ['a call of nobody yet', of(), 'none'],
    ['own call that is over', of(leg('ada', over)), 'over'],
  ] as const)('%s', (_what, snapshot, match) => {
    expect(matchOf(snapshot, 'ada')).toBe(match);
  });
});
