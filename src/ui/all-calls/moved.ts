import type { UiClock } from '../agent/ui.ts';

/** A press that was meant for what stood there before the rows moved comes within this time. */
const PRESS_MS = 800;

/** Which rows have just come to stand where another one stood. */
export interface Moved {
  /** After each drawing. `scrolled`: by so much what stands below has been brought back. `isMeant`: the agent has moved them. */
  look(list: Element, scrolled: number, isMeant: boolean): void;
  /** A press by pointer on a row that has just moved is not for that row; on Pause it counts all the same (rule 4). */
  drop(event: MouseEvent): void;
}

export function createMoved(clock: UiClock): Moved {
  const places = new WeakMap<Element, { readonly top: number; readonly movedAt: number }>();

  return {
    look(list, scrolled, isMeant) {
      const { top: start } = list.getBoundingClientRect();
      for (const place of list.children) {
        const before = places.get(place);
        const top = place.getBoundingClientRect().top - start;
        const hasMoved = before !== undefined && Math.abs(top - scrolled - before.top) > 1 && !isMeant;
        places.set(place, { top, movedAt: hasMoved ? clock.steady() : (before?.movedAt ?? -Infinity) });
      }
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
