import { expect, it } from 'vitest';
import { ok } from '../../../src/domain/result.ts';
import { CONVERSATION, paused, recording } from '../../support/builders.ts';
import { fakeSession, type FakeSession } from '../../support/session-fakes.ts';

const listeners = (fake: FakeSession) => fake.session.conversations.value[0]?.listeners;

async function pausing(isScreenWatched: boolean, fake = fakeSession()): Promise<FakeSession> {
  await fake.settleOn(recording({ more: [MONITOR] }));
  fake.session.ask(CONVERSATION, 'pause', 'agent');
  await fake.commands[0]!.answer(ok({ isScreenWatched }));
  await fake.clock.pass(1_000);
  while (fake.reads.length > 0) await fake.read(paused({ more: [MONITOR] }));
  return fake;
}

const MONITOR = {
  ...recording().legs[0]!,
  participantId: 'supervisor-1',
  userId: 'user-sol',
  purpose: 'user',
  listens: 'monitor' as const,
};

it('names who watched the screen at the Pause beside who listens', async () => {
  expect(listeners(await pausing(true))).toEqual(['monitor', 'screen']);
  expect(listeners(await pausing(false))).toEqual(['monitor']);
});

it('goes by the newest answer, and keeps it where an answer tells nothing', async () => {
  const fake = await pausing(true);
  await fake.clock.pass(2_000);
  fake.session.ask(CONVERSATION, 'pause', 'agent');
  await fake.commands[0]!.answer(ok(undefined));
  expect(listeners(fake)).toEqual(['monitor', 'screen']);
  await fake.clock.pass(2_000);
  fake.session.ask(CONVERSATION, 'pause', 'agent');
  await fake.commands[0]!.answer(ok({ isScreenWatched: false }));
  expect(listeners(fake)).toEqual(['monitor']);
});

it('names nobody from before a loss of the channel', async () => {
  const fake = await pausing(true);
  fake.report({ kind: 'lost', why: 'closed' });
  expect(listeners(fake)).toEqual([]);
  fake.report({ kind: 'opened', generation: 2 });
  expect(listeners(fake)).toEqual([]);
  fake.event(paused({ more: [MONITOR] }));
  expect(listeners(fake)).toEqual(['monitor']);
});

it.each([
  ['who talks on it', {}, ['agent']],
  ['who listens in', { listens: 'monitor' as const }, ['monitor']],
  ['whom it rings', { connected: false, ringing: true }, []],
  ['who has left it', { live: false, connected: false }, []],
  ['who is the same agent, on another leg', { userId: recording().legs[1]!.userId }, []],
])('tells another agent from one %s', async (_who, different, told) => {
  const fake = fakeSession();
  const ben = { ...MONITOR, purpose: 'agent', userId: 'user-ben', listens: undefined, ...different };
  await fake.settleOn(recording({ more: [ben] }));
  expect(listeners(fake)).toEqual(told);
  fake.report({ kind: 'lost', why: 'closed' });
  expect(listeners(fake)).toEqual([]);
});
