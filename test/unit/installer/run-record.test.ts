import { describe, expect, it } from 'vitest';
import { MANIFEST } from '../../../src/installer/manifest.ts';
import { isRecord, otherOwner, readRecord, withRecord } from '../../../src/installer/run-record.ts';

const ID = '00000000-0000-4000-8000-00000000000';
const record = (client: string) => ({
  token: '0a0b0c0d',
  ids: new Map([[`oauth-client.${MANIFEST.oauthClient.key}`, client]]),
  making: new Map([['role.agent', '0d0e0f0a']]),
  lives: new Map([[`${ID}9`, 3_600]]),
});
const one = withRecord(undefined, 'here a', record(`${ID}1`));
const both = withRecord(one, 'here b', record(`${ID}2`));

describe('the record of runs', () => {
  it('is read past a byte order mark, and keeps what it says', () => {
    expect(isRecord(`\uFEFF${one}`)).toBe(true);
    expect(readRecord(`\uFEFF${one}`, 'here a')).toEqual(record(`${ID}1`));
    expect(withRecord(`\uFEFF${one}`, 'here b', record(`${ID}2`))).toBe(both);
  });

  it.each([undefined, '', ' \n', '{}', one, both])('may be missing, empty or one of ours: %j', (text) => {
    expect(isRecord(text)).toBe(true);
  });

  it.each([
    one.slice(0, -3),
    `${one},`,
    '[]',
    'null',
    '1',
    one.replace('token', 'tokn'),
    one.replace(`${ID}1`, '1'),
    one.replace('3600', '"an hour"'),
    one.replace('0d0e0f0a', 'any'),
  ])('is none where writing it anew would lose something: %j', (text) => {
    expect(isRecord(text)).toBe(false);
  });
});

describe('a folder belongs to', () => {
  it.each([
    ['nobody', undefined, 'here a', undefined],
    ['who was here alone', one, 'here a', `${ID}1`],
    ['who was here first, though no config.json is there', one, 'here b', undefined, 'here a'],
    ['whose client is in the config.json', both, 'here a', `${ID}2`, 'here b'],
    ['and not to another', both, 'here b', `${ID}2`],
  ])('%s', (_who, text, name, clientId, owner?: string) => {
    expect(otherOwner(text, name, clientId)).toBe(owner);
  });
});
