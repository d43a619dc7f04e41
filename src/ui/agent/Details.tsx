import { useState } from 'preact/hooks';
import type { ConversationView } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import { copyText } from './copy-text.ts';
import { useUi } from './ui-context.ts';

/** What support asks for, folded away: never on the way of the eye to the state. */
export function Details({ view }: { readonly view: ConversationView }) {
  const { words } = useUi();
  const [copied, setCopied] = useState(false);
  const facts = detailFacts(view, words);

  const copy = async () => {
    setCopied(await copyText(facts.map(({ label, value }) => `${label}: ${value}`).join('\n')));
  };

  return (
    <details class="details" onToggle={() => setCopied(false)}>
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
        {copied ? words.copied : words.copy}
      </button>
    </details>
  );
}

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly shown?: string;
}

function detailFacts(view: ConversationView, words: Catalogue): readonly Fact[] {
  const recorders = view.recorders.map((recorder) => words.recorder[recorder]).join(', ');
  const facts: Fact[] = [
    { label: words.recorders, value: recorders || words.nobody },
    { label: words.channel, value: words.channelState[view.channel] },
    { label: words.conversation, value: view.conversationId, shown: shortId(view.conversationId) },
  ];
  if (view.failure) facts.push({ label: words.code, value: view.failure });
  const trace = view.alarms.flatMap((alarm) => (alarm.kind === 'failed' && alarm.correlationId) || []).at(-1);
  if (trace) facts.push({ label: words.trace, value: trace, shown: shortId(trace) });
  return facts;
}

/** The first group of a UUID: enough to tell the live calls of one agent apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
