import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeConfig } from '../../../src/config/decode-config.ts';
import { readArguments } from '../../../src/installer/arguments.ts';
import { contentSecurityPolicy, hostingFiles, type Hosting } from '../../../src/installer/hosting.ts';
import { readBaseUrl } from '../../../src/installer/options.ts';
import { originOf, readOrigin } from '../../../src/launch/origins.ts';

/** What was tried to get into a policy, a server's configuration, or past the app's own check. */
const REFUSED = [
  'https://*',
  'https://*.example',
  'https://a;script-src',
  "https://a'unsafe-inline'",
  'https://$http_referer',
  'https://a"b',
  'https://a{b}',
  'https://a,b',
  'https://a b',
  'https://a\nb',
  'https://-a',
  'https://a..b',
  'https://a.',
  'https://a/',
  'https://a?b',
  'https://user@a',
  'https://1',
  'https://0x7f.1',
  'https://a:99999',
  'http://a',
  'http://127.0.0.1.example',
  'ws://a',
  'null',
  '*',
  '',
];
const ACCEPTED = [
  ['https://crm.example', 'https://crm.example'],
  ['https://CRM.example:443', 'https://crm.example'],
  ['https://crm.example:8443', 'https://crm.example:8443'],
  ['https://10.0.0.7', 'https://10.0.0.7'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['http://[::1]:1', 'http://[::1]:1'],
] as const;

const hostingOf = (more: Partial<Hosting>): Hosting => ({
  baseUrl: 'https://rc.example',
  regions: ['mypurecloud.de'],
  allowedOrigins: [],
  ...more,
});
const config = (allowedOrigins: readonly string[]) => ({
  oauth: { clientId: 'c', grant: 'pkce' },
  region: 'mypurecloud.de',
  host: { allowedOrigins },
});
const isTaken = (origin: string): boolean =>
  readArguments(['plan', '--url', 'https://rc.example', '--allow-origin', origin]).kind === 'run';

describe('readOrigin', () => {
  it.each(ACCEPTED)('reads %s', (text, origin) => {
    expect(readOrigin(text)).toBe(origin);
    expect(isTaken(text)).toBe(true);
    expect(decodeConfig(config([text]))).toMatchObject({
      ok: true,
      config: { host: { allowedOrigins: [origin] } },
    });
  });

  it.each(REFUSED)('refuses %j, and so do the app and the installer', (text) => {
    expect(readOrigin(text)).toBeUndefined();
    expect(isTaken(text)).toBe(false);
    expect(decodeConfig(config([text]))).toMatchObject({ ok: false });
  });
});

/** Texts of everything that means something to a browser, a server or a header, around a plausible host. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'abz019.-:/;{}$"\'*,?#@\\ \n\t%_~()[]|&=+!<>', 'https://', 'http://', 'localhost'),
      fc.string({ maxLength: 3, unit: 'grapheme' }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const candidate = fc.oneof(
  nasty,
  nasty.map((text) => `https://${text}`),
  nasty.map((text) => `https://a.example${text}`),
);
/** What stands for itself in a policy, in nginx within double quotes, in `_headers` and in JSON. */
const INERT = /^(https|http):\/\/[a-z0-9.:[\]-]+$/;

describe('whatever is given as an origin', () => {
  it('is inert in every file when it is taken, and is in none when it is not', () => {
    fc.assert(
      fc.property(candidate, (text) => {
        const origin = readOrigin(text);
        if (origin !== undefined) expect(origin).toMatch(INERT);
        const hosting = hostingOf({ allowedOrigins: [text], gatewayUrl: text });
        const taken = origin === undefined ? [] : [origin];
        const ofUrl = originOf(text);
        const expected = contentSecurityPolicy(
          hostingOf({
            allowedOrigins: taken,
            ...(ofUrl !== undefined && { gatewayUrl: ofUrl }),
          }),
        );
        // Twelve directives, whatever was given.
        expect(expected.split(';')).toHaveLength(12);
        for (const { text: file } of hostingFiles(hosting)) expect(file).toContain(expected);
        expect(isTaken(text)).toBe(origin !== undefined);
      }),
      { seed: 8, numRuns: 400 },
    );
  });

  it('is taken by the app exactly when the installer takes it', () => {
    fc.assert(
      fc.property(candidate, (text) => {
        const decoded = decodeConfig(config([text]));
        expect(decoded.ok).toBe(readOrigin(text) !== undefined);
      }),
      { seed: 8, numRuns: 400 },
    );
  });
});

describe('whatever is given as the address of the build', () => {
  it('is inert in every file when it is taken', () => {
    fc.assert(
      fc.property(candidate, (text) => {
        const base = readBaseUrl(text);
        if (!base.ok) return;
        expect(base.baseUrl).toMatch(/^(https|http):\/\/[a-z0-9.:[\]-]+(\/[A-Za-z0-9._~-]+)*$/);
        const nginx = hostingFiles(hostingOf({ baseUrl: base.baseUrl }))[0]?.text ?? '';
        expect(nginx.match(/^location /gm)).toHaveLength(4);
      }),
      { seed: 8, numRuns: 400 },
    );
  });

  it.each(['https://a;b', 'https://*', 'https://a/x;y', 'https://a/$uri', "https://a/'x'", 'https://a/x{y}'])(
    'is not %s',
    (url) => expect(readBaseUrl(url).ok).toBe(false),
  );

  const OTHER_NUMBERS = ['1', '0x7f.1', '127.1', '2130706433', '１', '1/0.0.0.1', '0.0.0.1@1', '10.0.0.07'];
  it.each(OTHER_NUMBERS)('is not https://%s, of which a browser makes another host', (host) => {
    expect(readBaseUrl(`https://${host}`).ok).toBe(false);
    expect(originOf(`https://${host}/hook`)).toBeUndefined();
  });

  it.each(['https://user@a.example', 'https://:word@a.example', 'https://user:word@a.example'])(
    'holds no name and no password: %s is refused in words',
    (url) =>
      expect(readBaseUrl(url)).toMatchObject({ ok: false, message: expect.stringContaining('password') }),
  );

  it.each(['https://a.example/x/index.html', 'https://a.example/x/Index.HTML', 'https://a.example/x/'])(
    'is its folder: %s',
    (url) => expect(readBaseUrl(url)).toEqual({ ok: true, baseUrl: 'https://a.example/x' }),
  );

  it.each(['https://a.example/start.html', 'https://a.example/x/index.htm'])('is no other page: %s', (url) =>
    expect(readBaseUrl(url)).toMatchObject({ ok: false, message: expect.stringContaining('page') }),
  );

  it.each(['https://10.0.0.7/x', 'http://127.0.0.1:8082', 'http://[::1]:8082'])('may be %s', (url) =>
    expect(readBaseUrl(url).ok).toBe(true),
  );
});
