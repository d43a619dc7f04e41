import type { Cancel, Clock, Log } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import type { ChannelApi } from './channel-api.ts';

/** A channel lives 24 h from its last subscription. */
const RENEW_MS = 12 * 3_600_000;
const RETRY_MS = 600_000;

/** Subscribes anew every 12 h. `ended` when that finds the channel gone or the user signed out; tries again otherwise. */
export function keepRenewed(
  { channels, clock, log }: { channels: ChannelApi; clock: Pick<Clock, 'after'>; log: Log },
  { channelId, topics }: { readonly channelId: string; readonly topics: readonly string[] },
  ended: (failure: Failure) => void,
): Cancel {
  let stopped = false;
  let cancel = clock.after(RENEW_MS, () => void renew());

  async function renew() {
    const answer = await channels.subscribe(channelId, topics);
    if (stopped) return;
    if (answer.ok) {
      cancel = clock.after(RENEW_MS, () => void renew());
      return;
    }
    const { failure } = answer;
    log.note('feed-renewal-failed', { kind: failure.kind, correlationId: failure.correlationId });
    if (failure.kind === 'signed-out' || failure.kind === 'not-found') return ended(failure);
    cancel = clock.after(RETRY_MS, () => void renew());
  }

  return () => {
    stopped = true;
    cancel();
  };
}
