import { describe, expect, it } from 'vitest';
import { securityHeaders, type Hosting } from '../../../src/installer/hosting.ts';
import { headerFaults } from '../../../src/setup/host-headers.ts';

const HOSTING: Hosting = {
  baseUrl: 'https://rc.example',
  regions: ['mypurecloud.de'],
  allowedOrigins: ['https://crm.example'],
};
const GOOD = {
  ...Object.fromEntries(securityHeaders(HOSTING).map(({ name, value }) => [name.toLowerCase(), value])),
  'cache-control': 'no-cache',
};
const faultsOf = (page: Record<string, string>, config: Record<string, string> = GOOD) =>
  headerFaults({ page, config }, HOSTING).map(({ file, name, how }) => `${file} ${name} ${how}`);

describe('the headers of the host, as setup reads them', () => {
  it('are in order as the installer writes them', () => {
    expect(faultsOf(GOOD)).toEqual([]);
  });

  it('are all named where a host sends none', () => {
    expect(faultsOf({}, {})).toEqual([
      'index.html connect-src missing',
      'index.html frame-src missing',
      'index.html frame-ancestors missing',
      'index.html X-Content-Type-Options missing',
      'index.html Referrer-Policy missing',
      'index.html Cache-Control missing',
      'config.json Cache-Control missing',
    ]);
  });

  it('lack the webhook of the audit log that was added to config.json since', () => {
    const hosting = { ...HOSTING, webhookUrl: 'https://archive.example/audit' };
    expect(headerFaults({ page: GOOD, config: GOOD }, hosting)).toEqual([
      { file: 'index.html', name: 'connect-src', how: 'wrong', wanted: 'https://archive.example' },
    ]);
  });

  it.each([
    [
      'a policy of another customer',
      { 'content-security-policy': "connect-src 'self'; frame-src *; frame-ancestors 'self'" },
      ['connect-src wrong', 'frame-src wrong', 'frame-ancestors wrong'],
    ],
    ['a page that is kept', { 'cache-control': 'public, max-age=600' }, ['Cache-Control wrong']],
    ['a frame that is forbidden', { 'x-frame-options': 'DENY' }, ['X-Frame-Options unwanted']],
    [
      'a popup that is cut off',
      { 'cross-origin-opener-policy': 'same-origin' },
      ['Cross-Origin-Opener-Policy unwanted'],
    ],
  ])('tell of %s', (_what, headers, faults) => {
    expect(faultsOf({ ...GOOD, ...headers })).toEqual(faults.map((fault) => `index.html ${fault}`));
  });

  it('name what a policy lacks', () => {
    const policy = GOOD['content-security-policy' as keyof typeof GOOD].replace(' https://crm.example', '');
    const [fault] = headerFaults(
      { page: { ...GOOD, 'content-security-policy': policy }, config: GOOD },
      HOSTING,
    );
    expect(fault).toMatchObject({ name: 'frame-ancestors', wanted: 'https://crm.example' });
  });

  it('are in order with more than the installer writes', () => {
    const policy = `${GOOD['content-security-policy' as keyof typeof GOOD]}; upgrade-insecure-requests`;
    expect(faultsOf({ ...GOOD, 'content-security-policy': policy, 'x-own': '1' })).toEqual([]);
  });
});
