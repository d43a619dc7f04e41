import type { Alarm, ConversationView } from '../../app/view.ts';
import type { CaptureTarget } from '../../domain/capture.ts';
import { Icon } from '../icons.tsx';
import { alarmText } from './alarm-words.ts';
import { moveFocus } from './move-focus.ts';
import { SetupLink } from './SetupLink.tsx';
import type { Ui } from './ui.ts';

interface Props {
  readonly ui: Ui;
  readonly view: ConversationView;
  /** Those of a snippet or an ad hoc recording; absent: those of the call, which are louder. */
  readonly target?: CaptureTarget;
}

export const alarmsFor = (alarms: readonly Alarm[], target?: CaptureTarget): readonly Alarm[] =>
  alarms.filter((alarm) => ('target' in alarm ? alarm.target : undefined) === target);

/**
 * Loud, and there until the application or the agent settles it. The button stands beside the alert, not in it: the alert
 * is read out whole.
 */
export function Alarms({ ui, view, target }: Props) {
  const { words, actions } = ui;
  const alarms = alarmsFor(view.alarms, target);
  if (alarms.length === 0) return null;

  const settle = ({ currentTarget }: { readonly currentTarget: Element }) => {
    const call = currentTarget.closest('.call');
    actions.settle(view.conversationId);
    // The button that had the focus is gone with the alarm. Not on to a command: a second press would give it.
    moveFocus(call);
  };

  const texts = alarms.map((alarm) => ({ alarm, ...alarmText(alarm, view, words) }));
  const isCalm = texts.every((text) => text.isCalm);

  return (
    <div class="alarm" data-target={target} data-calm={isCalm ? '' : undefined}>
      <Icon shape={isCalm ? 'not-recording' : 'warning'} />
      <div class="alarm-text" role="alert">
        {texts.map(({ alarm, truth, next, code }) => (
          <p>
            <strong>{truth}</strong> {next.join(' ')} {code && <span class="code">{code}</span>}{' '}
            <SetupLink ui={ui} line={deniedLine(alarm)} />
          </p>
        ))}
      </div>
      <button type="button" class="settle" aria-label={words.settle} title={words.settle} onClick={settle}>
        <Icon shape="close" />
      </button>
    </div>
  );
}

/** Which line of setup a refusal belongs to: the permission that Genesys names, else the scope of every command. */
function deniedLine(alarm: Alarm): string | undefined {
  if (!('code' in alarm) || alarm.code !== 'REC-403') return undefined;
  // The agent is not on the call (`…not.active.participant`): no administrator can add anything to that.
  if (alarm.reason?.endsWith('.participant')) return undefined;
  return alarm.permission ? `permission.${alarm.permission}` : 'scope.conversations';
}
