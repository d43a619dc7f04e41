import { statSync } from 'node:fs';
import { anchoringOf, headsIn, headText, type Anchoring } from '../../outbox/anchors.ts';
import type { Head } from '../../outbox/chain.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import { linesIn, linesOf, piecesOfFile, type Line } from '../home/log-lines.ts';
import { UsageError } from '../settings.ts';
import type { Command } from './arguments.ts';
import { proveEntries, WHATS, type Proof } from './audit.ts';
import type { Output } from './output.ts';
import { counted } from './words.ts';
import { EXIT } from './world.ts';

type Verify = Extract<Command, { verb: 'verify' }>;
type Proven = Extract<Proof, { ok: true }>;

interface Anchor {
  readonly published: Head;
  readonly is: Anchoring;
}

const BROKEN: ReadonlySet<Anchoring> = new Set(['cut', 'rewritten', 'absent']);

/** Says what a log proves by itself, and what only a head that left this machine can prove. */
export function runVerify(
  { file, heads, headsFile }: Verify,
  journal: () => readonly string[],
  output: Output,
): number {
  const published = publishedIn(heads, headsFile);
  const telling: AuditEntry[] = [];
  const proof =
    file === undefined
      ? proveEntries(noting(linesOf(journal()), published, telling))
      : reading(file, () => proveEntries(noting(linesIn(piecesOfFile(file)), published, telling)));
  if (!proof.ok) {
    output.say(
      { type: 'verify', ...proof },
      `Line ${proof.line} ${WHATS[proof.what] ?? 'does not hold'}. ${counted(proof.entries, 'entry', 'entries')} read.`,
    );
    return EXIT.failed;
  }
  const anchors = published.map((head) => ({ published: head, is: anchoringOf(head, telling) }));
  const ok = !anchors.some(({ is }) => BROKEN.has(is));
  const anchored = ok && anchors.some(({ is }) => is === 'fits');
  output.say(
    {
      type: 'verify',
      ...proof,
      ok,
      anchored,
      anchors: anchors.map(({ published, is }) => ({ head: headText(published), is })),
    },
    ...consistency(proof),
    ...anchors.map((anchor) => anchorSentence(anchor, proof)),
    ...(anchored || !ok || proof.head === undefined ? [] : [NOT_ANCHORED]),
  );
  return ok ? EXIT.ok : EXIT.failed;
}

function consistency({ entries, head, chains, begins, torn }: Proven): readonly string[] {
  if (head === undefined) return ['There is no entry yet.'];
  return [
    `${counted(entries, 'entry', 'entries')}, consistent: each fits the one before. Head ${headText(head)}`,
    ...(begins ? [`The first one follows on ${headText(begins)}, which the file before ends with.`] : []),
    ...chains
      .slice(begins ? 1 : 0)
      .map(({ chain, line, since }) =>
        line === 1
          ? `Chain ${chain} begins at ${since}. What a browser or a home held that was cleared before is not in it.`
          : `A new chain, ${chain}, begins in line ${line} at ${since}: a cleared browser, another browser or another home. Nothing proves what was before it.`,
      ),
    ...(torn
      ? ['The last line is half a one: a process was killed while it wrote. It was never acknowledged.']
      : []),
  ];
}

const NOT_ANCHORED =
  'Not anchored: a log that was cut at its end, or written anew as a whole, looks the same. Give a head that left this machine (--head <chain>:<seq>:<hash>), or what a receiver of webhooks wrote down (--heads <file>).';

function anchorSentence({ published, is }: Anchor, { head }: Proven): string {
  const { chain, seq } = published;
  switch (is) {
    case 'fits':
      return head?.chain === chain && head.seq === seq
        ? `Anchored: the log ends with entry ${seq}, as it was published.`
        : `Anchored up to entry ${seq}, which is as it was published. What follows it is only consistent.`;
    case 'cut':
      return `CUT: entry ${seq} was published, and chain ${chain} ends before it.`;
    case 'rewritten':
      return `REWRITTEN: entry ${seq} of chain ${chain} is not the one that was published.`;
    case 'absent':
      return `MISSING: entry ${seq} of chain ${chain} was published, and nothing of that chain is here: it was removed, or another home or browser holds it.`;
    case 'earlier':
      return `Entry ${seq} was published and is older than what is here.`;
  }
}

function publishedIn(given: readonly string[], file: string | undefined): readonly Head[] {
  const wrong = given.find((text) => headsIn(text).length !== 1);
  if (wrong !== undefined) throw new UsageError(`--head ${wrong} is none: <chain>:<seq>:<hash> is expected.`);
  const found = file === undefined ? [] : headsIn(reading(file, () => [...piecesOfFile(file)].join('')));
  if (file !== undefined && found.length === 0) throw new UsageError(`The file ${file} holds no head.`);
  const all = new Map([...given.flatMap(headsIn), ...found].map((head) => [headText(head), head]));
  return [...all.values()];
}

/** Keeps of a log what published heads are compared with: the entries they name, and the first one of their chain. */
function* noting(lines: Iterable<Line>, published: readonly Head[], telling: AuditEntry[]): Generator<Line> {
  const begun = new Set<string>();
  for (const line of lines) {
    const { entry } = line;
    const own = entry ? published.filter(({ chain }) => chain === entry.chain) : [];
    if (entry && own.length > 0 && (!begun.has(entry.chain) || own.some(({ seq }) => seq === entry.seq)))
      telling.push(entry);
    if (entry) begun.add(entry.chain);
    yield line;
  }
}

function reading<T>(file: string, read: () => T): T {
  try {
    if (statSync(file).isFile()) return read();
  } catch {
    // Said below.
  }
  throw new UsageError(`The file ${file} cannot be read.`);
}
