import { describe, expect, it } from 'vitest';
import type { MarksOn } from '../../../src/app/session-options.ts';
import { failed, ok } from '../../../src/domain/result.ts';
import { CONVERSATION, makeLeg, paused, recording } from '../../support/builders.ts';
import { fakeSession, type FakeSession } from '../../support/session-fakes.ts';

const view = (fake: FakeSession) => fake.session.conversations.value[0]!;
const sent = (fake: FakeSession) => fake.asked.filter((one) => /^(send|intent|start|stop|adopt)/.test(one));

describe('a session whose user is not settled', () => {
  it('reads and shows, and sends, writes and adopts nothing', async () => {
    const fake = fakeSession({ settled: false });
    await fake.settleOn(recording());
    expect(view(fake)).toMatchObject({ state: 'recording', pause: { can: true } });
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    fake.session.ask(CONVERSATION, 'resume', 'shortcut');
    fake.session.askCapture(CONVERSATION, 'snippet', 'start', 'agent');
    await fake.clock.pass(30_000);
    expect(sent(fake)).toEqual([]);
    expect(fake.appended).toEqual([]);
    expect(fake.commands).toEqual([]);
  });

  it('claims nothing as safe, and says why', async () => {
    const fake = fakeSession({ settled: false });
    await fake.settleOn(paused());
    expect(view(fake)).toMatchObject({
      state: 'paused',
      safe: false,
      unsafe: 'unsettled',
      resume: { can: false, why: 'unsettled' },
    });
    expect(fake.appended).toEqual([]);
  });

  it('says at once of a pause that was pressed that nothing was sent', async () => {
    const fake = fakeSession({ settled: false });
    await fake.settleOn(recording());
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    expect(view(fake).alarms).toEqual([{ kind: 'not-sent' }]);
    expect(view(fake)).not.toHaveProperty('pending');
    fake.session.settle(CONVERSATION);
    expect(view(fake).alarms).toEqual([]);
  });

  it('sends that pause in the step in which its user is settled, and takes the alarm back', async () => {
    const fake = fakeSession({ settled: false });
    await fake.settleOn(recording());
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    fake.session.settleOwner();
    expect(sent(fake)).toEqual(['adopt', 'intent pause', 'send paused own']);
    expect(view(fake)).toMatchObject({ pending: 'pause', alarms: [] });
  });

  it('does not send one whose alarm was read', async () => {
    const fake = fakeSession({ settled: false });
    await fake.settleOn(recording());
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    fake.session.settle(CONVERSATION);
    fake.session.settleOwner();
    expect(sent(fake)).toEqual(['adopt']);
  });

  it('does not send one that was pressed more than 10 s ago, and goes on saying that nothing was sent', async () => {
    const fake = fakeSession({ settled: false });
    await fake.settleOn(recording());
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    await fake.clock.pass(10_001);
    fake.session.settleOwner();
    expect(sent(fake)).toEqual(['adopt']);
    expect(view(fake).alarms).toEqual([{ kind: 'not-sent' }]);
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    expect(view(fake)).toMatchObject({ pending: 'pause', alarms: [] });
  });

  it('sends the one of each call', async () => {
    const fake = fakeSession({ settled: false, conversationId: undefined });
    fake.report({ kind: 'opened', generation: 1 });
    fake.event(recording());
    fake.event({ ...recording(), conversationId: 'another-call' });
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    fake.session.ask('another-call', 'pause', 'agent');
    expect(fake.session.conversations.value.map(({ alarms }) => alarms)).toEqual([
      [{ kind: 'not-sent' }],
      [{ kind: 'not-sent' }],
    ]);
    fake.session.settleOwner();
    expect(sent(fake).filter((one) => one === 'send paused own')).toHaveLength(2);
    expect(fake.session.heldBack).toEqual([]);
  });

  it('takes what the session before has held back', async () => {
    const before = fakeSession({ settled: false });
    await before.settleOn(recording());
    before.session.ask(CONVERSATION, 'pause', 'agent');
    const settled = fakeSession();
    await settled.settleOn(recording());
    settled.session.holdBack(before.session.heldBack);
    expect(sent(settled)).toContain('send paused own');
    const open = fakeSession({ settled: false });
    await open.settleOn(recording());
    open.session.holdBack(before.session.heldBack);
    expect(view(open).alarms).toEqual([{ kind: 'not-sent' }]);
  });

  it('sends what the session before has held back once a panel for all calls has found the call', async () => {
    const fake = fakeSession({ conversationId: undefined });
    fake.report({ kind: 'opened', generation: 1 });
    fake.session.holdBack([{ conversationId: CONVERSATION, trigger: 'agent', at: fake.clock.now() }]);
    expect(sent(fake)).not.toContain('send paused own');
    fake.event(recording());
    expect(sent(fake)).toContain('send paused own');
    expect(fake.session.heldBack).toEqual([]);
  });

  it('claims and writes as usual from then on', async () => {
    const fake = fakeSession({ settled: false });
    await fake.settleOn(paused());
    fake.session.settleOwner();
    expect(view(fake)).toMatchObject({ state: 'paused', safe: true });
    expect(fake.appended.map(({ action }) => action)).toEqual(['safe-shown']);
    fake.session.ask(CONVERSATION, 'resume', 'agent');
    expect(sent(fake)).toEqual(['adopt', 'intent resume']);
  });

  it('tells what its conversation says of the user, and no longer once that is settled', async () => {
    const fake = fakeSession({ settled: false });
    await fake.settleOn(recording());
    expect(fake.asked).toContain('match theirs');
    fake.event(recording({ more: [makeLeg({ participantId: 'p-9', userId: 'ben' })] }));
    expect(fake.asked).toContain('match shared');
    fake.session.settleOwner();
    const before = fake.asked.length;
    fake.event(recording());
    expect(fake.asked.slice(before).filter((one) => one.startsWith('match'))).toEqual([]);
  });

  it('takes a conversation that the platform does not show for another’s, and pause stays to be pressed', async () => {
    const fake = fakeSession({ settled: false });
    fake.report({ kind: 'opened', generation: 1 });
    await fake.reads[0]?.answer(failed({ kind: 'not-found' }));
    expect(fake.asked).toContain('match none');
    expect(view(fake)).toMatchObject({ notMine: false, pause: { can: true } });
  });

  it('knows the user of a conversation that is no call', async () => {
    const email = { ...recording(), medium: 'email' as const };
    const fake = fakeSession({ settled: false, readOther: () => ok(email) });
    fake.report({ kind: 'opened', generation: 1 });
    await fake.reads[0]?.answer(failed({ kind: 'not-found' }));
    expect(fake.asked).toContain('match theirs');
  });
});

describe('what leaves in the agent’s name beside commands', () => {
  const watched = (settled: boolean) => {
    const told: (MarksOn | undefined)[] = [];
    return { told, fake: fakeSession({ settled, acts: (marksOn) => void told.push(marksOn) }) };
  };
  const may = (told: readonly unknown[]) => told.map((one) => one !== undefined);

  it('may leave from the moment in which the name is settled, and not before', async () => {
    const { told, fake } = watched(false);
    await fake.settleOn(recording());
    expect(told).toEqual([]);
    fake.session.settleOwner();
    expect(may(told)).toEqual([true]);
  });

  it('may leave from the start where it is settled, not while nobody is signed in, and not after the end', async () => {
    const { told, fake } = watched(true);
    await fake.settleOn(recording());
    expect(may(told)).toEqual([true]);
    fake.report({ kind: 'signed-out' });
    fake.session.adopt();
    expect(may(told)).toEqual([true, false]);
    fake.session.signIn();
    fake.session.close();
    fake.session.adopt();
    expect(may(told)).toEqual([true, false, true, false]);
  });

  it('is told which marks stand on a participant', async () => {
    const { told, fake } = watched(true);
    await fake.settleOn(recording({ leg: { marks: { 'rc1.5f0c2d34.3': 'x' } } }));
    const { participantId } = makeLeg();
    const conversationId = CONVERSATION;
    expect(told[0]?.({ conversationId, participantId })).toEqual(['rc1.5f0c2d34.3']);
    expect(told[0]?.({ conversationId, participantId: 'other' })).toEqual([]);
    expect(told[0]?.({ conversationId: 'other', participantId })).toEqual([]);
  });
});

describe('a session whose sign-in has ended and is renewed without a click', () => {
  async function renewing() {
    const fake = fakeSession();
    await fake.settleOn(recording());
    fake.session.signOut();
    fake.session.renews(true);
    await fake.clock.pass(0);
    return fake;
  }

  it('takes a press on Pause, and no other, and says that nothing was sent', async () => {
    const fake = await renewing();
    expect(view(fake)).toMatchObject({ pause: { can: true }, resume: { can: false, why: 'signed-out' } });
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    fake.session.ask(CONVERSATION, 'resume', 'agent');
    expect(sent(fake).filter((one) => one.startsWith('send'))).toEqual([]);
    expect(view(fake).alarms).toContainEqual({ kind: 'not-sent' });
  });

  it('sends it in the step in which it is signed in again, and takes that back', async () => {
    const fake = await renewing();
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    fake.session.signIn();
    expect(sent(fake)).toContain('send paused own');
    expect(view(fake)).toMatchObject({ pending: 'pause' });
    expect(view(fake).alarms).not.toContainEqual({ kind: 'not-sent' });
  });

  it('offers it no more, and goes on saying so, where it needs a click after all', async () => {
    const fake = await renewing();
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    fake.session.renews(false);
    await fake.clock.pass(0);
    expect(view(fake)).toMatchObject({ pause: { can: false, why: 'signed-out' } });
    expect(view(fake).alarms).toContainEqual({ kind: 'not-sent' });
    expect(sent(fake).filter((one) => one.startsWith('send'))).toEqual([]);
  });
});
