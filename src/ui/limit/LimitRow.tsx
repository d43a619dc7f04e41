import { Component, createRef } from 'preact';
import type { PartProps } from '../agent/Part.tsx';
import { formatDuration } from '../words.ts';
import { isInSight, watchWhole } from './in-sight.ts';
import { limitWords } from './words.ts';

/** With so much left a screen reader is told once more, s. */
const TOLD_AT = [60, 30, 10];
/** With so much left it is said that the pause ends by itself, s: for 10 s at least that has to be seen. */
const COUNTED_FROM = 12;
/** The end is there, and what it waits for is not. */
const AT_END_MS = 500;

/**
 * What is left of a pause, counted down, and the button that adds to it. The seconds are silent; beside them a screen reader
 * hears how much was left when the warning came, and a few round numbers. Where the pause ends by itself the row counts down to
 * that, and tells the application each time that it stands before the agent's eyes. Where it is cut nothing ends, and it says no
 * more than any other pause.
 */
export class LimitRow extends Component<PartProps> {
  private cancel: () => void = () => {};
  private readonly row = createRef<HTMLDivElement>();
  private told = '';
  private round = Infinity;
  private seconds = 0;
  private wasCounted = false;
  /** The countdown was not in sight: how large it was. */
  private cut: { readonly width: number; readonly height: number } | undefined;
  /** Nothing around the row cuts it; `undefined`: not known yet. */
  private isWhole: boolean | undefined;
  private watched: Element | null = null;
  private unwatch = () => {};

  override componentDidMount(): void {
    this.schedule();
    this.watch();
    this.beSeen();
  }

  override componentDidUpdate(): void {
    this.schedule();
    this.watch();
  }

  override componentWillUnmount(): void {
    this.cancel();
    this.unwatch();
  }

  private watch(): void {
    const row = this.row.current;
    if (row === this.watched) return;
    this.unwatch();
    this.watched = row;
    this.isWhole = undefined;
    if (!row) return;
    this.unwatch = watchWhole(row, (isWhole) => {
      const isFirst = this.isWhole === undefined;
      this.isWhole = isWhole;
      if (isFirst) this.beSeen();
    });
  }

  private leftMs(): number {
    const { ui, view } = this.props;
    const comesInMs = this.cut ? Infinity : this.comesInMs();
    return comesInMs < Infinity ? comesInMs : (view.limit?.endsAt ?? 0) - ui.clock.steady();
  }

  /** In so many ms it ends by itself, if that is in sight. */
  private comesInMs(): number {
    const { ui, view } = this.props;
    const coming = view.limit?.coming;
    return typeof coming === 'object' ? coming.at - ui.clock.steady() : Infinity;
  }

  private isCounted(): boolean {
    return !this.cut && this.comesInMs() <= COUNTED_FROM * 1000;
  }

  /** To the next full second, as the clock of the pause. A place that is there before its words is read out. */
  private schedule(): void {
    const leftMs = this.leftMs();
    this.cancel();
    if (leftMs > 0) this.cancel = this.props.ui.clock.after(leftMs % 1000 || 1000, () => this.tell());
    else if (this.comesInMs() < Infinity)
      this.cancel = this.props.ui.clock.after(AT_END_MS, () => this.tell());
  }

  private tell(): void {
    const seconds = Math.ceil(this.leftMs() / 1000);
    const round = TOLD_AT.findLast((at) => seconds <= at) ?? Infinity;
    const isCounted = this.isCounted();
    const isRound = round < this.round && !this.wasCounted;
    // More than before: it was extended, or the countdown begins anew.
    if (this.told === '' || isRound || isCounted !== this.wasCounted || seconds > this.seconds)
      this.told = this.left(seconds);
    this.round = round;
    this.seconds = seconds;
    this.wasCounted = isCounted;
    this.forceUpdate();
    this.beSeen();
  }

  /** A browser draws nothing of what it hides: then no such frame comes. What stands there by then is what was drawn. */
  private beSeen(): void {
    if (this.comesInMs() > COUNTED_FROM * 1000) return;
    requestAnimationFrame(() => {
      const row = this.row.current;
      if (row && this.comesInMs() <= COUNTED_FROM * 1000) this.look(row);
    });
  }

  private look(row: HTMLElement): void {
    const { ui, view } = this.props;
    const { width, height } = row.getBoundingClientRect();
    const { cut } = this;
    if (this.isWhole === undefined) return;
    const isSeen = this.isWhole && isInSight(row, cut && cut.width === width ? cut.height - height : 0);
    if (isSeen && !cut) return ui.actions.countdownSeen(view.conversationId);
    if (!isSeen && cut) return;
    this.cut = isSeen ? undefined : { width, height };
    this.tell();
  }

  private left(seconds: number): string {
    const words = limitWords(this.props.ui.words);
    const time = formatDuration(Math.max(0, seconds) * 1000);
    return this.isCounted() ? words.resumesIn({ time }) : words.left({ time });
  }

  override render({ ui, view }: PartProps) {
    const { limit, conversationId } = view;
    if (!limit) return null;
    const { isOver, canExtend, coming } = limit;
    const words = limitWords(ui.words);
    const seconds = Math.ceil(this.leftMs() / 1000);
    const waits = coming === 'held' && seconds <= COUNTED_FROM;
    const isCounted = this.isCounted();
    // What it has asked for then may take a while.
    const isUp = (isOver && !isCounted) || (view.pending === 'resume' && seconds <= 0);
    // The alarm says more of it.
    if (isOver && !canExtend && !coming) return null;
    return (
      <div class="limit" ref={this.row}>
        <span class="limit-left">
          {waits ? words.onUnhold : isUp ? words.over : this.left(seconds)}
          {isCounted && !isUp && <span class="limit-way">{words.pauseStays}</span>}
        </span>
        <span class="unseen" aria-live="polite">
          {waits ? words.onUnhold : isUp ? '' : this.told}
        </span>
        {canExtend && (
          <button
            type="button"
            class="quiet"
            id={`c-${conversationId}-more-time`}
            // A double click is one wish here as well.
            onClick={({ detail }) => detail < 2 && ui.actions.extend(conversationId)}
          >
            {words.moreTime}
          </button>
        )}
      </div>
    );
  }
}
