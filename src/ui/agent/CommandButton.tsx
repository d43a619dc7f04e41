import type { Control } from '../../app/view.ts';
import { Icon } from '../icons.tsx';
import type { Ui } from './ui.ts';

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
export function CommandButton(props: Props) {
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
