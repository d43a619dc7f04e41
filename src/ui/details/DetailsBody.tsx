import { Component } from 'preact';
import type { Alarm, ConversationView, Setback } from '../../app/view.ts';
import { copyText } from '../agent/copy-text.ts';
import type { DetailsProps } from '../agent/Details.tsx';
import { listenerWords, recorderNames } from '../agent/status-words.ts';
import type { Ui } from '../agent/ui.ts';
import { shortId } from '../words.ts';
import { detailWords } from './words.ts';

interface State {
  readonly copied?: boolean;
  readonly refused?: true;
}

/** What stands below *Details*, loaded when it is opened for the first time. */
export class DetailsBody extends Component<DetailsProps, State> {
  override state: State = {};

  override render({ ui, view }: DetailsProps) {
    const words = detailWords(ui.words);
    const facts = detailFacts(ui, view);
    const copy = async () => {
      const text = facts.map(({ label, value }) => `${label}: ${value}`).join('\n');
      this.setState({ copied: await copyText(text) });
    };

    return (
      <>
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
          {this.state.refused ? ui.words.why.storage({}) : words.saveLog}
        </button>{' '}
      </>
    );
  }
}

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly shown?: string;
}

function detailFacts({ words: common, shortcuts }: Ui, view: ConversationView): readonly Fact[] {
  const words = detailWords(common);
  const listeners = listenerWords(view.listeners, common).join(' ');
  const facts: Fact[] = [
    { label: common.recorders, value: recorderNames(view, common) || words.nobody },
    { label: words.listeners, value: listeners || words.nobody },
    { label: words.channel, value: words.channelState[view.channel] },
    { label: words.conversation, value: view.conversationId, shown: shortId(view.conversationId) },
  ];
  if (view.failure) facts.push({ label: words.code, value: view.failure });
  const { reason, correlationId: trace } = view.alarms.findLast(isSetback) ?? {};
  if (reason) facts.push({ label: words.reason, value: reason });
  if (trace) facts.push({ label: words.trace, value: trace, shown: shortId(trace) });
  const pressed = [shortcuts.pause, shortcuts.resume].filter(Boolean).join(', ');
  if (pressed) facts.push({ label: words.keys, value: pressed });
  return facts;
}

const isSetback = (alarm: Alarm): alarm is Extract<Alarm, Setback> => 'code' in alarm;
