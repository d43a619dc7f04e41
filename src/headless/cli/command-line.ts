import { CommanderError, InvalidArgumentError, type Command } from 'commander';
import { printable } from '../../printable.ts';

/** What a command line asks for. `said`: the text of the help, or the version. */
export type Read<T> =
  | { readonly kind: 'run'; readonly command: T }
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'wrong'; readonly message: string };

const WIDTH = 100;
export const NAME = 'recording-control';

/** Below the help of a verb: what somebody would type. */
export const withExamples = (verb: Command, ...examples: readonly string[]): Command =>
  verb.addHelpText(
    'after',
    `\n${examples.length > 1 ? 'Examples' : 'Example'}:\n${examples.map((one) => `  $ ${NAME} ${one}`).join('\n')}`,
  );

const REPEATED = new WeakSet<object>();

/** Reads the value of an option that may be given more than once. */
export function each<T>(read: (text: string) => T): (text: string, before?: readonly T[]) => readonly T[] {
  const readEach = (text: string, before: readonly T[] = []): readonly T[] => [...before, read(text)];
  REPEATED.add(readEach);
  return readEach;
}

/** Of two values the last one would count in silence, and which one was meant is not ours to guess. */
function refuseTwice(command: Command): void {
  for (const option of command.options) {
    if (option.parseArg !== undefined && REPEATED.has(option.parseArg)) continue;
    let times = 0;
    command.on(`option:${option.name()}`, () => {
      times += 1;
      if (times > 1 && !option.isBoolean()) command.error(`error: option '${option.long}' is given twice`);
    });
  }
}

/** A value that somebody has left out must not be the next option. */
export function value(text: string): string {
  if (text === '' || text.startsWith('--')) throw new InvalidArgumentError('It wants a value.');
  return text;
}

/** What `verbs` has made of the command line by `take`. Nothing is written, and no process is ended. */
export function readCommandLine<T>(
  verbs: (take: (command: T) => void) => Command,
  argv: readonly string[],
): Read<T> {
  const taken: T[] = [];
  let text = '';
  const root = verbs((command) => taken.push(command));
  settle(root, (piece) => (text += piece));
  try {
    root.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0
      ? { kind: 'said', text }
      : { kind: 'wrong', message: whatIsWrong(error, root, argv) };
  }
  const [command] = taken;
  if (command === undefined) throw new Error('A verb without an action.');
  return { kind: 'run', command };
}

function settle(command: Command, say: (piece: string) => void): void {
  command
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: say,
      writeErr: () => {},
      outputError: () => {},
      // The same text on every terminal.
      getOutHelpWidth: () => WIDTH,
      getOutHasColors: () => false,
    });
  refuseTwice(command);
  for (const verb of command.commands) settle(verb, say);
}

/** One sentence that names it, and where help is. */
function whatIsWrong(error: CommanderError, root: Command, argv: readonly string[]): string {
  const path = pathIn(root, argv);
  const last = path.at(-1) ?? root;
  return `${error.code === 'commander.help' ? whatIsMissing(last, root) : sentenceOf(error.message)} See: ${[root, ...path].map((one) => one.name()).join(' ')} --help`;
}

function pathIn(root: Command, argv: readonly string[]): readonly Command[] {
  const path: Command[] = [];
  for (const word of argv) {
    const next = (path.at(-1) ?? root).commands.find((verb) => verb.name() === word);
    if (next) path.push(next);
  }
  return path;
}

const whatIsMissing = (group: Command, root: Command): string =>
  group === root
    ? 'A verb is missing.'
    : `"${group.name()}" is followed by one of ${group.commands.map((verb) => verb.name()).join(', ')}.`;

/** `error: unknown command 'x'\n(Did you mean y?)` as sentences. */
function sentenceOf(message: string): string {
  const [what = '', hint] = message.replace(/^error: /, '').split(/\n\((Did you mean .*\?)\)$/s);
  const sentence = printable(`${what.charAt(0).toUpperCase()}${what.slice(1)}`).replace(/([^.])$/, '$1.');
  return hint === undefined ? sentence : `${sentence} ${printable(hint)}`;
}
