/**
 * Whether it is drawn, whole, in the part of a visible page that can be seen, also where the page is enlarged with two fingers. A
 * frame that its desktop does not show has no size, nor has anything in it. `grows`: by so many px it would be higher.
 */
export function isInSight(element: Element, grows = 0): boolean {
  const { ownerDocument: page } = element;
  const { clientWidth, clientHeight } = page.documentElement;
  const part = page.defaultView?.visualViewport;
  const { width, height, top, bottom, left, right } = element.getBoundingClientRect();
  const [fromX, fromY] = [part?.offsetLeft ?? 0, part?.offsetTop ?? 0];
  const toX = Math.min(clientWidth, fromX + (part?.width ?? clientWidth));
  const toY = Math.min(clientHeight, fromY + (part?.height ?? clientHeight));
  const isInside = top >= fromY - 0.5 && left >= fromX - 0.5 && bottom + grows <= toY + 1 && right <= toX + 1;
  return page.visibilityState === 'visible' && width > 0 && height > 0 && isInside;
}

/** Of sizes in fractions of a px a browser says a little less than all. */
const WHOLE = 0.98;

/**
 * Tells each time whether all of it is shown, as far as frames and boxes around it go: also those of the desktop, which cut a frame
 * off that is higher than their room for it. Answers how it is told no more. Nothing is told where a browser cannot know.
 */
export function watchWhole(element: Element, tell: (isWhole: boolean) => void): () => void {
  if (typeof IntersectionObserver === 'undefined') return () => {};
  const observer = new IntersectionObserver(
    (entries) => tell((entries.at(-1)?.intersectionRatio ?? 0) >= WHOLE),
    { threshold: [0, WHOLE] },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
