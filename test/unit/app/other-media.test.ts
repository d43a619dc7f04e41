import { describe, expect, it } from 'vitest';
import { failed, ok, type Result } from '../../../src/domain/result.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { CONVERSATION, gone, makeSnapshot, recording } from '../../support/builders.ts';
import { settle } from '../../support/fake-clock.ts';
import { fakeSession, type FakeSession } from '../../support/session-fakes.ts';

const view = (fake: FakeSession) => fake.session.conversations.value[0]!;
const asked = (fake: FakeSession) => fake.asked.filter((line) => line.startsWith('identify'));
const NOT_FOUND = failed({ kind: 'not-found' });

/** A panel that was opened for a conversation that is no call. */
async function opened(readOther: () => Result<Snapshot>): Promise<FakeSession> {
  const fake = fakeSession({ readOther });
  fake.report({ kind: 'opened', generation: 1 });
  await fake.reads[0]!.answer(NOT_FOUND);
  await settle();
  return fake;
}

describe('a conversation that is no call', () => {
  it('is shown as what it is, with the reason why nothing can be paused', async () => {
    const fake = await opened(() => ok(makeSnapshot({ medium: 'email' })));
    expect(view(fake)).toMatchObject({
      state: 'unknown',
      safe: false,
      other: { medium: 'email', live: true, why: 'no-audio' },
      pause: { can: false, why: 'medium' },
      resume: { can: false, why: 'medium' },
    });
    for (const { control } of view(fake).captures) expect(control).toEqual({ can: false, why: 'medium' });
  });

  it('tells when it is over for the agent', async () => {
    const fake = await opened(() => ok({ ...gone(), medium: 'message' }));
    expect(view(fake).other).toMatchObject({ medium: 'message', live: false });
  });

  it('stays what is not the agent’s when the platform lists it nowhere', async () => {
    const fake = await opened(() => NOT_FOUND);
    for (let read = 0; read < 2; read += 1) {
      await fake.clock.pass(2_000);
      await fake.reads[0]!.answer(NOT_FOUND);
    }
    expect(view(fake)).toMatchObject({ notMine: true, pause: { can: true } });
    expect(view(fake).other).toBeUndefined();
  });

  it('is asked for with each read that does not find it, until it is known', async () => {
    let answer: Result<Snapshot> = failed({ kind: 'outage', status: 503 });
    const fake = await opened(() => answer);
    for (const next of [NOT_FOUND, ok(makeSnapshot({ medium: 'email' }))]) {
      answer = next;
      await fake.clock.pass(2_000);
      await fake.reads[0]!.answer(NOT_FOUND);
      await settle();
    }
    expect(asked(fake)).toHaveLength(3);
    fake.session.refresh(CONVERSATION);
    await fake.reads[0]!.answer(NOT_FOUND);
    expect(asked(fake)).toHaveLength(3);
    expect(view(fake).other).toMatchObject({ medium: 'email' });
  });

  it('is a call as soon as it has one', async () => {
    const fake = await opened(() => ok(makeSnapshot({ medium: 'callback' })));
    expect(view(fake).other).toMatchObject({ medium: 'callback', why: 'not-yet-a-call' });
    fake.event(recording());
    expect(view(fake).other).toBeUndefined();
    expect(view(fake)).toMatchObject({ state: 'recording', pause: { can: true } });
  });

  it('is not looked for while the agent has the call', async () => {
    const fake = fakeSession();
    await fake.settleOn(recording());
    expect(asked(fake)).toEqual([]);
  });
});
