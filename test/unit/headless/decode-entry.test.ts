import { expect, it } from 'vitest';
import { decodeEntry } from '../../../src/headless/home/decode-entry.ts';
import { entryLine } from '../../support/entry-line.ts';

it('reads an entry, also one with members and words of a later build', () => {
  for (const more of [{}, { action: 'fly', colour: { red: [1, 2] } }])
    expect(decodeEntry(entryLine(7, more))).toMatchObject({ seq: 7, chain: 'chain-1', ...more });
});

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
const NONE: readonly (readonly [string, string])[] = [
  ['a number alone', '{"seq":1}'],
  ['a list', `[${entryLine(1)}]`],
  ['null', 'null'],
  ['half a line', entryLine(1).slice(0, -1)],
  ['a number that no double holds', entryLine(1, { latencyMs: 555 }).replace('555', '1e999')],
  ['such a number deeper', entryLine(1, { more: [5] }).replace('[5]', '[1e999]')],
  ['more depth than any entry', entryLine(1, { more: nested(3_000) })],
  ...['v', 'chain', 'seq', 'prev', 'hash', 'id', 'at', 'app', 'actor', 'conversationId', 'action', 'trigger']
    .concat('phase')
    .flatMap((name) => [
      [`no ${name}`, entryLine(1, { [name]: undefined })] as const,
      [`a list for ${name}`, entryLine(1, { [name]: ['a'] })] as const,
    ]),
  ...['a\nb', 'é', '', 'a:b', 'a'.repeat(65)].map(
    (chain) => [`the chain ${JSON.stringify(chain)}`, entryLine(1, { chain })] as const,
  ),
  ...[0, -1, 1.5, 2 ** 53].map((seq) => [`the number ${seq}`, entryLine(1, { seq })] as const),
  ...['prev', 'hash'].map(
    (name) => [`${name} in capitals`, entryLine(1, { [name]: 'A'.repeat(64) })] as const,
  ),
];

it.each(NONE)('takes a line with %s for no entry', (_, line) => {
  expect(decodeEntry(line)).toBeUndefined();
});
