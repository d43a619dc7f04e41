import { expect, it } from 'vitest';
import { OPERATIONS, whyNot } from '../../../src/domain/operations.ts';
import type { WishAction } from '../../../src/domain/audit.ts';
import type { Medium } from '../../../src/domain/snapshot.ts';

const MEDIA: readonly Medium[] = ['call', 'callback', 'message', 'email', 'video', 'screen', 'other'];
const ACTIONS: readonly WishAction[] = ['pause', 'resume', 'start', 'stop'];

it('has an operation or a reason for every medium and action', () => {
  expect(Object.keys(OPERATIONS).toSorted()).toEqual(MEDIA.toSorted());
  for (const medium of MEDIA) {
    for (const action of ACTIONS) {
      const answer = OPERATIONS[medium][action];
      expect('by' in answer, `${medium} ${action}`).toBe(whyNot(medium, action) === undefined);
    }
  }
});

it('works on calls', () => {
  for (const action of ACTIONS) expect(whyNot('call', action)).toBeUndefined();
});
