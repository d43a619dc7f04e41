import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from '../../../bench/simulate/mutants.mjs';

/** The contract tests run them; this tells within the minute in which a product file changes under one. */
describe('a broken variant of the simulation', () => {
  it.each(MUTANTS)('$name: replaces what stands once in $file', ({ file, find }) => {
    const source = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
    expect(source.split(find)).toHaveLength(2);
  });
});
