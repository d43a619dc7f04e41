import { describe, expect, it } from 'vitest';
import { failed, ok, type Result } from '../../../src/domain/result.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { CONVERSATION, makeSnapshot, recording } from '../../support/builders.ts';
import { settle } from '../../support/fake-clock.ts';
import { fakeSession, type FakeSession } from '../../support/session-fakes.ts';

const OUTAGE = failed({ kind: 'outage', status: 503 });
const NOT_FOUND = failed({ kind: 'not-found' });
const lists = (fake: FakeSession) => fake.asked.filter((line) => line === 'my calls').length;
const ids = (fake: FakeSession) => fake.session.conversations.value.map((one) => one.conversationId);

/** A panel for all calls whose list answers one after the other; the last answer stays. */
async function listing(...answers: readonly Result<readonly Snapshot[]>[]): Promise<FakeSession> {
  const left = [...answers];
  const fake = fakeSession({
    conversationId: undefined,
    listCalls: () => (left.length > 1 ? left.shift()! : left[0]!),
  });
  fake.report({ kind: 'opened', generation: 1 });
  await settle();
  return fake;
}

describe('the list of calls', () => {
  it('is asked for again when the platform does not answer, without a click', async () => {
    const fake = await listing(OUTAGE, OUTAGE, ok([recording()]));
    await fake.clock.pass(15_000);
    expect(ids(fake)).toEqual([CONVERSATION]);
    expect(lists(fake)).toBe(3);
  });

  it('is not believed empty on one answer', async () => {
    const fake = await listing(ok([]), ok([recording()]));
    expect(ids(fake)).toEqual([]);
    await fake.clock.pass(5_000);
    expect(ids(fake)).toEqual([CONVERSATION]);
  });

  it('that is empty because an event was lost is asked for when the agent says so', async () => {
    const fake = await listing(ok([]), ok([]), ok([recording()]));
    await fake.clock.pass(600_000);
    expect(ids(fake)).toEqual([]);
    fake.session.search();
    await settle();
    expect(ids(fake)).toEqual([CONVERSATION]);
  });

  it('that is empty is asked for by who comes back to it after five minutes, and by nobody before', async () => {
    const fake = await listing(ok([]), ok([]), ok([recording()]));
    await fake.clock.pass(299_000);
    fake.session.wake();
    await settle();
    expect(lists(fake)).toBe(2);
    await fake.clock.pass(10_000);
    fake.session.wake();
    await settle();
    expect(lists(fake)).toBe(3);
    expect(ids(fake)).toEqual([CONVERSATION]);
    await fake.clock.pass(600_000);
    fake.session.wake();
    await settle();
    expect(lists(fake)).toBe(3);
  });

  it('that stays empty is asked for twice, and then no more', async () => {
    const fake = await listing(ok([]));
    await fake.clock.pass(3_600_000);
    expect(lists(fake)).toBe(2);
  });

  it('that has the agent’s calls is asked for once', async () => {
    const fake = await listing(ok([recording()]));
    await fake.clock.pass(60_000);
    expect(lists(fake)).toBe(1);
  });

  it('is asked for ever more rarely during an outage, and no more once the channel is gone', async () => {
    const fake = await listing(OUTAGE);
    await fake.clock.pass(600_000);
    const asked = lists(fake);
    expect(asked).toBeLessThanOrEqual(9);
    fake.report({ kind: 'lost', why: 'closed' });
    await fake.clock.pass(3_600_000);
    expect(lists(fake)).toBe(asked);
  });

  it('speaks for a call that the first reads do not find', async () => {
    const fake = await listing(ok([recording()]));
    for (let read = 0; read < 3; read += 1) {
      await fake.reads[0]?.answer(NOT_FOUND);
      await fake.clock.pass(2_000);
    }
    expect(fake.session.conversations.value[0]).toMatchObject({
      state: 'unknown',
      notMine: false,
      pause: { can: true },
    });
  });
});

describe('a call that Genesys does not find at first', () => {
  it('can be paused all the same, and is shown as soon as it is found', async () => {
    const fake = fakeSession();
    fake.report({ kind: 'opened', generation: 1 });
    await fake.reads[0]!.answer(NOT_FOUND);
    expect(fake.session.conversations.value[0]).toMatchObject({ notMine: false, pause: { can: true } });
    await fake.clock.pass(1_500);
    await fake.read(recording());
    expect(fake.session.conversations.value[0]!.state).toBe('recording');
  });

  it('can be paused even when it is never found', async () => {
    const fake = fakeSession();
    fake.report({ kind: 'opened', generation: 1 });
    for (let read = 0; read < 3; read += 1) {
      await fake.reads[0]!.answer(NOT_FOUND);
      await fake.clock.pass(2_000);
    }
    expect(fake.session.conversations.value[0]).toMatchObject({ notMine: true, pause: { can: true } });
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    expect(fake.commands).toHaveLength(1);
  });

  it('that turns out to be an e-mail is not looked for any more', async () => {
    const fake = fakeSession({ readOther: () => ok(makeSnapshot({ medium: 'email' })) });
    fake.report({ kind: 'opened', generation: 1 });
    await fake.reads[0]!.answer(NOT_FOUND);
    for (let beat = 0; beat < 40; beat += 1) {
      fake.report({ kind: 'frame' });
      await fake.clock.pass(30_000);
    }
    expect(fake.asked.filter((line) => line.startsWith('read'))).toHaveLength(1);
    expect(fake.session.conversations.value[0]).toMatchObject({
      other: { medium: 'email' },
      pause: { can: false, why: 'medium' },
    });
  });
});
