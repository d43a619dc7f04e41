import { describe, expect, it } from 'vitest';
import { linesIn } from '../../../src/headless/home/log-lines.ts';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { anchoringOf } from '../../../src/outbox/anchors.ts';
import { canonicalJson, emptyChain, seal, sha256Hex, type Head } from '../../../src/outbox/chain.ts';
import { checkpointText } from '../../../src/outbox/checkpoint.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { proveEntries } from '../../support/prove-entries.ts';
import { choices, type Choices } from '../../support/random.ts';

/* Whatever is done to one line, or to some of them, is found by who verifies; what is cut off at the end, by who has a head. */

const SEEDS = Array.from({ length: 120 }, (_, seed) => seed);

function chainOf(length: number, chain: string): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  let head: Head = emptyChain(chain);
  for (let index = 1; index <= length; index += 1) {
    const entry = seal(makeFacts({ id: `${chain}-${index}`, latencyMs: index, reason: 'payment' }), head);
    entries.push(entry);
    head = entry;
  }
  return entries;
}

interface Log {
  readonly lines: readonly string[];
  readonly entries: readonly AuditEntry[];
}

/** An export: of one chain or of two in a row, from its first entry on or behind a checkpoint. */
function logBy(random: Choices): Log {
  const chains = random.chance(0.3) ? ['chain-1', 'chain-2'] : ['chain-1'];
  const lines: string[] = [];
  const entries: AuditEntry[] = [];
  for (const chain of chains) {
    const all = chainOf(random.between(3, 9), chain);
    const gone = random.chance(0.5) ? random.between(1, all.length - 2) : 0;
    if (gone > 0) lines.push(checkpointText(all[gone - 1]!));
    for (const entry of all.slice(gone)) {
      lines.push(canonicalJson(entry));
      entries.push(entry);
    }
  }
  return { lines, entries };
}

const prove = (lines: readonly string[]) =>
  proveEntries(linesIn([lines.map((line) => `${line}\n`).join('')]));
const isCheckpoint = (line: string) => line.startsWith('{"checkpoint"');

/** Another character in the place of one, as long as it stays another one. */
function altered(line: string, random: Choices): string {
  const at = random.between(0, line.length - 1);
  const other = random.pick([...'abcdef0123456789"{},: '].filter((one) => one !== line[at]));
  return line.slice(0, at) + other + line.slice(at + 1);
}

/** The hash computed anew, as who alters an entry in the middle may do. */
function forged(line: string, random: Choices): string {
  const { hash: _hash, ...open } = JSON.parse(line) as AuditEntry;
  const changed = { ...open, ...random.pick([{ phase: 'confirmed' }, { userId: 'x' }, { reason: 'other' }]) };
  return canonicalJson({ ...changed, hash: sha256Hex(canonicalJson(changed)) });
}

/** Any two lines in each other's place. */
function reordered(lines: readonly string[], random: Choices): readonly string[] {
  const from = random.between(0, lines.length - 2);
  const to = random.between(from + 1, lines.length - 1);
  return lines.with(from, lines[to]!).with(to, lines[from]!);
}

const indexOf = (lines: readonly string[], random: Choices, fits: (line: string, at: number) => boolean) =>
  random.pick(lines.flatMap((line, at) => (fits(line, at) ? [at] : [])));

const chainIn = (line: string | undefined) => /"chain":"([^"]+)"/.exec(line ?? '')?.[1];

const hasMoreOfIt = (lines: readonly string[]) => (line: string, at: number) => {
  const chain = chainIn(line);
  return !isCheckpoint(line) && chainIn(lines[at + 1]) === chain && chainIn(lines[at - 1]) === chain;
};

const TAMPERINGS: readonly (readonly [
  string,
  (lines: readonly string[], random: Choices) => readonly string[],
])[] = [
  [
    'a character altered',
    (lines, random) => {
      const at = random.between(0, lines.length - 1);
      return lines.with(at, altered(lines[at]!, random));
    },
  ],
  [
    'an entry forged, with a hash that fits it',
    (lines, random) => {
      const at = indexOf(lines, random, hasMoreOfIt(lines));
      return lines.with(at, forged(lines[at]!, random));
    },
  ],
  [
    'a line doubled, anywhere',
    (lines, random) => {
      const line = random.pick(lines.filter((one) => !isCheckpoint(one)));
      return lines.toSpliced(random.between(0, lines.length), 0, line);
    },
  ],
  ['a whole file doubled', (lines) => [...lines, ...lines]],
  [
    'a name that stands there twice, the false one first',
    (lines, random) => {
      const at = random.between(0, lines.length - 1);
      return lines.with(at, lines[at]!.replace('{', '{"v":2,'));
    },
  ],
  [
    'an end that looks as if it had been taken away',
    (lines, random) => {
      const at = indexOf(lines, random, hasMoreOfIt(lines));
      const last = JSON.parse(lines.at(-1)!) as AuditEntry;
      return [...lines.slice(0, at + 1), checkpointText({ ...last, chain: chainIn(lines[at])! })];
    },
  ],
  ['two lines in the wrong order', reordered],
  [
    'inner lines dropped',
    (lines, random) => {
      const at = indexOf(lines, random, hasMoreOfIt(lines));
      return lines.toSpliced(at, 1);
    },
  ],
  [
    'inner lines dropped, and a checkpoint in their place',
    (lines, random) => {
      const at = indexOf(lines, random, hasMoreOfIt(lines));
      return lines.with(at, checkpointText(JSON.parse(lines[at]!) as AuditEntry));
    },
  ],
];

describe('audit verify', () => {
  it('finds nothing wrong with a log as it was written', () => {
    for (const seed of SEEDS) {
      const { lines, entries } = logBy(choices(seed));
      expect(prove(lines), `seed ${seed}`).toMatchObject({ ok: true, entries: entries.length });
    }
  });

  it.each(TAMPERINGS)('finds %s', (_what, tamper) => {
    for (const seed of SEEDS) {
      const random = choices(seed);
      const { lines } = logBy(random);
      const tampered = tamper(lines, random);
      const was = { seed, tampered };
      expect(prove(tampered).ok && was, `seed ${seed}`).toBe(false);
    }
  });

  it('finds a log that was cut at its end, against the last head that left the browser', () => {
    for (const seed of SEEDS) {
      const random = choices(seed);
      const entries = chainOf(random.between(3, 9), 'chain-1');
      const gone = random.between(0, 2);
      const cut = random.between(1, entries.length - gone);
      const kept = entries.slice(gone, entries.length - cut);
      const after = gone > 0 ? entries[gone - 1] : undefined;
      const published = entries.at(-1)!;
      const is = anchoringOf(published, kept, after);
      expect(is, `seed ${seed}`).toBe(kept.length === 0 && after === undefined ? 'absent' : 'cut');
      expect(anchoringOf(published, entries.slice(gone), after)).toBe('fits');
    }
  });
});
