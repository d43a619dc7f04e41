/** A process that works on the store, and the queues that it would watch. */
export interface Worker {
  readonly id: string;
  readonly queues: ReadonlySet<string>;
}

/**
 * Who is to watch each queue: as many each as may be, and none changes hands for less. The same from the same facts, whoever
 * reckons. A queue that nobody would watch, or for which nobody has room, is absent.
 *
 * `held`: who has which now, of those that live.
 */
export function shareOut(
  workers: readonly Worker[],
  held: ReadonlyMap<string, string>,
  mostOfOne: number,
): ReadonlyMap<string, string> {
  const byId = workers.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const shares = new Map(byId.map(({ id }) => [id, new Set<string>()]));
  const sizeOf = (id: string) => shares.get(id)?.size ?? Infinity;
  const wants = (id: string, queue: string) => byId.some((one) => one.id === id && one.queues.has(queue));
  const queues = [...new Set(byId.flatMap((one) => [...one.queues]))].toSorted();

  const free: string[] = [];
  for (const queue of queues) {
    const holder = held.get(queue);
    if (holder !== undefined && wants(holder, queue) && sizeOf(holder) < mostOfOne)
      shares.get(holder)?.add(queue);
    else free.push(queue);
  }
  /** Whoever has least of those who would watch it. */
  const leastOf = (queue: string): string | undefined =>
    byId
      .filter((one) => one.queues.has(queue) && sizeOf(one.id) < mostOfOne)
      .toSorted((a, b) => sizeOf(a.id) - sizeOf(b.id))[0]?.id;
  for (const queue of free) {
    const least = leastOf(queue);
    if (least !== undefined) shares.get(least)?.add(queue);
  }
  // Each move makes the difference of two shares smaller, so that there is a last one.
  for (let moved = true; moved;) {
    moved = false;
    for (const share of shares.values())
      for (const queue of share) {
        const least = leastOf(queue);
        if (least === undefined || sizeOf(least) + 1 >= share.size) continue;
        share.delete(queue);
        shares.get(least)?.add(queue);
        moved = true;
      }
  }
  return new Map([...shares].flatMap(([id, share]) => [...share].map((queue) => [queue, id] as const)));
}
