import type { Snapshot } from '../domain/snapshot.ts';
import type { RecordingApi } from './ports.ts';
import { matchOf, type Match } from './token-owner.ts';

/** Conversations of the agent's that are no calls: a chat, a message, an email. */
export interface OtherConversations {
  get(conversationId: string): Snapshot | undefined;
  /** Not found among the calls: asks once what it is. Once known it stays, as a medium does not change without a call. */
  identify(conversationId: string): Promise<void>;
}

export function createOtherConversations(deps: {
  readonly api: Pick<RecordingApi, 'readOther'>;
  readonly userId: string;
  /** It was a call before. */
  isCall(conversationId: string): boolean;
  match(conversationId: string, what: Match): void;
  identified(conversationId: string): void;
}): OtherConversations {
  const { api, userId, match } = deps;
  /** Known, asked for, or neither. */
  const others = new Map<string, Snapshot | undefined>();

  return {
    get: (conversationId) => others.get(conversationId),
    async identify(id) {
      const known = others.get(id);
      if (known) return match(id, matchOf(known, userId));
      if (others.has(id) || deps.isCall(id)) return;
      others.set(id, undefined);
      const result = await api.readOther(id);
      if (result.ok) match(id, matchOf(result.value, userId));
      else if (result.failure.kind === 'not-found') match(id, 'none');
      if (!result.ok || result.value.medium === 'call') return void others.delete(id);
      others.set(id, result.value);
      deps.identified(id);
    },
  };
}
