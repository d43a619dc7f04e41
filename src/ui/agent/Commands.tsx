import type { ClaimState, Control, ConversationView } from '../../app/view.ts';
import { Icon } from '../icons.tsx';
import { stopperOf } from './Capture.tsx';
import { ariaKeys } from './shortcuts.ts';
import { isNotSafe } from './status-words.ts';
import type { Ui } from './ui.ts';

/** The button that makes sense now. Where we do not know, it is the one that protects the customer. */
const PRIMARY = {
  unknown: 'pause',
  checking: 'pause',
  recording: 'pause',
  paused: 'resume',
  held: 'pause',
  'not-recording': 'pause',
  ended: undefined,
} as const satisfies Record<ClaimState, 'pause' | 'resume' | undefined>;

/** Both always there while the call is watched. Where nobody watches there is nothing to press: no button is dead. */
export function Commands({ ui, view }: { readonly ui: Ui; readonly view: ConversationView }) {
  const { words, actions, shortcuts } = ui;
  const { conversationId } = view;
  const id = `c-${conversationId}`;
  // What leads to safe: the end of the recorder in the way, which has a button of its own, else another Pause.
  const toSafe = stopperOf(view) ? undefined : 'pause';
  const primary = isNotSafe(view) ? toSafe : PRIMARY[view.state];
  return (
    <div class="commands">
      <CommandButton
        ui={ui}
        id={`${id}-pause`}
        icon="pause"
        name={words.pause}
        description={words.securePause}
        control={view.pause}
        keys={ariaKeys(shortcuts.pause)}
        primary={primary === 'pause'}
        busy={view.pending === 'pause'}
        onPress={() => actions.pause(conversationId)}
      />
      <CommandButton
        ui={ui}
        id={`${id}-resume`}
        icon="record"
        name={words.resume}
        control={view.resume}
        keys={ariaKeys(shortcuts.resume)}
        primary={primary === 'resume'}
        busy={view.pending === 'resume'}
        onPress={() => actions.resume(conversationId)}
      />
    </div>
  );
}

interface Props {
  readonly ui: Ui;
  readonly id: string;
  readonly icon: 'pause' | 'record';
  /** The accessible name, exactly; what stands beside it in the button is its description. */
  readonly name: string;
  readonly description?: string;
  readonly control: Control;
  readonly primary: boolean;
  readonly keys: string | undefined;
  readonly busy: boolean;
  readonly onPress: () => void;
}

/**
 * A command on the recording. One that cannot act says why and keeps the focus (`aria-disabled`, never `disabled`):
 * an agent who tabs to it learns more than one for whom it has gone. Description and reason lie over the button, not in
 * it: its words are its name, so that speech control finds it by what it shows (WCAG 2.5.3).
 */
function CommandButton(props: Props) {
  const { words } = props.ui;
  const { id, control, description } = props;
  const reason = control.can ? undefined : words.blocked[control.why];
  // For less than a second: told, and not worth a flicker beside the button that was meant.
  const isBrief = !control.can && control.why === 'just-paused';
  const describedBy = [description && `${id}-what`, reason && `${id}-why`].filter(Boolean).join(' ');

  return (
    <div class={props.primary ? 'command primary' : 'command'}>
      <button
        type="button"
        id={id}
        aria-describedby={describedBy || undefined}
        aria-keyshortcuts={props.keys}
        aria-disabled={control.can ? undefined : 'true'}
        data-brief={isBrief ? '' : undefined}
        data-busy={props.busy ? '' : undefined}
        onClick={() => control.can && props.onPress()}
      >
        <Icon shape={props.icon} />
        {props.name}
      </button>
      {description && (
        <span id={`${id}-what`} class={reason ? 'unseen' : 'command-note'}>
          {description}
        </span>
      )}
      {reason && (
        <span id={`${id}-why`} class={isBrief ? 'unseen' : 'command-note'}>
          {reason}
        </span>
      )}
    </div>
  );
}
