import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOutcome, type AuditFacts, type Target } from '../../domain/audit.ts';
import { isRefused } from '../../domain/refused.ts';
import { IN_DOUBT_MS, RETRY_WITHIN_MS } from '../../domain/retry-rules.ts';
import { decodeFacts } from '../../outbox/facts.ts';
import { readOwnFile } from './files.ts';
import type { LogFiles } from './log-lines.ts';
import { createLogTail } from './log-tail.ts';
import { createAskedAt } from './asked-at.ts';

/** A wish is sent again for a while, and what is sent without an answer may take effect for a while. */
const STANDS_MS = RETRY_WITHIN_MS + IN_DOUBT_MS;
/** A resume of policy recording, or the start of another recorder: what a Pause or a stop has to outlast. */
const isBeginning = ({ action, target }: AuditFacts): boolean =>
  action === 'resume' || (action === 'start' && target !== 'policy');

/** Confirmed without a failure beside it: every sending was answered. */
export const isSettled = (facts: Pick<AuditFacts, 'phase' | 'failure'>): boolean =>
  facts.phase === 'confirmed' ? facts.failure === undefined : isRefused(facts);

/** What this home has begun of a call, seen by a command that takes capture away. `askedAt`, epoch ms: when the user asked for an order. */
export interface MayTakeEffect {
  /** A resume, or a start, is under way in this process, and may be sent: until what this answers is called. */
  ordering(conversationId: string, target: Target, askedAt: number): () => void;
  /** A Pause, or a stop, is asked for: from here on none that is older leaves, in any process of the home. */
  takesAway(conversationId: string, target: Target, askedAt: number): void;
  /** Epoch ms until which one that was asked for no later may take effect yet; nothing when none may. */
  until(conversationId: string, target: Target, askedAt: number): number | undefined;
  /**
   * One was asked for later and sent: the newest order counts. `perhaps`: it may be refused yet, and then it counts for nothing.
   * An order that only looks, or is refused, overtakes nobody.
   */
  isOvertaken(conversationId: string, target: Target, askedAt: number): Overtaken;
  /** To a resume, or a start: a Pause, or a stop, was asked for since. One of the same moment wins. */
  isTakenBack(conversationId: string, target: Target, askedAt: number): boolean;
}

export type Overtaken = 'no' | 'perhaps' | 'yes';

interface Ordered {
  readonly key: string;
  readonly askedAt: number;
  /** When the order began that it belongs to, which looks at the call first. */
  orderedAt: number;
}

interface Begun extends Ordered {
  isSettled: boolean;
  isRefused: boolean;
  hasEnded: boolean;
}

export interface MayTakeEffectDeps {
  readonly files: LogFiles;
  readonly home: string;
  /** The folder of the intent lines. */
  readonly intents: string;
  readonly wall: () => number;
}

/** Resumes and starts that any process of a home has sent lately, and of which nobody knows that they are over. */
export function createMayTakeEffect({ files, home, intents, wall }: MayTakeEffectDeps): MayTakeEffect & {
  /** What this process writes: known also where the disk refuses it. */
  note(facts: AuditFacts): void;
  /** The same of what it is about to send: the others learn when it was asked for. */
  sends(facts: AuditFacts): void;
} {
  const wishes = new Map<string, Begun>();
  const orders = new Set<Ordered>();
  const takenAway = createAskedAt(home, join(home, 'taken-away'), wall);
  /** By wish: a line says when it was sent, and it may have waited long. */
  const askedFor = createAskedAt(home, join(home, 'asked-for'), wall);
  const seenIntents = new Set<string>();
  const isOld = ({ at }: AuditFacts): boolean => Date.parse(at) < wall() - STANDS_MS;
  const tail = createLogTail(files, isOld);

  /** Requests and endings come in any order, and more than once. */
  function note(facts: AuditFacts): void {
    if (!isBeginning(facts) || isOld(facts)) return;
    const wishId = facts.wishId ?? facts.id;
    const known = wishes.get(wishId);
    const settles = isSettled(facts);
    if (known === undefined && facts.phase !== 'requested' && !settles) return;
    const key = keyOf(facts.conversationId, facts.target ?? 'policy');
    const askedAt = Math.min(Date.parse(facts.at), wall());
    const ordered = [...orders].filter((one) => one.key === key).map(({ orderedAt }) => orderedAt);
    const toldAt = known ? undefined : askedFor.last(wishId);
    const orderedAt = Math.min(Date.parse(facts.at), toldAt ?? Infinity, ...ordered);
    const one = known ?? { key, askedAt, orderedAt, isSettled: false, isRefused: false, hasEnded: false };
    one.isSettled ||= settles;
    one.isRefused ||= isRefused(facts);
    one.hasEnded ||= isOutcome(facts);
    wishes.set(wishId, one);
  }

  /**
   * What lies in the future was written by a clock that runs ahead of this one, or by this one before it was set back: it is as
   * old as the look that finds it, at the latest.
   */
  function lookAround(latest = wall()): void {
    try {
      for (const entry of tail()) note(entry);
      const names = new Set(readdirSync(intents).filter((name) => name.endsWith('.json')));
      for (const name of seenIntents) if (!names.has(name)) seenIntents.delete(name);
      for (const name of names) {
        const facts = seenIntents.has(name) ? undefined : decodeFacts(readOwnFile(join(intents, name)) ?? '');
        // Half a line is read again.
        if (facts === undefined) continue;
        seenIntents.add(name);
        note(facts);
      }
    } catch {
      // A home that cannot be read tells nothing of others, and no command waits for it.
    }
    const now = wall();
    for (const one of [...orders, ...wishes.values()])
      if (one.orderedAt > now) one.orderedAt = Math.min(latest, now);
  }

  return {
    note,
    sends(facts) {
      note(facts);
      const wishId = facts.wishId ?? facts.id;
      const one = wishes.get(wishId);
      if (one && one.orderedAt < Date.parse(facts.at)) askedFor.note(wishId, one.orderedAt);
    },
    ordering(conversationId, target, askedAt) {
      const order = { key: keyOf(conversationId, target), askedAt, orderedAt: askedAt };
      orders.add(order);
      return () => void orders.delete(order);
    },
    until(conversationId, target, askedAt) {
      lookAround();
      const now = wall();
      const key = keyOf(conversationId, target);
      const isOlder = (one: Ordered) => one.key === key && one.orderedAt <= askedAt;
      let until = [...orders].some(isOlder) ? now + STANDS_MS : undefined;
      for (const [wishId, one] of wishes) {
        if (now >= one.askedAt + STANDS_MS) wishes.delete(wishId);
        // A clock that was set back makes nobody wait longer.
        else if (isOlder(one) && !one.isSettled)
          until = Math.max(until ?? 0, Math.min(one.askedAt, now) + STANDS_MS);
      }
      return until;
    },
    takesAway(conversationId, target, askedAt) {
      // What is there by now came before it, whatever clock it was written by.
      lookAround(askedAt);
      takenAway.note(keyOf(conversationId, target), askedAt);
    },
    isTakenBack(conversationId, target, askedAt) {
      const key = keyOf(conversationId, target);
      const order = [...orders].find((one) => one.key === key && one.askedAt === askedAt);
      return takenAway.isSince(key, order?.orderedAt ?? askedAt);
    },
    isOvertaken(conversationId, target, askedAt) {
      lookAround();
      const key = keyOf(conversationId, target);
      const newer = [...wishes.values()].filter(
        (one) => one.key === key && one.orderedAt > askedAt && !one.isRefused,
      );
      if (newer.length === 0) return 'no';
      return newer.some(({ hasEnded }) => hasEnded) ? 'yes' : 'perhaps';
    },
  };
}

const keyOf = (conversationId: string, target: Target): string => `${conversationId} ${target}`;
