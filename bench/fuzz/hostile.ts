import * as fc from 'fast-check';

/** Words that must never come out again: what customers and colleagues write into names, numbers and notes. */
export const MARKS = {
  card: '4111111111111111',
  phone: '+4915112345678',
  name: 'Ottilie Schreibnicht',
  token: 'Bearer-qJ8zN4xT1kV7mB2cR9wY5pL0sD3fG6h',
} as const;

const SCRIPTS = [
  '<script>globalThis.executed=1</script>',
  '"><img src=x onerror=globalThis.executed=1>',
  'javascript:globalThis.executed=1',
  '${globalThis.executed=1}',
  "');globalThis.executed=1;//",
  '{{constructor.constructor("globalThis.executed=1")()}}',
];
const ODD = [
  '',
  ' ',
  '\u0000',
  '\u202e',
  '\ud800',
  '..',
  '../..',
  '%2e%2e',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'NaN',
  '-0',
  '1e999',
];

/** Text that tries to be something else. */
export const hostileText = fc.oneof(
  fc.constantFrom(...Object.values(MARKS)),
  fc.constantFrom(...SCRIPTS),
  fc.constantFrom(...ODD),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer({ min: 3_990, max: 6_000 }).map((length) => 'x'.repeat(length)),
);

const deep = fc.integer({ min: 5, max: 3_000 }).map((depth) => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { id: value };
  return value;
});

const polluting = fc
  .tuple(
    fc.constantFrom('__proto__', 'constructor', 'prototype'),
    fc.constantFrom('polluted', 'toString', 'id'),
  )
  .map(
    ([key, member]) =>
      JSON.parse(`{"${key}":{"${member}":"polluted","prototype":{"polluted":1}},"id":"x"}`) as unknown,
  );

/** Anything that JSON can say, and what it can say to do harm. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      null,
      undefined,
      true,
      false,
      0,
      -1,
      1e308,
      2 ** 53,
      [],
      {},
      [[]],
      [null],
    ),
  },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: polluting },
  { weight: 1, arbitrary: deep },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 490, max: 1_200 })
      .map((length) => Array.from({ length }, (_, id) => ({ id: String(id) }))),
  },
);

/** Where to put something into a payload, as indices among the keys on the way down. */
interface Change {
  readonly path: readonly number[];
  readonly how: 'replace' | 'remove' | 'add' | 'key';
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.nat(40), { minLength: 1, maxLength: 7 }),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'key'),
  value: hostileValue,
});

function changed(payload: unknown, { path, how, value }: Change): unknown {
  if (typeof payload !== 'object' || payload === null) return value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(payload) ? [...payload] : { ...payload };
  const keys = Object.keys(copy);
  const target = copy as Record<string, unknown>;
  const key = keys[(path[0] ?? 0) % Math.max(1, keys.length)];
  if (how === 'key')
    return Object.assign(Object.create(null) as object, copy, {
      [typeof value === 'string' ? value : '__proto__']: value,
    });
  if (key === undefined || how === 'add') return Object.assign(copy, { [key ?? 'id']: value });
  if (path.length > 1 && typeof target[key] === 'object' && target[key] !== null) {
    target[key] = changed(target[key], { path: path.slice(1), how, value });
  } else if (how === 'remove') delete target[key];
  else target[key] = value;
  return copy;
}

/** One of the real payloads with up to four things wrong with it, or something else altogether. */
export const payloadLike = (...payloads: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom(...payloads), fc.array(change, { minLength: 1, maxLength: 4 }))
        .map(([payload, changes]) => changes.reduce<unknown>(changed, payload)),
    },
    { weight: 1, arbitrary: hostileValue },
  );

/** What arrives as text: JSON of such a payload, cut off, or none at all. */
export const textLike = (...payloads: readonly unknown[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: payloadLike(...payloads).map((value) => JSON.stringify(value) ?? '') },
    {
      weight: 1,
      arbitrary: fc
        .tuple(payloadLike(...payloads), fc.nat(400))
        .map(([value, at]) => (JSON.stringify(value) ?? '').slice(0, at)),
    },
    { weight: 1, arbitrary: hostileText },
  );
