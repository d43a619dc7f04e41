import type { Clock } from '../app/ports.ts';
import type { Rest } from '../genesys/http/rest.ts';
import type { Invocation } from './arguments.ts';
import type { InstallOptions } from './options.ts';
import type { RecordStore } from './run-record.ts';

export interface InstallIo {
  out(text: string): void;
  err(text: string): void;
  /** For whoever sits there and waits; nothing where nobody does. */
  meanwhile(text: string): void;
  /** False where nobody can be asked. */
  confirm(question: string): Promise<boolean>;
  /** `undefined`: there is no such file. Throws `NotOurs` for what is no file or leads to another, as `write` does. */
  read(path: string): Promise<string | undefined>;
  write(path: string, text: string): Promise<void>;
  wait(ms: number): Promise<void>;
  /** By Ctrl-C or `SIGTERM`: what is not answered any more was not sent. */
  readonly interrupted?: boolean;
  readonly fetch: typeof fetch;
  /** Default: that of this machine. */
  readonly clock?: Clock;
}

/** 0 done or nothing to do, 1 refused or failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** One run of a verb. */
export interface Job {
  readonly invocation: Invocation;
  readonly options: InstallOptions;
  /** The config.json of an earlier run. */
  readonly existing: string | undefined;
  readonly place: { readonly region?: string | undefined; readonly gatewayUrl?: string | undefined };
  readonly records: RecordStore;
  readonly io: InstallIo;
  readonly rest: Rest;
}
