import type { AuditEntry } from '../../../src/domain/audit.ts';
import type { Standing } from '../../../src/app/ports.ts';
import type { PanelPage } from '../page.ts';
import { WEBHOOK_URL, type Post, type Receipt } from '../receiver.ts';
import { entryAt, isHeadSince, stands, whoSends } from './log-of.ts';
import type { Scene } from './record.ts';

/** A receiver that answers later has not answered. */
const PATIENCE_MS = 10_000;
/** The longest wait after attempts that came to nothing, and until another panel looks. */
const LONGEST_WAIT_MS = 300_000 + 70_000;
/** What stands of attempts was written at most so long before the last one. */
const LOST_MS = 60_000;
/** Receipts and their writing down. */
const SLACK_MS = 60;

export interface WebhookWatch {
  posted(page: PanelPage, post: Post): void;
  reached(post: Post): void;
  receipt(page: PanelPage, post: Post, receipt: Receipt): void;
  /** Something has happened after which nobody has to know what the receiver has asked for. */
  disturbed(): void;
  second(): void;
  /** Answers what is looked at when the quiet time is over. */
  quiet(): () => void;
  close(entries: readonly AuditEntry[], standing: Standing | undefined): void;
}

/** The log on its way to its webhook: nothing but what is written down, in order, once by its key or in sight. */
export function watchWebhook(scene: Scene): WebhookWatch {
  const { agenda } = scene;
  const bodies = new Map<string, string>();
  /** How far each chain has been offered. */
  const offered = new Map<string, number>();
  const confirmed = new Set<string>();
  let posts: { readonly key: string; readonly by: string }[] = [];
  let lastAt = -Infinity;
  /** What the browser has thrown away since tells nobody any more until when to wait. */
  let askedToWait: { readonly from: number; readonly until: number; readonly losses: number } | undefined;
  const fail = (what: string) => scene.fail('the webhook', what);

  const losses = () => scene.browser().disk.sent.losses;
  const isTroubled = () => {
    const { disk, shared, machine, pages } = scene.browser();
    // A page that stands still may keep the others from the log: they go on, at last, with what they have read before.
    const isStill = [...pages].some(
      (page) => page.isFrozen() || agenda.now() - page.thawedAt() < PATIENCE_MS,
    );
    return disk.mood !== 'well' || shared.isDenied || machine.isAsleep() || isStill;
  };

  function parsed(post: Post): AuditEntry | undefined {
    try {
      return JSON.parse(post.body) as AuditEntry;
    } catch {
      fail(`was sent what is no entry: ${post.body.slice(0, 80)}`);
      return undefined;
    }
  }

  return {
    posted(page, post) {
      if (!scene.browser().destinations.webhook || post.url !== WEBHOOK_URL || post.method !== 'POST')
        return scene.fail('closed list', `${post.method} ${post.url} is not on it`);
      posts.push({ key: post.key, by: whoSends(scene, page, post.key) });
      const entry = parsed(post);
      if (entry === undefined) return;
      const { chain, seq } = entry;
      if (post.credentials !== 'omit') fail('was sent cookies');
      if (!stands(scene, entry)) fail(`was sent ${seq} before the journal has it`);
      if (post.key !== entry.id) fail(`was sent ${seq} under a key of its own`);
      if (!isHeadSince(scene, post.head, entry)) fail(`was sent ${seq} with the head ${post.head}`);
      const before = offered.get(chain) ?? 0;
      if (seq > before + 1) fail(`was sent ${seq} after ${before}`);
      offered.set(chain, Math.max(before, seq));
      if (isTroubled() || askedToWait?.losses !== losses()) askedToWait = undefined;
      if (askedToWait && post.at < askedToWait.until - SLACK_MS)
        fail(`was sent ${seq} ${post.at - askedToWait.from} ms after it had asked to wait`);
      lastAt = post.at;
    },
    reached({ key, body }) {
      if ((bodies.get(key) ?? body) !== body) fail('has another body under a key that stands');
      bodies.set(key, body);
    },
    receipt(_page, post, receipt) {
      const now = agenda.now();
      if (receipt === 'lost' || now - post.at > PATIENCE_MS) return;
      const { status, retryAfterMs } = receipt;
      if (status < 300 || status === 409) confirmed.add(post.key);
      else if (retryAfterMs > 0 && !isTroubled())
        askedToWait = { from: now, until: now + retryAfterMs, losses: losses() };
    },
    disturbed: () => void (askedToWait = undefined),
    second() {
      if (isTroubled()) askedToWait = undefined;
    },
    quiet() {
      const had = new Set(confirmed);
      posts = [];
      return () => {
        const senders = posts.map(({ by }) => by);
        const twice = posts.find(({ key, by }, at) => had.has(key) || senders.indexOf(by) !== at);
        if (twice) fail(`was sent in a quiet time what it had: ${bodies.get(twice.key)}`);
      };
    },
    close(entries, standing) {
      if (!scene.browser().destinations.webhook) return;
      if (standing === undefined) return fail('has no standing');
      const { waiting, refused } = standing;
      const head = entries.at(-1)?.seq ?? 0;
      const missing = entries.filter((entry) => !scene.browser().receiver.kept.has(entry.id));
      // Those that wait are the last ones; whatever is missing before them has been refused.
      const before = missing.filter(({ seq }) => seq <= head - waiting);
      if (before.length > refused)
        fail(`has not got ${before.map(({ seq }) => seq).join()}, and ${refused} are said to be refused`);
      for (const entry of entries)
        if (
          scene.browser().receiver.kept.has(entry.id) &&
          entryAt(scene, entry.chain, entry.seq) === undefined
        )
          fail(`has ${entry.seq}, which is gone`);
      const isLong = agenda.now() > Math.max(lastAt, 0) + LONGEST_WAIT_MS + (askedToWait ? 120_000 : 0);
      // A clock that is set back makes it wait for an hour at most. What the last attempt has put off may be lost with its page.
      const isLeapt = scene.leaps.some((at) => at > lastAt - LOST_MS);
      if (waiting > 0 && isLong && !isLeapt) fail(`has waited for ${waiting} since ${lastAt}`);
    },
  };
}
