import type { AuditEntry } from '../domain/audit.ts';

/**
 * A stretch of a call in which somebody could rely on its pause: a panel said *safe*, a command was confirmed, or a watch saw it
 * proven. Nothing of it may be on a recording. Epoch ms, by Genesys' clock where the log knows it.
 */
export interface Claim {
  readonly from: number;
  /** Absent: nobody saw it end, and nobody knows by when it had. */
  readonly to?: number;
  /** `call`: `to` is when the call was seen to have ended. `unseen`: it ended at some time before `to`. */
  readonly end: 'seen' | 'call' | 'unseen';
  /**
   * Until then it was seen to go on; what ended it may have been heard of later than it was. Absent: until `to`, or of one that is
   * `unseen` not after its beginning.
   */
  readonly seenUntil?: number;
  readonly by: 'panel' | 'command' | 'watch';
  /** The agent who was on the call, where that was seen. */
  readonly userId?: string;
}

type Conversation = AuditEntry['conversationId'];

/** Panels of one browser that say *safe* of one call. */
interface Shown {
  readonly conversationId: Conversation;
  readonly from: number;
  readonly panels: number;
  /** One of several has taken it back, and nothing says that the others went on until they did so too. */
  readonly isRest: boolean;
}

interface Moment {
  readonly at: number;
  readonly end: Claim['end'];
}

const COMMANDS: ReadonlySet<AuditEntry['trigger']> = new Set<AuditEntry['trigger']>(['cli', 'bulk']);

/** Collects the claims of each conversation from the entries of any number of logs, each in its order. */
export function createClaims() {
  const found = listsBy<Claim>();
  /** What a watch has compared already: it is claimed once more where nobody else claims it. */
  const watched = listsBy<Claim>();
  const orders = listsBy<number>();
  /** When a pause was over, by any log: a command hears nothing of it by itself. */
  const ends = listsBy<Moment>();
  /** By chain and conversation: what one browser says takes nothing back that another one said. */
  const shown = new Map<string, Shown>();
  /** A log may be given twice, as a whole or in part. */
  const read = new Map<string, { readonly first: number; last: number }>();

  function takePanel(key: string, entry: AuditEntry, at: number): void {
    const { action, conversationId } = entry;
    const before = shown.get(key);
    if (action === 'safe-shown') {
      const { from = at, isRest = false, panels = 0 } = before ?? {};
      shown.set(key, { conversationId, from, isRest, panels: panels + 1 });
      return;
    }
    const end = endOf(entry);
    if (before === undefined || (end === undefined && action !== 'safe-withdrawn')) return;
    const { from, isRest, panels } = before;
    const isTaken = action === 'safe-withdrawn';
    if (at > from && (isTaken || !isRest))
      found.add(conversationId, { from, to: at, end: end ?? 'seen', by: 'panel' });
    if (isTaken && panels > 1) shown.set(key, { conversationId, from: at, isRest: true, panels: panels - 1 });
    else shown.delete(key);
  }

  return {
    /** False: it is older than what was read of its chain, and what was read since cannot be read again. */
    add(entry: AuditEntry): boolean {
      const { chain, seq, conversationId } = entry;
      const known = read.get(chain) ?? { first: seq, last: seq - 1 };
      if (seq <= known.last) return seq >= known.first;
      read.set(chain, { ...known, last: seq });
      const seen = seenIn(entry);
      if (seen) watched.add(conversationId, seen);
      const at = Date.parse(entry.platformAt ?? entry.at);
      if (Number.isNaN(at)) return true;
      if (isOrder(entry)) orders.add(conversationId, at);
      const end = endOf(entry);
      if (end) ends.add(conversationId, { at, end });
      takePanel(`${chain} ${conversationId}`, entry, at);
      return true;
    },
    /** Of each conversation that any entry claims something of, in order of time. */
    all(): ReadonlyMap<Conversation, readonly Claim[]> {
      const all = listsBy<Claim>();
      for (const [id, claims] of found.all) for (const claim of claims) all.add(id, claim);
      for (const { conversationId, from, isRest } of shown.values())
        if (!isRest) all.add(conversationId, { from, end: 'unseen', by: 'panel' });
      for (const [id, begun] of orders.all)
        for (const claim of commandsOf(begun, ends.all.get(id) ?? [])) all.add(id, claim);
      for (const [id, compared] of watched.all)
        for (const claim of compared)
          if (!(all.all.get(id) ?? []).some((one) => overlaps(one, claim))) all.add(id, claim);
      for (const claims of all.all.values()) claims.sort((a, b) => a.from - b.from);
      return all.all;
    },
  };
}

/** Of commands one after the other: a second Pause of a paused call claims nothing new. */
function commandsOf(begun: readonly number[], ends: readonly Moment[]): readonly Claim[] {
  const claims: Claim[] = [];
  const inOrder = ends.toSorted((a, b) => a.at - b.at);
  for (const from of begun.toSorted((a, b) => a - b)) {
    if (from < (claims.at(-1)?.to ?? (claims.length > 0 ? Infinity : -Infinity))) continue;
    const over = inOrder.find(({ at }) => at > from);
    claims.push(
      over ? { from, to: over.at, end: over.end, by: 'command' } : { from, end: 'unseen', by: 'command' },
    );
  }
  return claims;
}

function listsBy<T>() {
  const all = new Map<Conversation, T[]>();
  return {
    all,
    add(id: Conversation, one: T): void {
      const list = all.get(id);
      if (list) list.push(one);
      else all.set(id, [one]);
    },
  };
}

const overlaps = (one: Claim, other: Claim): boolean =>
  one.from < (other.to ?? Infinity) && other.from < (one.to ?? Infinity);

function seenIn({ action, from, to }: AuditEntry): Claim | undefined {
  const [begun, ended] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  if (action !== 'proof' || Number.isNaN(begun)) return undefined;
  return Number.isNaN(ended)
    ? { from: begun, end: 'unseen', by: 'watch' }
    : { from: begun, to: ended, end: 'seen', by: 'watch' };
}

const isPolicy = ({ target }: AuditEntry): boolean => (target ?? 'policy') === 'policy';

const isOrder = (entry: AuditEntry): boolean =>
  entry.action === 'pause' && entry.phase === 'confirmed' && isPolicy(entry) && COMMANDS.has(entry.trigger);

/** Whoever asks for a resume relies on the pause no more; one that is found was there before. */
function endOf(entry: AuditEntry): Claim['end'] | undefined {
  const { action, phase } = entry;
  if (action === 'ended-while-paused') return 'call';
  if (action !== 'resume' || !isPolicy(entry)) return undefined;
  return phase === 'requested' ? 'seen' : phase === 'observed' ? 'unseen' : undefined;
}
