import type { Call } from '../domain/call.ts';
import type { Coming } from '../domain/auto-resume.ts';
import type { AutoResumeDeps, AutoResumes, CreateAutoResumes } from './auto-resume.ts';

/** Auto-resume, which comes as a file of its own. Rejects when that does not come. */
export type LoadAutoResumes = () => Promise<(deps: Omit<AutoResumeDeps, 'takeTurn'>) => AutoResumes>;

/**
 * Loads auto-resume with the first pause that it may be about: where the customer has not switched it on, never. While it is not
 * there no pause ends by itself, and the alarm of the limit is as it is without it.
 */
export function createByItself(
  load: LoadAutoResumes | undefined,
  deps: Parameters<Awaited<ReturnType<LoadAutoResumes>>>[0],
) {
  let loaded: ReturnType<CreateAutoResumes> | undefined;
  let isAsked = load === undefined;
  let isClosed = false;

  async function ask(): Promise<void> {
    isAsked = true;
    try {
      const create = await load?.();
      if (isClosed || !create) return;
      loaded = create(deps);
      deps.redraw();
    } catch {
      // Said by the row that counts the limit down, which comes with it.
    }
  }

  return {
    seen: (conversationId: string): void => loaded?.seen(conversationId),
    look(calls: readonly Call[]): void {
      if (!isAsked && calls.some(isOwnPause)) void ask();
      loaded?.look(calls);
    },
    comingOf: (call: Call): Coming | undefined => loaded?.comingOf(call),
    close(): void {
      isClosed = true;
      loaded?.close();
    },
  };
}

/** It may be one that ends by itself. */
export const isOwnPause = ({ policy, evidence }: Call): boolean =>
  policy.autoResume && evidence.belief.ownPause !== undefined;
