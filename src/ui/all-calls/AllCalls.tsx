import { Component } from 'preact';
import type { ConversationView } from '../../app/view.ts';
import { OneCall } from '../agent/Calls.tsx';
import type { Row } from '../agent/ConversationRegion.tsx';
import type { ListProps } from '../agent/ui.ts';
import { hold, holdAgain } from './hold.ts';
import { keepInPlace, showAgain } from './keep-in-place.ts';
import { Kept } from './kept.ts';
import { rowOf, titlesOf, type Title } from './row.tsx';
import { byUrgency, isAtStake, isKnown, keepOrder } from './urgency.ts';

/**
 * All live calls of the agent, one row each, the most urgent one first. A row unfolds by itself while something is at stake,
 * and by a press. Nothing moves under a hand: while somebody points at a call or works in one, calls keep their order, their
 * heading and what is unfolded, none becomes lower, none above the pointer and none that is folded becomes higher but the one
 * that is pointed at, and what has gone leaves a gap. An alarm is shown whole once the pointer is still; what is pointed at stays
 * where it is by scrolling, until the pointer rests: then no alarm stays scrolled out of sight for it. A call that comes stands
 * below the others, and they take another order only when no pointer has moved or pressed for a while: a hand may be on its way.
 */
export class AllCalls extends Component<ListProps> {
  private readonly kept = this.props.ui.keep(() => new Kept(this.props.ui.clock));
  private readonly hand = this.kept.hand;
  private readonly moved = this.kept.moved;
  private isMeant = false;
  private rows: ReadonlyMap<string, Row> = new Map();
  private titles: ReadonlyMap<string, Title> = new Map();
  private list: HTMLElement | null = null;

  override componentDidMount(): void {
    this.hand.watch(() => this.forceUpdate());
    this.moved.watch(() => this.list);
    if (this.list) holdAgain(this.list, this.kept, this.hand.isBusy(this.list));
    this.componentDidUpdate();
  }

  override componentWillUnmount(): void {
    this.hand.stop();
    this.moved.stop();
  }

  override componentDidUpdate(): void {
    const { list, hand, kept } = this;
    if (!list) return;
    const { scrollY } = window;
    const isBusy = hand.isBusy(list);
    const places = [...list.children] as HTMLElement[];
    const at = kept.shown.indexOf(hand.at ?? '');
    const before = places[at]?.getBoundingClientRect().top ?? 0;
    for (const [index, place] of places.entries()) {
      const isFolded = place.querySelector('[data-folded]') !== null;
      const mayGrow =
        at < 0 || index === at || (index > at && !isFolded) || (hand.isStill && isUrgent(place));
      hold(place, isBusy, mayGrow);
    }
    const isHeld = isBusy && at >= 0 && hand.isStill;
    const grown = isHeld ? keepInPlace(list, places[at] ?? list, before) : 0;
    kept.pushed += Math.max(0, grown);
    const back = at < 0 || hand.isResting ? showAgain(kept.pushed, places.filter(isUrgent), places[at]) : 0;
    kept.pushed = isBusy ? kept.pushed - back : 0;
    if (!isBusy) list.style.paddingBlockEnd = '';
    // What a call above draws by itself, without this list, moves nothing: it stays within the height that it has by now.
    for (const place of places.slice(0, Math.max(at, 0))) hold(place, isBusy, false);
    kept.room = list.style.paddingBlockEnd;
    kept.heights = new Map(
      kept.shown.map((id, index) => [id, places[index]?.getBoundingClientRect().height ?? 0]),
    );
    this.moved.look(list, scrollY, this.isMeant);
    this.isMeant = false;
  }

  private toggle(id: string): void {
    const view = this.props.views.find((one) => one.conversationId === id);
    const row = this.rows.get(id);
    if (!view || !row) return;
    this.kept.choices.set(id, { isOpen: !row.isOpen, atStake: isAtStake(view) });
    this.kept.rows = new Map([...this.kept.rows, [id, !row.isOpen]]);
    // Its own hand makes it lower or higher.
    const place = this.list?.children[this.kept.shown.indexOf(id)] as HTMLElement | undefined;
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
    const choice = this.kept.choices.get(id);
    const isChosen = choice?.atStake === atStake;
    if (!isChosen && !isBusy) this.kept.choices.delete(id);
    const wanted = isChosen ? choice.isOpen : atStake;
    const row = this.newRow(view, isBusy ? (this.kept.rows.get(id) ?? wanted) : wanted);
    return before?.key === row.key ? before : row;
  }

  /** In which order, gaps included. */
  private arrange(views: readonly ConversationView[], isBusy: boolean): readonly string[] {
    const given = new Map(views.map((view) => [view.conversationId, view]));
    const stood = keepOrder(this.kept.shown, [...given.keys()]);
    const stand = stood.flatMap((id) => given.get(id) ?? []);
    const urgent = byUrgency(stand, this.kept.known);
    const isFirst = !this.kept.shown.some((id) => given.has(id));
    if (!isFirst && stood.length > this.kept.shown.length) this.hand.stir();
    const ids = stand.map((view) => view.conversationId);
    this.kept.known = new Set(
      stand
        .filter((view) => this.kept.known.has(view.conversationId) || isKnown(view))
        .map((view) => view.conversationId),
    );
    if (!isBusy) return this.hand.isQuiet || isFirst ? urgent : ids;
    const kept = isFirst ? keepOrder(this.kept.shown, urgent) : stood;
    if (!this.hand.isResting) return kept;
    const at = this.kept.shown.indexOf(this.hand.at ?? '');
    return kept.filter((id, index) => index < at || given.has(id));
  }

  override render({ ui, views }: ListProps) {
    const isBusy = this.hand.isBusy(this.list) && views.length > 0;
    const before = new Set(this.kept.shown);
    this.kept.shown = this.arrange(views, isBusy);
    if (!isBusy) this.kept.isOne = this.kept.shown.length === 1;
    this.titles = titlesOf(views, ui.words);
    const hasRow = (id: string) =>
      isBusy && before.has(id) ? this.kept.rows.has(id) : this.kept.shown.length > 1;
    this.rows = new Map(
      views
        .filter((view) => hasRow(view.conversationId))
        .map((view) => [view.conversationId, this.rowNow(view, isBusy)]),
    );
    this.kept.rows = new Map([...this.rows].map(([id, { isOpen }]) => [id, isOpen]));
    for (const id of this.kept.choices.keys()) if (!this.rows.has(id)) this.kept.choices.delete(id);
    if (views.length === 0) return null;

    return (
      <div
        class="calls"
        data-count={this.kept.isOne ? '1' : 'many'}
        ref={(list) => void (this.list = list)}
        onClickCapture={(event) => this.moved.drop(event)}
        onScrollCapture={(event) => this.moved.scrolled(event)}
        onPointerEnter={(event) => this.hand.point(event)}
        onPointerMove={(event) => this.hand.point(event)}
        onPointerLeave={() => this.hand.leave()}
        onFocusIn={() => this.forceUpdate()}
        onFocusOut={() => this.forceUpdate()}
      >
        {this.kept.shown.map((id) => (
          <div key={id} class="place" data-place={id}>
            <OneCall ui={ui} view={views.find((one) => one.conversationId === id)} row={this.rows.get(id)} />
          </div>
        ))}
      </div>
    );
  }
}

/** An alarm, or a pause that is near its limit: both are shown whole. */
const isUrgent = (place: Element): boolean => place.querySelector('[role="alert"], .limit') !== null;
