import { SEED, type Truth } from '../../sandbox/control.ts';
import { createCore, type Core } from '../../sandbox/genesys/core.ts';
import { seededRandom } from '../../sandbox/genesys/timing.ts';
import type { Reply } from '../../sandbox/genesys/wire.ts';
import type { Agenda } from './agenda.ts';

const SOCKET_ORIGIN = 'wss://streaming.example';
const REDIRECT = 'https://app.example/index.html';
/** 5 January 2026, 09:00 UTC. */
export const EPOCH = Date.UTC(2026, 0, 5, 9, 0, 0);

/** The sandbox's own core on the agenda's time. */
export interface Simulated {
  readonly core: Core;
  /** What really is; as fresh as the last `refreshTruth`. */
  truth(): Truth;
  isTruthOld(): boolean;
  refreshTruth(): Promise<void>;
  /** A new access token of the agent. */
  signIn(userId: string): Promise<string>;
}

export async function createPlatform(agenda: Agenda, seed: number): Promise<Simulated> {
  const core = createCore({
    timing: () => ({
      now: agenda.now,
      after: (ms, run) => agenda.after(ms, run),
      random: seededRandom(seed),
      wallEpoch: EPOCH,
      advance: () => {
        throw new Error('Time is moved by the agenda only.');
      },
      stop: () => undefined,
    }),
    socketOrigin: SOCKET_ORIGIN,
    redirectUri: REDIRECT,
  });
  let truth = await core.control.truth();
  let isOld = false;
  core.onChange(() => {
    isOld = true;
  });

  const ask = (method: string, url: string, headers: Record<string, string>, body = ''): Promise<Reply> => {
    const { pathname, searchParams } = new URL(url, 'https://platform.example');
    return core.handle({ method, path: pathname, query: searchParams, headers, body });
  };

  return {
    core,
    truth: () => truth,
    isTruthOld: () => isOld,
    async refreshTruth() {
      isOld = false;
      truth = await core.control.truth();
    },
    async signIn(userId) {
      const session = await ask('POST', '/_sandbox/session', {}, JSON.stringify({ userId }));
      const cookie = session === 'lost' ? '' : (session.headers['set-cookie'] ?? '');
      const query = new URLSearchParams({
        client_id: SEED.clients.implicit,
        redirect_uri: REDIRECT,
        response_type: 'token',
      });
      const redirect = await ask('GET', `/login/oauth/authorize?${query}`, { cookie });
      const location = redirect === 'lost' ? '' : (redirect.headers['location'] ?? '');
      const token = new URLSearchParams(location.split('#')[1]).get('access_token');
      if (token === null) throw new Error(`The simulated platform gave no token: ${location}`);
      return token;
    },
  };
}
