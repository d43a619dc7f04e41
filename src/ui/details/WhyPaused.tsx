import { Component, createRef } from 'preact';
import type { WhyProps } from '../agent/Details.tsx';
import { moveFocus } from '../agent/move-focus.ts';
import { noteOffered, reasonLabel } from './reason-label.ts';
import { detailWords } from './words.ts';

/** Pauses for which nothing more is asked, by their wishes: for all calls of this page. */
const settled = new Set<string>();

/** Of each call the wishes of the pause that was asked about last: everything may be drawn anew in the middle of it. */
const asking = new Map<string, Set<string>>();

/**
 * One tap, after the pause is under way and never in its way. It is asked once for each pause: what was chosen or left out is not
 * asked for again, nor for a Pause that is pressed anew within the same pause.
 */
export class WhyPaused extends Component<WhyProps> {
  /** The wishes of this one pause. */
  private readonly own = this.takeUp();
  private readonly box = createRef<HTMLDivElement>();

  private takeUp(): Set<string> {
    const { view, asked } = this.props;
    const before = asking.get(view.conversationId);
    const own = before?.has(asked.wishId) ? before : new Set<string>();
    asking.set(view.conversationId, own);
    return own;
  }

  override componentWillUnmount(): void {
    // What is drawn anew is out of the page by now, and the pause goes on.
    if (this.box.current?.isConnected === false) return;
    for (const wishId of this.own) settled.add(wishId);
  }

  private choose(code: string, button: HTMLElement): void {
    const { ui, view, asked } = this.props;
    for (const wishId of this.own) settled.add(wishId);
    ui.actions.nameReason(view.conversationId, asked.wishId, code);
    // The button goes, and the focus with it.
    moveFocus(button.closest('.call'));
    this.forceUpdate();
  }

  override render({ ui, asked }: WhyProps) {
    if (settled.has(asked.wishId)) return null;
    // Another Pause within the same pause.
    if ([...this.own].some((wishId) => settled.has(wishId))) {
      settled.add(asked.wishId);
      return null;
    }
    this.own.add(asked.wishId);
    noteOffered(asked.reasons);
    const words = detailWords(ui.words);
    return (
      <div ref={this.box} class="why" role="group" aria-label={words.whyPaused}>
        <span>{words.whyPaused}</span>
        {asked.reasons.map((reason) => (
          <button
            key={reason.code}
            type="button"
            class="quiet"
            onClick={({ currentTarget }) => this.choose(reason.code, currentTarget)}
          >
            {reasonLabel(reason, ui.words.language)}
          </button>
        ))}
      </div>
    );
  }
}
