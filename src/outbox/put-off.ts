import type { Random } from '../app/ports.ts';
import type { Delivery } from './delivery.ts';
import type { Place } from './sent.ts';

type Later = Extract<Delivery, { kind: 'later' }>;

/** How long to wait after an attempt that came to nothing, ms. Panels of a whole site come back from an outage together. */
export const waitFor = (
  { failures }: Place,
  { retryAfterMs = 0 }: Later,
  waitAfter: (failures: number) => number,
  random: Random,
): number => Math.round(retryAfterMs + waitAfter(failures) * (0.5 + random() / 2));

/** The same place after it. */
export function putOff(place: Place, { status }: Later, nextAt: number): Place {
  const { status: _before, ...rest } = place;
  return { ...rest, failures: place.failures + 1, nextAt, ...(status !== undefined && { status }) };
}
