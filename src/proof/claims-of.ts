import type { AuditEntry } from '../domain/audit.ts';

/**
 * A stretch of a call in which somebody could rely on its pause: a panel said *safe*, a command was
 * confirmed, or a watch saw it proven. Nothing of it
 * may be on a recording. Epoch ms, by Genesys' clock where the log knows it.
 */
export interface Claim {
  readonly from: number;
  /** Absent: until the call ended. */
  readonly to?: number;
  readonly by: 'panel' | 'command' | 'watch';
}

const COMMANDS: ReadonlySet<AuditEntry['trigger']> = new Set<AuditEntry['trigger']>(['cli', 'bulk']);

/** Collects the claims of each conversation from the entries of any number of logs, each in its order. */
export function createClaims() {
  const closed = new Map<string, Claim[]>();
  /** What a watch has compared already: it is claimed once more where nobody else claims it. */
  const watched = new Map<string, Claim[]>();
  /** By chain and conversation: what one browser says takes nothing back that another one said. */
  const open = new Map<string, Claim & Pick<AuditEntry, 'conversationId'>>();
  /** A log may be given twice, as a whole or in part. */
  const read = new Map<string, { readonly first: number; last: number }>();

  function keep(conversationId: string, claim: Claim): void {
    closed.set(conversationId, [...(closed.get(conversationId) ?? []), claim]);
  }

  return {
    /** False: it is older than what was read of its chain, and what was read since cannot be read again. */
    add(entry: AuditEntry): boolean {
      const { chain, seq, conversationId } = entry;
      const known = read.get(chain) ?? { first: seq, last: seq - 1 };
      if (seq <= known.last) return seq >= known.first;
      read.set(chain, { ...known, last: seq });
      const key = `${chain} ${conversationId}`;
      if (entry.action === 'proof') {
        const seen = seenIn(entry);
        if (seen) watched.set(conversationId, [...(watched.get(conversationId) ?? []), seen]);
        return true;
      }
      const at = Date.parse(entry.platformAt ?? entry.at);
      if (Number.isNaN(at)) return true;
      const before = open.get(key);
      const by = beginsBy(entry);
      if (by !== undefined && before === undefined) open.set(key, { from: at, by, conversationId });
      if (!isEnd(entry) || before === undefined) return true;
      open.delete(key);
      const { from } = before;
      if (at > from) keep(conversationId, { from, to: at, by: before.by });
      return true;
    },
    /** Of each conversation that any entry claims something of, in order of time. */
    all(): ReadonlyMap<string, readonly Claim[]> {
      const all = new Map([...closed].map(([id, claims]) => [id, [...claims]]));
      for (const { conversationId, ...claim } of open.values())
        all.set(conversationId, [...(all.get(conversationId) ?? []), claim]);
      for (const [id, seen] of watched) {
        const known = all.get(id) ?? [];
        // A pause may have been compared more than once.
        for (const claim of seen) if (!known.some((one) => overlaps(one, claim))) known.push(claim);
        all.set(id, known);
      }
      for (const claims of all.values()) claims.sort((a, b) => a.from - b.from);
      return all;
    },
  };
}

const overlaps = (one: Claim, other: Claim): boolean =>
  one.from < (other.to ?? Infinity) && other.from < (one.to ?? Infinity);

function seenIn({ from, to }: AuditEntry): Claim | undefined {
  const [begun, ended] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  if (Number.isNaN(begun)) return undefined;
  return { from: begun, ...(!Number.isNaN(ended) && { to: ended }), by: 'watch' };
}

/** A panel relies on what it shows; a command, which shows nothing afterwards, on its confirmation. */
function beginsBy({ action, phase, target, trigger }: AuditEntry): Claim['by'] | undefined {
  if (action === 'safe-shown') return 'panel';
  const isPause = action === 'pause' && phase === 'confirmed' && (target ?? 'policy') === 'policy';
  return isPause && COMMANDS.has(trigger) ? 'command' : undefined;
}

/** Whoever asks for a resume relies on the pause no more. */
function isEnd({ action, phase, target }: AuditEntry): boolean {
  if (action === 'safe-withdrawn' || action === 'ended-while-paused') return true;
  return (
    action === 'resume' &&
    (target ?? 'policy') === 'policy' &&
    (phase === 'requested' || phase === 'observed')
  );
}
