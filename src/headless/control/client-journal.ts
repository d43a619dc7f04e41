import type { Journal } from '../../app/ports.ts';
import type { AuditFacts } from '../../domain/audit.ts';

/** The journal as a client without a user writes it: no user id, and left-overs are adopted once, by the controller. */
export function asClient(
  journal: Journal,
  heard: (facts: AuditFacts, isLogged: boolean) => void = () => {},
): Journal {
  const own = ({ userId: _nobody, ...facts }: AuditFacts): AuditFacts => ({ ...facts, actor: 'client' });
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
