import * as fc from 'fast-check';
import { TARGETS } from './targets.ts';

export interface Report {
  readonly inputs: number;
  readonly failures: readonly { readonly name: string; readonly text: string }[];
}

/** Gives every decoder its share of `inputs`. */
export async function fuzz(inputs: number, seed: number): Promise<Report> {
  const share = Math.ceil(inputs / TARGETS.length);
  const failures: { name: string; text: string }[] = [];
  let made = 0;
  for (const { name, property } of TARGETS) {
    const details = await fc.check(property as fc.IAsyncProperty<[unknown]>, {
      numRuns: share,
      seed,
      endOnFailure: false,
    });
    made += details.numRuns;
    if (details.failed) failures.push({ name, text: (await fc.asyncDefaultReportMessage(details)) ?? '' });
  }
  return { inputs: made, failures };
}
