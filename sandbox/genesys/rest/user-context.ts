import type { Switches } from '../../control.ts';
import type { Token } from '../oauth/tokens.ts';
import type { Route } from './route.ts';

/** What is about "me" and so has no answer for a client that acts by itself. */
const USER_ONLY = new Set([
  'GET /api/v2/users/me',
  'GET /api/v2/routing/queues/me',
  'GET /api/v2/conversations',
  'GET /api/v2/conversations/calls',
  'PATCH /api/v2/conversations/calls/{conversationId}',
  'PATCH /api/v2/conversations/calls/{conversationId}/participants/{participantId}',
]);

/** A client-credentials token is refused here with 400 `not.a.user`. */
export function needsUser(token: Token, { method, path, endpoint }: Route, switches: Switches): boolean {
  if (token.client.grant !== 'CLIENT-CREDENTIALS') return false;
  if (endpoint === 'snippet') return switches.snippetNeedsUser;
  return USER_ONLY.has(`${method} ${path}`);
}
