import { expect, it } from 'vitest';
import { decodeDetails } from '../../../src/genesys/wire/details-query.ts';

it('tells of a found call who its agents are, and of one without nobody', () => {
  const participants = [
    { purpose: 'customer', userId: 'user-0' },
    { purpose: 'agent', userId: 'user-1' },
    { purpose: 'user', userId: 'user-2' },
    { purpose: 'agent' },
  ];
  const page = decodeDetails({
    totalHits: 2,
    conversations: [{ conversationId: 'call-1', participants }, { conversationId: 'call-2' }],
  });
  expect(page).toEqual({
    ok: true,
    value: {
      totalHits: 2,
      calls: [{ conversationId: 'call-1', agents: ['user-1', 'user-2'] }, { conversationId: 'call-2' }],
    },
  });
});
