import { describe, expect, it } from 'vitest';
import { isHoldRecorded } from '../../../src/app/timeline/hold-recorded.ts';
import { seenPast } from '../../../src/app/timeline/seen.ts';
import { ok } from '../../../src/domain/result.ts';
import { AGENT, CONVERSATION, gone, held, makeLeg, paused, recording } from '../../support/builders.ts';
import { fakeSession, type FakeSession } from '../../support/session-fakes.ts';

const past = (fake: FakeSession) => seenPast(fake.session.past(CONVERSATION));

/** Without its beginning: no channel yet, no answer yet. */
const seen = (fake: FakeSession) =>
  past(fake)
    .samples.slice(1)
    .map(({ seen: { state, by } }) => [state, by]);

const BEN = makeLeg({ participantId: 'agent-2', userId: 'user-ben' });
/** He is held on another line, or alerted. */
const BEN_AWAY = { ...BEN, connected: false };

describe('what a session has seen of a call', () => {
  it('is each state with how it is known, once', async () => {
    const fake = fakeSession();
    await fake.settleOn(recording());
    fake.event(recording());
    fake.event(recording());
    expect(seen(fake)).toEqual([['recording', 'read']]);
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    await fake.commands[0]!.answer(ok(undefined));
    await fake.clock.pass(1_000);
    while (fake.reads.length > 0) await fake.read(paused());
    expect(seen(fake).at(-1)).toEqual(['paused', 'read']);
    await fake.clock.pass(5_000);
    fake.event(recording());
    expect(seen(fake).at(-1)).toEqual(['checking', undefined]);
    fake.report({ kind: 'lost', why: 'closed' });
    fake.report({ kind: 'opened', generation: 2 });
    fake.event(recording());
    expect(seen(fake).slice(-2)).toEqual([
      ['unknown', undefined],
      ['recording', 'event'],
    ]);
  });

  it('is what it has asked for, with what came of it and in whose name', async () => {
    const fake = fakeSession();
    await fake.settleOn(recording());
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    await fake.commands[0]!.answer(ok(undefined));
    await fake.clock.pass(700);
    await fake.read(paused());
    const { facts, userId } = past(fake);
    expect(userId).toBe(AGENT);
    expect(facts.filter(({ wishId }) => wishId).map(({ action, phase }) => `${action} ${phase}`)).toEqual([
      'pause requested',
      'pause accepted',
      'pause confirmed',
    ]);
  });

  it('counts other agents who talk, and nobody while nothing tells', async () => {
    const fake = fakeSession();
    await fake.settleOn(recording({ leg: { startedAt: 1_000 }, more: [BEN] }));
    fake.event(recording({ leg: { startedAt: 1_000 }, more: [BEN_AWAY] }));
    fake.report({ kind: 'lost', why: 'closed' });
    fake.report({ kind: 'opened', generation: 2 });
    fake.event(gone([BEN]));
    const agents = past(fake).samples.map((one) => one.seen.agents);
    expect(agents.filter((count, index) => count !== agents[index - 1])).toEqual([1, 0, undefined, 1]);
    expect(past(fake).samples[1]?.seen.connectedAt).toBe(1_000);
  });

  it('keeps the newest of what a call of hours brings', async () => {
    const fake = fakeSession();
    await fake.settleOn(recording());
    for (let turn = 0; turn < 300; turn += 1) fake.event(recording({ more: [turn % 2 ? BEN : BEN_AWAY] }));
    expect(past(fake).samples).toHaveLength(200);
  });

  it('goes with its call in a panel for all calls', async () => {
    const fake = fakeSession({ conversationId: undefined, myCalls: () => [recording()] });
    fake.report({ kind: 'opened', generation: 1 });
    await fake.clock.pass(1);
    await fake.read(recording());
    fake.event(gone());
    expect(past(fake).samples.length).toBeGreaterThan(0);
    await fake.clock.pass(61_000);
    fake.report({ kind: 'frame' });
    expect(past(fake).samples).toEqual([]);
  });

  it('is told by Genesys’ clock where that is known, else by this computer’s', async () => {
    let now: number | undefined;
    const fake = fakeSession({ platformNow: () => now });
    expect(past(fake)).toMatchObject({ isPlatformTime: false, now: fake.clock.wall() });
    now = 5_000;
    expect(past(fake)).toMatchObject({ isPlatformTime: true, now: 5_000 });
    await fake.settleOn(recording());
    expect(past(fake).samples.at(-1)?.at).toBe(5_000);
  });
});

describe('a hold that is recorded', () => {
  const HELD = recording({ leg: { held: true } });

  it('is known once it has stood for so long that its suppression would have been told', async () => {
    const fake = fakeSession();
    await fake.settleOn(recording());
    fake.event(HELD);
    expect(isHoldRecorded(past(fake))).toBe(false);
    await fake.clock.pass(5_000);
    expect(isHoldRecorded(past(fake))).toBe(true);
    fake.event(recording());
    await fake.clock.pass(60_000);
    expect(isHoldRecorded(past(fake))).toBe(true);
  });

  it('is none where the recording pauses a moment after it', async () => {
    const fake = fakeSession();
    await fake.settleOn(recording());
    fake.event(HELD);
    await fake.clock.pass(1_000);
    fake.event(held());
    await fake.clock.pass(60_000);
    expect(isHoldRecorded(past(fake))).toBe(false);
  });

  it('is not known from what another leg or a lost channel told', async () => {
    const fake = fakeSession();
    await fake.settleOn(recording());
    fake.event({ ...held(), recordingState: 'active' });
    await fake.clock.pass(10_000);
    expect(isHoldRecorded(past(fake))).toBe(false);
    fake.event(HELD);
    fake.report({ kind: 'lost', why: 'closed' });
    await fake.clock.pass(10_000);
    expect(isHoldRecorded(past(fake))).toBe(false);
  });
});
