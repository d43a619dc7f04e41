import type { Claim } from '../../proof/claims.ts';
import { NO_VERDICTS } from '../../proof/prove.ts';
import type { Controller } from '../controller.ts';
import type { LogFiles } from '../home/log-lines.ts';
import { unlessAborted } from '../patience.ts';
import type { Command } from './arguments.ts';
import type { Pace } from './go-through.ts';
import type { Output } from './output.ts';
import { proofLines } from './proof-words.ts';
import { readClaims } from './read-claims.ts';
import { sinceOf } from './since.ts';
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
  const from = since === undefined ? -Infinity : sinceOf(since, Date.now());
  const read = await readClaims(journal, logs, pace);
  if (read === undefined) return EXIT.interrupted;
  const { claims, damaged } = read;
  for (const { log, lines } of damaged)
    output.refuse(
      { type: 'damaged', log, lines },
      `In ${log} ${counted(lines, 'line')} cannot be read: what was told there is compared with nothing. "audit verify" names the first.`,
    );
  const isRecent = ({ to = Infinity }: { readonly to?: number }) => to >= from;
  const recent = (all: readonly Claim[]) => all.filter(isRecent);
  const calls =
    ids.length > 0 ? ids : [...claims].flatMap(([id, all]) => (recent(all).length > 0 ? [id] : []));
  const count = { ...NO_VERDICTS };
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
  return count.unknown > 0 || damaged.length > 0 ? EXIT.unconfirmed : EXIT.ok;
}
