import { expect, it } from 'vitest';
import { afterEnd, afterSight, afterSighting } from '../../../../src/headless/archive/job-steps.ts';
import type { Job } from '../../../../src/headless/archive/job.ts';
import { createCallBook } from '../../../../src/headless/serve/call-book.ts';
import { createFirstLook } from '../../../../src/headless/archive/first-look.ts';
import { createStoredArchivist } from '../../../../src/headless/serve/stored-archivist.ts';
import type { Step } from '../../../../src/headless/serve/write-calls.ts';
import { DatabaseAway } from '../../../../src/headless/store/database.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { fakeStore } from '../../../support/fake-store.ts';

const CALL = 'call-1';
const heard: Step = (job) => afterSighting(job, CALL, { live: true });
const recorded: Step = (job) => afterSighting(job, CALL, { recorded: true });

function world(live: readonly Job[] = []) {
  const clock = fakeClock();
  const store = fakeStore();
  for (const job of live) store.put(job);
  const told: unknown[] = [];
  const book = createCallBook({
    ...store,
    clock,
    worker: 'worker-1',
    tell: (error) => void told.push(error),
  });
  book.follow(live);
  const archivist = createStoredArchivist({ book, left: live, clock, firstLook: createFirstLook() });
  return { clock, store, told, book, archivist };
}

it('writes what belongs to one task together, and nothing that changes nothing', async () => {
  const { clock, store, book } = world();
  book.change(CALL, heard);
  book.change(CALL, recorded);
  book.change(CALL, recorded);
  await clock.pass(0);
  expect(store.job(CALL)).toMatchObject({ phase: 'live', recorded: true });
  book.change(CALL, recorded);
  await clock.pass(0);
  expect(store.transactions).toBe(1);
});

it('keeps what a database that is away does not take, in its order, and says so until it does', async () => {
  const { clock, store, book, told } = world();
  store.away = new DatabaseAway('connect ECONNREFUSED');
  book.change(CALL, heard);
  await clock.pass(0);
  const noted: unknown[] = [];
  book.note(async () => void noted.push(store.job(CALL)));
  book.change(CALL, recorded);
  await clock.pass(60_000);
  expect(told.every((error) => error === store.away)).toBe(true);
  expect([store.job(CALL), noted]).toEqual([undefined, []]);
  store.away = undefined;
  await clock.pass(5_000);
  expect(store.job(CALL)).toMatchObject({ recorded: true });
  // A queue is known up to a moment once what came before is stored.
  expect(noted).toEqual([expect.objectContaining({ recorded: true })]);
  expect(told.at(-1)).toBeUndefined();
});

it('tries once more when it is closed, and gives up then', async () => {
  const { store, book, told } = world();
  store.away = new DatabaseAway('gone');
  book.change(CALL, heard);
  await book.close();
  expect(store.job(CALL)).toBeUndefined();
  expect(told.length).toBeGreaterThan(0);
});

it('takes the step from what is stored, which another process may have taken further', async () => {
  const { clock, store, book } = world();
  book.change(CALL, heard);
  await clock.pass(0);
  const stored = store.job(CALL)!;
  store.put(afterSight(stored, true, { until: 1_000 })!);
  book.change(CALL, (job) => job && afterEnd(job, 5_000));
  await clock.pass(0);
  expect(store.job(CALL)).toMatchObject({
    phase: 'ended',
    pauses: [{ from: 1_000, to: 5_000, end: 'call' }],
  });
  expect(store.sent).toMatchObject([{ queue: 'look', data: { conversationId: CALL, endedAt: 5_000 } }]);
});

it('leaves a call alone with which nothing is left to do, unless it lives again', async () => {
  const { clock, store, archivist } = world();
  const done: Job = { ...afterSighting(undefined, CALL, {})!, phase: 'ended', endedAt: 1_000 };
  store.put(done, 'done');
  archivist.heard(CALL, { unseen: true });
  archivist.ended(CALL);
  await clock.pass(0);
  expect([store.phase(CALL), store.job(CALL), store.sent]).toEqual(['done', done, []]);
  archivist.heard(CALL, { live: true });
  await clock.pass(0);
  expect(store.phase(CALL)).toBe('live');
});

it('takes live calls up again, and does not claim to know when a pause ended that was not seen to end', async () => {
  const left: Job = { ...afterSighting(undefined, CALL, { live: true })!, pauses: [{ from: 1_000 }] };
  const { clock, store, archivist } = world([left]);
  expect(archivist.start()).toEqual([CALL]);
  await clock.pass(0);
  expect(store.job(CALL)?.pauses).toEqual([{ from: 1_000, end: 'unseen' }]);
  archivist.paused(CALL, true, { until: 9_000 });
  archivist.ended(CALL);
  await clock.pass(0);
  expect(store.job(CALL)?.pauses).toMatchObject([{ end: 'unseen' }, { from: 9_000, end: 'call' }]);
});
