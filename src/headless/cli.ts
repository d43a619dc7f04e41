#!/usr/bin/env node
import { runInstall } from '../installer/cli.ts';
import { nodeIo } from '../installer/node-io.ts';
import { runCli } from './cli/run.ts';
import { standardOutput } from './cli/standard-output.ts';
import { askOn, type Terminal } from './cli/terminal.ts';
import { EXIT } from './cli/world.ts';

const abort = new AbortController();

/** An answer comes within 8 s or not at all, and whoever runs containers kills them 10 s after `SIGTERM`. */
const LAST_MS = 9_000;

/**
 * The first Ctrl-C or `SIGTERM` begins nothing more and waits for what is under way, but never longer than that: a hung
 * disk, platform or reader of our output holds no process. The second does not wait.
 */
function interrupt(): void {
  if (abort.signal.aborted) process.exit(EXIT.interrupted);
  stop();
}

/** Begins nothing more, and ends soon. */
function stop(): void {
  abort.abort('stop');
  setTimeout(() => {
    err.write('Ended while something was still under way. What was sent may have taken effect.\n');
    process.exit(isUnsaid ? EXIT.unsaid : EXIT.interrupted);
  }, LAST_MS);
}

/** Something that was to be said is lost: never with the exit code of what was told. */
let isUnsaid = false;
const out = standardOutput(process.stdout, (end) => {
  if (end !== 'reader-left') {
    isUnsaid = true;
    err.write(
      `The output cannot be written (${end.error}). What was sent may have taken effect: look with \`status\`.\n`,
    );
  }
  // Also of a reader that left: never with the exit code of what was not confirmed.
  if (!abort.signal.aborted) stop();
});
const err = standardOutput(process.stderr, (end) => {
  isUnsaid ||= end !== 'reader-left';
});

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// What is on the disk is whole at any time, so that ending here loses nothing; a stack trace would help nobody.
process.on('uncaughtException', (error: Error & { readonly code?: string; readonly path?: string }) => {
  const isDisk = error.code !== undefined && error.path !== undefined;
  err.write(
    isDisk
      ? `${error.path} cannot be read or written (${error.code}).\n`
      : `${error.stack ?? error.message}\n`,
  );
  process.exit(1);
});

const terminal: Terminal = { input: process.stdin, output: process.stderr, interrupt };

/** Installing is about the organisation, not about calls: it has no controller and a terminal of its own. */
const run = (verb: string | undefined, rest: readonly string[]): Promise<number> =>
  verb === 'install'
    ? runInstall(rest, process.env, nodeIo({ out: out.write, err: err.write }, abort.signal, terminal))
    : runCli(process.argv.slice(2), {
        environment: process.env,
        streams: {
          out: out.write,
          err: err.write,
          ready: out.drained,
          isTerminal: process.stderr.isTTY === true,
        },
        signal: abort.signal,
        ...(process.stdin.isTTY && { ask: (question) => askOn(terminal, question, abort.signal) }),
      });

const [verb, ...rest] = process.argv.slice(2);
const ended = await run(verb, rest);
await out.drained();
// What came to nothing after Ctrl-C came to nothing because of it.
const code = abort.signal.aborted && ended !== EXIT.ok ? EXIT.interrupted : ended;
process.exit(isUnsaid ? EXIT.unsaid : code);
