import { whyNot } from '../../domain/operations.ts';
import type { Target, WishAction } from '../../domain/audit.ts';
import { isUuid } from '../../uuid.ts';
import { UsageError } from '../settings.ts';

const ACTIONS = ['pause', 'resume', 'start', 'stop'] as const;
const TARGETS = ['policy', 'snippet', 'adhoc'] as const;

/** What is no id is refused before the wire. */
export function checkId(what: string, id: unknown): string {
  if (typeof id === 'string' && isUuid(id)) return id.toLowerCase();
  throw new UsageError(`The ${what} ${JSON.stringify(id)} is no id (a UUID is expected).`);
}

export function checkAction(action: unknown): WishAction {
  const found = ACTIONS.find((each) => each === action);
  if (found === undefined || whyNot('call', found) !== undefined)
    throw new UsageError(`${JSON.stringify(action)} is none of ${ACTIONS.join(', ')}.`);
  return found;
}

/** Pausing is for policy recording, starting and stopping for what agents record beside it: never one toggle. */
export function checkTarget(action: WishAction, target: unknown): Target {
  const isPause = action === 'pause' || action === 'resume';
  const wanted = target ?? (isPause ? 'policy' : 'snippet');
  const found = TARGETS.find((each) => each === wanted);
  if (found === undefined)
    throw new UsageError(`The target ${JSON.stringify(wanted)} is none of ${TARGETS.join(', ')}.`);
  if (isPause && found !== 'policy')
    throw new UsageError(
      `A ${found} recording cannot be paused, only stopped: stop <conversationId> --target ${found}.`,
    );
  if (!isPause && found === 'policy') {
    throw new UsageError(
      'Policy recording is started and stopped by Genesys alone: pause and resume it, or use --target snippet.',
    );
  }
  return found;
}
