/** The local storage of one browser, shared by its pages. */
export interface Lines {
  readonly map: Map<string, string>;
  mood: 'well' | 'full' | 'denied';
}

export const newLines = (): Lines => ({ map: new Map(), mood: 'well' });

/** As a page gets at it: reading the property itself throws where storage is denied. */
export function localStorageOf(lines: Lines) {
  if (lines.mood === 'denied') throw new Error('SecurityError');
  const { map } = lines;
  return {
    get length() {
      return map.size;
    },
    key: (index: number) => [...map.keys()][index] ?? null,
    getItem: (key: string) => map.get(key) ?? null,
    setItem(key: string, value: string) {
      if (lines.mood === 'full') throw new Error('QuotaExceededError');
      map.set(key, value);
    },
    removeItem: (key: string) => void map.delete(key),
  };
}
