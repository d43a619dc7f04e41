import { expect, it } from 'vitest';
import { announceNew, NOTHING_HEARD, type Heard } from '../../../src/app/announce-new.ts';
import type { Alarm, ConversationView } from '../../../src/app/view.ts';
import { makeCall } from '../ui/views.ts';

const SOMEONE: Alarm = { kind: 'resumed-by-someone-else' };
const UNSURE: Alarm = { kind: 'cannot-confirm' };
const FAILED: Alarm = { kind: 'failed', action: 'pause', failure: 'outage', code: 'REC-500' };

/** What the desktop is told, step by step; `over` where an alarm has ended. */
function desktop() {
  const told: string[] = [];
  let heard: Heard = NOTHING_HEARD;
  return {
    told,
    show(...conversations: ConversationView[]) {
      heard = announceNew(conversations, heard, (alarm, { conversationId }) =>
        told.push(`${conversationId} ${alarm?.kind ?? 'over'}`),
      );
    },
  };
}
const call = (conversationId: string, ...alarms: Alarm[]) => makeCall({ conversationId, alarms });

it('tells a loud alarm once, and no other', () => {
  const { told, show } = desktop();
  show(call('a', SOMEONE), call('b', FAILED));
  show(call('a', SOMEONE), call('b', FAILED));
  expect(told).toEqual(['a resumed-by-someone-else']);
});

it('tells that an alarm is over, when it is settled and when its call goes', () => {
  const { told, show } = desktop();
  show(call('a', SOMEONE), call('b', UNSURE));
  told.splice(0);
  show(call('a'), call('b', UNSURE));
  show(call('a'));
  show(call('a'));
  expect(told).toEqual(['a over', 'b over']);
});

it('tells what is left when one of two is over, and each time that one comes back', () => {
  const { told, show } = desktop();
  show(call('a', UNSURE));
  show(call('a', UNSURE, { kind: 'ended-while-paused' }));
  show(call('a', UNSURE));
  show(call('a'));
  show(call('a', UNSURE));
  expect(told).toEqual([
    'a cannot-confirm',
    'a ended-while-paused',
    'a cannot-confirm',
    'a over',
    'a cannot-confirm',
  ]);
});
