import type { Catalogue } from '../catalogue.ts';

/** What is said of a pause that has become long, and nowhere else. */
interface LimitWords {
  readonly left: (facts: { readonly time: string }) => string;
  readonly over: string;
  readonly moreTime: string;
}

const enUS: LimitWords = { left: ({ time }) => `${time} left`, over: 'Time is up', moreTime: 'More time' };

/** All languages in one file: it comes with the row, and another file could fail by itself. */
const ALL: Readonly<Record<string, LimitWords>> = {
  'en-US': enUS,
  'de-DE': { left: ({ time }) => `Noch ${time}`, over: 'Zeit ist um', moreTime: 'Mehr Zeit' },
  es: { left: ({ time }) => `Quedan ${time}`, over: 'Tiempo agotado', moreTime: 'Más tiempo' },
  fr: { left: ({ time }) => `Encore ${time}`, over: 'Temps écoulé', moreTime: 'Plus de temps' },
};

/** In the language of the panel around it. */
export const limitWords = ({ language }: Catalogue): LimitWords => ALL[language] ?? enUS;
