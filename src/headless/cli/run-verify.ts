import { statSync } from 'node:fs';
import { anchoringOf, headsIn, headText, type Anchoring } from '../../outbox/anchors.ts';
import type { Head } from '../../outbox/chain.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import {
  entriesIn,
  entriesOf,
  linesIn,
  linesOf,
  piecesOfFile,
  type Line,
  type LogFiles,
} from '../home/log-lines.ts';
import { UsageError } from '../settings.ts';
import type { Command } from './arguments.ts';
import { createProver, WHATS, type Proof } from './audit.ts';
import { goThrough, type Pace } from './go-through.ts';
import type { Output } from './output.ts';
import { counted } from './words.ts';
import { verifyStore } from './verify-store.ts';
import { EXIT, type CliWorld } from './world.ts';

type Verify = Extract<Command, { verb: 'verify' }>;
type Proven = Extract<Proof, { ok: true }>;

interface Anchor {
  readonly published: Head;
  readonly is: Anchoring;
}

const BROKEN: ReadonlySet<Anchoring> = new Set(['cut', 'rewritten', 'absent']);

/** Says what a log proves by itself, and what only a head that left this machine can prove. */
export async function runVerify(
  { file, heads, headsFile, database }: Verify,
  journal: () => LogFiles,
  world: CliWorld,
  output: Output,
  pace: Pace,
): Promise<number> {
  const published = await publishedIn(heads, headsFile);
  const witnesses = witnessesOf(published);
  const prover = createProver();
  let stored = 0;
  const look = (line: Line) => {
    if (line.entry) witnesses.see(line.entry);
    if (line.entry?.storeId !== undefined) stored += 1;
    return prover.add(line);
  };
  const prove = (lines: Iterable<Line>) => goThrough(lines, look, pace);
  const isWhole =
    file === undefined
      ? await prove(linesOf(journal()))
      : await reading(file, () => prove(linesIn(piecesOfFile(file))));
  if (!isWhole) return EXIT.interrupted;
  const { proof } = prover;
  if (!proof.ok) {
    output.say(
      { type: 'verify', ...proof },
      `Line ${proof.line} ${WHATS[proof.what] ?? 'does not hold'}. ${counted(proof.entries, 'entry', 'entries')} read.`,
    );
    return EXIT.failed;
  }
  // What a home has written stays there: a rotated file may begin in the middle of a chain, a home may not.
  const isIncomplete = file === undefined && proof.begins !== undefined;
  const anchors = published.map((head) => ({
    published: head,
    is: anchoringOf(head, witnesses.of(head), proof.begins),
  }));
  const store = await verifyStore(
    {
      ...(file !== undefined && { file }),
      ...(database !== undefined && { database }),
      entries: () => (file === undefined ? entriesOf(journal()) : entriesIn(piecesOfFile(file))),
      stored,
      anchored: anchors.filter(({ is }) => is === 'fits').map((each) => each.published),
    },
    world,
    output.warn,
  );
  if (store === 'interrupted') return EXIT.interrupted;
  const ok = store.ok && !isIncomplete && !anchors.some(({ is }) => BROKEN.has(is));
  const anchored = ok && anchors.some(({ is }) => is === 'fits');
  output.say(
    {
      type: 'verify',
      ...proof,
      ok,
      ...(isIncomplete && { incomplete: true }),
      anchored,
      anchors: anchors.map(({ published, is }) => ({ head: headText(published), is })),
      ...store.line,
    },
    ...consistency(proof, isIncomplete),
    ...anchors.map((anchor) => anchorSentence(anchor, proof)),
    ...(anchored || !ok || proof.head === undefined ? [] : [NOT_ANCHORED]),
    ...store.sentences,
  );
  return ok ? EXIT.ok : EXIT.failed;
}

function consistency(
  { entries, head, chains, begins, checkpoint, torn }: Proven,
  isIncomplete: boolean,
): readonly string[] {
  if (head === undefined) return ['There is no entry yet.'];
  return [
    `${counted(entries, 'entry', 'entries')}, consistent: each fits the one before. Head ${headText(head)}`,
    ...(begins
      ? [checkpoint && !isIncomplete ? afterCheckpoint(begins) : beginning(begins, isIncomplete)]
      : []),
    ...chains
      .slice(begins ? 1 : 0)
      .map(({ chain, line, since, after }) =>
        after
          ? `Line ${line}, chain ${chain}: ${afterCheckpoint(after)}`
          : line === 1
            ? `Chain ${chain} begins at ${since}. What a browser or a home held that was cleared before is not in it.`
            : `A new chain, ${chain}, begins in line ${line} at ${since}: a cleared browser, another browser or another home. Nothing proves what was before it.`,
      ),
    ...(torn
      ? ['The last line is half a one: a process was killed while it wrote. It was never acknowledged.']
      : []),
  ];
}

const beginning = (begins: Head, isIncomplete: boolean): string =>
  isIncomplete
    ? `INCOMPLETE: the log begins with entry ${begins.seq + 1} of chain ${begins.chain}. What was before it, up to ${headText(begins)}, is not here.`
    : `The first one follows on ${headText(begins)}, with which the file before has to end.`;

const afterCheckpoint = (after: Head): string =>
  `Begins after a checkpoint: the entries up to ${headText(after)} were taken away when they were old enough (audit.retentionDays). What left the browser before has them.`;

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

async function publishedIn(given: readonly string[], file: string | undefined): Promise<readonly Head[]> {
  const wrong = given.find((text) => headsIn(text).length !== 1);
  if (wrong !== undefined) throw new UsageError(`--head ${wrong} is none: <chain>:<seq>:<hash> is expected.`);
  const found =
    file === undefined ? [] : headsIn(await reading(file, () => [...piecesOfFile(file)].join('')));
  if (file !== undefined && found.length === 0) throw new UsageError(`The file ${file} holds no head.`);
  const all = new Map([...given.flatMap(headsIn), ...found].map((head) => [headText(head), head]));
  return [...all.values()];
}

/** What published heads are compared with: the entries they name, and the first one of their chain. */
interface Witnesses {
  see(entry: AuditEntry): void;
  of(head: Head): readonly AuditEntry[];
}

/** A receiver may have written down as many heads as a log has entries. */
function witnessesOf(published: readonly Head[]): Witnesses {
  const named = ({ chain, seq }: Pick<Head, 'chain' | 'seq'>) => `${chain}:${seq}`;
  const chains = new Set(published.map(({ chain }) => chain));
  const wanted = new Set(published.map(named));
  const first = new Map<string, AuditEntry>();
  const found = new Map<string, AuditEntry>();
  return {
    see(entry) {
      if (!chains.has(entry.chain)) return;
      if (!first.has(entry.chain)) first.set(entry.chain, entry);
      if (wanted.has(named(entry))) found.set(named(entry), entry);
    },
    of: (head) => [first.get(head.chain), found.get(named(head))].filter((entry) => entry !== undefined),
  };
}

async function reading<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    if (statSync(file).isFile()) return await read();
  } catch {
    // Said below.
  }
  throw new UsageError(`The file ${file} cannot be read.`);
}
