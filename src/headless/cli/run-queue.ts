import type { Target } from '../../domain/audit.ts';
import type { BulkOutcome, BulkResult, QueueRunEnd } from '../bulk/queue-run.ts';
import type { Controller } from '../controller.ts';
import type { Command } from './arguments.ts';
import type { Output } from './output.ts';
import { EXIT, type CliWorld } from './world.ts';
import { bulkSentence, counted, failureFields, failureSentence, QUEUE } from './words.ts';

const OUTCOMES: readonly BulkOutcome[] = [
  'done',
  'already-so',
  'ended',
  'left-queue',
  'refused',
  'unconfirmed',
  'would-act',
];

/** One line per call as it comes out, and a summary. */
export async function runQueueVerb(
  controller: Controller,
  { action, id, target, dryRun }: Extract<Command, { verb: 'queue' }>,
  { signal }: CliWorld,
  output: Output,
): Promise<number> {
  const startedAt = performance.now();
  const end = await controller.queue(action, id, {
    signal,
    dryRun,
    ...(target !== undefined && { target: target as Target }),
    onResult(result) {
      const { failure, ...line } = result;
      output.say(
        { type: 'call', ...line, ...failureFields(failure, { what: 'conversation' }) },
        bulkSentence(result),
      );
    },
    onWait(retryAfterMs) {
      const failure = { kind: 'rate-limited', retryAfterMs } as const;
      output.say(
        { type: 'waiting', ...failureFields(failure) },
        `${failureSentence(failure)} The run waits; Ctrl-C ends it.`,
      );
    },
    onProgress({ done, total, requestsPerMinute, secondsLeft }) {
      const left = secondsLeft === undefined ? '' : `, about ${secondsLeft} s left`;
      output.progress(
        `${done} of ${counted(total, 'call')}, ${counted(requestsPerMinute, 'request')}/min${left}`,
      );
    },
  });
  const counts = countsOf(end.results);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const { failure, interrupted, left } = end;
  if (failure)
    output.fail({ type: 'error', ...failureFields(failure, QUEUE) }, failureSentence(failure, QUEUE));
  output.say(
    {
      type: 'summary',
      action,
      queueId: id,
      dryRun,
      calls: end.results.length,
      ...counts,
      left,
      interrupted,
      seconds,
    },
    `${counted(end.results.length, 'call')} in ${seconds} s: ${sentenceOf(counts, end)}`,
    ...(interrupted
      ? [`Interrupted: ${left} not looked at. The same command goes on where this one stopped.`]
      : []),
  );
  return exitOf(end);
}

function countsOf(results: readonly BulkResult[]): Readonly<Record<string, number>> {
  const joined = results.filter((result) => result.joined).length;
  return {
    ...Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, results.filter((result) => result.outcome === outcome).length]),
    ),
    joined,
  };
}

function sentenceOf(counts: Readonly<Record<string, number>>, { failure, interrupted }: QueueRunEnd): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  if (told.length > 0) return told.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return failure || interrupted ? 'nothing was done' : 'nothing to do';
}

/** The worst of all: a call that is known to be wrong is worse than one that may be. */
function exitOf({ results, interrupted, failure }: QueueRunEnd): number {
  if (interrupted) return EXIT.interrupted;
  if (failure || results.some(({ outcome }) => outcome === 'refused')) return EXIT.failed;
  return results.some(({ outcome }) => outcome === 'unconfirmed') ? EXIT.unconfirmed : EXIT.ok;
}
