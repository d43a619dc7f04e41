import type { Log, Standing } from './app/ports.ts';
import type { Config } from './config/schema.ts';
import { journalConnection } from './outbox/database.ts';
import { acknowledged, prune } from './outbox/prune.ts';
import { createSender } from './outbox/sender.ts';
import { openSent } from './outbox/sent.ts';
import { standingOf } from './outbox/unsent.ts';
import { createDeliver } from './outbox/webhook.ts';
import { oneAtATimeBy } from './panels/one-at-a-time.ts';
import { DAY_MS, type AuditDeps } from './tend-audit.ts';

export interface AuditHandling {
  /** There may be something new in the journal. */
  appended(): void;
  standing(): Promise<Standing | undefined>;
}

/** An attempt ends within 10 s; ten panels that all have something new wait for each other. */
const TURN_WITHIN_MS = 60_000;
const PRUNE_EVERY_MS = 6 * 3_600_000;

/** What the webhook has not got yet, for a page that sends nothing. */
export async function standingAt(url: string, log: Log): Promise<Standing> {
  const journal = journalConnection(log);
  const sent = openSent(log);
  try {
    return await standingOf(url, journal, sent);
  } finally {
    journal.close();
    sent.close();
  }
}

/** Begins to send and to take away what is old, and goes on as long as the page lives. */
export function handleAudit(
  { webhook, retentionDays }: Config['audit'],
  { fetch, sharing, clock, time, log }: AuditDeps,
): AuditHandling {
  const url = webhook?.url;
  const journal = journalConnection(log);
  const sent = openSent(log);

  async function pruneNow(): Promise<void> {
    clock.after(PRUNE_EVERY_MS, () => void pruneNow());
    const now = time.now();
    // By a clock that may be a year ahead nothing is thrown away.
    if (now === undefined) return;
    const before = now - retentionDays * DAY_MS;
    const upTo = async (chain: string) =>
      url === undefined ? Number.MAX_VALUE : acknowledged(url, chain, sent);
    await prune({ journal, before, upTo }).catch(() => log.note('audit-not-pruned'));
  }
  void pruneNow();

  if (url === undefined) return { appended() {}, standing: async () => undefined };
  const sender = createSender({
    url,
    journal,
    sent,
    deliver: createDeliver(url, { fetch, clock }),
    oneAtATime: oneAtATimeBy({ browser: sharing, clock }, `webhook.${url}`, TURN_WITHIN_MS),
    clock,
    random: Math.random,
    log,
  });
  sender.nudge();
  return { appended: sender.nudge, standing: () => sender.standing().catch(() => undefined) };
}
