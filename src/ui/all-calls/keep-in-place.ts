/**
 * Scrolls so that `place` is at `top` again after something above it has grown, and gives the list room below where the page is
 * too short for that. Answers by how much `place` would have moved.
 */
export function keepInPlace(list: HTMLElement, place: Element, top: number): number {
  const grown = place.getBoundingClientRect().top - top;
  if (Math.abs(grown) < 1) return 0;
  window.scrollBy(0, grown);
  const short = place.getBoundingClientRect().top - top;
  if (short < 1) return grown;
  const below = window.innerHeight - document.body.getBoundingClientRect().bottom;
  const had = Number.parseFloat(list.style.paddingBlockEnd) || 0;
  list.style.paddingBlockEnd = `${had + Math.max(below, 0) + short}px`;
  window.scrollBy(0, short);
  return grown;
}

/**
 * Scrolls back what `keepInPlace` has scrolled, at most `pushed` px, until no place of `urgent` stands out of sight above; as far
 * as `held` stays in sight below. Answers by how much.
 */
export function showAgain(pushed: number, urgent: readonly Element[], held: Element | undefined): number {
  const above = -Math.min(0, ...urgent.map((place) => place.getBoundingClientRect().top));
  const room = held ? window.innerHeight - held.getBoundingClientRect().bottom : Infinity;
  const back = Math.max(0, Math.min(pushed, above, room));
  if (back > 0) window.scrollBy(0, -back);
  return back;
}
