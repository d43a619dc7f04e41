import { expect, it } from 'vitest';
import { ok, failed, type Result } from '../../../src/domain/result.ts';
import { createCallAbout } from '../../../src/app/call-about.ts';
import { AGENT, CONVERSATION, makeLeg, makeSnapshot } from '../../support/builders.ts';
import { fakeSession } from '../../support/session-fakes.ts';
import { settle } from '../../support/fake-clock.ts';

const QUEUE = 'queue-1';
const STARTED = Date.UTC(2026, 10, 29, 9, 15);

/** A panel for all calls, which asks for names of queues by `answer`. */
function panel(answer: () => Result<ReadonlyMap<string, string>> = () => ok(new Map([[QUEUE, 'Payments']]))) {
  let asked = 0;
  const about = createCallAbout(() => {
    asked += 1;
    return Promise.resolve(answer());
  });
  const fake = fakeSession({ conversationId: undefined, about });
  fake.report({ kind: 'opened', generation: 1 });
  return {
    ...fake,
    asked: () => asked,
    about: () => fake.session.conversations.value.map((one) => one.about),
  };
}

const call = (different: Parameters<typeof makeLeg>[0] = {}, conversationId = CONVERSATION) =>
  makeSnapshot({
    conversationId,
    legs: [makeLeg({ userId: AGENT, queueId: QUEUE, startedAt: STARTED, held: false, ...different })],
  });

it('tells queue, start and the call that is talked on, and asks once for the name', async () => {
  const { event, about, asked } = panel();
  event(call());
  expect(about()).toEqual([{ startedAt: STARTED, isTalking: true }]);
  await settle();
  expect(about()).toEqual([{ queue: 'Payments', startedAt: STARTED, isTalking: true }]);
  event(call({ held: true }, `${CONVERSATION.slice(0, -1)}0`));
  await settle();
  expect(about()[1]).toEqual({ queue: 'Payments', startedAt: STARTED });
  expect(asked()).toBe(1);
});

it('takes no call for the one that is talked on which rings, is held or of which that is not told', () => {
  for (const leg of [{ connected: false, ringing: true }, { held: true }, { held: undefined }]) {
    const { event, about } = panel();
    event(call(leg));
    expect(about()[0]?.isTalking).toBeUndefined();
  }
});

it('says of no call that it is talked on once the channel is lost', () => {
  const { event, report, about } = panel();
  event(call());
  report({ kind: 'lost', why: 'closed' });
  expect(about()[0]?.isTalking).toBeUndefined();
});

it('asks no more for a name that the platform does not tell', async () => {
  for (const answer of [() => failed({ kind: 'offline' } as const), () => ok(new Map<string, string>())]) {
    const { event, about, asked } = panel(answer);
    for (const held of [false, true, false]) {
      event(call({ held }));
      await settle();
    }
    expect(asked()).toBe(1);
    expect(about()[0]?.queue).toBeUndefined();
  }
});
