import type { Journal } from '../../app/ports.ts';
import type { AuditFacts } from '../../domain/audit.ts';
import type { Actor } from '../party.ts';

/** The journal as who acts here writes it: no stand-in for a user, and left-overs are adopted once, by the controller. */
export function asActor(
  journal: Journal,
  actor: Actor,
  heard: (facts: AuditFacts, isLogged: boolean) => void = () => {},
): Journal {
  const own = ({ userId: _standIn, ...facts }: AuditFacts): AuditFacts => ({
    ...facts,
    actor: actor.kind,
    ...(actor.kind === 'user' && actor.userId !== undefined && { userId: actor.userId }),
  });
  return {
    intent: (facts) => journal.intent(own(facts)),
    async append(facts) {
      const result = await journal.append(own(facts));
      heard(own(facts), result.ok);
      return result;
    },
    adoptLeftOvers: async () => ({ ok: true, value: [] }),
  };
}
