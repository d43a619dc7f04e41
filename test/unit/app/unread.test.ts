import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../src/app/view.ts';
import { CONVERSATION, gone, paused, recording } from '../../support/builders.ts';
import { settle } from '../../support/fake-clock.ts';
import { fakeSession } from '../../support/session-fakes.ts';
import { makeCall } from '../ui/views.ts';

/** A session that begins with this unread, once the call is known to be paused or recorded. */
async function reminded(unread: readonly Alarm[], snapshot: typeof paused) {
  const fake = fakeSession();
  const alarms = () => fake.session.conversations.value[0]!.alarms.map(({ kind }) => kind).join();
  fake.session.remind([makeCall({ conversationId: CONVERSATION, alarms: unread })]);
  await settle();
  const atOnce = alarms();
  await fake.settleOn(snapshot());
  const after = alarms();
  fake.session.settle(CONVERSATION);
  expect(alarms()).toBe('');
  return [atOnce, after];
}
const overLimit = { kind: 'over-limit', seconds: 180 } as const;
const other = 'resumed-by-someone-else';

describe('what nobody has read before the desktop said stop', () => {
  it.each([
    [[{ kind: 'recorded-meanwhile' }], 'recorded-meanwhile', 'recorded-meanwhile', 'recorded-meanwhile'],
    [[{ kind: other }], 'cannot-confirm,recorded-meanwhile', 'recorded-meanwhile', other],
    [[{ kind: 'cannot-confirm' }], 'cannot-confirm', '', other],
    [[{ kind: 'other-recorder' }], '', '', ''],
    [[{ kind: 'resumed-in-another-window' }], 'cannot-confirm', '', other],
    [[overLimit], 'cannot-confirm', '', other],
    [[{ kind: 'resumed-automatically' }], ...Array<string>(3).fill('resumed-automatically')],
    [[{ kind: 'ended-while-paused' }], 'ended-while-paused', '', ''],
    [[], '', '', ''],
  ] as readonly (readonly [readonly Alarm[], string, string, string])[])(
    'is unread afterwards, or what is true by then is said: %j',
    async (unread, atOnce, whilePaused, whileRecorded) => {
      expect(await reminded(unread, paused)).toEqual([atOnce, whilePaused]);
      expect(await reminded(unread, recording)).toEqual([atOnce, whileRecorded]);
    },
  );

  it('is unread also of a call that is over, and is no second entry', async () => {
    const fake = fakeSession();
    const alarms = () => fake.session.conversations.value[0]!.alarms.map(({ kind }) => kind).join();
    fake.session.remind([
      makeCall({ conversationId: CONVERSATION, alarms: [{ kind: 'ended-while-paused' }] }),
    ]);
    await fake.settleOn(gone());
    expect(fake.session.conversations.value[0]!.state).toBe('ended');
    expect(alarms()).toBe('ended-while-paused');
    expect(fake.appended).toEqual([]);
    fake.session.settle(CONVERSATION);
    expect(alarms()).toBe('');
  });
});
