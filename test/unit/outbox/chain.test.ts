import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import {
  canonicalJson,
  emptyChain,
  seal,
  sha256Hex,
  verifyChain,
  type Head,
} from '../../../src/outbox/chain.ts';
import { makeFacts } from '../../support/audit-facts.ts';

function makeChain(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  let head: Head = emptyChain('chain-1');
  for (let index = 1; index <= length; index += 1) {
    head = seal(makeFacts({ id: `entry-${index}` }), head) satisfies Head;
    entries.push(head as AuditEntry);
  }
  return entries;
}

const changed = (entries: AuditEntry[], index: number, change: Partial<AuditEntry>) =>
  entries.with(index, { ...entries[index]!, ...change });

describe('verifyChain', () => {
  const entries = makeChain(4);

  it('computes the hash that anyone can compute from the canonical JSON', () => {
    const { hash, ...open } = entries[0]!;
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(canonicalJson({ b: 1, a: 'é', c: undefined })).toBe('{"a":"é","b":1}');
    expect(hash).toBe(sha256Hex(canonicalJson(open)));
  });

  it('computes the digest that Node computes, at every length around the ends of blocks and in any script', () => {
    const node = (text: string) => createHash('sha256').update(text).digest('hex');
    const texts = Array.from({ length: 260 }, (_, length) => 'x'.repeat(length));
    for (const text of [...texts, 'Zürich', '録音を一時停止', '🔴 ⏸', 'lone \ud800 surrogate'])
      expect(sha256Hex(text), text).toBe(node(text));
  });

  it('answers the head of an untouched chain', () => {
    expect(verifyChain(entries)).toEqual({
      ok: true,
      head: { chain: 'chain-1', seq: 4, hash: entries[3]!.hash },
    });
    expect(verifyChain([])).toMatchObject({ ok: true, head: { seq: 0 } });
  });

  it.each([
    ['a changed member', changed(entries, 2, { phase: 'confirmed' }), 3, 'hash'],
    ['an added member', changed(entries, 0, { reason: 'payment' }), 1, 'hash'],
    ['a missing entry', entries.toSpliced(1, 1), 2, 'gap'],
    ['a missing first entry', entries.slice(1), 1, 'gap'],
    ['swapped entries', [entries[1]!, entries[0]!], 1, 'gap'],
    ['an entry of another chain', changed(entries, 1, { chain: 'chain-2' }), 2, 'chain'],
    [
      'a forged entry with a right hash',
      entries.with(1, seal(makeFacts({ id: 'x' }), { ...entries[0]!, hash: 'f'.repeat(64) })),
      2,
      'prev',
    ],
  ])('finds %s', (_what, tampered, seq, what) => {
    expect(verifyChain(tampered)).toEqual({ ok: false, seq, what });
  });

  it('goes on from a checkpoint', () => {
    const { chain, seq, hash } = entries[1]!;
    expect(verifyChain(entries.slice(2), { chain, seq, hash }).ok).toBe(true);
  });
});
