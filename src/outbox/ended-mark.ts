import { attemptsOn, type LineStorage } from './intents.ts';

const KEY = 'rc1.ended-paused';

/** Which call ended while paused, as long as nobody has read so: it spares every other start the look into the log. */
export function endedMark(storage: () => LineStorage) {
  const attempt = attemptsOn(storage);
  const get = () => attempt(null, (lines) => lines.getItem(KEY));
  return {
    get,
    set: (conversationId: string) => attempt(undefined, (lines) => lines.setItem(KEY, conversationId)),
    clear: (conversationId: string) =>
      attempt(undefined, (lines) => {
        if (get() === conversationId) lines.removeItem(KEY);
      }),
  };
}
