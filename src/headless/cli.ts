#!/usr/bin/env node
import { runInstall } from '../installer/cli.ts';
import { nodeIo } from '../installer/node-io.ts';
import { runCli } from './cli/run.ts';

const abort = new AbortController();

/** The first Ctrl-C begins nothing more and waits for what is under way; the second does not wait. */
function interrupt(): void {
  if (abort.signal.aborted) process.exit(130);
  abort.abort('stop');
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
    ? runInstall(rest, process.env, nodeIo())
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
const code = await run(verb, rest);
process.stdout.write('', () => process.exit(code));
