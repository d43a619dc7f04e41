import { describe, expect, it } from 'vitest';
import { ok } from '../../../src/domain/result.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { makePolicy, paused, recording } from '../../support/builders.ts';
import { settle } from '../../support/fake-clock.ts';
import { fakeSession, type FakeSession } from '../../support/session-fakes.ts';

const idOf = (n: number) => `5f0c8a4e-0000-4000-8000-${String(n).padStart(12, '0')}`;
const callOf = (n: number, snapshot = recording()): Snapshot => ({ ...snapshot, conversationId: idOf(n) });
const views = (fake: FakeSession) => fake.session.conversations.value;
const states = (fake: FakeSession) => new Set(views(fake).map(({ state }) => state));

/** A panel for all calls, of each of which everything has been read. Counts from then on. */
async function panelOf(count: number, snapshot = recording()) {
  const counts = { steps: 0, views: 0, told: 0 };
  const fake = fakeSession({
    conversationId: undefined,
    myCalls: () => Array.from({ length: count }, (_, n) => callOf(n, snapshot)),
    // By this clock goes what is remembered of a call.
    platformNow: () => 0,
    // Asked once for each view that is made.
    policyFor() {
      counts.views += 1;
      return { ...makePolicy(), startStop: 'snippet' as const };
    },
  });
  const { wall } = fake.clock;
  // The time of day is read once for each step.
  Object.assign(fake.clock, { wall: () => ((counts.steps += 1), wall()) });
  fake.report({ kind: 'opened', generation: 1 });
  for (let second = 0; second < 4; second += 1) {
    await settle();
    await answerAll(fake, () => snapshot);
    await fake.clock.pass(1_000);
  }
  expect(fake.reads).toEqual([]);
  fake.session.conversations.subscribe(() => (counts.told += 1));
  const forget = () => void Object.assign(counts, { steps: 0, views: 0, told: 0 });
  forget();
  return { fake, counts, forget };
}

async function answerAll(fake: FakeSession, snapshotOf: (id: string) => Snapshot) {
  const open = fake.reads.slice();
  for (const read of open) {
    const conversationId = read.name.slice('read '.length);
    await read.answer(ok({ ...snapshotOf(conversationId), conversationId }));
  }
}

describe('many calls', () => {
  it('leaves the views of the other calls as they are, the very same, when an event concerns one', async () => {
    const { fake } = await panelOf(5);
    const before = views(fake);
    fake.event(callOf(2, recording({ leg: { recorders: { customer: 'active', snippet: 'active' } } })));
    const after = views(fake);
    expect(after[2]).not.toBe(before[2]);
    expect(after[2]!.recorders).toContain('snippet');
    for (const n of [0, 1, 3, 4]) expect(after[n]).toBe(before[n]);
  });

  it.each([1, 10, 50])('takes one step and makes one view for an event, with %i calls', async (count) => {
    const { fake, counts, forget } = await panelOf(count);
    fake.event(callOf(0, recording({ leg: { recorders: { customer: 'active', agent: 'active' } } })));
    expect(counts).toEqual({ steps: 1, views: 1, told: 1 });
    forget();
    // The same once more changes nothing.
    fake.event(callOf(0, recording({ leg: { recorders: { customer: 'active', agent: 'active' } } })));
    expect(counts).toEqual({ steps: 1, views: 1, told: 0 });
  });

  it('takes no step and tells nobody for a heartbeat that asks nothing of any call', async () => {
    const { fake, counts } = await panelOf(50);
    for (let beat = 0; beat < 10; beat += 1) {
      await fake.clock.pass(30_000);
      fake.report({ kind: 'frame' });
    }
    expect(states(fake)).toEqual(new Set(['recording']));
    expect(counts).toEqual({ steps: 0, views: 0, told: 0 });
  });

  it('tells of a hundred calls found at once in one go', async () => {
    const fake = fakeSession({
      conversationId: undefined,
      myCalls: () => Array.from({ length: 100 }, (_, n) => callOf(n)),
    });
    const lengths: number[] = [];
    fake.session.conversations.subscribe((all) => lengths.push(all.length));
    fake.report({ kind: 'opened', generation: 1 });
    await settle();
    expect(lengths).toEqual([0, 100]);
  });

  it('gives up every claim 35 s after the last frame, whichever call it concerned', async () => {
    const { fake } = await panelOf(3);
    await fake.clock.pass(30_000);
    fake.event(callOf(1));
    await fake.clock.pass(35_000);
    expect(states(fake)).toEqual(new Set(['recording']));
    await fake.clock.pass(1);
    expect(states(fake)).toEqual(new Set(['unknown']));
    expect(views(fake).map(({ channel }) => channel)).toEqual(['lost', 'lost', 'lost']);
  });

  it('looks at every call again when a frame ends a silence that no timer has told of', async () => {
    const { fake } = await panelOf(3);
    fake.clock.sleep(60_000);
    fake.report({ kind: 'frame' });
    expect(states(fake)).toEqual(new Set(['unknown']));
    expect(fake.reads.map(({ name }) => name)).toEqual([0, 1, 2].map((n) => `read ${idOf(n)}`));
  });

  it('takes what is overdue before anything else when a late timer is overtaken by a frame', async () => {
    const { fake } = await panelOf(2, paused());
    expect(views(fake).map(({ safe }) => safe)).toEqual([true, true]);
    // Heartbeats go on, and the pause becomes too long for *safe* while timers are late.
    for (let beat = 0; beat < 7; beat += 1) {
      fake.clock.sleep(30_000);
      fake.report({ kind: 'frame' });
      await answerAll(fake, () => paused());
    }
    expect(views(fake).map(({ safe, unsafe }) => [safe, unsafe])).toEqual([
      [false, 'expired'],
      [false, 'expired'],
    ]);
  });

  it('proves at a heartbeat the calls that are safe, and no other', async () => {
    const { fake, counts, forget } = await panelOf(3, paused());
    fake.event(callOf(1));
    for (let second = 0; second < 25; second += 1) {
      await answerAll(fake, (id) => (id === idOf(1) ? recording() : paused()));
      await fake.clock.pass(1_000);
    }
    expect(views(fake).map(({ safe }) => safe)).toEqual([true, false, true]);
    expect(fake.reads).toEqual([]);
    forget();
    fake.report({ kind: 'frame' });
    expect(fake.reads.map(({ name }) => name)).toEqual([`read ${idOf(0)}`, `read ${idOf(2)}`]);
    expect(counts).toEqual({ steps: 2, views: 2, told: 0 });
  });

  it('takes every claim away at once when the channel is lost', async () => {
    const { fake, counts } = await panelOf(10, paused());
    fake.report({ kind: 'lost', why: 'closed' });
    expect(states(fake)).toEqual(new Set(['unknown']));
    expect(counts.told).toBe(1);
  });
});
