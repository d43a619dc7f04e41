import { Component } from 'preact';
import type { Alarm, ConversationView, Setback } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import { copyText } from './copy-text.ts';
import type { Shortcuts } from './shortcuts.ts';
import { listenerWords, recorderNames } from './status-words.ts';
import type { Ui } from './ui.ts';

interface Props {
  readonly ui: Ui;
  readonly view: ConversationView;
}

/** What support asks for, folded away: never on the way of the eye to the state. */
export class Details extends Component<Props, { readonly copied: boolean; readonly refused?: true }> {
  override state: { copied: boolean; refused?: true } = { copied: false };

  override render({ ui, view }: Props) {
    const { words, shortcuts } = ui;
    const facts = detailFacts(view, words, shortcuts);
    const copy = async () => {
      const text = facts.map(({ label, value }) => `${label}: ${value}`).join('\n');
      this.setState({ copied: await copyText(text) });
    };

    return (
      <details class="details" onToggle={() => this.setState({ copied: false })}>
        <summary>{words.details}</summary>
        <dl>
          {facts.map(({ label, value, shown }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd title={shown === undefined ? undefined : value}>{shown ?? value}</dd>
            </div>
          ))}
        </dl>
        <button type="button" class="quiet" onClick={() => void copy()}>
          {this.state.copied ? words.copied : words.copy}
        </button>{' '}
        <button
          type="button"
          class="quiet"
          onClick={() => void ui.saveLog().catch(() => this.setState({ refused: true }))}
        >
          {this.state.refused ? words.why.storage({}) : words.saveLog}
        </button>{' '}
        <button type="button" class="quiet" onClick={() => ui.actions.forgetSignIn()}>
          {words.signInWords.forget}
        </button>
      </details>
    );
  }
}

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly shown?: string;
}

function detailFacts(view: ConversationView, words: Catalogue, keys: Shortcuts): readonly Fact[] {
  const listeners = listenerWords(view.listeners, words).join(' ');
  const facts: Fact[] = [
    { label: words.recorders, value: recorderNames(view, words) || words.nobody },
    { label: words.listeners, value: listeners || words.nobody },
    { label: words.channel, value: words.channelState[view.channel] },
    { label: words.conversation, value: view.conversationId, shown: shortId(view.conversationId) },
  ];
  if (view.failure) facts.push({ label: words.code, value: view.failure });
  const { reason, correlationId: trace } = view.alarms.findLast(isSetback) ?? {};
  if (reason) facts.push({ label: words.reason, value: reason });
  if (trace) facts.push({ label: words.trace, value: trace, shown: shortId(trace) });
  const pressed = [keys.pause, keys.resume].filter(Boolean).join(', ');
  if (pressed) facts.push({ label: words.keys, value: pressed });
  return facts;
}

const isSetback = (alarm: Alarm): alarm is Extract<Alarm, Setback> => 'code' in alarm;

/** The first group of a UUID: enough to tell the live calls of one agent apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
