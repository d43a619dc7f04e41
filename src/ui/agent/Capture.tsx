import { Component } from 'preact';
import type { CaptureAction } from '../../domain/capture.ts';
import type { CaptureView, ConversationView } from '../../app/view.ts';
import { Alarms } from './Alarms.tsx';
import { lineOf, SetupLink } from './SetupLink.tsx';
import type { Ui } from './ui.ts';

interface Props {
  readonly ui: Ui;
  readonly conversationId: string;
  readonly capture: CaptureView;
}

/** What must be ended before card details may be taken, and can be: it is offered beside the words that say so. */
export function stopperOf({ state, unsafe, beside, captures }: ConversationView): CaptureView | undefined {
  const inTheWay = state === 'paused' ? unsafe : beside;
  return captures.find(
    ({ target, action, control, pending }) =>
      target === inTheWay && action === 'stop' && (control.can || pending),
  );
}

/** Snippet or ad hoc recording: small, below the commands that protect the customer, and never merged with them. */
export function CaptureRow({
  ui,
  view,
  capture,
}: {
  readonly ui: Ui;
  readonly view: ConversationView;
  readonly capture: CaptureView;
}) {
  const { words } = ui;
  const { target, state, control, pending, action } = capture;
  const own = words.capture[target];
  // For less than a second: no word about it.
  const isBrief = !control.can && control.why === 'just-changed';
  const why = control.can || pending || isBrief ? undefined : words.blocked[control.why];
  // What is off goes without saying; why it cannot be started does not.
  const text = pending ? words.pending[action] : state === 'off' && why ? undefined : own.state[state];
  const id = captureId(view.conversationId, capture);

  // Where it stands in the way of *safe* the words above have its button.
  const isAbove = stopperOf(view) === capture;

  return (
    <div class="capture" data-capture={target} data-capture-state={state}>
      {!isAbove && (
        <>
          <p class="capture-text">
            <span aria-live="polite">{text}</span> {why && <small id={`${id}-why`}>{why}</small>}{' '}
            {!control.can && why && <SetupLink ui={ui} line={lineOf(control.why, target)} />}
          </p>
          <CaptureButton
            ui={ui}
            conversationId={view.conversationId}
            capture={capture}
            whyId={why && `${id}-why`}
          />
        </>
      )}
      <Alarms ui={ui} view={view} target={target} />
    </div>
  );
}

interface ButtonProps extends Props {
  readonly whyId?: string | undefined;
}

/** One button, two actions. A press means the one that it began on: what has come below it meanwhile is not pressed. */
export class CaptureButton extends Component<ButtonProps> {
  private begunOn: CaptureAction | undefined;

  private readonly begin = (event: Event): void => {
    const isKey = event instanceof KeyboardEvent;
    if (isKey && (event.repeat || (event.key !== 'Enter' && event.key !== ' '))) return;
    this.begunOn = this.props.capture.action;
    // A press that ends elsewhere is none. One that ends here has its click before this task is over.
    const end = () => void this.props.ui.clock.after(0, this.forget);
    document.addEventListener(isKey ? 'keyup' : 'pointerup', end, { once: true, capture: true });
  };

  private readonly forget = (): void => {
    this.begunOn = undefined;
  };

  private readonly press = (): void => {
    const { ui, conversationId, capture } = this.props;
    const { target, action, control } = capture;
    const meant = this.begunOn ?? action;
    this.begunOn = undefined;
    if (control.can && meant === action) ui.actions.capture(conversationId, target, action);
  };

  override render({ ui, conversationId, capture, whyId }: ButtonProps) {
    const { target, action, control, pending } = capture;
    const isBrief = !control.can && control.why === 'just-changed';
    return (
      <button
        type="button"
        class="quiet"
        id={captureId(conversationId, capture)}
        aria-disabled={control.can ? undefined : 'true'}
        aria-describedby={whyId}
        data-brief={isBrief ? '' : undefined}
        data-busy={pending ? '' : undefined}
        onPointerDown={this.begin}
        onKeyDown={this.begin}
        onPointerCancel={this.forget}
        onBlur={this.forget}
        onClick={this.press}
      >
        {ui.words.capture[target][action]}
      </button>
    );
  }
}

const captureId = (conversationId: string, { target }: CaptureView): string =>
  `c-${conversationId}-${target}`;
