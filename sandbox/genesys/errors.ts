import type { Models } from 'purecloud-platform-client-v2';
import type { WireResponse } from './wire.ts';
import { jsonReply } from './wire.ts';

/** Texts of the codes that the API documents; a code without a text is answered with itself. */
const MESSAGES: Record<string, string> = {
  'authentication.required': 'No authentication bearer token specified in authorization header.',
  'bad.credentials': 'Invalid login credentials.',
  'not.a.user': 'The request requires a user context. Client credentials cannot be used for this request.',
  'bad.request': 'The request could not be understood by the server due to malformed syntax.',
  'invalid.value': 'Value is not valid for this field.',
  'not.found': 'The requested resource was not found.',
  'not.authorized': 'You are not authorized to perform the requested action.',
  'too.many.requests.retry.after': 'Rate limit exceeded the maximum.',
  'service.unavailable':
    'Service Unavailable - The server is currently unavailable (because it is overloaded or down for maintenance).',
  'request.timeout': 'The request timed out.',
  'internal.server.error':
    'The server encountered an unexpected condition which prevented it from fulfilling the request.',
  'conversation.error.conversation.not.found': 'The conversation does not exist.',
  'conversation.error.not.conversation.participant': 'The participant does not exist in the conversation.',
  'conversation.error.forbidden.not.active.participant':
    'The user must be an active participant on the conversation to change the recording state.',
  'conversation.error.call.disconnected': 'The call is disconnected.',
  'notification.invalid.topic': 'The topic is not valid.',
  'notification.subscription.too.many.subscriptions': 'Too many subscriptions on the channel.',
};

const CODES: Record<number, string> = {
  400: 'bad.request',
  401: 'bad.credentials',
  403: 'not.authorized',
  404: 'not.found',
  429: 'too.many.requests.retry.after',
  500: 'internal.server.error',
  503: 'service.unavailable',
  504: 'request.timeout',
};

export type ProblemDetail = Pick<Models.ErrorBody, 'message' | 'messageParams' | 'limit' | 'entityId'>;

/** An answer in the platform's error form. `contextId` is filled in where the answer leaves. */
export function problem(status: number, code = CODES[status], detail: ProblemDetail = {}): WireResponse {
  const named = code ?? 'error';
  const body: Models.ErrorBody = {
    message: MESSAGES[named] ?? named,
    code: named,
    status,
    messageParams: {},
    contextId: '',
    details: [],
    errors: [],
    ...detail,
  };
  return jsonReply(status, body);
}

/**
 * Every 429 has this one form since November 2021: how long to wait stands in a header and, in brackets, in the sentence.
 * Nothing tells which limit was met, nor how much of it is used.
 */
export function rateLimited(seconds: number): WireResponse {
  const code = 'too.many.requests.retry.after';
  const message = `${MESSAGES[code]} Retry the request in [${seconds}] seconds`;
  const body: Models.ErrorBody = { message, code, status: 429, contextId: '', details: [], errors: [] };
  const answer = jsonReply(429, body);
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
}

/** Loud on purpose: whatever is missing here must be built, not worked around. */
export const unknownToSandbox = (what: string): WireResponse =>
  problem(501, 'sandbox.unknown', { message: `The sandbox does not know ${what}.` });

/** All of these are missing. */
export const missingPermissions = (permissions: readonly string[]): WireResponse =>
  problem(403, 'missing.permissions', {
    message: `Unable to perform the requested action. You are missing the following permission(s): ${permissions.join(', ')}`,
    messageParams: { permissions: permissions.join(', ') },
  });

/** Any one of these would do. */
export const missingAnyPermissions = (permissions: readonly string[]): WireResponse =>
  problem(403, 'missing.any.permissions', {
    message: `Unable to perform the requested action. You must have at least one of the following permissions assigned: ${permissions.join(', ')}`,
    messageParams: { permissions: permissions.join(', ') },
  });
