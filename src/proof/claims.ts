import { isOutcome, type AuditEntry } from '../domain/audit.ts';
import { isRefused } from '../domain/refused.ts';
import { panelClaims, type LogTime, type PanelMoment } from './panel-claims.ts';
import { comparedIn, seenUntilIn, withCompared, type Compared } from './watch-claims.ts';

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
  /**
   * Why a fault that is found in it may be none. `rest`: nobody knows whether anybody relied on it still. `limit`: nor whether somebody
   * was told that the pause goes on, over its limit. `undated`: the log does not tell when it was.
   */
  readonly doubt?: 'rest' | 'limit' | 'undated';
  /** What a log has told of it already, having compared it: a fault. */
  readonly told?: 'late' | 'short' | 'missing';
  /**
   * `event`: a watch heard of it, and no read has proven it. `attribute`: somebody has written it on the call. `entry`: somebody has
   * sent it to the service. `recording`: nobody claimed it.
   */
  readonly by: 'panel' | 'command' | 'watch' | 'event' | 'attribute' | 'entry' | 'recording';
  /** The agent who was on the call, where that was seen. */
  readonly userId?: string;
}

type Conversation = AuditEntry['conversationId'];

interface End {
  readonly at: number;
  readonly end: Claim['end'];
  readonly seenUntil?: number;
  /** Of a request that may be refused. */
  readonly asked?: Asked;
}

interface Asked {
  isRefused: boolean;
}

interface OfBrowser {
  readonly conversationId: Conversation;
  readonly chain: string;
  readonly moments: (PanelMoment & { readonly asked?: Asked })[];
}

const COMMANDS: ReadonlySet<AuditEntry['trigger']> = new Set<AuditEntry['trigger']>(['cli', 'bulk']);

/** Collects the claims of each conversation from the entries of any number of logs, each in its order. */
export function createClaims() {
  /** What a watch has compared already. */
  const watched = listsBy<Compared>();
  const orders = listsBy<LogTime>();
  /** When a pause was over, by any log: a command hears nothing of it by itself. */
  const ends = listsBy<End>();
  /** By chain and conversation: what one browser says takes nothing back that another one said. */
  const browsers = new Map<string, OfBrowser>();
  /** Requests for a resume that nothing is known of yet, by chain and wish. */
  const asking = new Map<string, Asked>();
  /** A log may be given twice, as a whole or in part. */
  const read = new Map<string, ReadChain>();

  /** A request that Genesys refuses changes nothing, and that stands in a later entry. */
  function askedBy(entry: AuditEntry): Asked | undefined {
    if (entry.action !== 'resume' || !isPolicy(entry)) return undefined;
    const wish = `${entry.chain} ${entry.wishId ?? entry.conversationId}`;
    const known = asking.get(wish);
    if (known && isRefused(entry)) known.isRefused = true;
    if (isOutcome(entry)) asking.delete(wish);
    if (entry.phase !== 'requested') return undefined;
    const asked = { isRefused: false };
    asking.set(wish, asked);
    return asked;
  }

  function notePanel(entry: AuditEntry, moment: OfBrowser['moments'][number]): void {
    const { chain, conversationId } = entry;
    const key = `${chain} ${conversationId}`;
    const known = browsers.get(key);
    if (known) known.moments.push(moment);
    else browsers.set(key, { conversationId, chain, moments: [moment] });
  }

  return {
    add(entry: AuditEntry): Taken {
      const { chain, seq, conversationId } = entry;
      const known = read.get(chain) ?? { prints: new Map(), last: seq - 1, isExcerpt: seq > 1, at: 0 };
      const print = printOf(entry);
      if (seq <= known.last) {
        const before = known.prints.get(seq);
        return before === undefined ? 'older' : before === print ? 'taken' : 'branch';
      }
      known.prints.set(seq, print);
      const when = timeOf(entry, known.at);
      const isExcerpt = known.isExcerpt || seq > known.last + 1;
      read.set(chain, { ...known, last: seq, isExcerpt, at: when.at });
      const seen = comparedIn(entry, when);
      if (seen) watched.add(conversationId, seen);
      if (isOrder(entry)) orders.add(conversationId, when);
      const asked = askedBy(entry);
      const end = endOf(entry);
      if (end)
        ends.add(conversationId, {
          at: when.at,
          end: when.isUndated ? 'unseen' : end,
          ...seenUntilIn(entry),
          ...(asked && { asked }),
        });
      const kind = kindOf(entry);
      if (kind) notePanel(entry, { kind, when, ...(asked && { asked }) });
      return 'taken';
    },
    /** Of each conversation that any entry claims something of, in order of time. */
    all(): ReadonlyMap<Conversation, readonly Claim[]> {
      const all = listsBy<Claim>();
      for (const { conversationId, chain, moments } of browsers.values()) {
        const counted = moments.filter(({ asked }) => asked?.isRefused !== true);
        for (const claim of panelClaims(counted, read.get(chain)?.isExcerpt ?? true))
          all.add(conversationId, claim);
      }
      for (const [id, begun] of orders.all) {
        const over = (ends.all.get(id) ?? []).filter(({ asked }) => asked?.isRefused !== true);
        for (const claim of commandsOf(begun, over)) all.add(id, claim);
      }
      for (const [id, compared] of watched.all)
        all.all.set(id, [...withCompared(all.all.get(id) ?? [], compared)]);
      for (const claims of all.all.values()) claims.sort((a, b) => a.from - b.from);
      return all.all;
    },
  };
}

/**
 * What became of an entry. `older`: what was read since of its chain cannot be read again. `branch`: the chain has another entry of
 * this number, for who wrote it was copied, and each copy has gone on by itself.
 */
export type Taken = 'taken' | 'older' | 'branch';

interface ReadChain {
  /** Of each entry, by its number. */
  readonly prints: Map<number, number>;
  readonly last: number;
  /** It begins in its middle, or entries are missing. */
  readonly isExcerpt: boolean;
  /** When its last entry was written. */
  readonly at: number;
}

/** Of commands one after the other: a second Pause of a paused call claims nothing new. */
function commandsOf(begun: readonly LogTime[], ends: readonly End[]): readonly Claim[] {
  const undated = begun.filter(({ isUndated }) => isUndated);
  const claims: Claim[] = [];
  const inOrder = ends.toSorted((a, b) => a.at - b.at);
  for (const { at: from, isUndated } of begun.toSorted((a, b) => a.at - b.at)) {
    if (isUndated || from < (claims.at(-1)?.to ?? (claims.length > 0 ? Infinity : -Infinity))) continue;
    const over = inOrder.find(({ at }) => at > from);
    const until = over?.seenUntil;
    claims.push({
      from,
      ...(over && { to: over.at }),
      ...(until !== undefined && { seenUntil: Math.max(until, from) }),
      end: over?.end ?? 'unseen',
      by: 'command',
    });
  }
  return [
    ...claims,
    ...undated.map(({ at: from }): Claim => ({ from, end: 'unseen', by: 'command', doubt: 'undated' })),
  ];
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

/** FNV-1a: tells two entries apart in a small number. A log may have millions. */
function printOf({ hash, id, at }: AuditEntry): number {
  let print = 0x811c9dc5;
  for (const part of [hash, id, at])
    for (let index = 0; index < part.length; index += 1)
      print = Math.imul(print ^ part.charCodeAt(index), 0x01000193);
  // Small enough for the engine to hold it without a box.
  return print >> 2;
}

const isPolicy = ({ target }: AuditEntry): boolean => (target ?? 'policy') === 'policy';

const isOrder = (entry: AuditEntry): boolean =>
  entry.action === 'pause' && entry.phase === 'confirmed' && isPolicy(entry) && COMMANDS.has(entry.trigger);

function kindOf(entry: AuditEntry): PanelMoment['kind'] | undefined {
  const { action, phase } = entry;
  if (action === 'safe-shown') return 'shown';
  if (action === 'safe-withdrawn') return entry.trigger === 'limit' ? 'limit' : 'withdrawn';
  if (action === 'over-limit') return 'over';
  if (action === 'ended-while-paused') return 'ended';
  return action === 'resume' && phase === 'requested' && isPolicy(entry) ? 'asked' : undefined;
}

/** By Genesys' clock where the log knows it. `before`: of the entry before. */
function timeOf({ at, platformAt }: AuditEntry, before: number): LogTime {
  const [here, there] = [Date.parse(at), Date.parse(platformAt ?? '')];
  if (Number.isNaN(there)) return Number.isNaN(here) ? { at: before, isUndated: true } : { at: here };
  return { at: there, ...(!Number.isNaN(here) && { aheadMs: there - here }) };
}

/** Whoever asks for a resume relies on the pause no more. Of one that was observed the entry says whether a watch saw it; else it was found. */
function endOf(entry: AuditEntry): Claim['end'] | undefined {
  const { action, phase, source } = entry;
  if (action === 'ended-while-paused') return 'call';
  if (action !== 'resume' || !isPolicy(entry)) return undefined;
  const isSeen = phase === 'requested' || source === 'watch';
  return isSeen ? 'seen' : phase === 'observed' ? 'unseen' : undefined;
}
