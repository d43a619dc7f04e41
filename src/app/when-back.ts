import type { ConversationView } from './view.ts';

/** Tells, once each time, of a call that is known to go on: it may have come back by a transfer after its end. */
export function whenBack(run: (conversationId: string) => void) {
  const known = new Set<string>();
  return (calls: readonly Pick<ConversationView, 'conversationId' | 'state'>[]): void => {
    for (const { conversationId, state } of calls) {
      if (state === 'ended') known.delete(conversationId);
      if (state === 'ended' || state === 'unknown' || state === 'checking' || known.has(conversationId))
        continue;
      known.add(conversationId);
      run(conversationId);
    }
  };
}
