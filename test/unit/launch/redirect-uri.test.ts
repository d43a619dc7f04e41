import { describe, expect, it } from 'vitest';
import { redirectUriOf } from '../../../src/launch/redirect-uri.ts';

const PAGE = { origin: 'https://app.example', pathname: '/dir/index.html' };

describe('redirectUriOf', () => {
  it('is this page unless config.json tells another of this origin', () => {
    expect(redirectUriOf(undefined, PAGE)).toEqual({ ok: true, value: 'https://app.example/dir/index.html' });
    const other = 'https://app.example/other.html';
    expect(redirectUriOf(other, PAGE)).toEqual({ ok: true, value: other });
  });

  it.each([
    'https://evil.example/dir/index.html',
    'https://app.example.evil.example/dir/index.html',
    'https://app.example:8443/dir/index.html',
    'http://app.example/dir/index.html',
    'https://user@app.example/dir/index.html',
    'https://app.example/dir/index.html?gcLangTag=de',
    'https://app.example/dir/index.html#x',
    '/dir/index.html',
  ])('refuses %s by the name of its key', (configured) => {
    expect(redirectUriOf(configured, PAGE)).toEqual({
      ok: false,
      problem: { kind: 'config-invalid', key: 'oauth.redirectUri' },
    });
  });
});
