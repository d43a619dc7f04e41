import { backoff } from '../../domain/backoff.ts';
import type { Failure } from '../../domain/failure.ts';
import { decodeTokenInfo } from '../../genesys/wire/identity.ts';
import { withPatience } from '../patience.ts';
import type { Wiring } from '../wiring.ts';

const waitMs = backoff(1_000, 60_000);

/**
 * The organisation of Genesys whose client this is. A platform that is away is waited for; `undefined` where it does not tell, or when the
 * signal ended the waiting.
 */
export async function organizationOfClient(
  { rest, clock, log }: Pick<Wiring, 'rest' | 'clock' | 'log'>,
  signal: AbortSignal | undefined,
  waiting: (failure: Failure) => void,
): Promise<string | undefined> {
  const info = await withPatience(
    () => rest.ask({ method: 'GET', path: '/api/v2/tokens/me' }, decodeTokenInfo),
    { clock, signal, waitMs, waiting },
  );
  const orgId = info.ok ? info.value.orgId : undefined;
  if (orgId === undefined && signal?.aborted !== true) log.note('organization-unknown');
  return orgId;
}
