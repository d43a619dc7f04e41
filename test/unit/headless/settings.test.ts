import { expect, it } from 'vitest';
import { homeOf, UsageError } from '../../../src/headless/settings.ts';

const NO_FOLDER: readonly (readonly [string, () => string])[] = [
  [
    'is known to no list of users',
    () => {
      throw new Error('uv_os_homedir returned ENOENT');
    },
  ],
  ['has an empty HOME', () => ''],
];

it.each(NO_FOLDER)('asks for a home in words where the user %s', (_, homeOfUser) => {
  const read = () => homeOf({}, homeOfUser);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(/RECORDING_CONTROL_HOME/);
  expect(homeOf({ RECORDING_CONTROL_HOME: '/data' }, homeOfUser)).toBe('/data');
});

it('is below the home folder of the user', () => {
  expect(homeOf({ RECORDING_CONTROL_HOME: ' ' }, () => '/home/ada')).toBe('/home/ada/.recording-control');
});
