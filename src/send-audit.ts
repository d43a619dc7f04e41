import type { Log, Standing } from './app/ports.ts';
import type { SendingDeps } from './audit-sending.ts';
import { journalConnection } from './outbox/database.ts';
import { createSender, type Sender } from './outbox/sender.ts';
import { openSent } from './outbox/sent.ts';
import { standingOf } from './outbox/unsent.ts';
import { createDeliver } from './outbox/webhook.ts';
import { oneAtATimeBy } from './panels/one-at-a-time.ts';

/** An attempt ends within 10 s; ten panels that all have something new wait for each other. */
const TURN_WITHIN_MS = 60_000;

/** What it has not got yet, for a page that sends nothing. */
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

/** Begins to send, and goes on as long as the page lives. Loaded where config.json names a webhook. */
export function sendAudit(url: string, { fetch, sharing, clock, log }: SendingDeps): Sender {
  const sender = createSender({
    url,
    journal: journalConnection(log),
    sent: openSent(log),
    deliver: createDeliver(url, { fetch, clock }),
    oneAtATime: oneAtATimeBy({ browser: sharing, clock }, `webhook.${url}`, TURN_WITHIN_MS),
    clock,
    random: Math.random,
    log,
  });
  sender.nudge();
  return sender;
}
