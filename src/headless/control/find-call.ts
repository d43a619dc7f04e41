import type { Clock } from '../../app/ports.ts';
import { DENIED_AGAIN_MS } from '../../domain/backoff.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { pause } from '../patience.ts';
import type { CallApi } from './call-api.ts';

/** How often somebody asked before "not found" was believed, and for how long. */
export interface Looked {
  readonly times: number;
  readonly withinMs: number;
}

export type FoundCall =
  | { readonly ok: true; readonly value: Snapshot }
  | { readonly ok: false; readonly failure: Failure; readonly looked?: Looked };

export interface FindDeps {
  readonly api: CallApi;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly signal?: AbortSignal;
}

/** For how long a Pause by hand waits for the look before it. */
const URGENT_LOOK_MS = 1_500;
const AFTER_NO_ANSWER_MS = [500, 1_000];

/**
 * The first read of a call. What may pass is asked again, and so is "not found": replicas lag, and gateways fail for a
 * moment. What is no call may still be a conversation: then the answer is its medium.
 */
export async function findCall(
  { api, clock, signal }: FindDeps,
  conversationId: string,
  { isUrgent = false } = {},
): Promise<FoundCall> {
  const startedAt = clock.now();
  for (let looks = 1; ; looks += 1) {
    // What was not found at first is no call that a command could be sent for in the dark.
    if (isUrgent && looks === 1) api.waitForLooks(URGENT_LOOK_MS);
    const read = await api.readCall(conversationId);
    api.waitForLooks(undefined);
    if (read.ok) return read;
    const { failure } = read;
    if (isUrgent && answersNothing(failure)) return read;
    const isDenial = failure.kind === 'not-found';
    if (isDenial && looks === 1 && (await isOtherMedium(api, conversationId)))
      return { ok: false, failure: { kind: 'medium' } };
    const waitMs = isDenial ? DENIED_AGAIN_MS[looks - 1] : mayPass(failure) && AFTER_NO_ANSWER_MS[looks - 1];
    if (typeof waitMs !== 'number' || signal?.aborted) {
      const looked = { times: looks, withinMs: Math.round(clock.now() - startedAt) };
      return { ok: false, failure, ...(isDenial && { looked }) };
    }
    await pause(waitMs, clock, signal);
  }
}

/** Nothing is said of the call: a command may be taken all the same. */
export const answersNothing = (failure: Failure): boolean =>
  failure.kind === 'rate-limited' || mayPass(failure);

const mayPass = (failure: Failure): boolean =>
  failure.kind === 'timeout' ||
  failure.kind === 'offline' ||
  (failure.kind === 'outage' && failure.status >= 500);

async function isOtherMedium(api: CallApi, conversationId: string): Promise<boolean> {
  const other = await api.readOther(conversationId);
  return other.ok && other.value.medium !== 'call';
}
