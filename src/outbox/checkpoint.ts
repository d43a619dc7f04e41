import { canonicalJson, type Head } from './chain.ts';

/** The line of a file whose first entries were taken away: the last of those. What follows has to fit it. */
export const checkpointText = ({ chain, seq, hash }: Head): string =>
  canonicalJson({ v: 1, checkpoint: { chain, seq, hash } });
