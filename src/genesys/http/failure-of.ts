import type { Failure } from '../../domain/failure.ts';
import { readErrorBody, traceId } from '../wire/error-body.ts';
import { retryAfterMs } from './retry-after.ts';
import type { ApiAnswer } from './transport.ts';

type Answered = Extract<ApiAnswer, { kind: 'answered' }>;

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Translates an answer that is no success. `wallMs` is needed for a `Retry-After` that is a date. */
export function failureOf(answer: ApiAnswer, wallMs: number): Failure {
  if (answer.kind !== 'answered') return { kind: answer.kind };
  const { correlationId, code, permission } = readErrorBody(answer.body);
  const trace = traceId(answer.headers['inin-correlation-id']) ?? correlationId;
  return {
    ...byStatus(answer, wallMs, {
      ...(code !== undefined && { code }),
      ...(permission !== undefined && { permission }),
    }),
    ...(trace !== undefined && { correlationId: trace }),
  };
}

function byStatus(
  answer: Answered,
  wallMs: number,
  { permission, ...named }: { readonly code?: string; readonly permission?: string },
): Failure {
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
      const waitMs = retryAfterMs(answer.headers, wallMs);
      return { kind: 'rate-limited', ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
    }
    default:
      return { kind: 'outage', status: answer.status };
  }
}
