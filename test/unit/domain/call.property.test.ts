import { describe, expect, it } from 'vitest';
import { choices } from '../../support/random.ts';
import { makeOperations, type Operation } from './property/operations.ts';
import { play } from './property/simulation.ts';
import { Violation } from './property/violation.ts';

const SEQUENCES = Number(process.env.SEQUENCES ?? 3_000);
const FIRST_SEED = Number(process.env.SEED ?? 1);
const LENGTH = 40;

function broken(seed: number, operations: readonly Operation[]): string | undefined {
  try {
    play(seed, operations);
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error.message;
    throw error;
  }
}

/** Leaves out what is not needed to break the same promise. */
function shrink(seed: number, operations: readonly Operation[], message: string): readonly Operation[] {
  const promise = message.split(' {')[0];
  let shortest = operations;
  for (let size = Math.ceil(operations.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let from = 0; from < shortest.length;) {
      const shorter = [...shortest.slice(0, from), ...shortest.slice(from + size)];
      if (broken(seed, shorter)?.split(' {')[0] === promise) shortest = shorter;
      else from += size;
    }
    if (size === 1) break;
  }
  return shortest;
}

describe('a call in any weather', () => {
  it(`keeps every promise in ${SEQUENCES} random sequences`, () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed += 1) {
      const operations = makeOperations(choices(seed), LENGTH);
      const message = broken(seed, operations);
      if (message === undefined) continue;
      const shortest = shrink(seed, operations, message);
      const lines: string[] = [];
      try {
        play(seed, shortest, (line) => lines.push(line));
      } catch {
        // The trace is what is wanted.
      }
      expect.fail(`seed ${seed}: ${message}\n${lines.join('\n')}`);
    }
  }, 1_800_000);
});
