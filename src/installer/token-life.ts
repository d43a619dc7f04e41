import { ok, type Result } from '../domain/result.ts';
import type { Rest } from '../genesys/http/rest.ts';
import type { Wanted } from './desired.ts';
import { LIST_PATHS, readOne } from './org.ts';
import { stepFor, type Found, type Step } from './plan.ts';
import { foundOtherClient } from './resource-apis.ts';

/**
 * The implicit client that agents have signed in by so far. Its window leaves the token in the browser's history file, so
 * that its tokens shall live no longer than a shift. No run has made it: its life is changed and put back, nothing else.
 */

/** A shift of eight hours. */
const SHIFT_SECONDS = 28_800;
const LIFE = 'accessTokenValiditySeconds';

export interface TokenLife {
  /** The implicit client that config.json names. */
  readonly implicit?: Found;
  /** That its tokens shall live shorter. */
  readonly shorter: readonly { readonly wanted: Wanted; readonly found: Found }[];
  /** What a removal puts back. */
  readonly putBack: readonly Step[];
}

interface TokenLifeQuestion {
  /** The client that config.json names. */
  readonly clientId: string | undefined;
  /** Seconds of before, by the id of the client, as the runs have recorded them. */
  readonly before: ReadonlyMap<string, number>;
  /** Everything of ours: the change comes after it, so that a refusal keeps nothing else from being made. */
  readonly needs: readonly string[];
}

const lifeOf = ({ fields }: Found): number => Number(fields[LIFE] ?? 0);

const wantedLife = ({ id, name = '' }: Found, seconds: number, needs: readonly string[]): Wanted => ({
  key: `token-life.${id}`,
  kind: 'token-life',
  name,
  fields: { [LIFE]: seconds },
  initially: [],
  needs,
});

export async function observeTokenLife(
  rest: Rest,
  { clientId, before, needs }: TokenLifeQuestion,
): Promise<Result<TokenLife>> {
  const named = clientId === undefined ? ok(undefined) : await implicitClient(rest, clientId);
  if (!named.ok) return named;
  const implicit = named.value;
  const putBack: Step[] = [];
  for (const [id, seconds] of before) {
    const found = await implicitClient(rest, id);
    if (!found.ok) return found;
    // Another life is what an admin has chosen since.
    if (found.value === undefined || lifeOf(found.value) !== SHIFT_SECONDS) continue;
    putBack.push(stepFor(wantedLife(found.value, seconds, []), found.value, new Map()));
  }
  if (implicit === undefined) return ok({ shorter: [], putBack });
  const isLong = lifeOf(implicit) > SHIFT_SECONDS;
  const shorter = isLong ? [{ wanted: wantedLife(implicit, SHIFT_SECONDS, needs), found: implicit }] : [];
  return ok({ implicit, shorter, putBack });
}

/** Undefined where it is unknown, switched off, or of another grant type. */
async function implicitClient(rest: Rest, id: string): Promise<Result<Found | undefined>> {
  const client = await readOne(rest, LIST_PATHS.clients, id);
  // A text that is no id at all is refused as such.
  if (!client.ok) return client.failure.kind === 'bad-request' ? ok(undefined) : client;
  if (client.value === undefined) return ok(undefined);
  const { authorizedGrantType, state } = client.value;
  return ok(
    authorizedGrantType === 'TOKEN' && state !== 'inactive' ? foundOtherClient(client.value) : undefined,
  );
}

/** What a run is about to change: recorded before it does, by the id of the client. */
export const livesBefore = (steps: readonly Step[]): ReadonlyMap<string, number> =>
  new Map(
    steps.flatMap((step) =>
      step.action === 'change' && step.wanted.kind === 'token-life'
        ? [[step.found.id, lifeOf(step.found)] as const]
        : [],
    ),
  );
