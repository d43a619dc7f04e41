import type { Target } from '../../domain/audit.ts';
import type { BulkOutcome, BulkResult } from '../bulk/bulk-result.ts';
import type { QueueRunEnd } from '../bulk/queue-run.ts';
import type { QueueOptions } from '../bulk/run-over-queue.ts';
import type { Controller } from '../controller.ts';
import { UsageError } from '../settings.ts';
import type { Command } from './arguments.ts';
import type { Output } from './output.ts';
import { EXIT, type CliWorld } from './world.ts';
import { bulkSentence, counted, failureFields, failureSentence, QUEUE } from './words.ts';

/** In the order in which a summary counts them. */
const OUTCOMES: Readonly<Record<BulkOutcome, true>> = {
  done: true,
  'already-so': true,
  ended: true,
  'left-queue': true,
  'not-own': true,
  'not-agreed': true,
  refused: true,
  unconfirmed: true,
  'records-again': true,
  'would-act': true,
};

type QueueCommand = Extract<Command, { verb: 'queue' }>;
type Agreed = NonNullable<QueueOptions['agreed']>;

/** One line per call as it comes out, and a summary. */
export async function runQueueVerb(
  controller: Controller,
  command: QueueCommand,
  world: CliWorld,
  output: Output,
): Promise<number> {
  const isOpen = command.action === 'resume' && !command.yes && !command.dryRun;
  const answer = isOpen ? await confirmResume(controller, command, world, output) : undefined;
  if (typeof answer === 'number') return answer;
  if (answer === 'look') return run(controller, { ...command, dryRun: true }, world, output);
  return run(controller, command, world, output, answer);
}

async function run(
  controller: Controller,
  { action, id, target, dryRun, allPauses, json }: QueueCommand,
  { signal }: CliWorld,
  output: Output,
  agreed?: Agreed,
): Promise<number> {
  const startedAt = performance.now();
  const end = await controller.queue(action, id, {
    signal,
    dryRun,
    allPauses,
    ...(agreed && { agreed }),
    ...(target !== undefined && { target: target as Target }),
    onResult(result) {
      const { failure, ...line } = result;
      output.say(
        { type: 'call', ...line, ...failureFields(failure, { what: 'conversation' }) },
        bulkSentence(result),
      );
    },
    onWait(retryAfterMs, why) {
      const failure = { kind: 'rate-limited', retryAfterMs } as const;
      const seconds = Math.ceil(retryAfterMs / 1_000);
      const words =
        why === 'limit'
          ? `The requests of this minute are used up, by the limit and what was counted: the next goes in ${seconds} s.`
          : failureSentence(failure);
      output.say(
        { type: 'waiting', why, ...failureFields(failure), ...(why === 'limit' && { message: words }) },
        `${words} The run waits; Ctrl-C ends it.`,
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
    ...(counts['not-own'] === 0 ? [] : [`${LEFT_ALONE} --all-pauses resumes these too.`]),
    ...(counts['not-agreed'] === 0 ? [] : [NOT_SHOWN]),
    ...(interrupted
      ? [`Interrupted: ${left} not looked at. The same command goes on where this one stopped.`]
      : []),
  );
  const { refused = 0, unconfirmed = 0, 'records-again': recorded = 0 } = counts;
  if (refused + unconfirmed + recorded > 0 && !json) {
    const again = recorded > 0 ? `, ${recorded} recorded again` : '';
    output.warn(
      `NOT DONE: ${refused} refused, ${unconfirmed} unconfirmed${again}. The lines of these calls say why.`,
    );
  }
  return exitOf(end);
}

const LEFT_ALONE =
  'not-own: the log does not prove that the pause was made from here (it was made by another, without a look at the call before, or against a refusal), so somebody else may rely on it.';

const NOT_SHOWN =
  'not-agreed: paused when the question was answered, and not among the calls that it was about. The same command asks about these.';

/**
 * Where somebody can be asked, a word that is typed does it; a slip of a key does not. It is for what was shown, and as old as
 * that: the question may stand for an hour. `look`: there is nothing to agree to, so that nothing is resumed, and the run says
 * what it finds. A number: the exit code.
 */
async function confirmResume(
  controller: Controller,
  { id, json, allPauses }: QueueCommand,
  { signal, ask }: CliWorld,
  output: Output,
): Promise<Agreed | 'look' | number> {
  if (ask === undefined || json)
    throw new UsageError(
      'queue resume lets calls be recorded again. Where nobody can be asked it wants --yes; --dry-run shows what it would do.',
    );
  const { askedAt, results, failure, interrupted } = await controller.queue('resume', id, {
    signal,
    dryRun: true,
    allPauses,
  });
  if (interrupted) return EXIT.interrupted;
  const count = (outcome: BulkOutcome) => results.filter((result) => result.outcome === outcome).length;
  const shown = results.filter(({ outcome }) => outcome === 'would-act');
  if (failure || shown.length === 0) return 'look';
  output.warn(
    allPauses
      ? `${counted(shown.length, 'paused call')} would be recorded again, whoever paused ${shown.length === 1 ? 'it' : 'them'}.`
      : `${counted(shown.length, 'call')} paused from here would be recorded again.`,
  );
  if (count('not-own') > 0)
    output.warn(
      `Left alone, because not proven to be paused from here: ${counted(count('not-own'), 'call')}. --all-pauses resumes these too.`,
    );
  const typed = await ask('Type "resume" to go on: ');
  if (typed?.toLowerCase() === 'resume')
    return { askedAt, conversationIds: shown.map(({ conversationId }) => conversationId) };
  output.warn(`${typed === undefined ? '\n' : ''}Nothing was sent.`);
  return signal.aborted ? EXIT.interrupted : EXIT.failed;
}

function countsOf(results: readonly BulkResult[]): Readonly<Record<string, number>> {
  const joined = results.filter((result) => result.joined).length;
  return {
    ...Object.fromEntries(
      Object.keys(OUTCOMES).map((outcome) => [
        outcome,
        results.filter((result) => result.outcome === outcome).length,
      ]),
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
  const isOpen = ({ outcome }: BulkResult) => outcome === 'unconfirmed' || outcome === 'records-again';
  return results.some(isOpen) ? EXIT.unconfirmed : EXIT.ok;
}
