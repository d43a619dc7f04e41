import type { AuditFacts } from './audit.ts';
import { failureCode } from './failure.ts';
import { mapSnapshot, tellsPause } from './mapping.ts';
import { ownLeg, type Snapshot } from './snapshot.ts';

/** Whether a snapshot shows what a wish asked for. An absent field shows nothing. */
export function isAsWished(
  { action, target }: Pick<AuditFacts, 'action' | 'target'>,
  snapshot: Snapshot,
  userId: string,
): boolean {
  if (target === 'snippet' || target === 'adhoc') {
    const recorder = ownLeg(snapshot, userId)?.recorders[target];
    return (action === 'start' && recorder === 'active') || (action === 'stop' && recorder === 'none');
  }
  const { state } = mapSnapshot(snapshot, userId);
  if (action === 'resume') return state === 'recording' && !tellsPause(snapshot, userId);
  return action === 'pause' && state === 'paused';
}

/** What is the outcome's own, and not its request's. */
export type Moment = Pick<AuditFacts, 'id' | 'at' | 'platformAt'>;

/** The end of a wish that its own page or process did not live to see, told at the moment in which it is found. */
export function endOfLeftOver(
  request: AuditFacts,
  found: 'confirmed' | 'unconfirmed',
  moment: Moment,
): AuditFacts {
  const { latencyMs: _latency, correlationId: _correlation, platformAt: _asked, ...wish } = request;
  return {
    ...wish,
    ...moment,
    phase: found,
    ...(found === 'unconfirmed' && { failure: failureCode({ kind: 'unknown-outcome' }) }),
  };
}
