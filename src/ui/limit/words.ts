import type { Catalogue } from '../catalogue.ts';

/** What is said of a pause that has become long, and nowhere else. */
interface LimitWords {
  readonly left: (facts: { readonly time: string }) => string;
  readonly over: string;
  readonly moreTime: string;
  /** The pause ends by itself. */
  readonly resumesIn: (facts: { readonly time: string }) => string;
  readonly onUnhold: string;
  readonly pauseStays: string;
}

const enUS: LimitWords = {
  left: ({ time }) => `${time} left`,
  over: 'Time is up',
  moreTime: 'More time',
  resumesIn: ({ time }) => `Recording resumes in ${time}`,
  onUnhold: 'Recording resumes once the call is off hold',
  pauseStays: 'Press Pause to stay paused.',
};

/** All languages in one file: it comes with the row, and another file could fail by itself. */
const ALL: Readonly<Record<string, LimitWords>> = {
  'en-US': enUS,
  'de-DE': {
    left: ({ time }) => `Noch ${time}`,
    over: 'Zeit ist um',
    moreTime: 'Mehr Zeit',
    resumesIn: ({ time }) => `Aufzeichnung läuft weiter in ${time}`,
    onUnhold: 'Aufzeichnung läuft weiter, sobald der Anruf nicht mehr gehalten wird',
    pauseStays: 'Pausieren drücken, damit sie pausiert bleibt.',
  },
  es: {
    left: ({ time }) => `Quedan ${time}`,
    over: 'Tiempo agotado',
    moreTime: 'Más tiempo',
    resumesIn: ({ time }) => `La grabación se reanuda en ${time}`,
    onUnhold: 'La grabación se reanuda cuando la llamada deje de estar en espera',
    pauseStays: 'Pulse Pausar para seguir en pausa.',
  },
  fr: {
    left: ({ time }) => `Encore ${time}`,
    over: 'Temps écoulé',
    moreTime: 'Plus de temps',
    resumesIn: ({ time }) => `L’enregistrement reprend dans ${time}`,
    onUnhold: 'L’enregistrement reprend dès que l’appel n’est plus en attente',
    pauseStays: 'Appuyez sur Pause pour rester en pause.',
  },
};

/** In the language of the panel around it. */
export const limitWords = ({ language }: Catalogue): LimitWords => ALL[language] ?? enUS;
