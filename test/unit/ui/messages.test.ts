import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../../src/ui/catalogue.ts';
import { enUS } from '../../../src/ui/locales/en-US.ts';
import { pickCatalogue } from '../../../src/ui/messages.ts';
import app from '../../../manifest/app.json' with { type: 'json' };
import { LANGUAGES } from '../../support/languages.ts';
import { CATALOGUES } from '../../support/catalogues.ts';

const FACTS = {
  permission: 'P',
  wait: '60 s',
  key: 'k',
  region: 'r',
  view: 'v',
  value: 'i',
  origin: 'o',
  code: 'REC-500',
  error: 'e',
  name: 'Ada',
  time: '14:10',
  clientId: 'c',
  redirectUri: 'u',
};

/** Every sentence of a catalogue by its path; functions are asked with and without facts. */
function sentences(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const filled = path === '.disabledSections' ? value('audit') : value(FACTS);
    return [
      ...sentences(filled, path),
      ...(path.startsWith('.why') ? sentences(value({}), `${path}()`) : []),
    ];
  }
  return Object.entries(value as object).flatMap(([key, inner]) => sentences(inner, `${path}.${key}`));
}

describe('catalogue', () => {
  it('is tested here, picked, and named in the manifest for each file of its folder', async () => {
    expect(CATALOGUES.map(({ language }) => language)).toEqual(LANGUAGES);
    const own = LANGUAGES.map((tag) => (tag === 'en-US' ? tag : tag.split('-')[0]));
    const named = JSON.stringify(app).match(/"i10n":\{(?:[^{}]|\{[^{}]*\})*\}/g) ?? [];
    expect(named.length).toBeGreaterThan(1);
    for (const block of named)
      expect(
        own.filter((tag) => !block.includes(`"${tag}":`)),
        block,
      ).toEqual([]);
  });

  it.each(CATALOGUES.map((words) => [words.language, words] as const))(
    '%s leaves no text empty',
    (_, words) => {
      for (const [path, text] of sentences(words)) {
        if (path === '.since.exact') continue;
        expect(text.trim(), path).not.toBe('');
        expect(text, path).not.toMatch(/undefined|\[object/);
      }
    },
  );

  it.each(CATALOGUES.map((words) => [words.language, words] as const))(
    '%s has every path of English',
    (_, words) => {
      const paths = (catalogue: Catalogue) => sentences(catalogue).map(([path]) => path);
      expect(paths(words)).toEqual(paths(enUS));
    },
  );

  it('promises no compliance and speaks of neither masking nor muting', () => {
    const forbidden = /\bPCI\b|complian|conforme|konform|guarant|garant|\bmask|\bmute/i;
    for (const words of CATALOGUES) {
      for (const [path, text] of sentences(words))
        expect(text, `${words.language}${path}`).not.toMatch(forbidden);
    }
  });

  it('says the words of safe in one place only', () => {
    for (const words of CATALOGUES) {
      const saying = sentences(words).filter(([, text]) =>
        text.toLowerCase().includes(words.safe.toLowerCase()),
      );
      expect(saying.map(([path]) => path)).toEqual(['.safe']);
    }
  });

  it('keeps the sentences that others rely on', () => {
    expect(enUS.safe).toBe('Safe to take details');
    expect(enUS.pause).toBe('Pause recording');
    expect(enUS.resume).toBe('Resume recording');
    expect(enUS.signIn).toBe('Sign in');
    expect(enUS.tryAgain).toBe('Try again');
    expect(enUS.failed.pause).toBe('Still recording. Do not take card details.');
    expect(enUS.failed.resume).toBe('Still paused. The call is not being recorded.');
    expect(enUS.unconfirmed.pause).toBe('Cannot confirm. Do not take card details.');
    expect(enUS.resumedBySomeoneElse).toBe('Recording resumed by someone else. Stop taking card details.');
    expect(enUS.screenStillRecorded).toBe('Audio paused. Screen is still recorded.');
    expect(enUS.useGenesys).toBe("Use Genesys' own Secure pause button.");
    expect(enUS.why['rate-limited']({ wait: '60 s' })).toBe('Genesys accepts no request for 60 s.');
  });

  it.each([
    [undefined, 'en-US'],
    ['', 'en-US'],
    ['en', 'en-US'],
    ['en_US', 'en-US'],
    ['en-gb', 'en-US'],
    ['de', 'de-DE'],
    ['de-de', 'de-DE'],
    ['DE_AT', 'de-DE'],
    ['es-419', 'es'],
    ['fr-CA', 'fr'],
    ['pt-BR', 'en-US'],
    ['toString', 'en-US'],
    ['{{gcLangTag}}', 'en-US'],
  ])('answers the tag %s with %s', async (tag, language) => {
    expect((await pickCatalogue(tag)).language).toBe(language);
  });
});
