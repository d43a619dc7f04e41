import type { AuditEntry, Target } from '../../domain/audit.ts';
import { createController, type Controller } from '../controller.ts';
import { openChainFile } from '../home/chain-file.ts';
import { isSameFile } from '../home/files.ts';
import { entriesOf, linesOf } from '../home/log-lines.ts';
import { metricsOf, prometheusText } from '../metrics.ts';
import { homeOf, readSettings, UsageError, type Environment } from '../settings.ts';
import { unlessAborted } from '../patience.ts';
import { readArguments, type Command } from './arguments.ts';
import { writeEntries } from './audit.ts';
import { createOutput, type Output } from './output.ts';
import { createPinoLog, type LogLevel } from './pino-log.ts';
import { runQueueVerb } from './run-queue.ts';
import { runVerify } from './run-verify.ts';
import { runWatch } from './run-watch.ts';
import { EXIT, type CliWorld } from './world.ts';
import { counted, failureFields, resultSentence, soughtBy, statusLines } from './words.ts';

/** The whole command line as a function: answers the exit code, throws only bugs. */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  const json = argv.includes('--json');
  const output = createOutput(world.streams, json);
  const refuse = (message: string) => {
    output.fail({ type: 'error', kind: 'usage', message }, message);
    return EXIT.usage;
  };
  const read = readArguments(argv);
  if (read.kind === 'wrong') return refuse(read.message);
  if (read.kind === 'said') {
    output.print(read.text);
    return EXIT.ok;
  }
  try {
    return await runCommand(read.command, world, output);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return refuse(error.message);
  }
}

async function runCommand(command: Command, world: CliWorld, output: Output): Promise<number> {
  switch (command.verb) {
    case 'metrics':
      return metrics(command.prometheus, world, output);
    case 'verify':
      return runVerify(command, () => filesOf(world.environment), output);
    case 'export':
      return exportEntries(command.file, world, output);
    case 'status':
      return withController(command.logLevel, world, output, (controller) =>
        status(controller, command.id, world, output),
      );
    case 'queue':
      return withController(command.logLevel, world, output, (controller) =>
        runQueueVerb(controller, command, world, output),
      );
    case 'watch':
      return withController(command.logLevel, world, output, (controller) =>
        runWatch(controller, command, world, output),
      );
    case 'pause':
    case 'resume':
    case 'start':
    case 'stop':
      return withController(command.logLevel, world, output, (controller) =>
        order(controller, command, world, output),
      );
  }
}

async function withController(
  logLevel: LogLevel,
  { environment, parts }: CliWorld,
  output: Output,
  run: (controller: Controller) => Promise<number>,
): Promise<number> {
  const log = createPinoLog(logLevel, output.warn);
  const controller = createController(readSettings(environment), { log, ...parts });
  try {
    return await run(controller);
  } finally {
    await controller.close();
    if (controller.homeTrouble !== undefined) output.warn(controller.homeTrouble);
  }
}

async function status(
  controller: Controller,
  id: string,
  { signal }: CliWorld,
  output: Output,
): Promise<number> {
  const result = await unlessAborted(controller.status(id), signal);
  if (result === undefined) return EXIT.interrupted;
  const { failure, ...line } = 'failure' in result ? result : { ...result, failure: undefined };
  output.say(
    { type: 'status', ...line, ...failureFields(failure, soughtBy(result.found ? {} : result)) },
    ...statusLines(result),
  );
  if (!result.found) return EXIT.failed;
  return result.state === 'unknown' ? EXIT.unconfirmed : EXIT.ok;
}

async function order(
  controller: Controller,
  { verb, id, target }: Extract<Command, { verb: 'pause' | 'resume' | 'start' | 'stop' }>,
  { signal }: CliWorld,
  output: Output,
): Promise<number> {
  // The target is checked by the controller, for programs as for people.
  const options = { signal, ...(target !== undefined && { target: target as Target }) };
  const result = await controller[verb](id, options);
  const { failure, trigger: _cli, ...line } = result;
  output.say({ type: 'result', ...line, ...failureFields(failure, soughtBy(line)) }, resultSentence(result));
  if (signal.aborted) return EXIT.interrupted;
  if (result.outcome === 'unconfirmed') return EXIT.unconfirmed;
  return result.outcome === 'confirmed' || result.outcome === 'already-so' ? EXIT.ok : EXIT.failed;
}

const filesOf = (environment: Environment): readonly string[] =>
  openChainFile(homeOf(environment), { newChain: () => crypto.randomUUID() }).files();

function metrics(prometheus: boolean, { environment, streams }: CliWorld, output: Output): number {
  const found = metricsOf(entriesOf(filesOf(environment)));
  if (prometheus) {
    streams.out(prometheusText(found));
    return EXIT.ok;
  }
  const { successRate, latencyMs } = found;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
  output.say(
    { type: 'metrics', ...found },
    `commands      ${found.commands} (${found.confirmed} confirmed, ${found.unconfirmed} unconfirmed, ${found.failed} failed)`,
    `success rate  ${successRate === undefined ? 'nothing to tell yet' : `${(successRate * 100).toFixed(1)} %`}`,
    `latency       ${
      latencyMs === undefined
        ? 'nothing to tell yet'
        : `average ${seconds(latencyMs.average)}, p50 ${seconds(latencyMs.p50)}, p95 ${seconds(latencyMs.p95)}`
    }`,
  );
  return EXIT.ok;
}

/** What is no entry cannot be exported: it is counted, and the exit code says that the log is not whole. */
function exportEntries(file: string, { environment, streams }: CliWorld, output: Output): number {
  const files = filesOf(environment);
  if (files.some((one) => isSameFile(one, file)))
    throw new UsageError(`${file} is the log itself. Give another file.`);
  let entries = 0;
  let left = 0;
  function* whole(): Generator<AuditEntry> {
    for (const { entry, isTorn } of linesOf(files)) {
      if (entry) {
        entries += 1;
        yield entry;
      } else if (!isTorn) left += 1;
    }
  }
  try {
    writeEntries(whole(), file, streams.out);
  } catch {
    throw new UsageError(`The file ${file} cannot be written.`);
  }
  if (file !== '-')
    output.say(
      { type: 'export', entries, file, ...(left > 0 && { left }) },
      `${counted(entries, 'entry', 'entries')} written to ${file}.`,
    );
  if (left === 0) return EXIT.ok;
  const what = `Left out because they are no entries: ${counted(left, 'line')}. \`audit verify\` says which.`;
  output.fail({ type: 'error', kind: 'left-out', message: what }, what);
  return EXIT.failed;
}
