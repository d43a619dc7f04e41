import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { anchoringOf, headsIn, headText } from '../../../src/outbox/anchors.ts';
import { emptyChain, seal, type Head } from '../../../src/outbox/chain.ts';
import { makeFacts } from '../../support/audit-facts.ts';

function makeChain(length: number, about: object = {}): AuditEntry[] {
  const entries: AuditEntry[] = [];
  let head: Head = emptyChain('chain-1');
  for (let index = 1; index <= length; index += 1) {
    entries.push(seal(makeFacts({ id: `entry-${index}`, ...about }), head));
    head = entries.at(-1)!;
  }
  return entries;
}

const entries = makeChain(5);
const published = entries[2]!;

describe('a head that was published', () => {
  it.each([
    ['fits the whole log', entries, 'fits'],
    ['fits a log that ends with it', entries.slice(0, 3), 'fits'],
    ['fits a file that begins after it', entries.slice(3), 'fits'],
    ['is older than the file', entries.slice(4), 'earlier'],
    ['shows that the end was cut', entries.slice(0, 2), 'cut'],
    ['shows that all was written anew', makeChain(5, { conversationId: 'another' }), 'rewritten'],
    [
      'shows that what a file follows on was written anew',
      makeChain(5, { reason: 'x' }).slice(3),
      'rewritten',
    ],
    ['shows that its chain is gone', [], 'absent'],
  ] as const)('%s', (_what, log, is) => {
    expect(anchoringOf(published, log)).toBe(is);
  });
});

describe('headsIn', () => {
  it('finds each head in what a receiver wrote down', () => {
    const log = `POST / 204 head=${headText(published)}\n"${headText(entries[4]!)}", nothing: 1:2:3`;
    expect(headsIn(log).map(({ seq }) => seq)).toEqual([3, 5]);
  });

  it.each([
    '',
    'chain:1',
    `chain:0:${'a'.repeat(64)}`,
    `chain:1:${'a'.repeat(65)}`,
    `chain:x:${'a'.repeat(64)}`,
  ])('finds none in "%s"', (text) => expect(headsIn(text)).toEqual([]));
});
