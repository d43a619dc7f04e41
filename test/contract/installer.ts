import { SEED } from '../../sandbox/control.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { runInstall } from '../../src/installer/cli.ts';
import type { Api, Loose } from './sandbox-client.ts';
import { apiWith } from './sandbox-client.ts';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly files: ReadonlyMap<string, string>;
}

export const APP_URL = 'https://recording.example';

/** The installer of an admin at a terminal, against the sandbox. `fetch` may be one that fails. */
export async function install(
  sandbox: Sandbox,
  args: readonly string[],
  {
    fetch: send = fetch,
    env = {},
    files = new Map<string, string>(),
    signal,
  }: {
    fetch?: typeof fetch;
    signal?: AbortSignal;
    env?: Record<string, string>;
    files?: Map<string, string>;
  } = {},
): Promise<Run> {
  const lines = { out: [] as string[], err: [] as string[] };
  const code = await runInstall(
    args.includes('--url') ? args : [...args, '--url', APP_URL],
    {
      RECORDING_CONTROL_GATEWAY: sandbox.platformUrl,
      GENESYSCLOUD_OAUTHCLIENT_ID: SEED.clients.installer,
      GENESYSCLOUD_OAUTHCLIENT_SECRET: SEED.secrets.installer,
      ...env,
    },
    {
      out: (text) => lines.out.push(text),
      err: (text) => lines.err.push(text),
      meanwhile: () => undefined,
      confirm: async () => false,
      read: async (path) => files.get(path),
      write: async (path, text) => void files.set(path, text),
      // Waiting costs the test nothing: the platform's own time passes instead.
      wait: async (ms) => void (await sandbox.control.clock({ advanceMs: ms })),
      fetch: send,
      get interrupted() {
        return signal?.aborted === true;
      },
    },
  );
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n'), files };
}

/** An API client with the installer's rights. */
export async function adminApi(sandbox: Sandbox): Promise<Api> {
  const basic = btoa(`${SEED.clients.installer}:${SEED.secrets.installer}`);
  const answer = await fetch(`${sandbox.platformUrl}/login/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return apiWith(sandbox, token);
}

/** Everything that an admin can see of the organisation, without ids and versions. */
export async function inventory(sandbox: Sandbox): Promise<Loose> {
  const api = await adminApi(sandbox);
  const list = async (path: string) => (await api('GET', `${path}?pageSize=100`)).body.entities as Loose[];
  return {
    groups: (await list('/groups')).map(({ name }) => name),
    roles: (await list('/authorization/roles')).map(({ name }) => name),
    clients: (await list('/oauth/clients')).map(({ name }) => name),
    integrations: (await list('/integrations')).map(({ name, intendedState }) => `${name} ${intendedState}`),
  };
}

/** How many requests that change something the installer sent. */
export async function writes(sandbox: Sandbox): Promise<number> {
  const lines = await sandbox.control.requests();
  return lines.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/')).length;
}

/**
 * A fetch that dies at the n-th request that changes something, and answers nothing from then on: `before` it took
 * effect, or `after`, when only the answer is lost.
 */
export function dyingFetch(at: number, when: 'before' | 'after'): typeof fetch {
  let seen = 0;
  let dead = false;
  return async (input, init) => {
    const isWrite = (init?.method ?? 'GET') !== 'GET' && String(input).includes('/api/v2/');
    if (isWrite) seen += 1;
    if (dead) throw new TypeError('the process was killed');
    if (seen < at) return fetch(input, init);
    dead = true;
    if (when === 'after') await fetch(input, init);
    throw new TypeError('the process was killed');
  };
}
