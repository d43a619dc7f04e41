import { DENIED_AGAIN_MS } from '../domain/backoff.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { Rest } from '../genesys/http/rest.ts';

export type Wait = (ms: number) => Promise<void>;

/** What a run has made is known everywhere within this time. */
const KNOWN_WITHIN_MS = 30_000;
const STEP_MS = 2_000;

/** GET requests that answer 404 are asked again before anything is concluded from it. */
export const lookingAgain = (rest: Rest, wait: Wait): Rest => ({
  tell: rest.tell,
  async ask(request, decode) {
    let answer = await rest.ask(request, decode);
    for (const ms of DENIED_AGAIN_MS) {
      if (request.method !== 'GET' || answer.ok || answer.failure.kind !== 'not-found') return answer;
      await wait(ms);
      answer = await rest.ask(request, decode);
    }
    return answer;
  },
});

/** Deletes until it is certain that the thing is gone: a "not found" may be one of a moment ago. */
export async function removingForSure(
  remove: () => Promise<Result<void>>,
  wait: Wait,
): Promise<Result<void>> {
  let removed = await remove();
  for (const ms of DENIED_AGAIN_MS) {
    if (removed.ok || removed.failure.kind !== 'not-found') return removed;
    await wait(ms);
    removed = await remove();
  }
  return removed.ok || removed.failure.kind === 'not-found' ? ok(undefined) : removed;
}

/** Something that this run made is not known yet where it is needed: waited for, and `waiting` says so once. */
export async function untilKnown<T>(
  attempt: () => Promise<Result<T>>,
  { wait, waiting }: { readonly wait: Wait; waiting(): void },
): Promise<Result<T>> {
  for (let waited = 0; ; waited += STEP_MS) {
    const result = await attempt();
    if (result.ok || result.failure.kind !== 'not-found') return result;
    if (waited >= KNOWN_WITHIN_MS) return failed(result.failure);
    if (waited === 0) waiting();
    await wait(STEP_MS);
  }
}
