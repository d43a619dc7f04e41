import { expect, it } from 'vitest';
import { toastWords } from '../../../src/ui/agent/toast-words.ts';
import { enUS } from '../../../src/ui/locales/en-US.ts';
import { CALL_ID, makeCall, makeSafeCall, NOW } from './views.ts';
import { CATALOGUES } from '../../support/catalogues.ts';

const time = new Date(NOW).toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit' });

it('name the call that they are about: by its queue and start, else by its id', () => {
  const titleOf = (view: ReturnType<typeof makeCall>) =>
    toastWords({ kind: 'cannot-confirm' }, view, enUS).title;
  expect(titleOf(makeCall({ about: { queue: 'Payments', startedAt: NOW } }))).toBe(
    `Call recording: Payments, ${time}`,
  );
  expect(titleOf(makeCall({ about: { startedAt: NOW } }))).toBe(`Call recording: Call, ${time}`);
  expect(titleOf(makeCall())).toBe(`Call recording: Call, ${CALL_ID.slice(0, 8)}`);
});

it.each(CATALOGUES)('say when an alarm is over, and never that details may be taken', (words) => {
  const over = toastWords(undefined, makeSafeCall(), words);
  expect(over).toMatchObject({ kind: 'info', message: words.alarmOver });
  expect(over.message).not.toContain(words.safe);
  expect(toastWords({ kind: 'cannot-confirm' }, makeCall(), words)).toMatchObject({
    kind: 'error',
    message: words.cannotConfirm,
  });
});
