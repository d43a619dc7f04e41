import type { Failure } from '../../domain/failure.ts';
import { readErrorBody, traceId } from '../wire/error-body.ts';
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
      const retryAfterMs = retryAfter(answer.headers, wallMs);
      return { kind: 'rate-limited', ...(retryAfterMs !== undefined && { retryAfterMs }) };
    }
    default:
      return { kind: 'outage', status: answer.status };
  }
}

const SECOND = 1_000;
/** A longer wait is no wait but a mistake. */
const MAX_WAIT_MS = 3_600_000;

/**
 * `Retry-After` as seconds or as a date; else the platform's `inin-ratelimit-reset`, whose end its own samples meet one
 * second later. `undefined` when neither may be read by a browser.
 */
function retryAfter(headers: Answered['headers'], wallMs: number): number | undefined {
  const waits = [
    inSeconds(headers['retry-after']),
    untilDate(headers['retry-after'], wallMs),
    inSeconds(headers['inin-ratelimit-reset'], SECOND),
  ];
  const wait = waits.find((ms) => ms !== undefined);
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), MAX_WAIT_MS);
}

function inSeconds(text: string | undefined, extraMs = 0): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim())
    ? Number(text) * SECOND + extraMs
    : undefined;
}

function untilDate(text: string | undefined, wallMs: number): number | undefined {
  const at = text === undefined || !/[a-z]/i.test(text) ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at - wallMs;
}
