import type {
  ActRequest,
  CallAnswer,
  CallRequest,
  FaultRequest,
  RequestLine,
  ResetRequest,
  SwitchRequest,
  Switches,
  Truth,
} from '../control.ts';
import type { AppPlace } from '../genesys/admin/installed.ts';
import type { Grant } from './launch.ts';

/** The simulator's control routes, as the desktop uses them. A refusal rejects with the simulator's sentence. */
export interface ControlClient {
  reset(request: ResetRequest): Promise<void>;
  call(request: CallRequest): Promise<CallAnswer>;
  act(request: ActRequest): Promise<void>;
  fault(request: FaultRequest): Promise<void>;
  switches(request: SwitchRequest): Promise<Switches>;
  clock(advanceMs: number): Promise<void>;
  grant(grant: Grant): Promise<void>;
  signIn(userId: string): Promise<void>;
  signOut(): Promise<void>;
  requests(): Promise<RequestLine[]>;
  /** The app as this user is shown it at that place; null where there is none. */
  manifest(userId: string, place: AppPlace): Promise<unknown>;
  /** Calls back with the whole truth, now and after each change. */
  follow(onTruth: (truth: Truth) => void, onConnection: (isLive: boolean) => void): () => void;
}

export function createControlClient(platformUrl: string): ControlClient {
  const send = async (method: string, route: string, body?: unknown, init: RequestInit = {}) => {
    const response = await fetch(`${platformUrl}/_sandbox/${route}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...init,
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new Error(sentenceOf(answer) ?? `The simulator answered ${response.status}.`);
    return answer;
  };
  const post = (route: string, body: unknown) => send('POST', route, body);
  // Only the session routes carry the cookie: a wildcard origin and cookies exclude each other.
  const withCookies: RequestInit = { credentials: 'include' };

  return {
    reset: async (request) => void (await post('reset', request)),
    call: async (request) => (await post('call', request)) as CallAnswer,
    act: async (request) => void (await post('act', request)),
    fault: async (request) => void (await post('fault', request)),
    switches: async (request) => (await post('switch', request)) as Switches,
    clock: async (advanceMs) => void (await post('clock', { advanceMs })),
    grant: async (grant) => void (await post('grant', { grant })),
    signIn: async (userId) => void (await send('POST', 'session', { userId }, withCookies)),
    signOut: async () => void (await send('DELETE', 'session', undefined, withCookies)),
    requests: async () => (await send('GET', 'requests')) as RequestLine[],
    manifest: (userId, place) => send('GET', `manifest?user=${userId}&place=${place}`),
    follow(onTruth, onConnection) {
      const source = new EventSource(`${platformUrl}/_sandbox/events`);
      source.addEventListener('open', () => onConnection(true));
      source.addEventListener('error', () => onConnection(false));
      source.addEventListener('message', (event: MessageEvent<string>) => {
        onTruth(JSON.parse(event.data) as Truth);
      });
      return () => source.close();
    },
  };
}

function sentenceOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('message' in answer)) return undefined;
  return String(answer.message);
}
