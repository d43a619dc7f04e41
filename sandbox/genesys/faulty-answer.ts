import type { EndpointName } from '../control.ts';
import { missingPermissions, problem, rateLimited } from './errors.ts';
import type { AnswerFault } from './faults.ts';
import { errorPage } from './oauth/pages.ts';
import type { Reply, WireResponse } from './wire.ts';
import { htmlReply, jsonReply } from './wire.ts';

type StatusFault = Extract<AnswerFault, { fault: 'status' }>;

/** The answer that a fault gives without any effect; undefined when the request is to take its course. */
export function faultyAnswer(fault: AnswerFault, endpoint: EndpointName | undefined): Reply | undefined {
  if (fault.fault === 'lost') return fault.when === 'before' ? 'lost' : undefined;
  if (fault.fault !== 'status') return undefined;
  const answer = statusAnswer(fault, endpoint);
  if (fault.retryAfter === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': fault.retryAfter } };
}

function statusAnswer(fault: StatusFault, endpoint: EndpointName | undefined): WireResponse {
  const { status, code, message, permission } = fault;
  if (endpoint === 'authorize') {
    return htmlReply(status, errorPage('Genesys Cloud is unavailable', message ?? `Status ${status}.`));
  }
  if (endpoint === 'token-exchange') {
    const description = message ?? `Status ${status}.`;
    return jsonReply(status, { error: code ?? 'server_error', description, error_description: description });
  }
  if (permission !== undefined) return missingPermissions([permission]);
  const seconds = Number(fault.retryAfter);
  if (status === 429 && code === undefined && message === undefined && seconds >= 0)
    return rateLimited(seconds);
  return problem(status, code, message === undefined ? {} : { message });
}
