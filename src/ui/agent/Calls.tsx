import { Component } from 'preact';
import type { ConversationView } from '../../app/view.ts';
import { ConversationRegion } from './ConversationRegion.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { ProblemScreen } from './Screens.tsx';
import type { Ui } from './ui.ts';
import { byUrgency, keepOrder } from './urgency.ts';

interface Props {
  readonly ui: Ui;
  readonly views: readonly ConversationView[];
}

/** A pointer that has not moved for this long holds nothing in its place: it may lie there all day. */
const POINTER_RESTS_MS = 10_000;

const PRESS = ['pointerdown', 'pointerup', 'pointercancel'] as const;

/**
 * All live calls of the agent, the most urgent one first. Nothing moves under a hand: while somebody points at a call or works
 * in one, calls keep their order and heading, none becomes lower, and what has gone leaves a gap.
 */
export class Calls extends Component<Props> {
  private points = false;
  private isPressed = false;
  private shown: readonly string[] = [];
  private titled: ReadonlySet<string> = new Set();
  private isOne = true;
  private list: HTMLElement | null = null;
  private cancelRest: () => void = () => {};

  private point(points: boolean): void {
    this.cancelRest();
    if (points) this.cancelRest = this.props.ui.clock.after(POINTER_RESTS_MS, () => this.point(false));
    if (points === this.points) return;
    this.points = points;
    this.forceUpdate();
  }

  /**
   * A press takes the focus away when it goes down. What holds its place for the focus lets go only when the press is over,
   * or the button below the pointer would move away from it.
   */
  private readonly press = ({ type }: Event): void => {
    if (type === 'pointerdown') this.isPressed = true;
    else
      this.props.ui.clock.after(0, () => {
        this.isPressed = false;
        this.forceUpdate();
      });
  };

  private get isBusy(): boolean {
    return this.isPressed || this.points || (this.list?.contains(document.activeElement) ?? false);
  }

  override componentDidMount(): void {
    for (const type of PRESS) document.addEventListener(type, this.press, true);
  }

  override componentWillUnmount(): void {
    for (const type of PRESS) document.removeEventListener(type, this.press, true);
    this.cancelRest();
  }

  override componentDidUpdate(): void {
    for (const place of this.list?.children ?? []) {
      const { style } = place as HTMLElement;
      style.minBlockSize = this.isBusy ? `${place.getBoundingClientRect().height}px` : '';
    }
  }

  override render({ ui, views }: Props) {
    const isBusy = this.isBusy && views.length > 0;
    const urgent = byUrgency(views);
    const before = this.shown;
    this.shown = isBusy ? keepOrder(before, urgent) : urgent;
    if (!isBusy) this.isOne = this.shown.length === 1;
    this.titled = new Set(
      this.shown.filter((id) =>
        isBusy && before.includes(id) ? this.titled.has(id) : this.shown.length > 1,
      ),
    );
    if (views.length === 0) return null;

    return (
      <div
        class="calls"
        data-count={this.isOne ? '1' : 'many'}
        ref={(list) => void (this.list = list)}
        onPointerEnter={() => this.point(true)}
        onPointerMove={() => this.point(true)}
        onPointerLeave={() => this.point(false)}
        onFocusIn={() => this.forceUpdate()}
        onFocusOut={() => this.forceUpdate()}
      >
        {this.shown.map((id) => (
          <div key={id} class="place">
            {this.callOf(id)}
          </div>
        ))}
      </div>
    );
  }

  private callOf(id: string) {
    const { ui, views } = this.props;
    const view = views.find((one) => one.conversationId === id);
    return (
      view && (
        <ErrorBoundary
          onBug={ui.onBug}
          fallback={(again) => <FailedCall ui={ui} conversationId={id} onTryAgain={again} />}
        >
          <ConversationRegion ui={ui} view={view} isOneOfMany={this.titled.has(id)} />
        </ErrorBoundary>
      )
    );
  }
}

interface FailedCallProps {
  readonly ui: Ui;
  readonly conversationId: string;
  readonly onTryAgain: () => void;
}

/** One call that cannot be shown takes back its claim and leaves the others alone. */
function FailedCall({ ui, conversationId, onTryAgain }: FailedCallProps) {
  const { words } = ui;
  return (
    <section
      class="call"
      role="region"
      tabIndex={-1}
      aria-label={words.region}
      data-conversation-id={conversationId}
      data-recording-state="unknown"
      data-recorders=""
    >
      <ProblemScreen ui={ui} problem={{ kind: 'bug' }} onTryAgain={onTryAgain} />
    </section>
  );
}
