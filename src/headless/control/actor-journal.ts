import type { Journal } from '../../app/ports.ts';
import type { AuditFacts } from '../../domain/audit.ts';
import { failureCode, type Failure } from '../../domain/failure.ts';
import type { Actor } from '../party.ts';

const isPaused = ({ action, target, phase }: AuditFacts): boolean =>
  action === 'pause' && target === 'policy' && phase === 'confirmed';

/**
 * The journal as who acts here writes it: no stand-in for a user, and left-overs are adopted once, by the controller. `doubt`:
 * why a pause that is confirmed may be somebody else's.
 */
export function asActor(
  journal: Journal,
  actor: Actor,
  heard: (facts: AuditFacts, isLogged: boolean) => void = () => {},
  doubt: () => Failure | undefined = () => undefined,
): Journal {
  const named = ({ userId: _standIn, ...facts }: AuditFacts): AuditFacts => ({
    ...facts,
    actor: actor.kind,
    ...(actor.kind === 'user' && actor.userId !== undefined && { userId: actor.userId }),
  });
  return {
    intent: (facts) => journal.intent(named(facts)),
    async append(each) {
      const failure = isPaused(each) ? doubt() : undefined;
      const facts = { ...named(each), ...(failure && { failure: failureCode(failure) }) };
      const result = await journal.append(facts);
      heard(facts, result.ok);
      return result;
    },
    adoptLeftOvers: async () => ({ ok: true, value: [] }),
  };
}
