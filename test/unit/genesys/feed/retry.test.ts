import { expect, it } from 'vitest';
import type { Failure } from '../../../../src/domain/failure.ts';
import { createRetry } from '../../../../src/genesys/feed/retry.ts';

/** The longest distances, in seconds, at which one and the same answer is asked for again. */
function distances(failure: Failure): number[] {
  const waits: number[] = [];
  const clock = {
    after(ms: number) {
      waits.push(ms / 1_000);
      return () => {};
    },
  };
  const retry = createRetry(
    clock,
    () => 1,
    () => {},
  );
  for (let attempt = 0; attempt < 10; attempt += 1) retry.after(failure);
  return waits;
}

it.each<[Failure]>([[{ kind: 'denied' }], [{ kind: 'not-found' }], [{ kind: 'bad-request' }]])(
  'asks seldom for what the same request will get again: %j',
  (failure) => {
    expect(distances(failure)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
  },
);

it.each<[Failure]>([[{ kind: 'offline' }], [{ kind: 'timeout' }], [{ kind: 'outage', status: 503 }]])(
  'asks each half minute for what may pass: %j',
  (failure) => {
    expect(distances(failure)).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30, 30]);
  },
);
