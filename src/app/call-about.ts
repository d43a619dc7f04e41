import type { Call } from '../domain/call.ts';
import { isLive } from '../domain/channel.ts';
import type { Result } from '../domain/result.ts';
import { ownLeg } from '../domain/snapshot.ts';
import type { About } from './view.ts';

/** Names of queues by their ids, as the agent's present conversations tell them. */
export type ReadQueueNames = () => Promise<Result<ReadonlyMap<string, string>>>;

/**
 * What tells one of several calls from another. Snapshots of calls carry the id of a queue and not its name, so that the
 * names are asked for: once for each queue that is new here, never while an answer is awaited (rule 6).
 */
export function createCallAbout(readNames: ReadQueueNames) {
  const asked = new Set<string>();
  let names: ReadonlyMap<string, string> = new Map();
  let isAsking = false;

  async function learn(queueId: string, changed: () => void): Promise<void> {
    if (isAsking || asked.has(queueId)) return;
    asked.add(queueId);
    isAsking = true;
    const found = await readNames();
    isAsking = false;
    if (!found.ok) return;
    names = new Map([...names, ...found.value]);
    changed();
  }

  /** `changed`: a name has come that was not there before. */
  return function about({ evidence, claim }: Call, changed: () => void): About {
    const { told, channel, userId } = evidence;
    const leg = told.snapshot && ownLeg(told.snapshot, userId);
    if (!leg || claim.state === 'ended') return {};
    const { queueId, startedAt, connected, held } = leg;
    const queue = queueId === undefined ? undefined : names.get(queueId);
    if (queueId !== undefined && queue === undefined) void learn(queueId, changed);
    return {
      ...(queue !== undefined && { queue }),
      ...(startedAt !== undefined && { startedAt }),
      ...(isLive(channel) && connected && held === false && { isTalking: true as const }),
    };
  };
}
