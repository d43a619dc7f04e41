import type { ConversationView } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import { permissionName } from '../words.ts';

export type Tone = 'safe' | 'warning' | 'plain';

export interface StatusLine {
  readonly tone: Tone;
  readonly text: string;
}

/** The one line below the state word. The words of *safe* are said here, exactly when the claim stands, and nowhere else. */
export function statusLine(view: ConversationView, words: Catalogue): StatusLine {
  if (!view.isWatched) return { tone: 'plain', text: words.unwatched };
  if (view.safe) return { tone: 'safe', text: words.safe };
  // A snippet on its way is told where its button is: it changes nothing here.
  if (view.pending === 'pause' || view.pending === 'resume')
    return { tone: 'plain', text: words.pending[view.pending] };
  if (view.other) {
    const { medium, why } = view.other;
    return { tone: 'plain', text: `${words.other[medium].what} ${why ? words.whyNot[why] : ''}` };
  }
  if (view.notMine) return { tone: 'plain', text: words.notMine };
  if (view.beside) return { tone: 'warning', text: words.besideHint };
  if (view.state === 'paused') {
    const why = notSafeBecause(view, words);
    return { tone: 'warning', text: isNotSafe(view) ? `${words.state.paused}. ${why}` : why };
  }
  if (view.state === 'held') return { tone: 'warning', text: words.hint.held };
  if (view.wasPaused) return { tone: 'warning', text: words.wasPaused };
  if (view.isOpening) return { tone: 'plain', text: words.hint.checking };
  if (view.state === 'unknown' && view.channel !== 'live') {
    return { tone: 'plain', text: words.silence[view.channel] };
  }
  if (view.lacks !== undefined)
    return { tone: 'warning', text: `${words.pause}: ${deniedBecause(view.lacks, words)}` };
  return { tone: 'plain', text: view.ringing ? words.ringing.hint : words.hint[view.state] };
}

export const deniedBecause = (permission: string, words: Catalogue): string =>
  words.why.denied({ permission: permissionName(permission) });

/** Only on its way: to safe, or to a pause that may be shown as safe. */
const NOT_YET: ReadonlySet<ConversationView['unsafe']> = new Set(['journal', 'unproven', 'unsettled']);

/** A pause that looks like the end of the danger, and is not: that leads, and its colour is another one. */
export const isNotSafe = ({ state, safe, unsafe, pending, isWatched }: ConversationView): boolean =>
  state === 'paused' && isWatched && !safe && pending !== 'resume' && !NOT_YET.has(unsafe);

function notSafeBecause(view: ConversationView, words: Catalogue): string {
  if (view.pauseKind !== undefined && view.pauseKind !== 'secure') return words.insecure;
  return view.unsafe ? words.unsafe[view.unsafe] : words.hint.paused;
}

/** The half-second word. A conversation that is no call has no recording state to show, only whether it goes on. */
export function stateWord(view: ConversationView, words: Catalogue): string {
  const { other, state, ringing, beside, notMine, isOpening } = view;
  if (!other && beside && !notMine) return words.beside[beside];
  if (!other && isNotSafe(view)) return words.notSafe;
  if (!other) return ringing ? words.ringing.word : words.state[isOpening ? 'checking' : state];
  const { word } = words.other[other.medium];
  return other.live ? word : `${word} · ${words.state.ended}`;
}

/**
 * Who hears what is said now, by role. Told prominently while paused, but another agent, whom this one knows of; otherwise it
 * stands in the details.
 */
export function listenerLines({ state, listeners }: ConversationView, words: Catalogue): readonly string[] {
  const listening = listeners.filter((role) => role !== 'agent');
  return state === 'paused' ? listenerWords(listening, words) : [];
}

export function listenerWords(listeners: ConversationView['listeners'], words: Catalogue): readonly string[] {
  return [...new Set(listeners)].map((role) => words.listens[role]);
}

/** Lines that qualify what the status says. */
export function statusNotes(view: ConversationView, words: Catalogue): readonly string[] {
  const notes: string[] = [];
  if (view.screenStillRecorded) notes.push(words.screenStillRecorded);
  // The line above names one recorder; when there are more, all of them are named.
  if ((view.unsafe ?? view.beside) && view.recorders.length > 1)
    notes.push(`${words.recorders}: ${recorderNames(view, words)}`);
  if (view.livePermission !== undefined) notes.push(deniedBecause(view.livePermission, words));
  if (view.notLogged) notes.push(words.notLogged);
  // Whoever resumes does so for both of them.
  if (view.state === 'paused' && view.listeners.includes('agent')) notes.push(words.listens.agent);
  return notes;
}

export function recorderNames({ recorders }: ConversationView, words: Catalogue): string {
  return recorders.map((recorder) => words.recorder[recorder]).join(', ');
}
