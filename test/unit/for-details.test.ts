// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { followProof } from '../../src/for-details.ts';
import type * as forProof from '../../src/for-proof.ts';
import type { Rest } from '../../src/genesys/http/rest.ts';
import type { ToldProof } from '../../src/proof/left-out.ts';
import { fakeClock } from '../support/fake-clock.ts';

const TOLD: ToldProof = { stretches: [] };

/** A call that is over. The first `failing` requests for the file of the proof fail. */
function follow(failing: number) {
  const clock = fakeClock();
  const asked: number[] = [];
  const told: ToldProof[] = [];
  const call = { conversationId: 'call-1', userId: 'user-1', permissions: new Set<string>(), clock };
  const chunk: typeof forProof = {
    followProof(_rest, _id, _call, show) {
      show(TOLD);
      return () => {};
    },
  };
  const end = followProof({} as Rest, async () => {
    asked.push(clock.steady());
    if (asked.length <= failing) throw new Error('Not there.');
    return chunk;
  })(call, (now) => told.push(now));
  return { clock, asked, told, end };
}

it('asks again for the file of the proof when that does not come, ever more rarely', async () => {
  const { clock, asked, told } = follow(2);
  await clock.pass(29_000);
  expect(told).toEqual([]);
  await clock.pass(2_000);
  expect(asked).toEqual([0, 10_000, 30_000]);
  expect(told).toEqual([TOLD]);
});

it('asks no more for it once nobody reads Details', async () => {
  const { clock, asked, end } = follow(9);
  await clock.pass(1_000);
  end();
  await clock.pass(3_600_000);
  expect(asked).toEqual([0]);
  expect(clock.waiting).toBe(0);
});
