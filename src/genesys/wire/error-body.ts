import type { Models } from 'purecloud-platform-client-v2';
import { fieldsOf } from './fields.ts';

export interface ErrorFacts {
  readonly code?: string;
  readonly permission?: string;
  readonly correlationId?: string;
  /** Of a 429: "Retry the request in [42] seconds". */
  readonly retryInSeconds?: number;
}

const CODE = /^[\w.-]{1,100}$/;
const TRACE_ID = /^[\w-]{1,64}$/;
const RETRY_IN = /\[(\d{1,9})\] seconds?\b/i;
const PERMISSION = /\b[a-z]\w{0,40}:[a-z]\w{0,40}:[a-z]\w{0,40}\b/i;

/**
 * What can be told from the body of a refusal. Never fails: a body that is no ErrorBody (a proxy's page, nothing at
 * all) leaves every fact out. Only words of a known shape are taken over, because they are shown and logged.
 */
export function readErrorBody(value: unknown): ErrorFacts {
  const body = fieldsOf<Models.ErrorBody>(value, '', {});
  const code = match(body.text('code'), CODE);
  const correlationId = traceId(body.text('contextId'));
  const message = body.text('message');
  const seconds = RETRY_IN.exec(message ?? '')?.[1];
  const permission = permissionIn(value, message, body.text('messageWithParams'));
  return {
    ...(code !== undefined && { code }),
    ...(permission !== undefined && { permission }),
    ...(correlationId !== undefined && { correlationId }),
    ...(seconds !== undefined && { retryInSeconds: Number(seconds) }),
  };
}

export const traceId = (text: string | undefined): string | undefined => match(text, TRACE_ID);

const match = (text: string | undefined, shape: RegExp) =>
  text === undefined ? undefined : shape.exec(text)?.[0];

/** `missing.permissions` and `missing.any.permissions` name the permission in a parameter or in the sentence. */
function permissionIn(body: unknown, ...sentences: readonly (string | undefined)[]): string | undefined {
  const params =
    typeof body === 'object' && body !== null && Object.hasOwn(body, 'messageParams')
      ? Reflect.get(body, 'messageParams')
      : undefined;
  const values: unknown[] = typeof params === 'object' && params !== null ? Object.values(params) : [];
  for (const text of [...values, ...sentences]) {
    const found = typeof text === 'string' ? match(text, PERMISSION) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
