import type { Version } from './world.ts';

/** What the driver gave the call, as the model knows it. `version` is absent when the read failed. */
export type Delivery =
  | { readonly kind: 'event'; readonly version: Version }
  | { readonly kind: 'read'; readonly readId: number; readonly version: Version | undefined };

/** A broken promise, in the words of the promise. */
export class Violation extends Error {}

export function must(
  holds: unknown,
  promise: string,
  values: Readonly<Record<string, unknown>> = {},
): asserts holds {
  if (!holds) throw new Violation(`Broken: ${promise} ${JSON.stringify(values)}`);
}
