import type { ConversationView } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';

export type Tone = 'safe' | 'warning' | 'plain';

export interface StatusLine {
  readonly tone: Tone;
  readonly text: string;
}

/** The one line below the state word. The words of *safe* are said here, exactly when the claim stands, and nowhere else. */
export function statusLine(view: ConversationView, words: Catalogue): StatusLine {
  if (view.safe) return { tone: 'safe', text: words.safe };
  if (view.pending) return { tone: 'plain', text: words.pending[view.pending] };
  if (view.notMine) return { tone: 'plain', text: words.notMine };
  if (view.state === 'paused') return { tone: 'warning', text: notSafeBecause(view, words) };
  if (view.state === 'held') return { tone: 'warning', text: words.hint.held };
  if (view.state === 'unknown' && view.channel !== 'live') {
    return { tone: 'plain', text: words.silence[view.channel] };
  }
  return { tone: 'plain', text: words.hint[view.state] };
}

function notSafeBecause(view: ConversationView, words: Catalogue): string {
  if (view.pauseKind !== undefined && view.pauseKind !== 'secure') return words.insecure;
  return view.unsafe ? words.unsafe[view.unsafe] : words.hint.paused;
}

/** Lines that qualify what the status says. */
export function statusNotes(view: ConversationView, words: Catalogue): readonly string[] {
  const notes: string[] = [];
  if (view.screenStillRecorded) notes.push(words.screenStillRecorded);
  if (view.notLogged) notes.push(words.notLogged);
  return notes;
}
