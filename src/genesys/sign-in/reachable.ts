import type { Clock } from '../../app/ports.ts';
import type { SdkClient } from '../http/sdk-client.ts';
import { fetchWhole } from '../http/fetch-whole.ts';
import { TIMEOUT_MS } from '../http/transport.ts';

export interface ReachableDeps {
  readonly client: SdkClient;
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'after'>;
}

/** Whether the sign-in host answers at all: a page that left for a dead one would be gone for good. */
export async function isReachable({ client, fetch, clock }: ReachableDeps): Promise<boolean> {
  const init: RequestInit = {
    method: 'HEAD',
    // Its answer may not be read, and need not be.
    mode: 'no-cors',
    credentials: 'omit',
    cache: 'no-store',
  };
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: 0, clock };
  const answer = await fetchWhole(fetch, `${client.loginUrl}/`, init, limits);
  return answer.kind === 'answered';
}
