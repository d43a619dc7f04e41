import type { Mutant } from './build.mjs';

export const MUTANTS: readonly Mutant[];
