import type { Clock, PlatformTime } from '../../app/ports.ts';
import { serverTimeMs } from '../../domain/platform-clock.ts';
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

/** Who wants to know what time answers tell. A browser reads their date only where the platform exposes it. */
type TimeKeeper = Pick<Clock, 'steady'> & Pick<PlatformTime, 'heard'>;

export function createRest(transport: Transport, clock: Pick<Clock, 'wall'>, keeper?: TimeKeeper): Rest {
  const ask: Rest['ask'] = async (request, decode) => {
    const sentAt = keeper?.steady() ?? 0;
    const answer = await transport(request);
    if (answer.kind === 'answered') keeper?.heard(serverTimeMs(answer.headers), sentAt, keeper.steady());
    if (answer.kind === 'answered' && isSuccess(answer.status)) return decode(answer.body);
    return failed(failureOf(answer, clock.wall()));
  };
  return { ask, tell: (request) => ask(request, () => ok(undefined)) };
}
