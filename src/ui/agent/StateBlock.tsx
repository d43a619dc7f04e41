import type { ConversationView } from '../../app/view.ts';
import { Icon } from '../icons.tsx';
import { Clock } from './Clock.tsx';
import { statusLine, statusNotes, type Tone } from './status-words.ts';
import { useUi } from './ui-context.ts';

const TONE_ICON = { safe: 'check', warning: 'warning', plain: undefined } as const satisfies Record<
  Tone,
  unknown
>;

/** The half-second glance: shape, word, clock, and one line that says what it means. */
export function StateBlock({ view }: { readonly view: ConversationView }) {
  const { words, actions } = useUi();
  const line = statusLine(view, words);
  const icon = TONE_ICON[line.tone];
  // With a live channel nothing else brings news of an unknown state: the platform sends none until something changes.
  const canRefresh = view.state === 'unknown' && view.channel === 'live';
  const outspoken = view.alarms.length > 0 && line.tone === 'plain';

  return (
    <div class="state" data-state={view.state}>
      <div class="status" role="status">
        <Icon key={view.state} shape={view.state} />
        <span class="word">{words.state[view.state]}</span>
        <div class={outspoken ? 'cue unseen' : 'cue'} data-tone={line.tone}>
          <p key={line.tone} class="cue-line">
            {icon && <Icon shape={icon} />}
            <span>{line.text}</span>
          </p>
          {statusNotes(view, words).map((note) => (
            <p class="note">{note}</p>
          ))}
        </div>
      </div>
      <div class="aside">
        {view.since && <Clock since={view.since} />}
        {canRefresh && (
          <button type="button" class="quiet" onClick={() => actions.refresh(view.conversationId)}>
            {words.tryAgain}
          </button>
        )}
      </div>
    </div>
  );
}
