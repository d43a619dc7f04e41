import type { UiClock } from '../agent/ui.ts';
import { createScrolls } from './scrolls.ts';

/** A press that was meant for what stood there before the rows moved comes within this time. */
const PRESS_MS = 800;

interface Place {
  /** In the window: there a pointer lies. */
  readonly top: number;
  readonly inner: number;
  readonly movedAt: number;
}

/** Which rows have just come to stand where another one stood. It outlives a list that is drawn anew. */
export interface Moved {
  /** After each drawing. `scrollY`: of the page before the list has scrolled it. `isMeant`: the agent has moved the rows. */
  look(list: Element, scrollY: number, isMeant: boolean): void;
  /** The agent has scrolled within a call that is too high for its place. */
  scrolled(event: Event): void;
  /** A press by pointer on a row that has just moved is not for that row; on Pause it counts all the same (rule 4). */
  drop(event: MouseEvent): void;
  /** From now on the rows of this list may be scrolled by whatever scrolls the page. */
  watch(list: () => Element | null): void;
  stop(): void;
}

const nameOf = (place: Element): string => place.getAttribute('data-place') ?? '';

export function createMoved(clock: UiClock): Moved {
  const scrolls = createScrolls(clock);
  let places: ReadonlyMap<string, Place> = new Map();
  let lastY = 0;

  function look(list: Element, scrollY: number, isMeant: boolean): void {
    const byAgent = scrolls.isByAgent ? scrollY - lastY : 0;
    const now = clock.steady();
    const placeOf = (place: Element): Place => {
      const before = places.get(nameOf(place));
      const { top } = place.getBoundingClientRect();
      // What is too high for its place is scrolled within it, until it is let grow.
      const inner = place.scrollTop;
      const isElsewhere =
        before !== undefined &&
        (Math.abs(top + byAgent - before.top) > 1 || Math.abs(inner - before.inner) > 1);
      return { top, inner, movedAt: isElsewhere && !isMeant ? now : (before?.movedAt ?? -Infinity) };
    };
    places = new Map(Array.from(list.children, (place) => [nameOf(place), placeOf(place)]));
    lastY = window.scrollY;
  }

  return {
    look,
    scrolled({ target }) {
      const before = target instanceof Element ? places.get(nameOf(target)) : undefined;
      if (!before) return;
      const { scrollTop: inner } = target as Element;
      places = new Map(places).set(nameOf(target as Element), { ...before, inner });
    },
    drop(event) {
      if (event.detail === 0 || !(event.target instanceof Element)) return;
      const pressed = event.target.closest('button, a, summary');
      const place = event.target.closest('.place');
      if (!pressed || !place || pressed.id.endsWith('-pause')) return;
      if (clock.steady() - (places.get(nameOf(place))?.movedAt ?? -Infinity) >= PRESS_MS) return;
      event.preventDefault();
      event.stopPropagation();
    },
    watch(list) {
      scrolls.watch(() => {
        const shown = list();
        if (shown) look(shown, window.scrollY, scrolls.isByAgent);
      });
    },
    stop: scrolls.stop,
  };
}
