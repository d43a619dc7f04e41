import type { Command } from 'commander';
import { createVerbs } from '../../src/headless/cli/arguments.ts';

/** Stands for the call, or the queue, that a test puts in its place. */
export const CALL = '00000000-0000-4000-8000-000000000001';
const INCIDENT = '0'.repeat(32);
const URL = ['--url', 'https://recording.example', '--yes'];

export interface VerbRow {
  readonly args: readonly string[];
  /** It talks to the platform. */
  readonly asksGenesys: boolean;
  /** It writes to, or reads from, the folder of the journal. */
  readonly usesHome: boolean;
}

const call = (...args: string[]): VerbRow => ({ args, asksGenesys: true, usesHome: true });
const journal = (...args: string[]): VerbRow => ({ args, asksGenesys: false, usesHome: true });
const install = (verb: string): VerbRow => ({
  args: ['install', verb, ...URL],
  asksGenesys: true,
  usesHome: false,
});

/** Every verb of the command line, for tests that each of them must meet. A verb that is missing here fails one of them. */
export const VERBS: Readonly<Record<string, VerbRow>> = {
  status: call('status', CALL),
  pause: call('pause', CALL),
  resume: call('resume', CALL),
  start: call('start', CALL),
  stop: call('stop', CALL),
  'queue pause': call('queue', 'pause', CALL),
  'queue resume': call('queue', 'resume', CALL, '--yes', '--all-pauses'),
  'queue stop': call('queue', 'stop', CALL),
  watch: call('watch', '--queue', CALL),
  serve: call('serve', '--queue', CALL, '--port', '0'),
  proof: call('proof', CALL),
  metrics: journal('metrics'),
  'audit verify': journal('audit', 'verify'),
  'incident list': journal('incident', 'list'),
  'incident review': journal('incident', 'review', INCIDENT, '--by', 'A. B.'),
  'incident close': journal('incident', 'close', INCIDENT, '--by', 'A. B.', '--note', 'Deleted.'),
  erase: journal('erase', CALL),
  'audit export': journal('audit', 'export', '-'),
  'install plan': install('plan'),
  'install apply': install('apply'),
  'install upgrade': install('upgrade'),
  'install status': install('status'),
  'install undo': install('undo'),
};

/** The verbs that the command line has, each with what it is part of: `queue pause`. */
export function verbsOfCommandLine(): string[] {
  const below = (command: Command): string[] =>
    command.commands.flatMap((verb) =>
      verb.commands.length === 0 ? [verb.name()] : below(verb).map((part) => `${verb.name()} ${part}`),
    );
  return below(createVerbs(() => {})).toSorted();
}
