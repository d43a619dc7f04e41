/** Keys and ranges of a database in memory, as far as the outbox uses them. */
type Key = string | readonly (string | number)[];

export interface KeyRange {
  includes(key: Key): boolean;
}

const partsOf = (key: Key) => (typeof key === 'string' ? [key] : key);

/** As in IndexedDB: a number comes before a text, and what is shorter before what goes on. */
export function compareKeys(one: Key, other: Key): number {
  const [left, right] = [partsOf(one), partsOf(other)];
  for (const [at, part] of left.entries()) {
    const against = right[at];
    if (against === undefined) return 1;
    if (part === against) continue;
    if (typeof part !== typeof against) return typeof part === 'number' ? -1 : 1;
    return part < against ? -1 : 1;
  }
  return left.length - right.length;
}

const keyRange = {
  bound: (lower: Key, upper: Key, isLowerOpen = false, isUpperOpen = false): KeyRange => ({
    includes(key) {
      const [below, above] = [compareKeys(key, lower), compareKeys(key, upper)];
      return (isLowerOpen ? below > 0 : below >= 0) && (isUpperOpen ? above < 0 : above <= 0);
    },
  }),
};

Object.assign(globalThis, { IDBKeyRange: keyRange });
