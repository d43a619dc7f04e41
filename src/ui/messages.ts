import type { Catalogue } from './catalogue.ts';
import { enUS } from './locales/en-US.ts';

/** One chunk per language, so that nobody downloads another language than the own. English is always there. */
const LAZY: Readonly<Record<string, () => Promise<Catalogue>>> = {
  de: () => import('./locales/de-DE.ts').then((chunk) => chunk.deDE),
  es: () => import('./locales/es.ts').then((chunk) => chunk.es),
  fr: () => import('./locales/fr.ts').then((chunk) => chunk.fr),
};

/** Genesys writes `en-US`, `en_US`, `de` or `de-de`: only the language decides, there is one catalogue for each. */
function primaryLanguage(tag: string | undefined): string {
  return (tag ?? '').trim().split(/[-_]/, 1).join('').toLowerCase();
}

/** English: complete, and at hand without a request. */
export const fallbackCatalogue: Catalogue = enUS;

/** Whether another catalogue than the fallback exists for this tag. */
export function hasOwnCatalogue(tag: string | undefined): boolean {
  return Object.hasOwn(LAZY, primaryLanguage(tag));
}

/**
 * The catalogue of the language that the desktop asks for (`gcLangTag`). English for a language we do not have, and when
 * the chunk cannot be loaded, e.g. after a deployment during the shift. Never rejects.
 */
export async function pickCatalogue(tag: string | undefined): Promise<Catalogue> {
  if (!hasOwnCatalogue(tag)) return fallbackCatalogue;
  try {
    return (await LAZY[primaryLanguage(tag)]?.()) ?? fallbackCatalogue;
  } catch {
    return fallbackCatalogue;
  }
}
