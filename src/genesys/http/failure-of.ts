import type { Failure } from '../../domain/failure.ts';
import { readErrorBody, traceId, type ErrorFacts } from '../wire/error-body.ts';
import { retryAfterMs } from './retry-after.ts';
import type { ApiAnswer } from './transport.ts';

type Answered = Extract<ApiAnswer, { kind: 'answered' }>;

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/**
 * Translates an answer that is no success. `wallMs`: the platform's epoch time, as well as it is known; only a
 * `Retry-After` that is a date needs it.
 */
export function failureOf(answer: ApiAnswer, wallMs: number): Failure {
  if (answer.kind !== 'answered') return { kind: answer.kind };
  const { correlationId, ...facts } = readErrorBody(answer.body);
  const trace = traceId(answer.headers['inin-correlation-id']) ?? correlationId;
  return {
    ...byStatus(answer, wallMs, facts),
    ...(trace !== undefined && { correlationId: trace }),
  };
}

function byStatus(
  answer: Answered,
  wallMs: number,
  { permission, retryInSeconds, ...named }: Omit<ErrorFacts, 'correlationId'>,
): Failure {
  if (answer.unreadable !== undefined) return { kind: 'malformed', what: answer.unreadable };
  // What the sign-in cannot find or does not allow is not what the request asks for.
  if (answer.of === 'sign-in' && answer.status !== 401 && answer.status !== 429)
    return { kind: 'outage', status: answer.status };
  if (answer.of === 'former-token') return { kind: 'outage', status: answer.status };
  switch (answer.status) {
    case 400:
      return { kind: 'bad-request', ...named };
    case 401:
      return { kind: 'signed-out' };
    case 403:
      return { kind: 'denied', ...named, ...(permission !== undefined && { permission }) };
    case 404:
      return { kind: 'not-found', ...named };
    case 409:
      return { kind: 'conflict', ...named };
    case 429: {
      const waitMs = retryAfterMs(answer.headers, wallMs, retryInSeconds);
      return { kind: 'rate-limited', ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
    }
    default:
      return { kind: 'outage', status: answer.status };
  }
}
