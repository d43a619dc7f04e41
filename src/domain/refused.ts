import type { AuditFacts } from './audit.ts';

/** Answers after which nothing is sent again, and which leave nothing to take effect. */
const REFUSALS: ReadonlySet<string> = new Set(['REC-400', 'REC-401', 'REC-403', 'REC-NOLEG', 'REC-MEDIUM']);

/** Of the ending of a wish: nothing of it is sent again, and nothing is left that may take effect. */
export const isRefused = ({ phase, failure }: Pick<AuditFacts, 'phase' | 'failure'>): boolean =>
  phase === 'failed' && REFUSALS.has(failure ?? '');
