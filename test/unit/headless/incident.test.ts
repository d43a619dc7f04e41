import { describe, expect, it } from 'vitest';
import { incidentId, stateAfter } from '../../../src/headless/incidents/incident.ts';

const FAULT = { conversationId: 'call-1', from: 1_796_000_000_123, code: 'REC-LATE' } as const;

describe('an incident', () => {
  it('has the same id for the same fault, and another one for any other', () => {
    expect(incidentId(FAULT)).toBe('50d03a21f9a93e13d8724aae22ae9129');
    const others = [
      { ...FAULT, conversationId: 'call-2' },
      { ...FAULT, from: FAULT.from + 1 },
      { ...FAULT, code: 'REC-MISSING' },
    ] as const;
    expect(new Set([FAULT, ...others].map(incidentId)).size).toBe(4);
  });

  it.each([
    ['open', 'reviewed', 'reviewed'],
    ['open', 'closed', 'closed'],
    ['reviewed', 'reviewed', 'reviewed'],
    ['reviewed', 'closed', 'closed'],
    ['closed', 'reviewed', undefined],
    ['closed', 'closed', undefined],
  ] as const)('that is %s and gets %s is then %s', (state, step, after) => {
    expect(stateAfter(state, step)).toBe(after);
  });
});
