import { expect, it } from 'vitest';
import { recording, paused } from '../../support/builders.ts';
import { fakeSession } from '../../support/session-fakes.ts';

const isOpening = ({ session }: ReturnType<typeof fakeSession>) => session.conversations.value[0]?.isOpening;

it('asks from the first moment until the first answer, and is not unknown meanwhile', async () => {
  const fake = fakeSession();
  expect(isOpening(fake)).toBe(true);
  fake.report({ kind: 'opened', generation: 1 });
  expect(isOpening(fake)).toBe(true);
  await fake.read(recording());
  expect(isOpening(fake)).toBeUndefined();
});

it('asks as long as the first answer is too young to count', async () => {
  const fake = fakeSession();
  fake.report({ kind: 'opened', generation: 1 });
  await fake.read(paused());
  expect(isOpening(fake)).toBe(true);
  await fake.clock.pass(1_000);
  await fake.read(paused());
  expect(fake.session.conversations.value[0]).toMatchObject({ state: 'paused', safe: true });
  expect(isOpening(fake)).toBeUndefined();
});

it('is unknown when no channel has come within 5 s, or at once when there is none to be had', async () => {
  const slow = fakeSession();
  await slow.clock.pass(4_999);
  expect(isOpening(slow)).toBe(true);
  await slow.clock.pass(1);
  expect(isOpening(slow)).toBeUndefined();
  for (const event of [
    { kind: 'lost', why: 'failed' },
    { kind: 'refused', topics: [{ topic: 'calls', permissions: ['conversation:communication:view'] }] },
  ] as const) {
    const fake = fakeSession();
    fake.report(event);
    expect(isOpening(fake)).toBeUndefined();
  }
});

it('is unknown when the first questions have brought no answer', async () => {
  const fake = fakeSession();
  fake.report({ kind: 'opened', generation: 1 });
  await fake.clock.pass(8_000);
  expect(isOpening(fake)).toBeUndefined();
});
