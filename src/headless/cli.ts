#!/usr/bin/env node
import { runInstall } from '../installer/cli.ts';
import { nodeIo } from '../installer/node-io.ts';
import { runCli } from './cli/run.ts';
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
  abort.abort('stop');
  setTimeout(() => {
    write(process.stderr)(
      'Ended while something was still under way. What was sent may have taken effect.\n',
    );
    process.exit(EXIT.interrupted);
  }, LAST_MS);
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// A reader that went away (`| head`) ends it as Ctrl-C does: never with the exit code of what was not confirmed.
process.stdout.on('error', () => abort.abort('stop'));
process.stderr.on('error', () => {});
// What is on the disk is whole at any time, so that ending here loses nothing; a stack trace would help nobody.
process.on('uncaughtException', (error: Error & { readonly code?: string; readonly path?: string }) => {
  const isDisk = error.code !== undefined && error.path !== undefined;
  write(process.stderr)(
    isDisk
      ? `${error.path} cannot be read or written (${error.code}).\n`
      : `${error.stack ?? error.message}\n`,
  );
  process.exit(1);
});

const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(text);

/** Installing is about the organisation, not about calls: it has no controller and a terminal of its own. */
const run = (verb: string | undefined, rest: readonly string[]): Promise<number> =>
  verb === 'install'
    ? runInstall(rest, process.env, nodeIo(abort.signal))
    : runCli(process.argv.slice(2), {
        environment: process.env,
        streams: {
          out: write(process.stdout),
          err: write(process.stderr),
          isTerminal: process.stderr.isTTY === true,
        },
        signal: abort.signal,
      });

const [verb, ...rest] = process.argv.slice(2);
const ended = await run(verb, rest);
// What came to nothing after Ctrl-C came to nothing because of it.
const code = abort.signal.aborted && ended !== EXIT.ok ? EXIT.interrupted : ended;
process.stdout.write('', () => process.exit(code));
