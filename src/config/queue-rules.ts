import type { Config, QueueRules } from './schema.ts';

/** The rules for calls of one queue: what it does not say itself is as for all calls. */
export function queueRules(config: Config, queueId: string | undefined): QueueRules {
  const own = queueId === undefined ? undefined : config.queues.get(queueId.toLowerCase());
  // What is not written is not there, so that nothing is laid over anything.
  const pause = { ...config.pause, ...own?.pause } as Config['pause'];
  const { maxSeconds, warnAfterSeconds = Infinity } = pause;
  return {
    startStop: own?.startStop ?? config.startStop,
    screen: own?.screen ?? config.screen,
    reasons: own?.reasons ?? config.reasons,
    pause: {
      ...pause,
      // Half-way where nothing is said, or where the warning of all calls would come after the limit of this queue.
      warnAfterSeconds: warnAfterSeconds > maxSeconds ? Math.ceil(maxSeconds / 2) : warnAfterSeconds,
    },
  };
}
