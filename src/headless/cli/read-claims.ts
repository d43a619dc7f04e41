import { createClaims, type Claim } from '../../proof/claims.ts';
import { linesIn, linesOf, piecesOfFile, type Line, type LogFiles } from '../home/log-lines.ts';
import { UsageError } from '../settings.ts';
import { goThrough, type Pace } from './go-through.ts';

interface Source {
  readonly name: string;
  readonly isGiven: boolean;
  lines(): Iterable<Line>;
}

/** The sequence number that a source begins each of its chains with. */
type Beginnings = ReadonlyMap<string, number>;

/** What was found in the logs. */
export interface ReadClaims {
  readonly claims: ReadonlyMap<string, readonly Claim[]>;
  /** Lines that are no entry: what they told is not compared. */
  readonly damaged: readonly { readonly log: string; readonly lines: number }[];
}

/**
 * What this home's log claims and those that were given, whichever order they are given in; nothing when it was interrupted.
 * Throws a {@link UsageError} for what cannot be read whole, so that no part of it is passed over.
 */
export async function readClaims(
  journal: LogFiles,
  files: readonly string[],
  pace: Pace,
): Promise<ReadClaims | undefined> {
  const sources: Source[] = [
    { name: "this home's log", isGiven: false, lines: () => linesOf(journal) },
    ...files.map((file) => ({
      name: `the file ${file}`,
      isGiven: true,
      lines: () => linesIn(piecesOf(file)),
    })),
  ];
  const inOrder = files.length === 0 ? sources : await ordered(sources, pace);
  if (inOrder === undefined) return undefined;
  const claims = createClaims();
  const damaged: { log: string; lines: number }[] = [];
  for (const { name, lines } of inOrder) {
    let unread = 0;
    const add = ({ entry, checkpoint, isTorn }: Line) => {
      if (!entry) return void (unread += checkpoint || isTorn ? 0 : 1);
      const taken = claims.add(entry);
      if (taken === 'branch')
        throw new UsageError(
          `Of the log ${entry.chain} there are two branches: entry ${entry.seq} in ${name} is another one than in what was read before. A home or a browser was copied, and each went on by itself. Compare one branch at a time, the other with a home of its own.`,
        );
      if (taken === 'older')
        throw new UsageError(
          `In ${name} entry ${entry.seq} of the log ${entry.chain} stands behind a later one: its entries are out of order, or it and another file are each older than the other.`,
        );
    };
    if (!(await goThrough(lines(), add, pace))) return undefined;
    if (unread > 0) damaged.push({ log: name, lines: unread });
  }
  return { claims: claims.all(), damaged };
}

/** The older part of a log before the newer. */
async function ordered(sources: readonly Source[], pace: Pace): Promise<readonly Source[] | undefined> {
  const left = new Map<Source, Beginnings>();
  for (const source of sources) {
    const begins = await beginningsOf(source, pace);
    if (begins === undefined) return undefined;
    if (begins.size === 0 && source.isGiven)
      throw new UsageError(`${capitalised(source.name)} holds no entry of a log, or cannot be read.`);
    left.set(source, begins);
  }
  const inOrder: Source[] = [];
  while (left.size > 0) {
    const all = [...left];
    const [next] =
      all.find(([, begins]) => !all.some(([, other]) => isBefore(other, begins))) ?? all[0] ?? [];
    if (next === undefined) break;
    inOrder.push(next);
    left.delete(next);
  }
  return inOrder;
}

async function beginningsOf(source: Source, pace: Pace): Promise<Beginnings | undefined> {
  const begins = new Map<string, number>();
  const add = ({ entry }: Line) => {
    if (entry && !begins.has(entry.chain)) begins.set(entry.chain, entry.seq);
  };
  return (await goThrough(source.lines(), add, pace)) ? begins : undefined;
}

const isBefore = (one: Beginnings, other: Beginnings): boolean =>
  [...one].some(([chain, seq]) => seq < (other.get(chain) ?? -Infinity));

const capitalised = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

function* piecesOf(file: string): Generator<string> {
  try {
    yield* piecesOfFile(file);
  } catch {
    // Said by who finds no entry in it.
  }
}
