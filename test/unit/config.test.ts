import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import schema from '../../manifest/config.schema.json' with { type: 'json' };
import { decodeConfig } from '../../src/config-decode.ts';
import type { Config } from '../../src/config-types.ts';
import { configFor, loadConfig } from '../../src/config.ts';
import { FULL, MINIMAL } from '../support/config-documents.ts';

type Document = Record<string, unknown>;

const isValid = new Ajv2020({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  allErrors: true,
}).compile(schema);
const clone = (document: unknown): Document => JSON.parse(JSON.stringify(document)) as Document;
const withRoot = (changes: Document): Document => clone({ ...MINIMAL, ...changes });

function decoded(document: unknown): Config {
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
  ['oauth.clientId', clone({ region: 'mypurecloud.com' })],
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

/** Documents that only lose a section, with the mistake that is named. */
const DISABLING: readonly (readonly [section: string, mistake: string, document: Document])[] = [
  ['version', 'version', withRoot({ version: 2 })],
  ['$schema', '$schema', withRoot({ $schema: 1 })],
  ['theme', 'theme', withRoot({ theme: 'dark' })],
  ['startStop', 'startStop', withRoot({ startStop: 'both' })],
  ['screen', 'screen', withRoot({ screen: true })],
  ['reasons', 'reasons', withRoot({ reasons: {} })],
  ['reasons', 'reasons.0.code', withRoot({ reasons: [{ label: { en: 'x' } }] })],
  ['reasons', 'reasons.0.code', withRoot({ reasons: [{ code: 'Card payment', label: { en: 'x' } }] })],
  ['reasons', 'reasons.0.label', withRoot({ reasons: [{ code: 'x', label: {} }] })],
  ['reasons', 'reasons.0.label', withRoot({ reasons: [{ code: 'x', label: 'Payment' }] })],
  ['reasons', 'reasons.0.label.en_US', withRoot({ reasons: [{ code: 'x', label: { en_US: 'x' } }] })],
  ['reasons', 'reasons.0.label.en', withRoot({ reasons: [{ code: 'x', label: { en: ' ' } }] })],
  ['pause', 'pause', withRoot({ pause: 90 })],
  ['pause', 'pause.maxSeconds', withRoot({ pause: { maxSeconds: 0 } })],
  ['pause', 'pause.maxSeconds', withRoot({ pause: { maxSeconds: 3601 } })],
  ['pause', 'pause.warnAfterSeconds', withRoot({ pause: { warnAfterSeconds: 1.5 } })],
  ['pause', 'pause.autoResume', withRoot({ pause: { autoResume: 'yes' } })],
  ['pause', 'pause.maxExtensions', withRoot({ pause: { maxExtensions: 11 } })],
  ['pause', 'pause.maxSecond', withRoot({ pause: { maxSecond: 10 } })],
  ['audit', 'audit.webhook.url', withRoot({ audit: { webhook: {} } })],
  ['audit', 'audit.webhook.url', withRoot({ audit: { webhook: { url: 'http://hook.example/' } } })],
  ['audit', 'audit.retentionDays', withRoot({ audit: { retentionDays: 0 } })],
  ['shortcuts', 'shortcuts.pause', withRoot({ shortcuts: { pause: 'P' } })],
  ['shortcuts', 'shortcuts.pause', withRoot({ shortcuts: { pause: 'alt+p' } })],
  ['shortcuts', 'shortcuts.resume', withRoot({ shortcuts: { resume: null } })],
  [
    'triggers',
    'triggers.allowedOrigins.0',
    withRoot({ triggers: { allowedOrigins: ['https://*.example'] } }),
  ],
  ['triggers', 'triggers.paymentPage', withRoot({ triggers: { paymentPage: 'https://pay.example' } })],
  ['queues', 'queues', withRoot({ queues: [] })],
  ['queues', 'queues.my queue', withRoot({ queues: { 'my queue': {} } })],
  ['queues', 'queues.q.audit', withRoot({ queues: { q: { audit: {} } } })],
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
  [
    'empty sections',
    withRoot({ host: {}, pause: {}, audit: {}, shortcuts: {}, triggers: {}, queues: {}, reasons: [] }),
  ],
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
    expect(decoded(document)).toMatchObject({ disabledSections: [section], mistakes: [mistake] });
  });

  it.each([{ pause: 'Alt+Shift+R' }, { pause: 'Alt+Ctrl+P', resume: 'Ctrl+Alt+P' }])(
    'switches shortcuts off where one would both pause and resume: %j',
    (shortcuts) => {
      const { disabledSections, mistakes } = decoded(withRoot({ shortcuts }));
      expect({ disabledSections, mistakes }).toEqual({
        disabledSections: ['shortcuts'],
        mistakes: ['shortcuts.resume'],
      });
    },
  );

  it('fills in every default, the same ones that the schema tells', async () => {
    const config = decoded(clone(MINIMAL));
    const defaults = (of: { properties: object }) =>
      Object.fromEntries(
        Object.entries<{ default?: unknown }>({ ...of.properties }).flatMap(([key, value]) =>
          'default' in value ? [[key, value.default]] : [],
        ),
      );
    expect(config.startStop).toBe(schema.properties.startStop.default);
    expect(config.screen).toBe(schema.properties.screen.default);
    expect(config.reasons).toEqual(schema.properties.reasons.default);
    expect(config.pause).toEqual(defaults(schema.$defs.pause));
    expect(config.audit).toEqual(defaults(schema.properties.audit));
    expect(config.shortcuts).toEqual(defaults(schema.properties.shortcuts));
    expect(config.triggers).toEqual(defaults(schema.properties.triggers));
    expect(config.host).toEqual(defaults(schema.properties.host));
    expect(config.queues.size).toBe(0);
    expect(decoded(gateway({})).gateway).toEqual({
      host: 'proxy.example',
      ...defaults(schema.properties.gateway),
    });
  });

  it('reads empty sections as absent ones', async () => {
    const { host, pause, audit, shortcuts, triggers } = decoded(clone(MINIMAL));
    expect(decoded(GOOD.at(-1)![1])).toMatchObject({ host, pause, audit, shortcuts, triggers });
  });

  it('switches towards caution', async () => {
    const config = decoded(
      withRoot({ startStop: 1, screen: 1, audit: 1, shortcuts: 1, triggers: 1, reasons: 1, queues: 1 }),
    );
    expect(config).toMatchObject({
      startStop: 'off',
      screen: 'block',
      reasons: [],
      audit: { participantData: false },
      triggers: { allowedOrigins: [] },
    });
    expect(config.audit.retentionDays).toBeUndefined();
    expect(config.shortcuts).toEqual({});
  });

  it('takes a trailing slash off the paths of a gateway', async () => {
    expect(decoded(gateway({ loginPath: '/a/b/', apiPath: '/' })).gateway).toMatchObject({
      loginPath: '/a/b',
      apiPath: '',
    });
  });

  it('lets no document reach a prototype', async () => {
    const evil = JSON.parse(
      '{"oauth":{"clientId":"c","grant":"pkce"},"region":"mypurecloud.com","__proto__":{"screen":"warn"},' +
        '"queues":{"__proto__":{"screen":"warn"}},"pause":{"__proto__":{"autoResume":true}}}',
    ) as unknown;
    const config = decoded(evil);
    expect(config.disabledSections.toSorted()).toEqual(['__proto__', 'pause', 'queues']);
    expect(config.pause.autoResume).toBe(false);
    expect(({} as Document).screen).toBeUndefined();
    const inherited = decodeConfig(JSON.parse('{"__proto__":{"oauth":{"clientId":"c","grant":"pkce"}}}'));
    expect(inherited.ok).toBe(false);
  });
});

describe('configFor', () => {
  it('knows a queue whatever the case of its id', () => {
    const id = '9E000000-0000-4000-8000-00000000000A';
    const written = decoded(withRoot({ queues: { [id]: { startStop: 'off' } } }));
    expect(configFor(written, id.toLowerCase()).startStop).toBe('off');
  });

  const config = decoded(clone(FULL));

  it('lays the rules of a queue over the common ones, member by member', () => {
    expect(configFor(config, 'queue-1')).toEqual({
      startStop: 'off',
      screen: 'warn',
      reasons: [],
      pause: { ...config.pause, autoResume: false },
    });
  });

  it.each([undefined, 'another', 'constructor'])('takes the common rules for queue %s', (queueId) => {
    const { startStop, screen, reasons, pause } = config;
    expect(configFor(config, queueId)).toEqual({ startStop, screen, reasons, pause });
  });
});

describe('loadConfig', () => {
  const answering = (body: string, status = 200) => {
    const requests: [unknown, RequestInit | undefined][] = [];
    const fetcher = (async (url: unknown, init?: RequestInit) => {
      requests.push([url, init]);
      return new Response(body, { status });
    }) as typeof fetch;
    return { requests, fetcher };
  };

  it('reads the file beside the page, past the cache', async () => {
    const text = JSON.stringify(MINIMAL);
    const { fetcher, requests } = answering(text);
    expect(await loadConfig(fetcher)).toMatchObject({
      ok: true,
      text,
      config: { region: 'mypurecloud.com' },
    });
    expect(requests).toEqual([['config.json', expect.objectContaining({ cache: 'no-cache' })]]);
  });

  it.each([
    ['a missing file', '', 404],
    ['a broken server', '', 503],
    ['a start page in place of the file', '\n<!doctype html><title>x</title>', 200],
  ])('says that the file is missing for %s', async (_what, body, status) => {
    expect(await loadConfig(answering(body, status).fetcher)).toEqual({
      ok: false,
      problem: { kind: 'config-missing' },
    });
  });

  it('says that the file is missing without a network', async () => {
    const fetcher = () => Promise.reject(new TypeError('Failed to fetch'));
    expect(await loadConfig(fetcher)).toEqual({ ok: false, problem: { kind: 'config-missing' } });
  });

  it('says that the file is wrong when it is no JSON, or the wrong one', async () => {
    expect(await loadConfig(answering('{"oauth":').fetcher)).toEqual({
      ok: false,
      problem: { kind: 'config-invalid', key: '' },
    });
    expect(await loadConfig(answering('{}').fetcher)).toEqual({
      ok: false,
      problem: { kind: 'config-invalid', key: 'oauth.clientId' },
    });
  });
});
