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
  const { words } = useUi();
  const line = statusLine(view, words);
  const icon = TONE_ICON[line.tone];

  return (
    <div class="state" data-state={view.state}>
      <div class="status" role="status">
        <Icon key={view.state} shape={view.state} />
        <span class="word">{words.state[view.state]}</span>
        <div class="cue" data-tone={line.tone} data-outspoken={view.alarms.length > 0 ? '' : undefined}>
          <p key={line.tone} class="cue-line">
            {icon && <Icon shape={icon} />}
            <span>{line.text}</span>
          </p>
          {statusNotes(view, words).map((note) => (
            <p class="note">{note}</p>
          ))}
        </div>
      </div>
      {view.since && <Clock since={view.since} />}
    </div>
  );
}
