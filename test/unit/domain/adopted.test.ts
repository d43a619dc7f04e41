import { describe, expect, it } from 'vitest';
import { isAsWished } from '../../../src/domain/adopted.ts';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import type { Leg } from '../../../src/domain/snapshot.ts';
import { AGENT, makeLeg, makeSnapshot } from '../../support/builders.ts';

const paused: Partial<Leg> = { recordingState: 'paused', securePause: true };
const recording: Partial<Leg> = { recordingState: 'active', recorders: { customer: 'active' } };

describe('isAsWished', () => {
  it.each<[AuditFacts['action'], AuditFacts['target'], Partial<Leg>, boolean]>([
    ['pause', 'policy', paused, true],
    ['pause', 'policy', recording, false],
    ['pause', 'policy', { ...paused, securePause: false, held: true }, false],
    ['pause', 'policy', { recordingState: undefined }, false],
    ['resume', 'policy', recording, true],
    ['resume', 'policy', paused, false],
    ['start', 'snippet', { ...recording, recorders: { snippet: 'active' } }, true],
    ['start', 'snippet', recording, false],
    ['stop', 'snippet', { ...recording, recorders: { snippet: 'none' } }, true],
    ['stop', 'snippet', recording, false],
    ['start', 'adhoc', { ...recording, recorders: { snippet: 'active' } }, false],
    ['reason', 'policy', paused, false],
  ])('%s of %s after %o: %s', (action, target, leg, expected) => {
    const snapshot = makeSnapshot({ recordingState: undefined, legs: [makeLeg(leg)] });
    expect(isAsWished({ action, ...(target && { target }) }, snapshot, AGENT)).toBe(expected);
  });

  it('takes a resume for done only when leg and conversation agree', () => {
    const resume = { action: 'resume', target: 'policy' } as const;
    const mixed = makeSnapshot({ recordingState: 'paused', legs: [makeLeg(recording)] });
    expect(isAsWished(resume, mixed, AGENT)).toBe(false);
    expect(isAsWished(resume, { ...mixed, recordingState: 'active' }, AGENT)).toBe(true);
  });
});
