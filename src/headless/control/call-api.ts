import type { Clock, RecordingApi } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import { failed, ok, type Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { createRest } from '../../genesys/http/rest.ts';
import { decodeConversation } from '../../genesys/wire/conversation.ts';
import { createRecordingApi } from '../../genesys/recording-api.ts';
import { forAllAgents, ALL_AGENTS } from '../all-agents.ts';
import type { Permit } from '../http/pacer.ts';

const ID = /^[\w-]{1,64}$/;

/** `RecordingApi` for a client without a user, on one call: commands are operation B, reads see every agent's leg. */
export interface CallApi extends RecordingApi {
  /** The next `readCall` gets this answer: a read that was just made is not made twice. */
  give(read: Result<Snapshot>): void;
  /** How the newest command was refused. */
  readonly refusal: Failure | undefined;
  /** A command has left. */
  readonly commanded: boolean;
}

export function createCallApi(permit: Pick<Permit, 'transport'>, clock: Pick<Clock, 'wall'>): CallApi {
  const commands = createRecordingApi(createRest(permit.transport('command'), clock));
  const looks = createRecordingApi(createRest(permit.transport('look'), clock));
  const confirms = createRecordingApi(createRest(permit.transport('confirm'), clock));
  let given: Result<Snapshot> | undefined;
  let refusal: Failure | undefined;
  let commanded = false;

  async function command(answer: Promise<Result<void>>): Promise<Result<void>> {
    commanded = true;
    const result = await answer;
    refusal = result.ok ? undefined : result.failure;
    return result;
  }

  return {
    give(read) {
      given = read;
    },
    get refusal() {
      return refusal;
    },
    get commanded() {
      return commanded;
    },
    me: async () => ok({ userId: ALL_AGENTS, permissions: new Set<string>() }),
    // GET conversations/calls is refused without a user (400 not.a.user).
    myCalls: async () => failed({ kind: 'bad-request', code: 'not.a.user' }),
    async readCall(conversationId) {
      const read = given ?? (await (commanded ? confirms : looks).readCall(conversationId));
      given = undefined;
      return read.ok ? ok(forAllAgents(read.value)) : read;
    },
    /** GET conversations/{id}, which a client may read with the permission that it needs for calls as well. */
    async readOther(conversationId) {
      if (!ID.test(conversationId)) return failed({ kind: 'not-found' });
      return createRest(permit.transport('look'), clock).ask(
        { method: 'GET', path: '/api/v2/conversations/{conversationId}', params: { conversationId } },
        decodeConversation,
      );
    },
    setRecording: (conversationId, to) => command(commands.setRecording(conversationId, to, 'others')),
    setCapture: (conversationId, leg, target, on) =>
      // Operation D refuses client credentials for certain; operation E is the one that may not.
      command(commands.setCapture(conversationId, { ...leg, isOnQueue: true }, target, on)),
  };
}
