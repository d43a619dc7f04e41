import type { Config, QueueRules } from './schema.ts';

/** The rules for calls of one queue: what it does not say itself is as for all calls. */
export function queueRules(config: Config, queueId: string | undefined): QueueRules {
  const own = queueId === undefined ? undefined : config.queues.get(queueId.toLowerCase());
  return {
    startStop: own?.startStop ?? config.startStop,
    screen: own?.screen ?? config.screen,
    pause: { maxSeconds: own?.pause?.maxSeconds ?? config.pause.maxSeconds },
  };
}
