import { Component } from 'preact';
import type { ConversationView } from '../../app/view.ts';
import { formatDuration } from '../words.ts';
import type { Ui } from './ui.ts';

interface Props {
  readonly ui: Ui;
  readonly since: NonNullable<ConversationView['since']>;
}

/**
 * How long the state holds. It stands outside the status region and a timer is silent by its role, so that a screen reader
 * hears changes of the state and not the seconds.
 */
export class Clock extends Component<Props> {
  private cancel: () => void = () => {};

  override componentDidMount(): void {
    this.schedule();
  }

  override componentDidUpdate(): void {
    this.schedule();
  }

  override componentWillUnmount(): void {
    this.cancel();
  }

  /** Rescheduled from each rendering, to the next full second: a throttled tab catches up by itself. */
  private schedule(): void {
    const { ui, since } = this.props;
    this.cancel();
    const elapsed = Math.max(0, ui.clock.steady() - since.steadyAt);
    this.cancel = ui.clock.after(1000 - (elapsed % 1000), () => this.forceUpdate());
  }

  override render({ ui, since }: Props) {
    const { clock, words } = ui;
    return (
      <div
        class="clock"
        role="timer"
        aria-label={words.clock}
        data-since={new Date(since.at).toISOString()}
        data-since-kind={since.kind}
      >
        {since.kind !== 'exact' && <span class="clock-kind">{words.since[since.kind]} </span>}
        {formatDuration(clock.steady() - since.steadyAt)}
      </div>
    );
  }
}
