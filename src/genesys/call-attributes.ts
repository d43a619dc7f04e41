import type { Participant } from '../app/ports.ts';
import { failed, type Result } from '../domain/result.ts';
import type { Rest } from './http/rest.ts';

/** Ids go into paths: `..` would survive percent-encoding. */
const ID = /^[\w-]{1,64}$/;

/** Adds attributes to a participant; those that are there under other keys stay. A 2xx is all that is asked. */
export async function writeAttributes(
  rest: Pick<Rest, 'tell'>,
  { conversationId, participantId }: Participant,
  attributes: Readonly<Record<string, string>>,
): Promise<Result<void>> {
  if (!ID.test(conversationId) || !ID.test(participantId)) return failed({ kind: 'not-found' });
  return rest.tell({
    method: 'PATCH',
    path: '/api/v2/conversations/{conversationId}/participants/{participantId}/attributes',
    params: { conversationId, participantId },
    body: { attributes },
  });
}
