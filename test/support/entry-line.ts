import { seal } from '../../src/outbox/chain.ts';
import { makeFacts } from './audit-facts.ts';

/** A line of a log with this number, by itself; what a test spoils of it comes last. */
export const entryLine = (seq: number, spoilt: Readonly<Record<string, unknown>> = {}): string => {
  const before = { chain: 'chain-1', seq: seq - 1, hash: '0'.repeat(64) };
  return JSON.stringify({ ...seal(makeFacts({ id: `id-${seq}` }), before), ...spoilt });
};
