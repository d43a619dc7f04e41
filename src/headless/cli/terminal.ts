import { createInterface } from 'node:readline/promises';

/** Where somebody may answer. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Ctrl-C at a question: a terminal hands it over as a key then, not as a signal. */
  interrupt(): void;
}

/**
 * What somebody typed; `undefined` where nobody can be asked, or nobody answers: Ctrl-C, Ctrl-D, or a signal from outside. What
 * is said next stands in the line of the question then.
 */
export async function askOn(
  { input, output, interrupt }: Terminal,
  question: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (!input.isTTY) return undefined;
  const terminal = createInterface({ input, output });
  terminal.on('SIGINT', interrupt);
  try {
    return (await terminal.question(question, { signal })).trim();
  } catch {
    return undefined;
  } finally {
    terminal.close();
  }
}
