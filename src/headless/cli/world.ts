import type { Parts } from '../wiring.ts';
import type { Environment } from '../settings.ts';
import type { Streams } from './output.ts';

/** Contract 6. `unsaid`: what was to be said could not be written; `EX_IOERR` of sysexits.h, so that no code of an outcome says it. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unconfirmed: 3, unsaid: 74, interrupted: 130 } as const;

export interface CliWorld {
  readonly environment: Environment;
  readonly streams: Streams;
  /** Aborted by Ctrl-C: begin nothing more, and come to an end. */
  readonly signal: AbortSignal;
  /** What somebody typed, or nothing when they left; absent where nobody can be asked. */
  ask?(question: string): Promise<string | undefined>;
  readonly parts?: Parts;
}
