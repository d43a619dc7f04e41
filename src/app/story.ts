import type { AuditFacts, Phase, Target, Trigger, WishAction } from '../domain/audit.ts';
import type { Call } from '../domain/call.ts';
import { failureCode, type Failure } from '../domain/failure.ts';
import { ownLeg } from '../domain/snapshot.ts';
import type { Clock, Ids } from './ports.ts';

/** What is the same in every audit entry of a session. Absent rather than empty. */
export interface Origin {
  readonly app: string;
  readonly region?: string;
  readonly orgId?: string;
  readonly configHash?: string;
  readonly userId: string;
}

/** What the journal needs to know of a wish, whatever its target. */
export interface Wished {
  readonly id: string;
  readonly target: Target;
  readonly action: WishAction;
  readonly trigger: Trigger;
  readonly askedAt: number;
}

type Observed = 'safe-shown' | 'safe-withdrawn' | 'over-limit' | 'ended-while-paused' | 'extend' | 'reason';

function triggerOf({ claim }: Call, action: Observed): Trigger {
  if (action === 'extend' || action === 'reason') return 'agent';
  const isLimit = action === 'over-limit' || (action === 'safe-withdrawn' && claim.unsafe === 'expired');
  return isLimit ? 'limit' : 'platform';
}

/** Writes down what happened to a call as facts for the journal. */
export function createStory(
  origin: Origin,
  clock: Clock,
  ids: Ids,
  platformNow: () => number | undefined = () => undefined,
) {
  const base = (call: Call) => {
    const leg = call.evidence.told.snapshot && ownLeg(call.evidence.told.snapshot, call.evidence.userId);
    const now = platformNow();
    return {
      id: ids.next(),
      at: new Date(clock.wall()).toISOString(),
      ...(now !== undefined && { platformAt: new Date(now).toISOString() }),
      ...origin,
      actor: 'user' as const,
      conversationId: call.conversationId,
      ...(leg && { participantId: leg.participantId }),
      ...(leg?.queueId !== undefined && { queueId: leg.queueId }),
    };
  };
  return {
    ofWish(call: Call, wish: Wished, phase: Phase, failure?: Failure): AuditFacts {
      return {
        ...base(call),
        wishId: wish.id,
        action: wish.action,
        target: wish.target,
        trigger: wish.trigger,
        phase,
        latencyMs: Math.round(clock.now() - wish.askedAt),
        ...(failure && { failure: failureCode(failure) }),
        ...(failure?.correlationId !== undefined && { correlationId: failure.correlationId }),
      };
    },
    /** Something the platform did or the panel showed, or that was done in the panel alone. */
    observed(
      call: Call,
      action: Observed,
      /** Of a reason: which, and for which wish. */
      named?: { readonly wishId: string; readonly reason: string },
    ): AuditFacts {
      const trigger = triggerOf(call, action);
      const { since } = call.claim;
      // Another panel tells by it one pause from another.
      const { pauseAt = clock.now() } = call.evidence.belief;
      const sinceAt =
        action === 'over-limit'
          ? clock.wall() - (clock.now() - pauseAt)
          : action === 'safe-shown' && since?.kind === 'exact'
            ? since.at
            : undefined;
      const from = sinceAt !== undefined && new Date(sinceAt).toISOString();
      return {
        ...base(call),
        action,
        target: 'policy',
        trigger,
        phase: 'observed',
        ...(from && { from }),
        ...named,
      };
    },
  };
}
