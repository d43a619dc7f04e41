import type { ConversationView } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import { deDE } from './locales/de-DE.ts';
import { enUS } from './locales/en-US.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';

/** What is said below *Details* and nowhere else. */
export interface DetailWords {
  readonly copy: string;
  readonly copied: string;
  /** The audit log of this browser, as a file. */
  readonly saveLog: string;
  readonly conversation: string;
  readonly nobody: string;
  readonly channel: string;
  readonly channelState: Record<ConversationView['channel'], string>;
  readonly code: string;
  readonly trace: string;
  readonly keys: string;
  readonly reason: string;
  readonly listeners: string;
}

/** All languages in one file: they come with one click, and a file of its own could fail on its own. */
const ALL: Readonly<Record<string, DetailWords>> = { 'en-US': enUS, 'de-DE': deDE, es, fr };

/** In the language of the panel around them. */
export const detailWords = ({ language }: Catalogue): DetailWords => ALL[language] ?? enUS;
