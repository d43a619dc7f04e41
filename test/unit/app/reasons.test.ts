import { describe, expect, it } from 'vitest';
import { ok } from '../../../src/domain/result.ts';
import { CONVERSATION, makeLeg, makePolicy, paused, recording } from '../../support/builders.ts';
import { fakeSession, type FakeSession } from '../../support/session-fakes.ts';

const REASONS = [{ code: 'payment', label: [['en-US', 'Payment']] }] as const;
const open = (reasons = REASONS as readonly (typeof REASONS)[number][]) =>
  fakeSession({ policyFor: () => ({ ...makePolicy(), startStop: 'off' as const, reasons }) });
const ownPause = (fake: FakeSession) => fake.session.conversations.value[0]?.ownPause;

async function pausedByAgent(fake: FakeSession): Promise<void> {
  fake.session.ask(CONVERSATION, 'pause', 'agent');
  await fake.commands[0]!.answer(ok(undefined));
  await fake.clock.pass(1_000);
  while (fake.reads.length > 0) await fake.read(paused());
}

describe('the reason for a pause', () => {
  it('may be named once the pause is under way, and as long as it lasts', async () => {
    const fake = open();
    await fake.settleOn(recording());
    expect(ownPause(fake)).toBeUndefined();
    fake.session.ask(CONVERSATION, 'pause', 'agent');
    const { wishId = '' } = ownPause(fake) ?? {};
    expect(wishId).not.toBe('');
    expect(fake.commands).toHaveLength(1);
    await fake.commands[0]!.answer(ok(undefined));
    await fake.clock.pass(1_000);
    while (fake.reads.length > 0) await fake.read(paused());
    expect(ownPause(fake)).toEqual({ wishId, reasons: REASONS });
    await fake.clock.pass(2_000);
    fake.session.ask(CONVERSATION, 'resume', 'agent');
    await fake.clock.pass(300);
    await fake.commands[0]!.answer(ok(undefined));
    await fake.clock.pass(2_000);
    while (fake.reads.length > 0) await fake.read(recording());
    expect(ownPause(fake)).toBeUndefined();
  });

  it('is asked on while Genesys is asked whether the pause goes on', async () => {
    const fake = open();
    await fake.settleOn(recording());
    await pausedByAgent(fake);
    const asked = ownPause(fake);
    fake.event(paused({ more: [makeLeg({ participantId: 'agent-2', userId: 'user-colleague' })] }));
    expect(fake.session.conversations.value[0]?.state).toBe('checking');
    expect(ownPause(fake)).toEqual(asked);
  });

  it('is asked for no pause of somebody else’s, and not where config.json lists none', async () => {
    const fake = open();
    await fake.settleOn(paused());
    expect(ownPause(fake)).toBeUndefined();
    const without = open([]);
    await without.settleOn(recording());
    await pausedByAgent(without);
    expect(without.session.conversations.value[0]).toMatchObject({ state: 'paused' });
    expect(ownPause(without)).toBeUndefined();
  });

  it('is written down by its code beside the wish, in a line first, and asks the platform for nothing', async () => {
    const fake = open();
    await fake.settleOn(recording());
    await pausedByAgent(fake);
    const { wishId = '' } = ownPause(fake) ?? {};
    const before = fake.asked.length;
    fake.session.nameReason(CONVERSATION, wishId, 'payment');
    expect(fake.asked.slice(before)).toEqual(['intent reason']);
    expect(fake.appended.at(-1)).toMatchObject({
      wishId,
      conversationId: CONVERSATION,
      action: 'reason',
      reason: 'payment',
      target: 'policy',
      trigger: 'agent',
      phase: 'observed',
    });
    expect(fake.session.past(CONVERSATION).facts.at(-1)).toBe(fake.appended.at(-1));
  });
});
