import type { RecordingApi } from '../app/ports.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { ToldBeside } from '../domain/told.ts';
import type { Rest } from './http/rest.ts';
import { decodeCall, decodeCalls } from './wire/call.ts';
import { decodeConversation, decodeConversations } from './wire/conversation.ts';
import { decodeMe, ME_REQUEST } from './wire/identity.ts';

/** Ids go into paths: `..` would survive percent-encoding. */
const ID = /^[\w-]{1,64}$/;

/** All that a panel asks of recordings: a new request here is one more in docs/platform-surface.md (contract 8). */
export function createRecordingApi(rest: Rest): RecordingApi {
  return {
    me: () => rest.ask(ME_REQUEST, decodeMe),
    myCalls: () => rest.ask({ method: 'GET', path: '/api/v2/conversations/calls' }, decodeCalls),
    async readCall(conversationId) {
      if (!ID.test(conversationId)) return failed({ kind: 'not-found' });
      return rest.ask(
        {
          method: 'GET',
          path: '/api/v2/conversations/calls/{conversationId}',
          params: { conversationId },
        },
        (body) => ofCall(conversationId, decodeCall(body)),
      );
    },
    readOther: (conversationId) =>
      rest.ask({ method: 'GET', path: '/api/v2/conversations' }, (body) =>
        among(decodeConversations(body), conversationId),
      ),
    async setRecording(conversationId, to, as) {
      if (!ID.test(conversationId)) return failed({ kind: 'not-found' });
      const params = { conversationId };
      // Upper case is what both requests document; the answers use either.
      const body = { recordingState: to === 'paused' ? 'PAUSED' : 'ACTIVE' };
      return as === 'own'
        ? rest.ask(
            { method: 'PATCH', path: '/api/v2/conversations/calls/{conversationId}', params, body },
            (answer) => ok(to === 'paused' ? besideOf(answer) : undefined),
          )
        : rest.tell({
            method: 'PUT',
            path: '/api/v2/conversations/calls/{conversationId}/recordingstate',
            params,
            body,
          });
    },
    async setCapture(conversationId, { participantId, isOnQueue }, target, on) {
      if (!ID.test(conversationId) || !ID.test(participantId)) return failed({ kind: 'not-found' });
      const params = { conversationId, participantId };
      return target === 'snippet' || isOnQueue
        ? rest.tell({
            method: 'POST',
            path: '/api/v2/conversations/calls/{conversationId}/participants/{participantId}/snippet/record',
            params,
            body: { type: target, record: on },
          })
        : rest.tell({
            method: 'PATCH',
            path: '/api/v2/conversations/calls/{conversationId}/participants/{participantId}',
            params,
            body: { recording: on },
          });
    },
  };
}

/** Acceptance it is in any case: who watches the screen is told, as far as the answer can be read. */
function besideOf(answer: unknown): ToldBeside | void {
  const told = decodeConversation(answer);
  if (told.ok) return { isScreenWatched: told.value.legs.some((leg) => leg.watchesScreen) };
}

/** An answer about another call is no evidence about this one. */
function ofCall(conversationId: string, answer: Result<Snapshot>): Result<Snapshot> {
  if (!answer.ok || answer.value.conversationId === conversationId) return answer;
  return failed({ kind: 'malformed', what: 'id' });
}

function among(list: Result<readonly Snapshot[]>, conversationId: string): Result<Snapshot> {
  if (!list.ok) return list;
  const found = list.value.find((one) => one.conversationId === conversationId);
  return found ? ok(found) : failed({ kind: 'not-found' });
}
