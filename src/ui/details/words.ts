import type { Proof, What } from '../../app/timeline/entry.ts';
import type { ConversationView } from '../../app/view.ts';
import type { WishAction } from '../../domain/audit.ts';
import type { Catalogue } from '../catalogue.ts';
import { deDE } from './locales/de-DE.ts';
import { enUS } from './locales/en-US.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';

interface DestinationWords {
  /** Entries of the log that it has not got yet. */
  readonly waiting: string;
  /** Entries that it does not take. */
  readonly notAccepted: string;
}

/** What is said below *Details* and nowhere else. */
export interface DetailWords {
  readonly copy: string;
  readonly copied: string;
  /** The audit log of this browser, as a file. */
  readonly saveLog: string;
  readonly saveCsv: string;
  readonly webhook: DestinationWords;
  /** What is told on the calls themselves, as attributes. */
  readonly onCalls: DestinationWords;
  readonly waitingSince: (count: number, since: string) => string;
  /** Of those: too many on one call, or too old. */
  readonly leftOut: string;
  readonly conversation: string;
  readonly nobody: string;
  readonly channel: string;
  readonly channelState: Record<ConversationView['channel'], string>;
  readonly code: string;
  readonly trace: string;
  readonly keys: string;
  readonly reason: string;
  readonly listeners: string;

  /** Asked after a pause; nobody has to answer. */
  readonly whyPaused: string;
  /** What happened on the call. */
  readonly thisCall: string;
  /** Before a time. */
  readonly about: string;
  /** Between a thing and what is said of it. */
  readonly colon: string;
  readonly nothingYet: string;
  /** The log of this browser refuses. */
  readonly unread: string;
  readonly earlier: (count: number) => string;
  /** How an entry is known. */
  readonly proof: Record<Proof, string>;
  readonly pausedBy: Record<'you' | 'other', string>;
  /** Of the pause that stands, as a panel of theirs has written on the call. */
  readonly pausedByAnother: (minutes: number) => string;
  readonly resumedBy: Record<'you' | 'other', string>;
  /** By itself, after so long a pause. */
  readonly resumedAfter: (facts: { readonly time: string }) => string;
  readonly unknown: Record<Extract<What, { kind: 'unknown' }>['why'], string>;
  readonly ended: string;
  readonly endedPaused: string;
  /** After either. */
  readonly handedOver: string;
  readonly agentCame: string;
  readonly moreTime: string;
  readonly timeUp: string;
  readonly agentLeft: string;
  /** What Genesys itself says of a pause after the call. */
  readonly leftOutOfRecording: {
    /** What it says is of the voice: of a picture it may say nothing. */
    readonly proved: string;
    readonly partly: (facts: { readonly times: string }) => string;
    readonly missing: string;
    readonly 'not-yet': string;
    readonly unknown: string;
    /** Before why Genesys does not show it. */
    readonly refused: string;
  };
  /** After the name of a recorder. */
  readonly captured: string;
  readonly startedByYou: string;
  /** `auto`: a resume that nobody has pressed. */
  readonly done: Record<WishAction | 'auto', string>;
  /** Before what became of it. */
  readonly asked: Record<WishAction | 'auto', string>;
  readonly ending: Record<'unconfirmed' | 'failed' | 'open', string>;
  /** What a pause does not reach. */
  readonly duringPause: {
    readonly head: string;
    readonly snippet: string;
    readonly screen: string;
    /** Where the sound goes while it is spoken. */
    readonly live: string;
    /** Who sees the screen live. */
    readonly watched: string;
    readonly hold: string;
    readonly goesOn: string;
    readonly mayGoOn: string;
    readonly unknown: string;
    readonly watchedKnown: string;
    readonly holdRecorded: string;
  };
}

/** All languages in one file: they come with one click, and a file of its own could fail on its own. */
const ALL: Readonly<Record<string, DetailWords>> = { 'en-US': enUS, 'de-DE': deDE, es, fr };

/** In the language of the panel around them. */
export const detailWords = ({ language }: Pick<Catalogue, 'language'>): DetailWords => ALL[language] ?? enUS;
