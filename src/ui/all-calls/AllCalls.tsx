import { Component } from 'preact';
import type { ConversationView } from '../../app/view.ts';
import { OneCall } from '../agent/Calls.tsx';
import type { Row } from '../agent/ConversationRegion.tsx';
import type { ListProps } from '../agent/ui.ts';
import { createHand } from './hand.ts';
import { keepInPlace } from './keep-in-place.ts';
import { createMoved } from './moved.ts';
import { rowOf, titlesOf, type Title } from './row.tsx';
import { byUrgency, isAtStake, isKnown, keepOrder } from './urgency.ts';

/** What the agent has chosen of a row, and whether something was at stake then: when that changes the choice is over. */
interface Choice {
  readonly isOpen: boolean;
  readonly atStake: boolean;
}

/**
 * All live calls of the agent, one row each, the most urgent one first. A row unfolds by itself while something is at stake,
 * and by a press. Nothing moves under a hand: while somebody points at a call or works in one, calls keep their order, their
 * heading and what is unfolded, none becomes lower, none above the pointer and none that is folded becomes higher but the one
 * that is pointed at, and what has gone leaves a gap. An alarm is shown whole once the pointer is still; what is pointed at stays
 * where it is by scrolling. A call that comes stands below the others, and they take another order
 * only when no pointer has moved or pressed for a while: a hand may be on its way.
 */
export class AllCalls extends Component<ListProps> {
  private readonly hand = createHand(this.props.ui.clock, () => this.forceUpdate());
  private readonly moved = createMoved(this.props.ui.clock);
  private isMeant = false;
  private shown: readonly string[] = [];
  /** Calls of whose recording something has been known. */
  private known: ReadonlySet<string> = new Set();
  private rows: ReadonlyMap<string, Row> = new Map();
  private titles: ReadonlyMap<string, Title> = new Map();
  private readonly choices = new Map<string, Choice>();
  private isOne = true;
  private list: HTMLElement | null = null;

  override componentDidMount(): void {
    this.hand.watch();
    if (this.list) this.moved.look(this.list, 0, false);
  }

  override componentWillUnmount(): void {
    this.hand.stop();
  }

  override componentDidUpdate(): void {
    const { list, hand } = this;
    const isBusy = hand.isBusy(list);
    const places = [...(list?.children ?? [])] as HTMLElement[];
    const at = hand.at ? places.indexOf(hand.at as HTMLElement) : -1;
    const before = hand.at?.getBoundingClientRect().top ?? 0;
    for (const [index, place] of places.entries()) {
      const { height } = place.getBoundingClientRect();
      // In a frame that is not shown nothing has a height: that is none to keep.
      const kept = isBusy && height > 0 ? `${height}px` : '';
      const isFolded = place.querySelector('[data-folded]') !== null;
      const mayGrow =
        at < 0 || index === at || (index > at && !isFolded) || (hand.isStill && hasAlarm(place));
      place.style.minBlockSize = kept;
      place.style.maxBlockSize = mayGrow ? '' : kept;
    }
    const isHeld = isBusy && at >= 0 && hand.isStill;
    const scrolled = list && isHeld ? keepInPlace(list, hand.at ?? list, before) : 0;
    if (list && !isBusy) list.style.paddingBlockEnd = '';
    if (list) this.moved.look(list, scrolled, this.isMeant);
    this.isMeant = false;
  }

  private toggle(id: string): void {
    const view = this.props.views.find((one) => one.conversationId === id);
    const row = this.rows.get(id);
    if (!view || !row) return;
    this.choices.set(id, { isOpen: !row.isOpen, atStake: isAtStake(view) });
    this.rows = new Map([...this.rows, [id, this.newRow(view, !row.isOpen)]]);
    // Its own hand makes it lower or higher.
    const place = this.list?.children[this.shown.indexOf(id)] as HTMLElement | undefined;
    place?.style.removeProperty('min-block-size');
    place?.style.removeProperty('max-block-size');
    this.isMeant = true;
    this.forceUpdate();
  }

  private newRow(view: ConversationView, isOpen: boolean): Row {
    const { conversationId: id, about, isWatched } = view;
    const title = this.titles.get(id) ?? { title: id, time: undefined };
    const talking = about?.isTalking && isWatched ? this.props.ui.words.talking : undefined;
    return rowOf(id, title, talking, { isOpen, toggle: () => this.toggle(id) });
  }

  /** The same while it says the same: then its call is not drawn again. */
  private rowNow(view: ConversationView, isBusy: boolean): Row {
    const id = view.conversationId;
    const before = this.rows.get(id);
    const atStake = isAtStake(view);
    const choice = this.choices.get(id);
    const isChosen = choice?.atStake === atStake;
    if (!isChosen && !isBusy) this.choices.delete(id);
    const wanted = isChosen ? choice.isOpen : atStake;
    const row = this.newRow(view, isBusy && before ? before.isOpen : wanted);
    return before?.key === row.key ? before : row;
  }

  /** In which order, gaps included. */
  private arrange(views: readonly ConversationView[], isBusy: boolean): readonly string[] {
    const given = new Map(views.map((view) => [view.conversationId, view]));
    const stood = keepOrder(this.shown, [...given.keys()]);
    const stand = stood.flatMap((id) => given.get(id) ?? []);
    const urgent = byUrgency(stand, this.known);
    const isFirst = !this.shown.some((id) => given.has(id));
    if (!isFirst && stood.length > this.shown.length) this.hand.stir();
    const ids = stand.map((view) => view.conversationId);
    this.known = new Set(
      stand
        .filter((view) => this.known.has(view.conversationId) || isKnown(view))
        .map((view) => view.conversationId),
    );
    if (!isBusy) return this.hand.isQuiet || isFirst ? urgent : ids;
    const kept = isFirst ? keepOrder(this.shown, urgent) : stood;
    if (!this.hand.isResting) return kept;
    const at = this.hand.at && this.list ? [...this.list.children].indexOf(this.hand.at) : -1;
    return kept.filter((id, index) => index < at || given.has(id));
  }

  override render({ ui, views }: ListProps) {
    const isBusy = this.hand.isBusy(this.list) && views.length > 0;
    const before = new Set(this.shown);
    this.shown = this.arrange(views, isBusy);
    if (!isBusy) this.isOne = this.shown.length === 1;
    this.titles = titlesOf(views, ui.words);
    const hasRow = (id: string) => (isBusy && before.has(id) ? this.rows.has(id) : this.shown.length > 1);
    this.rows = new Map(
      views
        .filter((view) => hasRow(view.conversationId))
        .map((view) => [view.conversationId, this.rowNow(view, isBusy)]),
    );
    for (const id of this.choices.keys()) if (!this.rows.has(id)) this.choices.delete(id);
    if (views.length === 0) return null;

    return (
      <div
        class="calls"
        data-count={this.isOne ? '1' : 'many'}
        ref={(list) => void (this.list = list)}
        onClickCapture={(event) => this.moved.drop(event)}
        onPointerEnter={(event) => this.hand.point(event)}
        onPointerMove={(event) => this.hand.point(event)}
        onPointerLeave={() => this.hand.leave()}
        onFocusIn={() => this.forceUpdate()}
        onFocusOut={() => this.forceUpdate()}
      >
        {this.shown.map((id) => (
          <div key={id} class="place">
            <OneCall ui={ui} view={views.find((one) => one.conversationId === id)} row={this.rows.get(id)} />
          </div>
        ))}
      </div>
    );
  }
}

const hasAlarm = (place: Element): boolean => place.querySelector('[role="alert"]') !== null;
