import type { UiClock } from '../agent/ui.ts';

/** A press that was meant for what stood there before the rows moved comes within this time. */
const PRESS_MS = 800;

/** Which rows have just come to stand where another one stood. */
export interface Moved {
  /** After each drawing. `scrolled`: by so much what stands below has been brought back. `isMeant`: the agent has moved them. */
  look(list: Element, scrolled: number, isMeant: boolean): void;
  /** The agent has scrolled within a call that is too high for its place. */
  scrolled(event: Event): void;
  /** A press by pointer on a row that has just moved is not for that row; on Pause it counts all the same (rule 4). */
  drop(event: MouseEvent): void;
}

export function createMoved(clock: UiClock): Moved {
  const places = new WeakMap<
    Element,
    { readonly top: number; readonly inner: number; readonly movedAt: number }
  >();

  return {
    look(list, scrolled, isMeant) {
      const { top: start } = list.getBoundingClientRect();
      for (const place of list.children) {
        const before = places.get(place);
        const top = place.getBoundingClientRect().top - start;
        // What is too high for its place is scrolled within it, until it is let grow.
        const inner = place.scrollTop;
        const isElsewhere =
          before !== undefined &&
          (Math.abs(top - scrolled - before.top) > 1 || Math.abs(inner - before.inner) > 1);
        const hasMoved = isElsewhere && !isMeant;
        places.set(place, {
          top,
          inner,
          movedAt: hasMoved ? clock.steady() : (before?.movedAt ?? -Infinity),
        });
      }
    },
    scrolled({ target }) {
      const before = target instanceof Element ? places.get(target) : undefined;
      if (before) places.set(target as Element, { ...before, inner: (target as Element).scrollTop });
    },
    drop(event) {
      if (event.detail === 0 || !(event.target instanceof Element)) return;
      const pressed = event.target.closest('button, a, summary');
      const place = event.target.closest('.place');
      if (!pressed || !place || pressed.id.endsWith('-pause')) return;
      if (clock.steady() - (places.get(place)?.movedAt ?? -Infinity) >= PRESS_MS) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
