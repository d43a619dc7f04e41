import type { BrowserSharing } from './browser.ts';

/**
 * Takes the Web Lock of this name for this page, until it is given back by the function that is answered. `undefined` where
 * another page has it, or where the browser has no locks or refuses them.
 */
export const takeTurn =
  ({ locks }: Pick<BrowserSharing, 'locks'>) =>
  async (name: string): Promise<(() => void) | undefined> => {
    try {
      return await new Promise<(() => void) | undefined>((resolve, reject) => {
        locks()
          .request(`rc1.${name}`, { ifAvailable: true }, (lock) => {
            if (lock === null) return Promise.resolve(resolve(undefined));
            return new Promise<void>((giveBack) => resolve(giveBack));
          })
          .catch(reject);
      });
    } catch {
      return undefined;
    }
  };
