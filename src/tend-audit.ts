import type { Clock, Log, PlatformTime, Random, Standings } from './app/ports.ts';
import type { Config } from './config/schema.ts';
import type { Rest } from './genesys/http/rest.ts';
import type { Acting, AuditHandling } from './handle-audit.ts';
import { journalConnection } from './outbox/database.ts';
import type { BrowserSharing } from './panels/browser.ts';

export interface AuditDeps {
  readonly fetch: typeof fetch;
  readonly rest: Pick<Rest, 'tell'>;
  readonly sharing: BrowserSharing;
  readonly clock: Clock;
  readonly time: PlatformTime;
  readonly random: Random;
  readonly log: Log;
}

/** An agent who opens a panel may want a pause at once: nothing that can wait is loaded before that. */
const SEND_AFTER_MS = 2_000;
const LOOK_AFTER_MS = 60_000;
/** A file that does not come is asked for again, ever more rarely: a panel for all calls stays for the whole day. */
const AGAIN_AFTER_MS = 10_000;
const RAREST_MS = 600_000;
export const DAY_MS = 86_400_000;

/**
 * What becomes of the audit log once it is written down: it goes to its webhook, it is told on the calls, and what is old goes. The
 * code for it is a chunk of its own, which comes where that is wanted, or something is old. Without it, as without a network, entries stay.
 */
export function tendAudit(
  audit: Config['audit'],
  deps: AuditDeps,
  load = () => import('./handle-audit.ts'),
): Pick<AuditHandling, 'appended' | 'act'> & { standing(): Promise<Standings | undefined> } {
  const { clock, time, log } = deps;
  let handling: Promise<AuditHandling | void> | undefined;
  let acting: Acting | undefined;

  const handle = (againMs = AGAIN_AFTER_MS) => {
    handling = load().then(
      (chunk) => chunk.handleAudit(audit, deps),
      () => {
        log.note('audit-not-handled');
        clock.after(againMs, () => handle(Math.min(2 * againMs, RAREST_MS)));
      },
    );
    tellWho();
  };
  const tellWho = () => void handling?.then((one) => one?.act(acting));
  async function look(): Promise<void> {
    const [oldest] = await (await journalConnection(log).get()).getAll('entries', null, 1);
    if ((time.now() ?? 0) - Date.parse(oldest?.at ?? '') > audit.retentionDays * DAY_MS) handle();
  }
  if (audit.webhook || audit.participantData) clock.after(SEND_AFTER_MS, () => handle());
  else clock.after(LOOK_AFTER_MS, () => void look().catch(() => {}));

  return {
    appended: () => void handling?.then((one) => one?.appended()),
    act(next) {
      acting = next;
      tellWho();
    },
    standing: async () => (await handling)?.standing(),
  };
}
