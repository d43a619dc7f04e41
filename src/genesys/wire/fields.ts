import { failed, ok, type Result } from '../../domain/result.ts';

/** Collects what is wrong with one payload; only the first fault is told. */
export interface Faults {
  first?: string;
}

/**
 * Reads the fields of a foreign object by name. `T` is the published model: a misspelt field does not compile. `null`
 * counts as absent, unknown fields are ignored, and a wrong one is noted by its path, e.g. `participants[2].endTime`.
 * Only own properties are read and nothing is copied over, so that a `__proto__` in the payload has no effect.
 */
export interface Fields<T> {
  /** Present and not empty; '' and a fault otherwise. */
  id(key: keyof T & string): string;
  text(key: keyof T & string): string | undefined;
  flag(key: keyof T & string): boolean | undefined;
  number(key: keyof T & string): number | undefined;
  /** An ISO 8601 date as epoch ms. */
  time(key: keyof T & string): number | undefined;
  /** One of the words of `table` in any casing (REST and events differ: see docs/platform-notes.md, Casing). */
  word<V>(key: keyof T & string, table: Readonly<Record<string, V>>): V | undefined;
  object<U>(key: keyof T & string): Fields<U> | undefined;
  objects<U>(key: keyof T & string, max?: number): readonly Fields<U>[] | undefined;
  texts(key: keyof T & string): readonly string[] | undefined;
  /** Members of an object of texts whose names fit, if there are any. Whatever else stands there is no fault: anybody may write there. */
  textsNamed(key: keyof T & string, fits: RegExp): Readonly<Record<string, string>> | undefined;
  has(key: keyof T & string): boolean;
  wrong(key: keyof T & string): void;
}

/** Far above anything real (the platform limits participants to 100 or so), far below what would hurt. */
const MAX_ITEMS = 500;
const MAX_PERMISSIONS = 20_000;
const MAX_TEXT = 4_000;

export function fieldsOf<T>(value: unknown, path: string, faults: Faults): Fields<T> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) faults.first ??= path === '' ? 'body' : path;
  const source: object = isObject ? value : {};

  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  const read = (key: string): unknown => {
    const found: unknown = Object.hasOwn(source, key) ? Reflect.get(source, key) : undefined;
    return found ?? undefined;
  };
  const wrong = (key: string) => {
    faults.first ??= at(key);
  };
  function typed<V>(key: string, is: (found: unknown) => found is V): V | undefined {
    const found = read(key);
    if (found === undefined) return undefined;
    if (is(found)) return found;
    wrong(key);
    return undefined;
  }
  function list(key: string, max: number): readonly unknown[] | undefined {
    return typed(key, (found): found is unknown[] => Array.isArray(found) && found.length <= max);
  }
  const text = (key: string) => typed(key, isText);

  return {
    id(key) {
      const found = text(key);
      if (found === undefined || found === '') wrong(key);
      return found ?? '';
    },
    text,
    flag: (key) => typed(key, isFlag),
    number: (key) => typed(key, isNumber),
    time(key) {
      const found = text(key);
      if (found === undefined) return undefined;
      const epochMs = Date.parse(found);
      if (!Number.isNaN(epochMs)) return epochMs;
      wrong(key);
      return undefined;
    },
    word(key, table) {
      const word = text(key)?.toLowerCase();
      if (word === undefined) return undefined;
      if (Object.hasOwn(table, word)) return table[word];
      wrong(key);
      return undefined;
    },
    object<U>(key: string) {
      const found = read(key);
      return found === undefined ? undefined : fieldsOf<U>(found, at(key), faults);
    },
    objects: <U>(key: string, max = MAX_ITEMS) =>
      list(key, max)?.map((item, index) => fieldsOf<U>(item, `${at(key)}[${index}]`, faults)),
    texts(key) {
      const found = list(key, MAX_PERMISSIONS);
      if (found?.every(isText) === false) wrong(key);
      return found?.filter(isText);
    },
    textsNamed(key, fits) {
      const members = Object.entries(read(key) ?? {}).filter(
        (member): member is [string, string] => fits.test(member[0]) && isText(member[1]),
      );
      return members.length > 0 ? Object.fromEntries(members) : undefined;
    },
    has: (key) => read(key) !== undefined,
    wrong,
  };
}

const isFlag = (found: unknown): found is boolean => typeof found === 'boolean';
const isNumber = (found: unknown): found is number => Number.isFinite(found);
const isText = (found: unknown): found is string => typeof found === 'string' && found.length <= MAX_TEXT;

/** Runs a decoder over a foreign value: its answer, or `malformed` naming the first wrong field. */
export function decode<T, V>(value: unknown, read: (fields: Fields<T>) => V): Result<V> {
  const faults: Faults = {};
  const decoded = read(fieldsOf<T>(value, '', faults));
  return faults.first === undefined ? ok(decoded) : failed({ kind: 'malformed', what: faults.first });
}
