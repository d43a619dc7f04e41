import type { Call } from '../domain/call.ts';
import type { AutoResumeDeps, AutoResumes } from './auto-resume.ts';

/** Auto-resume, which comes as a file of its own. Rejects when that does not come. */
export type LoadAutoResumes = () => Promise<(deps: Omit<AutoResumeDeps, 'takeTurn'>) => AutoResumes>;

/** A file that does not come is asked for again as long as a pause may need it. */
const AGAIN_AFTER_MS = 10_000;

/**
 * Loads auto-resume with the first pause that it may be about: where the customer has not switched it on, never. While it is not
 * there no pause ends by itself, and the alarm of the limit is as it is without it.
 */
export function createByItself(
  load: LoadAutoResumes | undefined,
  deps: Parameters<Awaited<ReturnType<LoadAutoResumes>>>[0],
) {
  let isAsked = false;
  const self = {
    /** Missing: it is not there, or not wanted. */
    loaded: undefined as AutoResumes | undefined,
    look(calls: readonly Call[]): void {
      self.loaded?.look(calls);
      if (isAsked || !calls.some(isOwnPause)) return;
      isAsked = true;
      load?.().then(
        (create) => {
          self.loaded = create(deps);
          deps.table.enqueue(deps.table.touchAll);
        },
        // Said by the row that counts the limit down, which comes with it.
        () =>
          void deps.clock.after(AGAIN_AFTER_MS, () => {
            isAsked = false;
            deps.table.enqueue(deps.table.touchAll);
          }),
      );
    },
  };
  return self;
}

/** It may be one that ends by itself. */
export const isOwnPause = ({ policy, evidence }: Call): boolean =>
  policy.autoResume && evidence.belief.ownPause !== undefined;
