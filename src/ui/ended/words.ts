import type { Catalogue } from '../catalogue.ts';

type EndedWords = (facts: { readonly time: string }) => string;

const enUS: EndedWords = ({ time }) =>
  `Your last call ended while paused, at ${time}. If it had to be recorded to its end, tell your supervisor.`;

/** All languages in one file: it comes with the line, and another file could fail by itself. */
const ALL: Readonly<Record<string, EndedWords>> = {
  'en-US': enUS,
  'de-DE': ({ time }) =>
    `Ihr letzter Anruf endete um ${time} in der Pause. Wenn er bis zum Ende aufgezeichnet werden musste, sagen Sie es Ihrer Aufsicht.`,
  es: ({ time }) =>
    `Su última llamada terminó en pausa, a las ${time}. Si debía grabarse hasta el final, avise a su supervisor.`,
  fr: ({ time }) =>
    `Votre dernier appel s’est terminé en pause, à ${time}. S’il devait être enregistré jusqu’à la fin, prévenez votre superviseur.`,
};

/** In the language of the panel around it. */
export const endedWords = ({ language }: Catalogue): EndedWords => ALL[language] ?? enUS;
