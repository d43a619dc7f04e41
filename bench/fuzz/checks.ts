import { MARKS } from './hostile.ts';

const PROTOTYPES: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
];
const before = PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length);

/** Nothing was executed and no prototype has grown. */
export function isUnharmed(): void {
  if ('executed' in globalThis) throw new Error('A hostile text was executed.');
  if ('polluted' in {}) throw new Error('The prototype of all objects is polluted.');
  PROTOTYPES.forEach((prototype, index) => {
    if (Reflect.ownKeys(prototype).length !== before[index])
      throw new Error('A prototype has got a new member.');
  });
}

/** What is logged, exported or reported holds nothing of what people wrote. */
export function isClean(text: string): void {
  for (const [name, mark] of Object.entries(MARKS)) {
    if (text.includes(mark)) throw new Error(`A ${name} got out: ${text.slice(0, 200)}`);
  }
}

const FIELD = /^[\w.[\]-]{0,120}$/;

interface Decoded {
  readonly ok: boolean;
  readonly failure?: { readonly kind: string; readonly what?: string };
}

/** A decoder answers a value, or `malformed` with the path of a field that we know; never words of the payload. */
export function isDeclared(result: Decoded): void {
  if (result.ok) return;
  const { failure } = result;
  if (failure?.kind !== 'malformed') throw new Error(`Failed as ${failure?.kind}.`);
  if (!FIELD.test(failure.what ?? '')) throw new Error(`The field is called ${failure.what?.slice(0, 80)}.`);
}
