import { expect, it } from 'vitest';
import { formatDuration, permissionName } from '../../../src/ui/words.ts';

it.each([
  [-5000, '00:00'],
  [0, '00:00'],
  [999, '00:00'],
  [72_000, '01:12'],
  [3_599_999, '59:59'],
  [3_600_000, '1:00:00'],
  [36_725_000, '10:12:05'],
])('writes %i ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it('names a permission as the role editor does', () => {
  expect(permissionName('conversation:recording:pause')).toBe('Conversation > Recording > Pause');
  expect(permissionName('conversation:recording:pauseOthers')).toBe(
    'Conversation > Recording > Pause Others',
  );
});
