import { below, isObject, mistake, type Reader } from './config-readers.ts';

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
