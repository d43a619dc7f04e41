import type { Clock, Log, Standing } from './app/ports.ts';
import type { Sender } from './outbox/sender.ts';
import type { BrowserSharing } from './panels/browser.ts';

export interface SendingDeps {
  readonly fetch: typeof fetch;
  readonly sharing: BrowserSharing;
  readonly clock: Clock;
  readonly log: Log;
}

/** An agent who opens a panel may want a pause at once: nothing that can wait is loaded before that. */
const AFTER_START_MS = 2_000;

/**
 * Sends the audit log to its webhook, where there is one: the code for it comes only then, as a chunk of its own. Without it,
 * as without a network, entries wait in the journal for the next panel.
 */
export function createAuditSending(
  url: string | undefined,
  deps: SendingDeps,
): {
  readonly appended: (() => void) | undefined;
  standing(): Promise<Standing | undefined>;
} {
  if (url === undefined) return { appended: undefined, standing: async () => undefined };
  const { clock, log } = deps;
  const sender = new Promise<Sender | undefined>((resolve) => {
    clock.after(AFTER_START_MS, () =>
      import('./send-audit.ts').then(
        ({ sendAudit }) => resolve(sendAudit(url, deps)),
        () => {
          log.note('audit-webhook-not-loaded');
          resolve(undefined);
        },
      ),
    );
  });
  return {
    appended: () => void sender.then((one) => one?.nudge()),
    standing: () => sender.then((one) => one?.standing()).catch(() => undefined),
  };
}
