import type { SeenPast } from './seen.ts';

/** Where the recording pauses with a hold, that is told at once; a hold that stands for so long without it is recorded. */
const STANDS_MS = 5_000;

/** Whether a hold was seen to be recorded on this call: "Suppress recording during hold" is off. */
export const isHoldRecorded = ({ samples, now }: SeenPast): boolean =>
  samples.some(
    ({ at, seen }, index) => seen.isHoldRecorded && (samples[index + 1]?.at ?? now) - at >= STANDS_MS,
  );
