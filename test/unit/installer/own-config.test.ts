import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  appConfigFile,
  isReadable,
  judgeConfig,
  ownChoices,
  ownGatewayUrl,
  ownWebhookUrl,
} from '../../../src/installer/app-config.ts';
import { nodeIo } from '../../../src/installer/node-io.ts';

const facts = {
  options: { startStop: 'snippet', allowedOrigins: [] },
  clientId: 'made-1',
  region: 'mypurecloud.de',
  baseUrl: 'https://rc.example',
} as const;
const judgedWith = (own: object) => judgeConfig(appConfigFile(JSON.stringify(own), facts).text);

describe('a config.json that an admin wrote', () => {
  it('is read past a byte order mark', () => {
    expect(isReadable('\uFEFF{"startStop":"off"}')).toBe(true);
    expect(ownChoices('\uFEFF{"startStop":"off"}')).toEqual({ startStop: 'off' });
  });

  it.each(['{"startStop":"off",}', '{', 'no JSON'])('is refused, not thrown away, when it is %j', (text) => {
    expect(isReadable(text)).toBe(false);
  });

  it.each([undefined, '', '\n'])('may be missing or empty: %j', (text) => {
    expect(isReadable(text)).toBe(true);
    expect(ownChoices(text)).toEqual({});
    expect(judgeConfig(appConfigFile(text, facts).text)).toEqual({ refused: undefined, mistakes: [] });
  });

  it('chooses by what the app would go by, and by nothing else', () => {
    const host = { allowedOrigins: ['https://CRM.example:443'] };
    expect(ownChoices(JSON.stringify({ startStop: 'adhoc', host }))).toEqual({
      startStop: 'adhoc',
      allowedOrigins: ['https://crm.example'],
    });
    expect(ownChoices(JSON.stringify({ startStop: 'always', host: {} }))).toEqual({});
    expect(ownChoices(JSON.stringify({ host: { allowedOrigins: ['*'] } }))).toEqual({});
  });

  it.each<[key: string, own: object]>([
    ['host.allowedOrigins.1', { host: { allowedOrigins: ['https://crm.example', '*'] } }],
    ['oauth.secret', { oauth: { secret: 'x' } }],
    ['gateway.host', { gateway: {} }],
  ])('is refused with words when the app would not start for %s', (key, own) => {
    expect(judgedWith(own).refused).toContain(`a mistake in ${key}: the app would refuse it.`);
  });

  it('says where the audit log goes, and keeps that', () => {
    const audit = { webhook: { url: 'https://archive.example/audit' } };
    const { text } = appConfigFile(JSON.stringify({ audit }), facts);
    expect(JSON.parse(text)).toMatchObject({ audit });
    expect(ownWebhookUrl(text)).toBe('https://archive.example/audit');
    for (const other of [undefined, '{}', '{"audit":{"webhook":{"url":"http://archive.example"}}}'])
      expect(ownWebhookUrl(other)).toBeUndefined();
  });

  it('names the proxy in front of Genesys that stands in it, if the app would go by it', () => {
    const of = (gateway: object) => ownGatewayUrl(JSON.stringify({ gateway }));
    expect(of({ host: 'genesys.example.com' })).toBe('https://genesys.example.com');
    expect(of({ host: 'genesys.example.com', port: 8443 })).toBe('https://genesys.example.com:8443');
    expect([of({}), of({ protocol: 'http', host: 'genesys.example.com' }), ownGatewayUrl('{')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is told what the app will not go by, and keeps it', () => {
    const own = { triggers: {}, shortcuts: { pause: 'Alt+Shift+R' } };
    expect(JSON.parse(appConfigFile(JSON.stringify(own), facts).text)).toMatchObject(own);
    expect(judgedWith(own)).toEqual({
      refused: undefined,
      mistakes: [
        'config.json: triggers: Not yet supported. Nothing goes by it, and everything beside it holds.',
        'config.json: shortcuts.resume: The same keys pause and resume. Neither does anything: this section is switched off.',
      ],
    });
  });

  it('stands as it was where the new one cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'own-config-'));
    const file = join(folder, 'config.json');
    writeFileSync(file, 'as it was');
    await expect(nodeIo({ out() {}, err() {} }).write(join(file, 'below'), 'new')).rejects.toThrow();
    expect(readFileSync(file, 'utf8')).toBe('as it was');
    await nodeIo({ out() {}, err() {} }).write(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['config.json']);
  });
});
