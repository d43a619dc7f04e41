import { Component } from 'preact';
import type { PartProps } from '../agent/Part.tsx';
import { formatDuration } from '../words.ts';
import { limitWords } from './words.ts';

/** With so much left a screen reader is told once more, s. */
const TOLD_AT = [60, 30, 10];

/**
 * What is left of a pause, counted down, and the button that adds to it. The seconds are silent; beside them a screen reader
 * hears how much was left when the warning came, and a few round numbers.
 */
export class LimitRow extends Component<PartProps> {
  private cancel: () => void = () => {};
  private told = '';
  private round = Infinity;
  private seconds = 0;

  override componentDidMount(): void {
    this.schedule();
  }

  override componentDidUpdate(): void {
    this.schedule();
  }

  override componentWillUnmount(): void {
    this.cancel();
  }

  private leftMs(): number {
    const { ui, view } = this.props;
    return (view.limit?.endsAt ?? 0) - ui.clock.steady();
  }

  /** To the next full second, as the clock of the pause. A place that is there before its words is read out. */
  private schedule(): void {
    const leftMs = this.leftMs();
    this.cancel();
    if (leftMs > 0) this.cancel = this.props.ui.clock.after(leftMs % 1000 || 1000, () => this.tell());
  }

  private tell(): void {
    const seconds = Math.ceil(this.leftMs() / 1000);
    const round = TOLD_AT.findLast((at) => seconds <= at) ?? Infinity;
    // More than before: it was extended.
    if (this.told === '' || round < this.round || seconds > this.seconds) this.told = this.left(seconds);
    this.round = round;
    this.seconds = seconds;
    this.forceUpdate();
  }

  private left(seconds: number): string {
    return limitWords(this.props.ui.words).left({ time: formatDuration(seconds * 1000) });
  }

  override render({ ui, view }: PartProps) {
    const { limit, conversationId } = view;
    if (!limit) return null;
    const words = limitWords(ui.words);
    const seconds = Math.max(0, Math.ceil(this.leftMs() / 1000));
    // The alarm says more of it.
    if (limit.isOver && !limit.canExtend) return null;
    return (
      <div class="limit">
        <span class="limit-left">{limit.isOver ? words.over : this.left(seconds)}</span>
        <span class="unseen" aria-live="polite">
          {limit.isOver ? '' : this.told}
        </span>
        {limit.canExtend && (
          <button
            type="button"
            class="quiet"
            id={`c-${conversationId}-more-time`}
            onClick={() => ui.actions.extend(conversationId)}
          >
            {words.moreTime}
          </button>
        )}
      </div>
    );
  }
}
