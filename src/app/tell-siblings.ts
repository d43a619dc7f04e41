import { isOnlyFeared } from '../domain/belief.ts';
import type { Call } from '../domain/call.ts';
import type { CallFeed } from './ports.ts';

/** How far each resume of this page that may still take effect has come, by its wish. */
function resumesOf({ wishes: { current, commands } }: Call): ReadonlyMap<string, number> {
  const resumes = new Map<string, number>();
  if (current?.action === 'resume') resumes.set(current.id, current.attempts);
  for (const { to, wishId } of commands)
    if (to === 'active' && !resumes.has(wishId)) resumes.set(wishId, Infinity);
  return resumes;
}

/**
 * Something is known that speaks against *safe*, or against a pause of another panel's that would end by itself. A recording that is
 * only feared, because a resume was told, is no news to whoever told it.
 */
const isContrary = ({ claim: { state }, evidence, policy, wishes }: Call): boolean =>
  (state === 'recording' && !isOnlyFeared(evidence.belief)) ||
  state === 'checking' ||
  evidence.told.others.size > 0 ||
  (policy.autoResume && wishes.current?.action === 'pause');

/** Tells the other panels of this user what counts against their claims, of all calls there are: once, when it begins and when it is over. */
export function createTellSiblings({ tell }: Pick<CallFeed, 'tell'>): (calls: readonly Call[]) => void {
  type Told = { readonly resumes: ReadonlyMap<string, number>; readonly contrary: boolean };
  let told: ReadonlyMap<string, Told> = new Map();

  return (calls) => {
    if (!tell) return;
    const now = new Map<string, Told>();
    for (const call of calls) {
      const { conversationId } = call;
      const before = told.get(conversationId);
      const resumes = resumesOf(call);
      const contrary = isContrary(call);
      now.set(conversationId, { resumes, contrary });
      // Each sending anew: it may take effect for as long again.
      for (const [wishId, sent] of resumes)
        if (before?.resumes.get(wishId) !== sent)
          tell({ kind: 'resume-elsewhere', conversationId, wishId, isOver: false });
      for (const wishId of before?.resumes.keys() ?? [])
        if (!resumes.has(wishId)) tell({ kind: 'resume-elsewhere', conversationId, wishId, isOver: true });
      if (contrary && before?.contrary !== true) tell({ kind: 'contrary-elsewhere', conversationId });
    }
    told = now;
  };
}
