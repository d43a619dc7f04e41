import { describe, expect, it } from 'vitest';
import { homeOf, readSettings, UsageError } from '../../../src/headless/settings.ts';

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

describe('an access token', () => {
  const read = (token: string) =>
    readSettings({ GENESYSCLOUD_REGION: 'us-east-1', GENESYSCLOUD_ACCESS_TOKEN: token });

  it.each([
    ['a line break', 'abc\ndef'],
    ['a blank', 'Bearer abc'],
    ['an ellipsis', 'abc…'],
    ['a letter beyond Latin', 'abcж'],
    ['a letter that a header would hold', 'abcé'],
    ['a control character', 'abc\u0000def'],
  ])('with %s is refused by the name of its variable, and is not repeated', (_what, token) => {
    expect(() => read(token)).toThrow(UsageError);
    expect(() => read(token)).toThrow(/^GENESYSCLOUD_ACCESS_TOKEN is no access token/);
    expect(() => read(token)).not.toThrow(/abc/);
  });

  it('is what it is, without the line break at its end', () => {
    expect(read('a-B_c.1~+/==\n')).toMatchObject({ accessToken: 'a-B_c.1~+/==' });
  });
});
