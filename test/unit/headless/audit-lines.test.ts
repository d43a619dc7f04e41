import { describe, expect, it } from 'vitest';
import { linesIn } from '../../../src/headless/home/log-lines.ts';
import { canonicalJson, seal } from '../../../src/outbox/chain.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { proveEntries } from '../../support/prove-entries.ts';

const first = seal(makeFacts({ id: 'id-1' }), { chain: 'chain-1', seq: 0, hash: '0'.repeat(64) });
const second = seal(makeFacts({ id: 'id-2', reason: 'a /b' }), first);
const lines = [first, second].map(canonicalJson);
const prove = (text: string) => proveEntries(linesIn([text]));

describe('a log', () => {
  it.each([
    ['as it is written', `${lines.join('\n')}\n`],
    ['without its last newline', lines.join('\n')],
    ['with the newlines of Windows', `${lines.join('\r\n')}\r\n`],
  ])('holds %s', (_how, text) => {
    expect(prove(text)).toMatchObject({ ok: true, entries: 2 });
  });

  it.each<[string, (line: string) => string]>([
    ['a name twice, the false one first', (line) => line.replace('{', '{"action":"resume",')],
    ['a name twice, in other letters', (line) => line.replace('{', '{"\\u0061ction":"resume",')],
    ['a name twice, within', (line) => line.replace(',"chain"', ',"chain":"chain-2","chain"')],
    [
      'its members in another order',
      (line) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).toReversed())),
    ],
    ['spaces between them', (line) => line.replace(',', ', ')],
    ['a letter as its number', (line) => line.replace('id-2', '\\u0069d-2')],
    ['a number in another form', (line) => line.replace('"seq":2', '"seq":2.0')],
    ['a slash that is escaped', (line) => line.replace('/', '\\/')],
  ])('names the line that has %s, although what is read of it has its hash', (_what, alter) => {
    const altered = alter(lines[1]!);
    expect(altered).not.toBe(lines[1]);
    expect(JSON.parse(altered)).toEqual(second);
    expect(prove(`${lines[0]}\n${altered}\n`)).toEqual({ ok: false, entries: 2, line: 2, what: 'text' });
  });
});
