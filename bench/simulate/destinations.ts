import { choices } from '../../test/support/random.ts';
import type { Destinations } from './browser.ts';
import type { Operation, RequestFault } from './operation.ts';

/** All of it is drawn by itself: where a log goes nowhere, everything else of a seed is as if there were no destinations. */
const drawn = (seed: number) => choices(seed ^ 0x1f83d9ab);

export function destinationsOf(seed: number): Destinations {
  const random = drawn(seed);
  return { webhook: random.chance(0.4), onCalls: random.chance(0.4) };
}

const FAULTS: readonly RequestFault[] = [
  { kind: 'status', status: 400 },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 403 },
  { kind: 'status', status: 404 },
  { kind: 'status', status: 429, retryAfter: 'seconds' },
  { kind: 'status', status: 429, retryAfter: 'date' },
  { kind: 'status', status: 429, retryAfter: 'absent' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'lost', when: 'before' },
  { kind: 'lost', when: 'after' },
  { kind: 'slow', delayMs: 4_000, effect: 'now' },
  { kind: 'slow', delayMs: 20_000, effect: 'now' },
  { kind: 'slow', delayMs: 20_000, effect: 'late' },
];

/** What strikes the destinations alone. The receiver of the webhook has its own bad days (`receiver.ts`). */
export function destinationFaults(
  seed: number,
  { webhook, onCalls }: Destinations,
  span: number,
): Operation[] {
  const random = choices(seed ^ 0x5be0cd19);
  const at = () => random.between(10_000, span);
  const operations: Operation[] = [];
  if (onCalls)
    for (let left = 10; left > 0; left -= 1)
      operations.push({
        at: at(),
        action: {
          do: 'request-fault',
          endpoint: 'attributes',
          fault: random.pick(FAULTS),
          times: random.pick([1, 1, 1, 4]),
        },
      });
  if (webhook && !onCalls && random.chance(0.4)) operations.push({ at: at(), action: { do: 'lose-sent' } });
  return operations;
}
