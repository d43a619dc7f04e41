import type { EndpointName, FaultRequest } from '../../control.ts';

export const ENDPOINTS: readonly (readonly [EndpointName, string])[] = [
  ['pause-own', 'Pause or resume the own call'],
  ['pause-others', 'Pause or resume others’ calls'],
  ['snippet', 'Snippet'],
  ['adhoc', 'Ad hoc recording'],
  ['read-call', 'Read one call'],
  ['list-calls', 'List the calls'],
  ['list-conversations', 'List the conversations'],
  ['attributes', 'Write attributes'],
  ['create-channel', 'Create a channel'],
  ['subscribe', 'Subscribe to topics'],
  ['me', 'Read the user'],
  ['token-check', 'Check the token'],
  ['token-exchange', 'Exchange the code'],
  ['authorize', 'Sign-in page'],
  ['any', 'Every request'],
];

export type RequestFault =
  | '400'
  | '401'
  | '403-permission'
  | '403-inactive'
  | '404'
  | '409'
  | '429'
  | '500'
  | '503'
  | 'lost-before'
  | 'lost-after'
  | 'slow'
  | 'slow-effect'
  | 'ignored'
  | 'garbage';

export const REQUEST_FAULTS: readonly (readonly [RequestFault, string])[] = [
  ['429', 'Too many requests (429)'],
  ['403-permission', 'Permission missing (403)'],
  ['403-inactive', 'Not active on the call (403)'],
  ['401', 'Token not accepted (401)'],
  ['400', 'Bad request (400)'],
  ['404', 'Not found (404)'],
  ['409', 'Conflict (409)'],
  ['500', 'Internal error (500)'],
  ['503', 'Unavailable (503)'],
  ['lost-before', 'Lost, without effect'],
  ['lost-after', 'Answer lost, with effect'],
  ['slow', 'Answer late'],
  ['slow-effect', 'Answer and effect late'],
  ['ignored', 'Accepted, nothing happens'],
  ['garbage', 'Answer is garbage'],
];

export interface RequestFaultForm {
  endpoint: EndpointName;
  what: RequestFault;
  times: number;
  /** Retry-After or how late, as typed. */
  seconds: string;
}

const STATUSES: Partial<Record<RequestFault, { status: number; code?: string }>> = {
  '400': { status: 400, code: 'bad.request' },
  '401': { status: 401, code: 'bad.credentials' },
  '403-permission': { status: 403, code: 'missing.any.permissions' },
  '403-inactive': { status: 403, code: 'conversation.error.forbidden.not.active.participant' },
  '404': { status: 404, code: 'not.found' },
  '409': { status: 409, code: 'conflict' },
  '429': { status: 429 },
  '500': { status: 500, code: 'internal.server.error' },
  '503': { status: 503, code: 'service.unavailable' },
};

/** The fault that the form describes, as the control contract wants it. */
export function requestFault({ endpoint, what, times, seconds }: RequestFaultForm): FaultRequest {
  const failure = STATUSES[what];
  if (failure !== undefined) {
    return {
      fault: 'status',
      endpoint,
      times,
      ...failure,
      ...((what === '429' || what === '503') && seconds.trim() !== '' ? { retryAfter: seconds.trim() } : {}),
      ...(what === '403-permission' ? { permission: 'conversation:recording:pause' } : {}),
    };
  }
  const delayMs = Math.round((Number(seconds) || 0) * 1000);
  switch (what) {
    case 'lost-before':
      return { fault: 'lost', endpoint, times, when: 'before' };
    case 'lost-after':
      return { fault: 'lost', endpoint, times, when: 'after' };
    case 'slow':
      return { fault: 'slow', endpoint, times, delayMs };
    case 'slow-effect':
      return { fault: 'slow', endpoint, times, delayMs, effect: 'late' };
    case 'garbage':
      return { fault: 'body', endpoint, times, body: '<html>Bad gateway</html>' };
    default:
      return { fault: 'ignored', endpoint, times };
  }
}
