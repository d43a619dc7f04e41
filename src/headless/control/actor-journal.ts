import type { Journal } from '../../app/ports.ts';
import type { AuditFacts } from '../../domain/audit.ts';
import { failureCode, type Failure } from '../../domain/failure.ts';
import type { Actor } from '../party.ts';

/**
 * The journal as who acts here writes it: no stand-in for a user, and left-overs are adopted once, by the controller. `doubt`:
 * why what is confirmed may be somebody else's, or may come once more; it stands beside the confirmation, or why
 * what has failed may come all the same.
 */
export function asActor(
  journal: Journal,
  actor: Actor,
  heard: (facts: AuditFacts, isLogged: boolean) => void = () => {},
  doubt: (facts: AuditFacts) => Failure | undefined = () => undefined,
): Journal {
  const named = ({ userId: _standIn, ...facts }: AuditFacts): AuditFacts => ({
    ...facts,
    actor: actor.kind,
    ...(actor.kind === 'user' && actor.userId !== undefined && { userId: actor.userId }),
  });
  return {
    intent: (facts) => journal.intent(named(facts)),
    async append(each) {
      const failure = each.phase === 'confirmed' || each.phase === 'failed' ? doubt(each) : undefined;
      const facts = { ...named(each), ...(failure && { failure: failureCode(failure) }) };
      const result = await journal.append(facts);
      heard(facts, result.ok);
      return result;
    },
    adoptLeftOvers: async () => ({ ok: true, value: [] }),
  };
}
