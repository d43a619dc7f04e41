/**
 * Whether it is drawn, whole, in the part of a visible page that can be seen. A frame that its desktop does not show has no
 * size, nor has anything in it. `grows`: by so many px it would be higher.
 */
export function isInSight(element: Element, grows = 0): boolean {
  const { ownerDocument: page } = element;
  const { clientWidth, clientHeight } = page.documentElement;
  const { width, height, top, bottom, left, right } = element.getBoundingClientRect();
  const isInside = top >= 0 && left >= 0 && bottom + grows <= clientHeight + 1 && right <= clientWidth + 1;
  return page.visibilityState === 'visible' && width > 0 && height > 0 && isInside;
}
