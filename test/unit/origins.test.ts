import { describe, expect, it } from 'vitest';
import { ancestorsOf, untrustedAncestor } from '../../src/origins.ts';

const trust = { self: 'https://app.example', allowedOrigins: ['https://crm.example'] };

describe('untrustedAncestor', () => {
  it.each<[string, readonly string[]]>([
    ['no ancestor', []],
    ['the desktop', ['https://apps.mypurecloud.com']],
    ['the desktop inside an allowed page', ['https://apps.usw2.pure.cloud', 'https://crm.example']],
    ['our own page around our hidden sign-in frame', ['https://app.example', 'https://apps.mypurecloud.com']],
  ])('accepts %s', (_what, ancestors) => {
    expect(untrustedAncestor(ancestors, trust)).toBeUndefined();
  });

  it.each<[string, readonly string[], string]>([
    [
      'a foreign page around the desktop',
      ['https://apps.mypurecloud.com', 'https://evil.example'],
      'https://evil.example',
    ],
    [
      'a look-alike',
      ['https://apps.mypurecloud.com.evil.example'],
      'https://apps.mypurecloud.com.evil.example',
    ],
    ['another host of the region', ['https://files.mypurecloud.com'], 'https://files.mypurecloud.com'],
    ['plain http', ['http://apps.mypurecloud.com'], 'http://apps.mypurecloud.com'],
    ['an opaque origin', ['null'], 'null'],
    ['one that nobody tells', [''], ''],
    ['loopback without a loopback gateway', ['http://localhost:5173'], 'http://localhost:5173'],
  ])('refuses %s', (_what, ancestors, origin) => {
    expect(untrustedAncestor(ancestors, { ...trust, gatewayHost: 'proxy.example' })).toBe(origin);
  });

  it('accepts loopback with a loopback gateway', () => {
    const origins = ['http://localhost:5173', 'http://127.0.0.1:4000'];
    expect(untrustedAncestor(origins, { ...trust, gatewayHost: 'localhost' })).toBeUndefined();
    expect(untrustedAncestor(['https://evil.example'], { ...trust, gatewayHost: 'localhost' })).toBeDefined();
  });
});

describe('ancestorsOf', () => {
  const frame = (page: object) => ({ parent: {}, ...page }) as unknown as Window;

  it('is empty at the top', () => {
    const top = { location: {} } as Window & { parent: unknown };
    Object.assign(top, { parent: top });
    expect(ancestorsOf(top)).toEqual([]);
  });

  it('lists what the browser lists', () => {
    expect(
      ancestorsOf(frame({ location: { ancestorOrigins: ['https://a.example', 'https://b.example'] } })),
    ).toEqual(['https://a.example', 'https://b.example']);
  });

  it('falls back to the referrer, and to "nobody tells"', () => {
    const page = (referrer: string) => frame({ location: {}, document: { referrer } });
    expect(ancestorsOf(page('https://apps.mypurecloud.com/x'))).toEqual(['https://apps.mypurecloud.com']);
    expect(ancestorsOf(page(''))).toEqual(['']);
    expect(ancestorsOf(page('https://login.mypurecloud.ie/'))).toEqual(['https://apps.mypurecloud.ie']);
    expect(ancestorsOf(page('https://login.evil.example/'))).toEqual(['https://login.evil.example']);
  });
});
