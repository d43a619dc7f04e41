import { describe, expect, it } from 'vitest';
import { faultsOf, withFault } from '../../../bench/mutation/faults.mjs';

const variantsOf = (code: string) => faultsOf(code, 'one.ts').map((fault) => withFault(code, fault));

describe('a fault that is planted', () => {
  it.each([
    ['a < b;', ['a <= b;']],
    ['a === b;', ['a !== b;']],
    ['a && b;', ['a || b;']],
    ['b = !a;', [';', 'b = a;']],
    ['const a = 8_000;', ['const a = (8_000 * 2);']],
    ['const a = 0;', ['const a = 1;']],
    ['const a = true;', ['const a = false;']],
    ['if (a) b();', ['if (true) b();', 'if (false) b();', 'if (a) ;']],
    ['const a = b ? c : d;', ['const a = true ? c : d;', 'const a = false ? c : d;']],
    ['const a = b.some(c);', ['const a = b.every(c);']],
  ])('in %j is one of %j', (code, variants) => {
    expect(variantsOf(code)).toEqual(variants);
  });

  it.each(["const a = 'b' + c;", 'type A = 1 | 2;', 'interface A { readonly b: true }'])(
    'is none in %j, where nothing depends on it',
    (code) => {
      expect(variantsOf(code)).toEqual([]);
    },
  );

  it('is refused when the code has changed since', () => {
    const [fault] = faultsOf('a < b;', 'one.ts');
    expect(() => withFault('b < a;', fault!)).toThrow('There is no a < b any more.');
  });
});
