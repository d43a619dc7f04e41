import { pickCatalogue } from '../../src/ui/messages.ts';
import { LANGUAGES } from './languages.ts';

/** The words of every language that the panel speaks. */
export const CATALOGUES = await Promise.all(LANGUAGES.map((language) => pickCatalogue(language)));
