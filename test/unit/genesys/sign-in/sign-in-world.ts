import type { Log, SignInOutcome } from '../../../../src/app/ports.ts';
import { createSdkClient } from '../../../../src/genesys/http/sdk-client.ts';
import { restoreLaunch } from '../../../../src/genesys/sign-in/restore-launch.ts';
import { createSignIn, type SignInDeps } from '../../../../src/genesys/sign-in/sign-in.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import type { FakePage } from '../../../support/fake-page.ts';

export const LAUNCH = '/dir/index.html?gcConversationId=c-1&gcLangTag=en-us';
export const QUERY = '?gcConversationId=c-1&gcLangTag=en-us';
export const REDIRECT = 'https://app.example/dir/index.html';

export type Grant = 'implicit' | 'pkce';
interface Request {
  readonly url: string;
  readonly init: RequestInit;
}

/** One load of the app in the page: everything that `main.ts` does until sign-in begins. */
export function load(
  page: FakePage,
  world: World,
  grant: Grant = 'implicit',
  more: Partial<SignInDeps> = {},
) {
  const { clock, fetch, log, ids } = world;
  const launch = restoreLaunch(page.window, log);
  const client = createSdkClient({ place: { region: 'mypurecloud.ie' }, fetch, clock });
  const oauth = { grant, clientId: 'client-1', redirectUri: REDIRECT };
  const deps = { client, oauth, page: page.window, launch, fetch, clock, ids, log, ...more };
  const signIn = createSignIn(deps);
  return { launch, client, signIn };
}

export type World = ReturnType<typeof makeWorld>;

export function makeWorld() {
  const requests: Request[] = [];
  const notes: unknown[] = [];
  const answers = new Map<string, () => Response>();
  let count = 0;
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = String(input);
    requests.push({ url, init });
    const found = [...answers].findLast(([part]) => url.includes(part));
    if (found !== undefined) return found[1]();
    return new Response(url.includes('/users/me') ? '{"id":"ada","name":"Ada"}' : '{}');
  };
  const log: Log = { note: (event, fields) => notes.push([event, fields]) };
  return {
    clock: fakeClock(),
    requests,
    notes,
    log,
    ids: { next: () => `state-00000000000${(count += 1)}` },
    /** What an endpoint answers from now on; a thrown error is a dropped connection. */
    answer: (part: string, response: () => Response) => void answers.set(part, response),
    fetch,
    asked: () => requests.map(({ url, init }) => `${init.method} ${url}`),
  };
}

export const down = () => {
  throw new TypeError('Failed to fetch');
};

/** Runs an attempt to its end, which is 5 s later when the page leaves. */
export async function outcomeOf(world: World, attempt: Promise<SignInOutcome>) {
  await settle();
  await world.clock.pass(5_000);
  return attempt;
}
