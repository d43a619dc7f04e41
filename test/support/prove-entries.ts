import { createProver, type Proof } from '../../src/headless/cli/audit.ts';
import type { Line } from '../../src/headless/home/log-lines.ts';

/** All at once. */
export function proveEntries(lines: Iterable<Line>): Proof {
  const prover = createProver();
  for (const line of lines) if (!prover.add(line)) break;
  return prover.proof;
}
