import type { Mistake } from '../config/decode-config.ts';
import type { RefusedTopic } from '../app/ports.ts';
import type { Failure } from '../domain/failure.ts';
import type { Result } from '../domain/result.ts';
import type { HeaderFault } from './host-headers.ts';

/** What was found out about this browser, this user and this organisation. Absent: nobody could tell. */
export interface Facts {
  readonly region: string | undefined;
  readonly gateway: boolean;
  readonly startStop: 'snippet' | 'adhoc' | 'off';
  readonly mistakes: readonly Mistake[];
  readonly versions: { readonly app: string; readonly config: string };
  /** This machine's clock ahead of the app's host, in ms. */
  readonly clockSkewMs: number | undefined;
  readonly storage: {
    readonly local: boolean;
    readonly database: boolean;
    readonly locks: boolean;
    readonly broadcast: boolean;
  };
  /** What is wrong with the headers of the app's host. Absent: they cannot be read, or it is this machine. */
  readonly headers: readonly HeaderFault[] | undefined;
  /** What is served at the redirect URI of config.json is not this page. */
  readonly redirectElsewhere: boolean;
  readonly popup: boolean | undefined;
  /** How the sign-in that agents use is set up, and how long the present one still lasts. */
  readonly signIn: {
    readonly lastsMs: number;
    readonly keep: 'tab' | 'memory';
    readonly grant: 'implicit' | 'pkce';
  };
  /** The permission that Genesys named when it refused a command of a panel, which led here. */
  readonly refusedPermission: string | undefined;
  /** The permission that comes with the licence of a premium app. */
  readonly licence?: string | undefined;
  /** Who is signed in: for the page only, never for the report. */
  readonly user?: string | undefined;
  readonly permissions: Result<ReadonlySet<string>>;
  /** Scopes of the OAuth client, where `tokens/me` tells them. */
  readonly scopes: Result<readonly string[] | undefined>;
  /** Real answers to a request that needs the scope: what enforcement says counts more than what is listed. */
  readonly refusedScopes: ReadonlyMap<string, Failure>;
  readonly socket: Result<{ readonly roundTripMs: number }>;
  /** What is refused of the subscription to this user's own calls; empty: nothing. */
  readonly updates: Result<readonly RefusedTopic[]>;
  /** Channels of this user and client that are alive. The platform allows 20. */
  readonly channels: Result<number>;
  readonly calls: Result<{
    readonly live: number;
    readonly recorded: number;
    readonly withSecurePause: number;
  }>;
}
