import type { AuditEntry } from '../../domain/audit.ts';
import { createClaims, type Claim } from '../../proof/claims.ts';
import type { Verdict } from '../../proof/prove.ts';
import type { Controller } from '../controller.ts';
import { entriesIn, entriesOf, piecesOfFile, type LogFiles } from '../home/log-lines.ts';
import { unlessAborted } from '../patience.ts';
import { UsageError } from '../settings.ts';
import type { Command } from './arguments.ts';
import { goThrough, type Pace } from './go-through.ts';
import type { Output } from './output.ts';
import { proofLines } from './proof-words.ts';
import { counted, failureFields, failureSentence } from './words.ts';
import { EXIT, type CliWorld } from './world.ts';

type ProofCommand = Extract<Command, { verb: 'proof' }>;

/** Compares what the logs claim with what Genesys left out of the recordings, call by call. */
export async function runProof(
  controller: Controller,
  { ids, logs, since }: ProofCommand,
  journal: LogFiles,
  { signal }: CliWorld,
  output: Output,
  pace: Pace,
): Promise<number> {
  const from = since === undefined ? -Infinity : sinceOf(since);
  const claims = await claimsIn(journal, logs, pace);
  if (claims === undefined) return EXIT.interrupted;
  const isRecent = ({ to = Infinity }: { readonly to?: number }) => to >= from;
  const recent = (all: readonly Claim[]) => all.filter(isRecent);
  const calls =
    ids.length > 0 ? ids : [...claims].flatMap(([id, all]) => (recent(all).length > 0 ? [id] : []));
  const count: Record<Verdict | 'unexplained', number> = {
    proved: 0,
    late: 0,
    short: 0,
    missing: 0,
    unknown: 0,
    unexplained: 0,
  };
  let failures = 0;
  for (const id of calls) {
    const answer = await unlessAborted(controller.prove(id, claims.get(id) ?? []), signal);
    if (answer === undefined) return EXIT.interrupted;
    if (!answer.ok) {
      failures += 1;
      output.refuse(
        { type: 'proof', conversationId: id, ...failureFields(answer.failure) },
        `${id}: ${failureSentence(answer.failure)}`,
      );
      continue;
    }
    const proven = {
      conversationId: id,
      proofs: answer.value.proofs.filter(({ claim }) => isRecent(claim)),
      unexplained: answer.value.unexplained.filter(isRecent),
    };
    for (const { verdict } of proven.proofs) count[verdict] += 1;
    count.unexplained += proven.unexplained.length;
    output.say({ type: 'proof', ...proven }, ...proofLines(proven));
  }
  const wrong = count.late + count.short + count.missing;
  output.say(
    { type: 'proofs', calls: calls.length, ...count, failures },
    `${counted(calls.length, 'call')}: ${count.proved} proved, ${wrong} not (${count.late} late, ${count.short} short, ${count.missing} missing), ${count.unknown} unknown, ${count.unexplained} unexplained.`,
  );
  if (wrong > 0 || failures > 0) return EXIT.failed;
  return count.unknown > 0 ? EXIT.unconfirmed : EXIT.ok;
}

/** Of this home's log and of those that were given; nothing when it was interrupted. */
async function claimsIn(
  journal: LogFiles,
  logs: readonly string[],
  pace: Pace,
): Promise<ReadonlyMap<string, readonly Claim[]> | undefined> {
  const claims = createClaims();
  if (!(await goThrough(entriesOf(journal), (entry) => void claims.add(entry), pace))) return undefined;
  for (const file of logs) {
    let count = 0;
    let isInOrder = true;
    const add = (entry: AuditEntry) => {
      count += 1;
      isInOrder &&= claims.add(entry);
    };
    if (!(await goThrough(entriesIn(piecesOf(file)), add, pace))) return undefined;
    if (count === 0) throw new UsageError(`The file ${file} holds no entry of a log, or cannot be read.`);
    if (!isInOrder)
      throw new UsageError(
        `The file ${file} is older than one that was given before it: give the older one first.`,
      );
  }
  return claims.all();
}

function* piecesOf(file: string): Generator<string> {
  try {
    yield* piecesOfFile(file);
  } catch {
    // Said by who finds no entry in it.
  }
}

function sinceOf(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new UsageError(`--since ${text} is no date: 2026-11-28 or 2026-11-28T09:00:00Z is expected.`);
  return at;
}
