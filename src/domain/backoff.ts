/** How long to wait after a failure that so many others went before: twice as long each time, up to the longest. */
export const backoff =
  (firstMs: number, longestMs: number) =>
  (before: number): number =>
    Math.min(longestMs, firstMs * 2 ** before);

/** No single "no" is believed, be it "not found" or "you are nobody": the same question again after these times. */
export const DENIED_AGAIN_MS = [1_000, 3_000] as const;
