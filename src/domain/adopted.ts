import type { AuditFacts } from './audit.ts';
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
