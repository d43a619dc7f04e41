import type { Log, Standing, Standings } from './app/ports.ts';
import type { MarksOn } from './app/session-options.ts';
import type { Config } from './config/schema.ts';
import { failed } from './domain/result.ts';
import { writeAttributes } from './genesys/call-attributes.ts';
import { createAttributeSender, type AttributeSender } from './outbox/attribute-sender.ts';
import { journalConnection } from './outbox/database.ts';
import { acknowledged, prune } from './outbox/prune.ts';
import { createSender, type Sender } from './outbox/sender.ts';
import { openSent, type Sent } from './outbox/sent.ts';
import { standingOf } from './outbox/unsent.ts';
import { createDeliver } from './outbox/webhook.ts';
import { oneAtATimeBy } from './panels/one-at-a-time.ts';
import { DAY_MS, type AuditDeps } from './tend-audit.ts';

export interface AuditHandling {
  /** There may be something new in the journal. */
  appended(): void;
  /** In whose name something may leave from here on. */
  act(acting: Acting | undefined): void;
  standing(): Promise<Standings>;
}

export interface Acting {
  readonly userId: string;
  readonly marksOn: MarksOn;
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
export function handleAudit(audit: Config['audit'], deps: AuditDeps): AuditHandling {
  const { log } = deps;
  const journal = journalConnection(log);
  const sent = openSent(log);
  keepPruned(audit, deps, journal, sent);
  const toWebhook = audit.webhook && webhookSender(audit.webhook.url, deps, journal, sent);
  let acting: Acting | undefined;
  let onCalls: AttributeSender | undefined;
  toWebhook?.nudge();

  return {
    appended() {
      toWebhook?.nudge();
      onCalls?.nudge();
    },
    act(next) {
      // An agent who acts already goes on.
      if (!audit.participantData || next?.userId === acting?.userId) return;
      acting = next;
      onCalls?.stop();
      onCalls = next && attributeSender(next, () => acting === next, deps, journal, sent);
      onCalls?.nudge();
    },
    async standing() {
      const unread = () => undefined;
      const [webhook, told] = await Promise.all([
        toWebhook?.standing().catch(unread),
        onCalls?.standing().catch(unread),
      ]);
      return { webhook, onCalls: told };
    },
  };
}

type Journal = ReturnType<typeof journalConnection>;

function keepPruned(
  { webhook, retentionDays }: Config['audit'],
  { clock, time, log }: AuditDeps,
  journal: Journal,
  sent: Sent,
): void {
  const url = webhook?.url;
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
}

const webhookSender = (
  url: string,
  { fetch, sharing, clock, random, log }: AuditDeps,
  journal: Journal,
  sent: Sent,
): Sender =>
  createSender({
    url,
    journal,
    sent,
    deliver: createDeliver(url, { fetch, clock }),
    oneAtATime: oneAtATimeBy({ browser: sharing, clock }, `webhook.${url}`, TURN_WITHIN_MS),
    clock,
    random,
    log,
  });

const attributeSender = (
  { userId, marksOn }: Acting,
  isActing: () => boolean,
  { rest, sharing, clock, random, log }: AuditDeps,
  journal: Journal,
  sent: Sent,
): AttributeSender =>
  createAttributeSender({
    userId,
    journal,
    sent,
    // Who waited for a turn meanwhile may have left.
    write: async (participant, attributes) =>
      isActing() ? writeAttributes(rest, participant, attributes) : failed({ kind: 'signed-out' }),
    keysOn: marksOn,
    oneAtATime: oneAtATimeBy({ browser: sharing, clock }, `attributes.${userId}`, TURN_WITHIN_MS),
    clock,
    random,
    log,
  });
