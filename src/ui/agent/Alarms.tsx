import type { ConversationView } from '../../app/view.ts';
import { Icon } from '../icons.tsx';
import { alarmText } from './alarm-words.ts';
import { useUi } from './ui-context.ts';

interface Props {
  readonly view: ConversationView;
  readonly onSettle: () => void;
}

/**
 * Loud, and there until the application or the agent settles it. The button stands beside the alert, not in it: the alert
 * is read out whole.
 */
export function Alarms({ view, onSettle }: Props) {
  const { words } = useUi();
  if (view.alarms.length === 0) return null;

  return (
    <div class="alarm">
      <Icon shape="warning" />
      <div class="alarm-text" role="alert">
        {view.alarms.map((alarm) => {
          const { truth, next, code } = alarmText(alarm, view.state, words);
          return (
            <p>
              <strong>{truth}</strong> {next.join(' ')} {code && <span class="code">{code}</span>}
            </p>
          );
        })}
      </div>
      <button type="button" class="settle" aria-label={words.settle} title={words.settle} onClick={onSettle}>
        <Icon shape="close" />
      </button>
    </div>
  );
}
