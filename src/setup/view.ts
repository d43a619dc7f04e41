import type { FailureCode } from '../domain/failure.ts';
import type { LogForm, Problem, Standing } from '../app/view.ts';
import type { Finding, Task } from './commission.ts';

/** Everything the setup face may show, as data; its words are in ui/setup/words.ts. */

/** `later`: it is about the sign-in of agents, and cannot be right before the installation is. */
export type LineState = 'ok' | 'missing' | 'unknown' | 'later';

/** What a line is about. One line per permission, scope and section of config.json. */
export type LineKind =
  | 'sign-in'
  | 'config'
  | 'region'
  | 'host'
  | 'redirect'
  | 'header'
  | 'clock'
  | 'storage'
  | 'popup'
  | 'socket'
  | 'updates'
  | 'channels'
  | 'permission'
  | 'scope'
  | 'setting'
  | 'recorded'
  | 'secure-pause'
  | 'versions';

export interface Line {
  /** Also what the panel links to by `line=`: `permission.conversation:recording:pause`. */
  readonly id: string;
  readonly kind: LineKind;
  readonly state: LineState;
  /** The permission, scope or key of config.json that the line is about. */
  readonly subject?: string;
  /** Features that need it, as the manifest names them. */
  readonly features?: readonly string[];
  /** Ids, codes and numbers only: the line is part of a report that leaves the organisation. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** Why it is unknown or missing, when a request failed. */
  readonly code?: FailureCode;
}

export type InstallTask = 'install' | 'undo';

/** What is to be put on the web host. */
export interface ToServe {
  readonly config: string;
  /** Headers for each kind of host. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The group that agents have to be added to; empty where the organisation uses one of its own. */
  readonly group: string;
}

export type InstallView =
  | { readonly phase: 'idle' }
  | { readonly phase: 'looking'; readonly note?: string }
  | {
      readonly phase: 'planned';
      readonly task: InstallTask;
      readonly steps: readonly string[];
      readonly obstacles: readonly string[];
      readonly changes: boolean;
      /** Where everything is installed already: whoever has lost it, or has changed a setting, has it again. */
      readonly toServe?: ToServe;
    }
  | { readonly phase: 'working'; readonly steps: readonly string[] }
  | ({ readonly phase: 'done'; readonly steps: readonly string[] } & ToServe)
  | { readonly phase: 'removed'; readonly steps: readonly string[] }
  | { readonly phase: 'stopped'; readonly steps: readonly string[] };

export type CommissionView =
  | { readonly phase: 'idle' | 'no-call' }
  | { readonly phase: 'running'; readonly ask?: Task; readonly findings: readonly Finding[] }
  /** What is not as assumed, as JSON. */
  | { readonly phase: 'over'; readonly findings: readonly Finding[]; readonly differences: string };

export type SetupView =
  | { readonly phase: 'starting' }
  | { readonly phase: 'problem'; readonly problem: Problem; readonly lines: readonly Line[] }
  | { readonly phase: 'signed-out'; readonly lines: readonly Line[] }
  | { readonly phase: 'checking' }
  | {
      readonly phase: 'ready';
      /** Who is signed in, where the platform tells a name. */
      readonly user?: string;
      readonly lines: readonly Line[];
      /** Signed in with the admin's client, which is not the one that the lines are about. */
      readonly isForInstalling: boolean;
      readonly install: InstallView;
      readonly commission: CommissionView;
    };

/** What becomes of the audit log of this page's storage. What nothing tells is absent. */
export interface LogFacts {
  /** Where config.json names a webhook: what that has not got yet. */
  readonly standing?: Standing;
  /** Entries that the database has not taken, and that wait beside it for the next panel. */
  readonly beside: number;
  /** Of all that this site keeps in the browser, in bytes. */
  readonly used?: number;
  readonly quota?: number;
  /** The browser has promised not to throw it away by itself. */
  readonly isKept?: boolean;
}

/** What the setup face may ask for. */
export interface SetupActions {
  /** Signs in anew, because permissions come with the token, and checks everything again. */
  checkAgain(): void;
  /** Somebody else signs in. */
  notMe(): void;
  /** Follows a click, so that the browser allows the window. */
  tryPopup(): void;
  plan(task: InstallTask): void;
  /** The audit log of this browser as a file. Rejects when it cannot be read. */
  saveLog(form: LogForm): Promise<void>;
  /** Rejects where the browser refuses its storage. */
  logFacts(): Promise<LogFacts>;
  /** Hands over a text that the page has made as a file of this name. */
  save(path: string, text: string): void;
  /** Does what was planned last. */
  carryOut(): void;
  /** Walks through pause, resume, hold, snippet and transfer on the call that is there. */
  commission(): void;
  /** The person has done what was asked, or leaves it out. */
  answer(done: boolean): void;
}
