import { expect, it } from 'vitest';
import { runJobs, type HeldJob } from '../../../../src/headless/serve/job-loop.ts';
import type { HandedJob } from '../../../../src/headless/serve/job-engine.ts';
import type { Queries } from '../../../../src/headless/store/database.ts';
import { fakeClock } from '../../../support/fake-clock.ts';

const INSIDE: Queries = { query: async () => [] };
interface Data {
  readonly n: number;
}

function world(handle: (job: HeldJob<Data>) => Promise<void>, atOnce = 2) {
  const clock = fakeClock();
  const waiting: HandedJob[] = [];
  const kept: (readonly string[])[] = [];
  const done: string[] = [];
  const back: string[] = [];
  const errors: unknown[] = [];
  const lost = new Set<string>();
  const loop = runJobs<Data>({
    queue: 'look',
    atOnce,
    clock,
    engine: {
      take: async (_queue, most) => waiting.splice(0, most),
      keep: async (_queue, ids) => void kept.push(ids),
      async done(_inside, _queue, id) {
        if (!lost.has(id)) done.push(id);
        return !lost.has(id);
      },
      giveBack: async (_queue, ids) => void back.push(...ids),
    },
    handle,
    failed: (error) => void errors.push(error),
  });
  const add = (...ids: string[]) => void waiting.push(...ids.map((id, n) => ({ id, data: { n } })));
  return { clock, waiting, kept, done, back, errors, lost, loop, add };
}

it('works on so many at once and no more, and on the next as soon as one is done', async () => {
  const ends: (() => void)[] = [];
  const { clock, waiting, add } = world(() => new Promise((resolve) => ends.push(resolve)));
  add('a', 'b', 'c', 'd');
  await clock.pass(1_000);
  expect([ends.length, waiting.length]).toEqual([2, 2]);
  ends[0]!();
  await clock.pass(0);
  expect([ends.length, waiting.length]).toEqual([3, 1]);
});

it('shows that a job is worked on, for as long as it is', async () => {
  let end = () => {};
  const { clock, kept, add } = world(() => new Promise((resolve) => (end = resolve)));
  add('a');
  await clock.pass(16_000);
  expect(kept).toEqual([['a'], ['a'], ['a']]);
  end();
  await clock.pass(16_000);
  expect(kept).toHaveLength(3);
});

it('gives back what threw, and says so', async () => {
  const mistake = new Error('a mistake');
  const { clock, back, errors, add } = world(() => Promise.reject(mistake));
  add('a');
  await clock.pass(1_000);
  expect([back, errors]).toEqual([['a'], [mistake]]);
});

it('leaves a job that another process works on to that one', async () => {
  const { clock, back, errors, done, lost, add } = world((job) => job.done(INSIDE));
  add('a', 'b');
  lost.add('a');
  await clock.pass(1_000);
  expect([done, back, errors]).toEqual([['b'], [], []]);
});

it('ends when what is under way has, and takes nothing new on', async () => {
  let end = () => {};
  const { clock, waiting, loop, add } = world(() => new Promise((resolve) => (end = resolve)));
  add('a');
  await clock.pass(1_000);
  let stopped = false;
  void loop.stop().then(() => (stopped = true));
  add('b');
  await clock.pass(1_000);
  expect([stopped, waiting.length]).toEqual([false, 1]);
  end();
  await clock.pass(0);
  expect(stopped).toBe(true);
});
