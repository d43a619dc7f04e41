import type { AuditEntry, Target, WishAction } from '../domain/audit.ts';
import { NO_VERDICTS, type Verdict } from '../proof/prove.ts';
import { verdictIn } from './archive/record-archive.ts';

/** What the journal tells of commands. Latencies are ms from the order to its confirmation. */
export interface Metrics {
  readonly commands: number;
  readonly confirmed: number;
  readonly unconfirmed: number;
  readonly failed: number;
  /** Of those that ended; absent when none did. */
  readonly successRate?: number;
  readonly latencyMs?: {
    readonly average: number;
    readonly p50: number;
    readonly p95: number;
    readonly sum: number;
  };
  readonly byKind: readonly {
    readonly action: WishAction;
    readonly target: Target;
    readonly outcome: 'confirmed' | 'unconfirmed' | 'failed' | 'superseded';
    readonly count: number;
  }[];
  /** Pauses that a watch compared with the recordings, by what it found at last. */
  readonly proofs: Readonly<Record<Verdict, number>>;
}

const ENDINGS = ['confirmed', 'unconfirmed', 'failed', 'superseded'] as const;
const ACTIONS: ReadonlySet<string> = new Set(['pause', 'resume', 'start', 'stop']);

/** What metrics are made of: a log has many entries, and its commands and proofs are kept in memory. */
export interface CommandEnding extends Pick<AuditEntry, 'action' | 'target' | 'phase' | 'latencyMs'> {
  /** Of a proof: the pause that it is of. */
  readonly wish: string;
  readonly verdict?: Verdict;
}

/** A pause may be compared more than once: what was found last counts. */
function proofEnding(entry: AuditEntry): CommandEnding {
  const { action, conversationId, from = '', phase } = entry;
  return { wish: `${conversationId} ${from}`, action, phase, verdict: verdictIn(entry) };
}

/** `undefined`: the entry ends no command, and proves no pause. */
export function commandEnding(entry: AuditEntry): CommandEnding | undefined {
  const { id, wishId = id, action, target, phase, latencyMs } = entry;
  if (action === 'proof') return proofEnding(entry);
  if (!ENDINGS.some((each) => each === phase) || !ACTIONS.has(action)) return undefined;
  return {
    wish: wishId,
    action,
    phase,
    // Not every line of a file is one of ours.
    ...(typeof target === 'string' && { target }),
    ...(Number.isFinite(latencyMs) && { latencyMs }),
  };
}

/** How each command, and each comparison of a pause, ended at last. */
export function endedOf(endings: Iterable<CommandEnding>): readonly CommandEnding[] {
  const ended = new Map<string, CommandEnding>();
  for (const ending of endings) ended.set(ending.wish, ending);
  return [...ended.values()];
}

export function metricsOf(endings: Iterable<CommandEnding>): Metrics {
  const ended = endedOf(endings);
  const all = ended.filter(({ verdict }) => verdict === undefined);
  const proofs = { ...NO_VERDICTS };
  for (const { verdict } of ended) if (verdict !== undefined) proofs[verdict] += 1;
  const count = (phase: CommandEnding['phase']) => all.filter((entry) => entry.phase === phase).length;
  const confirmed = count('confirmed');
  const judged = confirmed + count('unconfirmed') + count('failed');
  const latencies = all
    .filter(({ phase }) => phase === 'confirmed')
    .map(({ latencyMs }) => latencyMs)
    .filter((ms) => ms !== undefined)
    .toSorted((a, b) => a - b);
  const sum = latencies.reduce((total, ms) => total + ms, 0);
  return {
    commands: all.length,
    confirmed,
    unconfirmed: count('unconfirmed'),
    failed: count('failed'),
    ...(judged > 0 && { successRate: confirmed / judged }),
    ...(latencies.length > 0 && {
      latencyMs: {
        average: Math.round(sum / latencies.length),
        p50: percentile(latencies, 0.5),
        p95: percentile(latencies, 0.95),
        sum,
      },
    }),
    byKind: kinds(all),
    proofs,
  };
}

/** Nearest rank: a value that was really measured. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function kinds(all: readonly CommandEnding[]): Metrics['byKind'] {
  const counts = new Map<string, number>();
  for (const { action, target = 'policy', phase } of all) {
    const key = JSON.stringify([action, target, phase]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].toSorted().map(([key, count]) => {
    const [action, target, outcome] = JSON.parse(key) as string[];
    return { action, target, outcome, count } as Metrics['byKind'][number];
  });
}
