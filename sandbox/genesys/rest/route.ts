import type { EndpointName, Switches } from '../../control.ts';
import type { Organisation } from '../admin/organisation.ts';
import type { Ids } from '../ids.ts';
import type { Channels } from '../notifications/channels.ts';
import type { Token, Tokens } from '../oauth/tokens.ts';
import type { User } from '../people.ts';
import type { Style } from '../shapes/leg.ts';
import type { Timing } from '../timing.ts';
import type { WireResponse } from '../wire.ts';
import type { Conversation } from '../world/model.ts';
import type { RecordingFiles } from '../world/recording-files.ts';
import type { World } from '../world/world.ts';

/** The API's own things, which every handler may use. */
export interface Backend {
  world: World;
  files: RecordingFiles;
  organisation: Organisation;
  channels: Channels;
  tokens: Tokens;
  switches: Switches;
  timing: Timing;
  ids: Ids;
  socketOrigin: string;
  restStyle: Style;
  /** The conversation as reads show it: as it was a while ago. */
  read(id: string): Conversation | undefined;
}

/** One call by a known user. */
export interface Call {
  token: Token;
  user: User;
  params: Record<string, string>;
  query: URLSearchParams;
  /** The parsed body; undefined when there was none. */
  body: unknown;
}

/** Decides first and changes the world only in `effect`, so that a fault can take the effect away, or put it off. */
export interface Outcome {
  answer(): WireResponse;
  effect?(): void;
}

export interface Route {
  method: string;
  /** `/api/v2/…` with `{name}` for a parameter. */
  path: string;
  endpoint?: EndpointName;
  /** Any one of these opens the route; `x` includes `x:readonly`. */
  scopes: readonly string[];
  /** A refusal comes as an answer without effect. */
  run(backend: Backend, call: Call): WireResponse | Outcome;
}

export interface Match {
  route: Route;
  params: Record<string, string>;
}

export function matchRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const segments = path.split('/');
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.path.split('/'), segments);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchPath(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(wanted)?.[1];
    if (name !== undefined) params[name] = segment;
    else if (wanted !== segment) return undefined;
  }
  return params;
}

export const isOutcome = (result: WireResponse | Outcome): result is Outcome => 'answer' in result;

export const fieldOf = (body: unknown, key: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[key] : undefined;
