import { describe, expect, it } from 'vitest';
import { unreadFields, withoutDeadCode } from '../../../scripts/dead-code.mjs';

const lean = (code: string, options = {}) => withoutDeadCode('sdk.js', code, options).replace(/\s+/g, ' ');

describe('withoutDeadCode', () => {
  it('keeps the branch that a settled condition takes, in branches too', () => {
    expect(lean('if (true) { a(); } else { b(); }')).toBe('{ a(); }');
    expect(lean('if (false && more) a(); else if (x) { if (false) { b(); } c(); }')).toBe(
      'if (x) { ; c(); }',
    );
  });

  it('keeps what depends on anything at all', () => {
    for (const code of ['if (x && false) a();', 'if (false || x) a();', 'const y = false ? 1 : 2;'])
      expect(lean(code)).toBe(code);
  });

  it('leaves out the cases it is told, and calls of what is silent', () => {
    expect(lean("switch (x) { case 'a': one(); break; case 'b': two(); }", { cases: ['a'] })).toBe(
      "switch (x) { case 'b': two(); }",
    );
    expect(lean('log.note(url); send(log.note(url));', { silent: /^log\.note$/ })).toBe(
      '; send(log.note(url));',
    );
  });
});

describe('unreadFields', () => {
  const names = (code: string, wanted: string[] = []) =>
    unreadFields(new Map([['sdk.js', code]]), new Set(wanted), /^Quiet$/).map(
      ({ name }: { name: string }) => name,
    );
  const inClass = (body: string) => `class A { constructor() { ${body} } }`;

  it('finds what is only ever written', () => {
    expect(names(inClass('this.a = null; this.a = { b: [1] }; this.c = new Quiet(x);'))).toEqual([
      'a',
      'a',
      'c',
    ]);
  });

  it('keeps what a name reads, whatever it belongs to, and what is wanted', () => {
    expect(names(inClass('this.a = 1; other.a();'))).toEqual([]);
    expect(names(inClass("this.a = 1; this['a']();"))).toEqual([]);
    expect(names(inClass('this.a = 1;'), ['a'])).toEqual([]);
  });

  it('keeps a value that does something while it is made', () => {
    expect(names(inClass('this.a = make(); this.b = new Loud(); this.c = [start()];'))).toEqual([]);
  });
});
