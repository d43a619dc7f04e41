import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import schema from '../../../manifest/config.schema.json' with { type: 'json' };
import { decodeConfig, type Settings } from '../../../src/config/decode-config.ts';
import { FULL, MINIMAL } from '../../support/config-documents.ts';

type Document = Record<string, unknown>;

const isValid = new Ajv2020({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  allErrors: true,
}).compile(schema);
const clone = (document: unknown): Document => JSON.parse(JSON.stringify(document)) as Document;
const withRoot = (changes: Document): Document => clone({ ...MINIMAL, ...changes });

function decoded(document: unknown): Settings {
  const result = decodeConfig(document);
  if (!result.ok) throw new Error(`config.json is refused: ${JSON.stringify(result.problem)}`);
  return result.config;
}

const oauth = MINIMAL.oauth;
const gateway = (changes: Document) => withRoot({ gateway: { host: 'proxy.example', ...changes } });

/** Documents that stop the app, with the key that is named. */
const FATAL: readonly (readonly [key: string, document: unknown])[] = [
  ['', 'text'],
  ['', null],
  ['', []],
  ['oauth', clone({ region: 'mypurecloud.com' })],
  ['oauth', withRoot({ oauth: 'client-1' })],
  ['oauth.clientId', withRoot({ oauth: { grant: 'pkce' } })],
  ['oauth.clientId', withRoot({ oauth: { clientId: 7, grant: 'pkce' } })],
  ['oauth.clientId', withRoot({ oauth: { clientId: '', grant: 'pkce' } })],
  ['oauth.clientId', withRoot({ oauth: { clientId: '{{id}}', grant: 'pkce' } })],
  ['oauth.grant', withRoot({ oauth: { clientId: 'client-1' } })],
  ['oauth.grant', withRoot({ oauth: { clientId: 'client-1', grant: 'token' } })],
  ['oauth.secret', withRoot({ oauth: { ...oauth, secret: 'x' } })],
  ['oauth.redirectUri', withRoot({ oauth: { ...oauth, redirectUri: 'http://app.example/' } })],
  ['oauth.redirectUri', withRoot({ oauth: { ...oauth, redirectUri: 'https://app.example/#x' } })],
  ['oauth.redirectUri', withRoot({ oauth: { ...oauth, redirectUri: '/index.html' } })],
  ['region', clone({ oauth })],
  ['region', withRoot({ region: 'us east' })],
  ['region', withRoot({ region: null })],
  ['gateway', withRoot({ gateway: 'https://proxy.example' })],
  ['gateway.host', withRoot({ gateway: {} })],
  ['gateway.host', gateway({ host: 'https://proxy.example' })],
  ['gateway.host', gateway({ host: 'proxy.example:8443' })],
  ['gateway.port', gateway({ port: 0 })],
  ['gateway.port', gateway({ port: '443' })],
  ['gateway.protocol', gateway({ protocol: 'ws' })],
  ['gateway.protocol', gateway({ protocol: 'http' })],
  ['gateway.protocol', gateway({ protocol: 'http', host: 'localhost.evil.example' })],
  ['gateway.loginPath', gateway({ loginPath: 'login' })],
  ['gateway.apiPath', gateway({ apiPath: '/api?x=1' })],
  ['gateway.path', gateway({ path: '/x' })],
  ['host', withRoot({ host: ['https://crm.example'] })],
  ['host.allowedOrigins', withRoot({ host: { allowedOrigins: 'https://crm.example' } })],
  ['host.allowedOrigins.0', withRoot({ host: { allowedOrigins: ['https://crm.example/'] } })],
  ['host.allowedOrigins.1', withRoot({ host: { allowedOrigins: ['https://a.example', '*'] } })],
  ['host.allowedOrigins.0', withRoot({ host: { allowedOrigins: ['http://crm.example'] } })],
  ['host.allowedOrigin', withRoot({ host: { allowedOrigin: [] } })],
];

const label = (texts: Document) => ({ code: 'payment', label: texts });

/** Documents that only lose a section, with the mistake that is named. */
const DISABLING: readonly (readonly [section: string, mistake: string, document: Document])[] = [
  ['version', 'version', withRoot({ version: 2 })],
  ['$schema', '$schema', withRoot({ $schema: 1 })],
  ['theme', 'theme', withRoot({ theme: 'dark' })],
  ['a.b', 'a.b', withRoot({ 'a.b': 1 })],
  ['host.x', 'host.x', withRoot({ 'host.x': 1 })],
  ['', '', withRoot({ '': 1 })],
  ['queues', 'queues.a.b', withRoot({ queues: { 'a.b': {} } })],
  ['startStop', 'startStop', withRoot({ startStop: 'both' })],
  ['screen', 'screen', withRoot({ screen: true })],
  ['reasons', 'reasons', withRoot({ reasons: {} })],
  ['reasons', 'reasons.0.code', withRoot({ reasons: [{ code: 'Card data' }] })],
  ['reasons', 'reasons.0.code', withRoot({ reasons: [{ code: 'x'.repeat(33) }] })],
  ['reasons', 'reasons.1.label.en-US', withRoot({ reasons: [{ code: 'a' }, label({ 'en-US': '' })] })],
  ['reasons', 'reasons.0.label.en-US', withRoot({ reasons: [label({ 'en-US': 'x'.repeat(31) })] })],
  ['reasons', 'reasons.0.label.english', withRoot({ reasons: [label({ english: 'Payment' })] })],
  ['reasons', 'reasons.0.text', withRoot({ reasons: [{ code: 'a', text: 'A' }] })],
  ['reasons', 'reasons', withRoot({ reasons: Array.from({ length: 9 }, (_, n) => ({ code: `r${n}` })) })],
  ['queues', 'queues.q.reasons.0.code', withRoot({ queues: { q: { reasons: [{ code: 'A' }] } } })],
  ['pause', 'pause', withRoot({ pause: 90 })],
  ['pause', 'pause.maxSeconds', withRoot({ pause: { maxSeconds: 0 } })],
  ['pause', 'pause.maxSeconds', withRoot({ pause: { maxSeconds: 3601 } })],
  ['pause', 'pause.maxSeconds', withRoot({ pause: { maxSeconds: 1.5 } })],
  ['pause', 'pause.warnAfterSeconds', withRoot({ pause: { warnAfterSeconds: 0 } })],
  ['pause', 'pause.extendSeconds', withRoot({ pause: { extendSeconds: 0 } })],
  ['pause', 'pause.maxExtensions', withRoot({ pause: { maxExtensions: -1 } })],
  ['pause', 'pause.maxExtensions', withRoot({ pause: { maxExtensions: 11 } })],
  ['pause', 'pause.autoResume', withRoot({ pause: { autoResume: 1 } })],
  ['pause', 'pause', withRoot({ pause: [] })],
  ['pause', 'pause.maxSecond', withRoot({ pause: { maxSecond: 10 } })],
  ['audit', 'audit.retentionDays', withRoot({ audit: { retentionDays: 0 } })],
  ['audit', 'audit.retentionDays', withRoot({ audit: { retentionDays: 3_651 } })],
  ['audit', 'audit.participantData', withRoot({ audit: { participantData: 'yes' } })],
  ['audit', 'audit.webhook', withRoot({ audit: { webhook: 'https://archive.example' } })],
  ['audit', 'audit.webhook.url', withRoot({ audit: { webhook: {} } })],
  ['audit', 'audit.webhook.url', withRoot({ audit: { webhook: { url: 'http://archive.example' } } })],
  ['audit', 'audit.webhook.url', withRoot({ audit: { webhook: { url: 'https://a.example/#x' } } })],
  [
    'audit',
    'audit.webhook.secret',
    withRoot({ audit: { webhook: { url: 'https://a.example', secret: 's' } } }),
  ],
  ['shortcuts', 'shortcuts.pause', withRoot({ shortcuts: { pause: 'P' } })],
  ['shortcuts', 'shortcuts.pause', withRoot({ shortcuts: { pause: 'alt+p' } })],
  ['shortcuts', 'shortcuts.resume', withRoot({ shortcuts: { resume: null } })],
  ['setup', 'setup.clientId', withRoot({ setup: { clientId: '' } })],
  ['signIn', 'signIn.keep', withRoot({ signIn: { keep: 'disk' } })],
  ['queues', 'queues', withRoot({ queues: [] })],
  ['queues', 'queues.my queue', withRoot({ queues: { 'my queue': {} } })],
  ['queues', 'queues.q.shortcuts', withRoot({ queues: { q: { shortcuts: {} } } })],
  ['queues', 'queues.q.pause.maxSeconds', withRoot({ queues: { q: { pause: { maxSeconds: '9' } } } })],
];

const GOOD: readonly (readonly [what: string, document: Document])[] = [
  ['the smallest', clone(MINIMAL)],
  ['the fullest', clone(FULL)],
  ['a gateway without a region', clone({ oauth, gateway: { host: 'proxy.example' } })],
  [
    'http on loopback',
    gateway({ protocol: 'http', host: '127.0.0.1', port: 4173, loginPath: '', apiPath: '' }),
  ],
  ['http on loopback in IPv6', gateway({ protocol: 'http', host: '[::1]' })],
  [
    'an http redirect on loopback',
    withRoot({ oauth: { ...oauth, redirectUri: 'http://127.0.0.1:5173/index.html' } }),
  ],
  ['empty sections', withRoot({ host: {}, pause: {}, shortcuts: {}, setup: {}, signIn: {}, queues: {} })],
];

describe('decodeConfig', () => {
  it.each(GOOD)('accepts %s, as the schema does', (_what, document) => {
    expect(isValid(document) || isValid.errors).toBe(true);
    expect(decoded(document)).toMatchObject({ disabledSections: [], mistakes: [] });
  });

  it.each(FATAL)('stops at %j, as the schema does: %j', (key, document) => {
    expect(isValid(document)).toBe(false);
    expect(decodeConfig(document)).toEqual({ ok: false, problem: { kind: 'config-invalid', key } });
  });

  it.each(DISABLING)('switches %s off for %s, as the schema does', (section, mistake, document) => {
    expect(isValid(document)).toBe(false);
    expect(decoded(document)).toMatchObject({
      disabledSections: [section],
      mistakes: [{ path: mistake }],
    });
  });

  it('fills in every default, the same ones that the schema tells', () => {
    const {
      disabledSections: _off,
      mistakes: _none,
      oauth: _oauth,
      region: _region,
      ...config
    } = decoded(clone(MINIMAL));
    expect(config).toEqual({
      host: { allowedOrigins: [] },
      startStop: 'snippet',
      screen: 'warn',
      reasons: [],
      pause: { maxSeconds: 180, extendSeconds: 60, maxExtensions: 2, autoResume: false },
      audit: { participantData: false, retentionDays: 30 },
      shortcuts: { pause: 'Alt+Shift+P', resume: 'Alt+Shift+R' },
      setup: {},
      premium: {},
      signIn: { keep: 'tab' },
      queues: new Map(),
    });
    expect(decoded(gateway({})).gateway).toEqual({
      protocol: 'https',
      host: 'proxy.example',
      loginPath: '/login',
      apiPath: '/api',
    });
  });

  it('reads empty sections as absent ones', () => {
    const { host, pause, shortcuts, setup, signIn } = decoded(clone(MINIMAL));
    expect(decoded(GOOD.at(-1)![1])).toMatchObject({ host, pause, shortcuts, setup, signIn });
  });

  it('switches towards caution', () => {
    const config = decoded(
      withRoot({ startStop: 1, screen: 1, shortcuts: 1, signIn: 1, queues: 1, pause: 1 }),
    );
    expect(config).toMatchObject({
      startStop: 'off',
      screen: 'block',
      pause: { maxSeconds: 180 },
      shortcuts: {},
      signIn: { keep: 'memory' },
    });
    expect(config.shortcuts).toEqual({});
    expect(config.queues.size).toBe(0);
  });

  it('sends the audit log to no address that a policy would read otherwise', () => {
    for (const url of ['https://1', 'https://a.example:99999', 'https://a..example'])
      expect(decoded(withRoot({ audit: { webhook: { url } } }))).toMatchObject({
        // Nothing goes that may be meant to stay.
        audit: { participantData: false, retentionDays: 3_650 },
        mistakes: [{ path: 'audit.webhook.url', kind: 'wrong' }],
      });
  });

  it('says what kind of mistake it is', () => {
    const kindOf = (changes: Document) => decoded(withRoot(changes)).mistakes.map(({ kind }) => kind);
    expect(kindOf({ screen: 'dark' })).toEqual(['wrong']);
    expect(kindOf({ pause: { maxSecond: 1 } })).toEqual(['unknown']);
    expect(kindOf({ 'pause.maxSeconds': 120 })).toEqual(['dotted']);
    expect(kindOf({ theme: 'dark', nonsense: 1 })).toEqual(['unknown', 'unknown']);
  });

  it.each([
    [{ pause: 'Alt+Shift+R' }],
    [{ pause: 'Alt+F8', resume: 'Alt+F8' }],
    [{ pause: 'Ctrl+Alt+P', resume: 'Alt+Ctrl+P' }],
    [{ pause: 'Alt+Alt+R', resume: 'Alt+R' }],
  ])('switches shortcuts off where one would both pause and resume: %j', (shortcuts) => {
    expect(decoded(withRoot({ shortcuts }))).toMatchObject({
      shortcuts: {},
      disabledSections: ['shortcuts'],
      mistakes: [{ path: 'shortcuts.resume', kind: 'same-keys' }],
    });
  });

  it.each<[path: string, document: Document]>([['triggers', { triggers: { allowedOrigins: [] } }]])(
    'tells that %s is not yet supported, and obeys what stands beside it',
    (path, changes) => {
      const config = decoded(withRoot({ screen: 'block', ...changes }));
      expect(config).toMatchObject({
        screen: 'block',
        disabledSections: [],
        mistakes: [{ path, kind: 'not-yet' }],
      });
    },
  );

  it('takes a trailing slash off the paths of a gateway', () => {
    expect(decoded(gateway({ loginPath: '/a/b/', apiPath: '/' })).gateway).toMatchObject({
      loginPath: '/a/b',
      apiPath: '',
    });
  });

  it('lets no document reach a prototype', () => {
    const evil = JSON.parse(
      '{"oauth":{"clientId":"c","grant":"pkce"},"region":"mypurecloud.com","__proto__":{"screen":"block"},' +
        '"queues":{"__proto__":{"screen":"block"}},"pause":{"__proto__":{"maxSeconds":1}},"constructor":1}',
    ) as unknown;
    const config = decoded(evil);
    expect(config.disabledSections.toSorted()).toEqual(['__proto__', 'constructor', 'pause', 'queues']);
    // As strict as anything written there, and nothing inherited.
    expect(config.pause.maxSeconds).toBe(1);
    expect(config.screen).toBe('block');
    expect(({} as Document).screen).toBeUndefined();
    const inherited = decodeConfig(JSON.parse('{"__proto__":{"oauth":{"clientId":"c","grant":"pkce"}}}'));
    expect(inherited.ok).toBe(false);
  });
});
