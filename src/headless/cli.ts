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
// A reader that went away (`| head`) is no failure of ours.
process.stdout.on('error', () => process.exit(0));

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
