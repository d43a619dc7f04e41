import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import {
  appFrameUrl,
  decodeManifest,
  interpolate,
  isShownFor,
} from '../../../sandbox/desktop/host/manifest.ts';

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const manifest = readJson('manifest/app.json') as { integrations: { key: string }[] };
const published = manifest.integrations.find(({ key }) => key === 'widget');
const placeholders = {
  gcHostOrigin: 'http://localhost:8080',
  gcTargetEnv: 'prod',
  gcConversationId: 'c-1',
  gcLangTag: 'de-DE',
  gcUsePopupAuth: 'false',
};

describe('the manifest', () => {
  it('fits its schema', () => {
    const validate = new Ajv({ strict: false }).compile(readJson('manifest/app.schema.json') as object);
    expect(validate(manifest), JSON.stringify(validate.errors)).toBe(true);
  });

  it('asks for every lifecycle hook and for calls only', () => {
    const manifest = decodeManifest(published);
    expect(manifest.hooks).toEqual({ bootstrap: true, focus: true, blur: true, stop: true });
    expect(isShownFor(manifest, 'call', 'any queue')).toBe(true);
    expect(isShownFor(manifest, 'email', 'any queue')).toBe(false);
  });

  it('separates sandbox tokens by spaces, as the attribute wants them', () => {
    expect(decodeManifest(published).sandbox).toBe(
      'allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-downloads',
    );
  });

  it('names the key that is wrong', () => {
    expect(() => decodeManifest({ name: 'x', properties: { url: 3 }, advanced: { lifecycle: {} } })).toThrow(
      'properties.url',
    );
  });
});

describe('the address of an app', () => {
  it('puts the app where the host stands and encodes every value', () => {
    const url = new URL(appFrameUrl(decodeManifest(published), 'http://127.0.0.1:8082/', placeholders));
    expect(url.origin + url.pathname).toBe('http://127.0.0.1:8082/index.html');
    expect(Object.fromEntries(url.searchParams)).toEqual(placeholders);
    expect(url.search).toContain('gcHostOrigin=http%3A%2F%2Flocalhost%3A8080');
  });

  it('keeps the folder of an app that is not at the root', () => {
    const url = appFrameUrl(decodeManifest(published), 'http://127.0.0.1:1/rc/index.html', placeholders);
    expect(url.startsWith('http://127.0.0.1:1/rc/index.html?')).toBe(true);
  });

  it('leaves an unknown placeholder as it stands', () => {
    expect(interpolate('?a={{gcLangTag}}&b={{gcNothing}}', placeholders)).toBe('?a=de-DE&b={{gcNothing}}');
  });
});
