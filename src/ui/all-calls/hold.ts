import type { Kept } from './kept.ts';

/** While a hand is at work a call becomes no lower than it is, and no higher either unless it may grow. */
export function hold(place: HTMLElement, isBusy: boolean, mayGrow: boolean): void {
  const { height } = place.getBoundingClientRect();
  // In a frame that is not shown nothing has a height: that is none to keep.
  const kept = isBusy && height > 0 ? `${height}px` : '';
  place.style.minBlockSize = kept;
  place.style.maxBlockSize = mayGrow ? '' : kept;
}

/** Of a list that is drawn anew: as high as each call stood before. */
export function holdAgain(list: HTMLElement, { heights, room }: Kept, isBusy: boolean): void {
  if (!isBusy) return;
  list.style.paddingBlockEnd = room;
  for (const place of list.children as HTMLCollectionOf<HTMLElement>) {
    const height = heights.get(place.dataset['place'] ?? '') ?? 0;
    if (height > 0) place.style.minBlockSize = place.style.maxBlockSize = `${height}px`;
  }
}
