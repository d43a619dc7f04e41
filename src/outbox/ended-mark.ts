import type { LineStorage } from './intents.ts';

const KEY = 'rc1.ended-paused';
/** What ended longer ago is no news for whoever takes the next call. */
export const NEWS_MS = 30 * 60_000;

/** That a call ended while paused and nobody has read so yet: it spares every other start the look into the log. */
export function endedMark(storage: () => Pick<LineStorage, 'getItem' | 'setItem' | 'removeItem'>) {
  const attempt = <T>(run: (lines: ReturnType<typeof storage>) => T): T | undefined => {
    try {
      return run(storage());
    } catch {
      return undefined;
    }
  };
  return {
    set: (at: string) => attempt((lines) => lines.setItem(KEY, at)),
    clear: () => attempt((lines) => lines.removeItem(KEY)),
    isSet: (wall: number): boolean =>
      Math.abs(wall - Date.parse(attempt((lines) => lines.getItem(KEY)) ?? '')) < NEWS_MS,
  };
}
