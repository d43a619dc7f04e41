/**
 * Reads one value of a document. A mistake is noted by its path and the answer is then meaningless; `undefined` stands
 * for a member that is not there.
 */
export type Reader<T> = (value: unknown, path: string, mistakes: string[]) => T;

export const mistake = <T>(path: string, mistakes: string[]): T => {
  mistakes.push(path);
  return undefined as T;
};

export const text =
  (pattern: RegExp): Reader<string> =>
  (value, path, mistakes) =>
    typeof value === 'string' && pattern.test(value) ? value : mistake(path, mistakes);

export const oneOf =
  <const T extends string>(...members: readonly T[]): Reader<T> =>
  (value, path, mistakes) =>
    members.find((member) => member === value) ?? mistake(path, mistakes);

export const optional =
  <T>(read: Reader<T>): Reader<T | undefined> =>
  (value, path, mistakes) =>
    value === undefined ? undefined : read(value, path, mistakes);

export const orElse =
  <T>(read: Reader<T>, otherwise: T): Reader<T> =>
  (value, path, mistakes) =>
    value === undefined ? otherwise : read(value, path, mistakes);

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Own members only: a document that says `__proto__` or `constructor` has said an unknown key, and inherits nothing. */
export const member = (value: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** An object with these members and no other. Members that read as `undefined` are left out of the answer. */
export const object =
  <T extends object>(members: { readonly [K in keyof T]-?: Reader<T[K]> }): Reader<T> =>
  (value, path, mistakes) => {
    if (!isObject(value)) return mistake(path, mistakes);
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(members, key)) mistakes.push(below(path, key));
    }
    const entries = Object.entries<Reader<unknown>>(members)
      .map(([key, read]) => [key, read(member(value, key), below(path, key), mistakes)] as const)
      .filter(([, read]) => read !== undefined);
    return Object.fromEntries(entries) as T;
  };

export const integer =
  (least: number, most: number): Reader<number> =>
  (value, path, mistakes) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : mistake(path, mistakes);

export const flag: Reader<boolean> = (value, path, mistakes) =>
  typeof value === 'boolean' ? value : mistake(path, mistakes);

export const listOf =
  <T>(read: Reader<T>, most: number): Reader<readonly T[]> =>
  (value, path, mistakes) =>
    Array.isArray(value) && value.length <= most
      ? value.map((item, index) => read(item, `${path}.${index}`, mistakes))
      : mistake(path, mistakes);

/** An object whose keys are data. A Map, so that no key can reach a prototype. */
export const mapOf =
  <T>(key: RegExp, read: Reader<T>, least = 0): Reader<ReadonlyMap<string, T>> =>
  (value, path, mistakes) => {
    if (!isObject(value)) return mistake(path, mistakes);
    const entries = Object.entries(value);
    if (entries.length < least) return mistake(path, mistakes);
    return new Map(
      entries.map(([name, item]) => {
        if (!key.test(name)) mistakes.push(below(path, name));
        return [name, read(item, below(path, name), mistakes)];
      }),
    );
  };
