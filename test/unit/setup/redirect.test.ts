import { describe, expect, it } from 'vitest';
import type { Fetched } from '../../../src/genesys/http/fetch-whole.ts';
import { isOtherPage } from '../../../src/setup/redirect.ts';

const page = (text: string, status = 200): Fetched => ({ kind: 'answered', status, headers: {}, text });
const APP = page('<title>Recording Control</title>');

describe('what is served at oauth.redirectUri', () => {
  it.each<[string, Fetched, boolean]>([
    ['is this page under another address', APP, false],
    ['is another page', page('<title>Welcome to nginx</title>'), true],
    ['is nothing', page('Not found', 404), true],
    ['cannot be found out', { kind: 'offline' }, false],
  ])('%s', (_what, there, isOther) => {
    expect(isOtherPage(APP, there)).toBe(isOther);
  });
});
