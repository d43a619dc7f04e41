import type { Clock } from '../../app/ports.ts';
import { failed, ok, type Result } from '../../domain/result.ts';
import { failureOf, isSuccess } from './failure-of.ts';
import type { ApiRequest, Transport } from './transport.ts';

/** Requests whose answers are values: decoded, or a failure. */
export interface Rest {
  /** The request leaves within the calling task. Settles within 8 s, never rejects. */
  ask<T>(request: ApiRequest, decode: (body: unknown) => Result<T>): Promise<Result<T>>;
  /** As `ask`, for requests whose answer says nothing that may be relied upon: a 2xx is acceptance only. */
  tell(request: ApiRequest): Promise<Result<void>>;
}

export function createRest(transport: Transport, clock: Pick<Clock, 'wall'>): Rest {
  const ask: Rest['ask'] = async (request, decode) => {
    const answer = await transport(request);
    if (answer.kind === 'answered' && isSuccess(answer.status)) return decode(answer.body);
    return failed(failureOf(answer, clock.wall()));
  };
  return { ask, tell: (request) => ask(request, () => ok(undefined)) };
}
