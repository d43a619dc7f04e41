/** A stretch of time, epoch ms. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Between two pauses nothing is estimated: what lies there was recorded. */
export const GAP_MS = 250;

export const lengthOf = ({ from, to }: Stretch): number => Math.max(0, to - from);

/** What both have; nothing of it when they do not touch. */
export const overlapOf = (one: Stretch, other: Stretch): Stretch => ({
  from: Math.max(one.from, other.from),
  to: Math.min(one.to, other.to),
});

/** What is left of a stretch, in order, once all of `covers` is taken out of it. */
export function without(stretch: Stretch, covers: readonly Stretch[]): readonly Stretch[] {
  const left: Stretch[] = [];
  let { from } = stretch;
  for (const cover of covers.toSorted((a, b) => a.from - b.from)) {
    if (cover.to <= from || cover.from >= stretch.to) continue;
    if (cover.from > from) left.push({ from, to: cover.from });
    from = cover.to;
  }
  if (from < stretch.to) left.push({ from, to: stretch.to });
  return left;
}
