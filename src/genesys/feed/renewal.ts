import type { Cancel, Clock, Log, RefusedTopic } from '../../app/ports.ts';
import { backoff } from '../../domain/backoff.ts';
import type { Failure } from '../../domain/failure.ts';
import type { ChannelApi } from './channel-api.ts';
import { refusalOf, subscribe } from './refused-topics.ts';

/** A channel lives 24 h from its last subscription. */
const RENEW_MS = 12 * 3_600_000;
const RETRY_MS = 600_000;
/** A refusal may be a passing one, and a permission may be given: asked again, each time after twice as long. */
const refusedMs = backoff(60_000, 3_600_000);

interface Renewed {
  readonly channelId: string;
  readonly topics: readonly string[];
  /** Of these, what was refused at the start. */
  readonly refused: readonly RefusedTopic[];
}

interface RenewalHooks {
  /** After each renewal: what is refused now. */
  refused(topics: readonly RefusedTopic[]): void;
  ended(failure: Failure): void;
}

/**
 * Subscribes anew every 12 h, and sooner while a topic is refused. `ended` when that finds the channel gone, everything
 * refused, or the user signed out; tries again otherwise.
 */
export function keepRenewed(
  { channels, clock, log }: { channels: ChannelApi; clock: Pick<Clock, 'after'>; log: Log },
  { channelId, topics, refused }: Renewed,
  hooks: RenewalHooks,
): Cancel {
  let stopped = false;
  let refusals = 0;
  let cancel = arm(refused);

  function arm(missing: readonly RefusedTopic[]): Cancel {
    const soon = refusedMs(refusals);
    refusals = missing.length === 0 ? 0 : refusals + 1;
    return clock.after(missing.length === 0 ? RENEW_MS : soon, () => void renew());
  }

  async function renew() {
    const answer = await subscribe(channels, channelId, topics);
    if (stopped) return;
    if (answer.ok && answer.value.length === topics.length) {
      hooks.refused(answer.value);
      return hooks.ended(refusalOf(answer.value));
    }
    if (answer.ok) {
      cancel = arm(answer.value);
      return hooks.refused(answer.value);
    }
    const { failure } = answer;
    log.note('feed-renewal-failed', { kind: failure.kind, correlationId: failure.correlationId });
    if (failure.kind === 'signed-out' || failure.kind === 'not-found') return hooks.ended(failure);
    cancel = clock.after(RETRY_MS, () => void renew());
  }

  return () => {
    stopped = true;
    cancel();
  };
}
