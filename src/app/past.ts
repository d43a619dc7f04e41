import type { AuditFacts } from '../domain/audit.ts';
import type { Call } from '../domain/call.ts';
import { factsKey } from '../domain/mapping.ts';
import { ownLeg } from '../domain/snapshot.ts';
import type { Clock, Me } from './ports.ts';

/** A call from when something else was known of it on, and as it was last known then. */
export interface Sample {
  /** Epoch ms, by Genesys' clock where that is known. */
  readonly at: number;
  readonly call: Call;
}

/** What a session has seen and done on one call, oldest first. `timeline/` makes entries of it for who asks. */
export interface Past {
  readonly samples: readonly Sample[];
  readonly facts: readonly AuditFacts[];
  /** Whose session it is. */
  readonly userId: string;
  /** What the user may do, as Genesys tells it. */
  readonly permissions: ReadonlySet<string>;
  /** What time it is by this computer, and by Genesys: while that is not known all times are by this computer. */
  readonly wall: number;
  readonly platformNow: number | undefined;
  /** Somebody reads it: a call that is over stays in sight. Answers how to let go of it. The same in the same session. */
  readonly keep: (conversationId: string) => () => void;
}

/** More than a call of hours brings; the oldest go first. */
const MOST = 200;

/** Remembers what is seen and done on each call. Costs no request. */
export function createPast(
  clock: Pick<Clock, 'wall'>,
  { userId, permissions }: Pick<Me, 'userId' | 'permissions'>,
  platformNow: () => number | undefined = () => undefined,
) {
  const calls = new Map<string, { readonly samples: Sample[]; readonly facts: AuditFacts[] }>();
  /** Calls that somebody reads, once for each who does. */
  const kept: string[] = [];

  function keep(conversationId: string): () => void {
    kept.push(conversationId);
    let isOver = false;
    return () => {
      if (!isOver) kept.splice(kept.indexOf(conversationId), 1);
      isOver = true;
    };
  }

  function callOf(conversationId: string) {
    const call = calls.get(conversationId) ?? { samples: [], facts: [] };
    calls.set(conversationId, call);
    return call;
  }

  return {
    look(call: Call): void {
      const { samples } = callOf(call.conversationId);
      const last = samples.at(-1);
      const isSame = last && keyOf(last.call) === keyOf(call);
      if (isSame) samples.pop();
      samples.push({ at: isSame ? last.at : (platformNow() ?? clock.wall()), call });
      if (samples.length > MOST) samples.shift();
    },
    note: (facts: AuditFacts) => void callOf(facts.conversationId).facts.push(facts),
    forget: (conversationId: string): boolean => calls.delete(conversationId),
    isKept: (conversationId: string): boolean => kept.includes(conversationId),
    of(conversationId: string): Past {
      return {
        ...callOf(conversationId),
        userId,
        permissions,
        wall: clock.wall(),
        platformNow: platformNow(),
        keep,
      };
    },
  };
}

/** All that is told of it. How it is known may change beside that. */
const keyOf = ({ claim, evidence: { told, userId } }: Call): string => {
  const { snapshot } = told;
  const facts = snapshot && [factsKey(snapshot, userId), ownLeg(snapshot, userId)?.held];
  return [claim.state, claim.recorders, facts].join();
};
