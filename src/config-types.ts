/* What config.json says, read and complete. */

export interface OAuth {
  readonly clientId: string;
  readonly grant: 'implicit' | 'pkce';
  readonly redirectUri?: string | undefined;
}

export interface Gateway {
  readonly protocol: 'https' | 'http';
  readonly host: string;
  readonly port?: number | undefined;
  readonly loginPath: string;
  readonly apiPath: string;
}

export interface Reason {
  readonly code: string;
  readonly label: ReadonlyMap<string, string>;
}

export interface PauseRules {
  readonly warnAfterSeconds: number;
  readonly maxSeconds: number;
  readonly autoResume: boolean;
  readonly extendSeconds: number;
  readonly maxExtensions: number;
}

export type PauseChanges = { readonly [K in keyof PauseRules]?: PauseRules[K] | undefined };

export interface Audit {
  readonly participantData: boolean;
  readonly webhook?: { readonly url: string } | undefined;
  /** Absent: kept for ever. */
  readonly retentionDays?: number | undefined;
}

export interface Shortcuts {
  readonly pause?: string | undefined;
  readonly resume?: string | undefined;
}

export interface Triggers {
  readonly allowedOrigins: readonly string[];
  readonly paymentPage?: { readonly url: string } | undefined;
}

export type StartStop = 'snippet' | 'adhoc' | 'off';
export type ScreenRule = 'warn' | 'block';

/** What may differ per queue. */
export interface QueueRules {
  readonly startStop: StartStop;
  readonly screen: ScreenRule;
  readonly reasons: readonly Reason[];
  readonly pause: PauseRules;
}

export interface QueueOverrides {
  readonly startStop?: StartStop | undefined;
  readonly screen?: ScreenRule | undefined;
  readonly reasons?: readonly Reason[] | undefined;
  readonly pause?: PauseChanges | undefined;
}

export interface HostTrust {
  readonly allowedOrigins: readonly string[];
}

/** The OAuth client with which an admin signs in to install from the setup page. */
export interface Setup {
  readonly clientId?: string | undefined;
}

/** `tab`: a sign-in outlives the panels of its browser tab, sealed. `memory`: each panel, or its living siblings, asks anew. */
export interface SignInRules {
  readonly keep: 'tab' | 'memory';
}

/** The sections that the app can do without. */
export interface Sections extends QueueRules {
  readonly audit: Audit;
  readonly shortcuts: Shortcuts;
  readonly triggers: Triggers;
  readonly setup: Setup;
  readonly signIn: SignInRules;
  /** Complete: what a queue does not say is as for all calls. */
  readonly queues: ReadonlyMap<string, QueueRules>;
}

export interface ReadSections extends Sections {
  /** Sections with a mistake, and top-level keys that nobody knows. */
  readonly disabledSections: readonly string[];
  /** Paths of those mistakes, for setup. */
  readonly mistakes: readonly string[];
}

/** config.json with every default filled in. */
export interface Config extends ReadSections {
  readonly oauth: OAuth;
  readonly region?: string | undefined;
  readonly gateway?: Gateway | undefined;
  readonly host: HostTrust;
}
