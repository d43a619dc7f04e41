import { basename, dirname, resolve } from 'node:path';
import type { AuditEntry, Target } from '../../domain/audit.ts';
import { createController, type Controller } from '../controller.ts';
import { openChainFile } from '../home/chain-file.ts';
import { isSameFile, NotOurs } from '../home/files.ts';
import { entriesOf, type LogFiles } from '../home/log-lines.ts';
import { commandEnding, metricsOf, type CommandEnding } from '../metrics.ts';
import { prometheusText } from '../prometheus-text.ts';
import { homeOf, readSettings, UsageError, type Environment } from '../settings.ts';
import { unlessAborted } from '../patience.ts';
import { readArguments, type Command } from './arguments.ts';
import { exportLog } from './export-log.ts';
import { goThrough, type Pace } from './go-through.ts';
import { createOutput, type Output } from './output.ts';
import { createPinoLog, type LogLevel } from './pino-log.ts';
import { runErase, runIncident } from './run-incident.ts';
import { runProof } from './run-proof.ts';
import { runQueueVerb } from './run-queue.ts';
import { runVerify } from './run-verify.ts';
import { runServe } from './run-serve.ts';
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
    // Something stands in the place of the log that cannot be read.
    if (error instanceof NotOurs) {
      output.fail({ type: 'error', kind: 'home', message: error.message }, error.message);
      return EXIT.failed;
    }
    if (!(error instanceof UsageError)) throw error;
    return refuse(error.message);
  }
}

async function runCommand(command: Command, world: CliWorld, output: Output): Promise<number> {
  switch (command.verb) {
    case 'metrics':
      return metrics(command.prometheus, world, output);
    case 'verify':
      return runVerify(command, () => filesOf(world.environment), world, output, paceOf(world));
    case 'export':
      return exportEntries(command, world, output);
    case 'incident':
      return runIncident(command, world, output);
    case 'erase':
      return runErase(command, world, output);
    case 'status':
      return withController(command.logLevel, world, output, (controller) =>
        status(controller, command.id, world, output),
      );
    case 'queue':
      return withController(command.logLevel, world, output, (controller) =>
        runQueueVerb(controller, command, world, output),
      );
    case 'proof':
      return withController(command.logLevel, world, output, (controller) =>
        runProof(controller, command, filesOf(world.environment), world, output, paceOf(world)),
      );
    case 'watch':
      return withController(command.logLevel, world, output, (controller) =>
        runWatch(controller, command, world, output),
      );
    case 'serve':
      return withController(command.logLevel, world, output, (controller) =>
        runServe(controller, command, world, output),
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
  output[result.found ? 'say' : 'refuse'](
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
  const { failure, trigger: _cli, agents: _ids, ...line } = result;
  const isDone = result.outcome === 'confirmed' || result.outcome === 'already-so';
  output[isDone ? 'say' : 'refuse'](
    { type: 'result', ...line, ...failureFields(failure, soughtBy(line)) },
    resultSentence(result),
  );
  if (signal.aborted) return EXIT.interrupted;
  if (result.outcome === 'unconfirmed') return EXIT.unconfirmed;
  return isDone ? EXIT.ok : EXIT.failed;
}

const filesOf = (environment: Environment): LogFiles =>
  openChainFile(homeOf(environment), { newChain: () => crypto.randomUUID() }).files;

const paceOf = ({ signal, streams: { ready } }: CliWorld): Pace => ({ signal, ...(ready && { ready }) });

async function metrics(prometheus: boolean, world: CliWorld, output: Output): Promise<number> {
  const endings: CommandEnding[] = [];
  const note = (entry: AuditEntry) => {
    const ending = commandEnding(entry);
    if (ending) endings.push(ending);
  };
  if (!(await goThrough(entriesOf(filesOf(world.environment)), note, paceOf(world)))) return EXIT.interrupted;
  if (prometheus) {
    world.streams.out(await prometheusText(endings));
    return EXIT.ok;
  }
  const found = metricsOf(endings);
  const { successRate, latencyMs, proofs } = found;
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
    `pauses proved ${proofs.proved} (${proofs.late} late, ${proofs.short} short, ${proofs.missing} missing, ${proofs.unknown} unknown)`,
  );
  return EXIT.ok;
}

/** A place below the home in which something of ours stands, or may stand one day. */
function isOfHome(home: string, path: string, isDeep = false): boolean {
  const parent = dirname(path);
  if (parent === path) return false;
  if (!isSameFile(parent, home)) return isOfHome(home, parent, true);
  return isDeep || /^(audit|watch)/.test(basename(path));
}

/** What is no entry cannot be exported: it is counted, and the exit code says that the log is not whole. */
async function exportEntries(
  { file, force }: Extract<Command, { verb: 'export' }>,
  world: CliWorld,
  output: Output,
): Promise<number> {
  const files = filesOf(world.environment);
  if ([...files.closed(), files.current].some((one) => one !== undefined && isSameFile(one, file)))
    throw new UsageError(`${file} is the log itself. Give another file.`);
  // By its name it could become a part of the log, or of the queue.
  if (file !== '-' && isOfHome(homeOf(world.environment), resolve(file)))
    throw new UsageError(`${file} would stand among the files of the log. Give another one.`);
  const exported = await exportLog(files, file, { force, out: world.streams.out, pace: paceOf(world) });
  if (exported === 'interrupted') return EXIT.interrupted;
  if (exported === 'taken') throw new UsageError(`${file} is there already. Give another name, or --force.`);
  if (exported === 'a-log')
    throw new UsageError(`${file} is an audit log of its own, which is never replaced. Give another name.`);
  if (exported === 'refused') throw new UsageError(`The file ${file} cannot be written.`);
  const { entries, left } = exported;
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
