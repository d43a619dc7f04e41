/** A text as every database takes it: without NUL, and without half a character. */
export const storedText = (text: string): string => text.replaceAll(/[\0\p{Cs}]/gu, '\uFFFD');

/** For `JSON.stringify`. One text that no database takes must not keep all other calls out of it: neither a value nor a name, as the id of a recording is one. */
export function asStored(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return storedText(value);
  if (
    typeof value !== 'object' ||
    value === null ||
    Object.keys(value).every((key) => storedText(key) === key)
  )
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storedText(key), one]));
}
