import { describe, expect, it } from 'vitest';
import { isTrusted } from '../../src/origins.ts';

const trust = { self: 'https://app.example', allowedOrigins: ['https://crm.example'] };

describe('isTrusted', () => {
  it.each(['https://apps.mypurecloud.com', 'https://apps.usw2.pure.cloud', 'https://crm.example'])(
    'accepts %s',
    (origin) => expect(isTrusted(origin, trust)).toBe(true),
  );

  it('accepts our own page around our hidden sign-in frame', () => {
    expect(isTrusted('https://app.example', trust)).toBe(true);
  });

  it.each([
    ['a look-alike', 'https://apps.mypurecloud.com.evil.example'],
    ['another host of the region', 'https://files.mypurecloud.com'],
    ['plain http', 'http://apps.mypurecloud.com'],
    ['an opaque origin', 'null'],
    ['none', ''],
    ['loopback without a loopback gateway', 'http://localhost:5173'],
  ])('refuses %s', (_what, origin) => {
    expect(isTrusted(origin, { ...trust, gatewayHost: 'proxy.example' })).toBe(false);
  });

  it('accepts loopback with a loopback gateway', () => {
    const local = { ...trust, gatewayHost: 'localhost' };
    expect(isTrusted('http://localhost:5173', local)).toBe(true);
    expect(isTrusted('http://127.0.0.1:4000', local)).toBe(true);
    expect(isTrusted('https://evil.example', local)).toBe(false);
  });
});
