import type { Log } from './app/ports.ts';
import { intentLines } from './outbox/intents.ts';
import type { LogFacts } from './setup/view.ts';

const silent: Log = { note: () => {} };

/** What the journal of this storage, and the browser, know of what becomes of it. Rejects where the browser refuses its storage. */
export async function logFacts(webhookUrl?: string): Promise<LogFacts> {
  const [standing, estimate, isKept] = await Promise.all([
    webhookUrl === undefined
      ? undefined
      : // With what only who sends needs.
        import('./handle-audit.ts').then(({ standingAt }) => standingAt(webhookUrl, silent)),
    orNothing(() => navigator.storage.estimate()),
    orNothing(() => navigator.storage.persisted()),
  ]);
  return {
    beside: intentLines(() => window.localStorage, silent).all().length,
    ...(standing && { standing }),
    ...(estimate?.usage !== undefined && { used: estimate.usage }),
    ...(estimate?.quota !== undefined && { quota: estimate.quota }),
    ...(isKept !== undefined && { isKept }),
  };
}

/** Browsers that have no such question, or answer it not here. */
async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}
