import type { Clock } from '../../app/ports.ts';
import type { SdkClient } from '../http/sdk-client.ts';
import { TIMEOUT_MS } from '../http/transport.ts';

export interface ReachableDeps {
  readonly client: SdkClient;
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'after'>;
}

/** Whether the sign-in host answers at all: a page that left for a dead one would be gone for good. */
export async function isReachable({ client, fetch, clock }: ReachableDeps): Promise<boolean> {
  const abort = new AbortController();
  const cancel = clock.after(TIMEOUT_MS, () => abort.abort());
  try {
    await fetch(`${client.loginUrl}/`, {
      method: 'HEAD',
      // Its answer may not be read, and need not be.
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: abort.signal,
    });
    return true;
  } catch {
    return false;
  } finally {
    cancel();
  }
}
