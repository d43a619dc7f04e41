import type { AuditEntry, Target, WishAction } from '../domain/audit.ts';
import type { Verdict } from '../proof/prove.ts';
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

export function metricsOf(endings: Iterable<CommandEnding>): Metrics {
  const ended = new Map<string, CommandEnding>();
  for (const ending of endings) ended.set(ending.wish, ending);
  const all = [...ended.values()].filter(({ verdict }) => verdict === undefined);
  const proofs: Record<Verdict, number> = { proved: 0, late: 0, short: 0, missing: 0, unknown: 0 };
  for (const { verdict } of ended.values()) if (verdict !== undefined) proofs[verdict] += 1;
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

/** Facts of a running watch, beside what the journal tells. */
export interface Gauges {
  readonly channelUp: boolean;
  readonly conversations: number;
  readonly webhooksWaiting: number;
  readonly webhooksSetAside: number;
  readonly webhooksDelivered: number;
}

/** The journal is a file: what stands there may end no label, and begin no sample of its own. */
const label = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** Prometheus' text format, version 0.0.4. */
export function prometheusText(metrics: Metrics, gauges?: Gauges): string {
  const lines: string[] = [];
  const add = (name: string, type: string, help: string, samples: readonly (readonly [string, number])[]) => {
    lines.push(`# HELP recording_control_${name} ${help}`, `# TYPE recording_control_${name} ${type}`);
    for (const [suffix, value] of samples) lines.push(`recording_control_${name}${suffix} ${value}`);
  };
  add(
    'commands_total',
    'counter',
    'Commands that ended, by outcome.',
    metrics.byKind.map(({ action, target, outcome, count }) => [
      `{action="${action}",target="${label(target)}",outcome="${outcome}"}`,
      count,
    ]),
  );
  const { latencyMs, confirmed, successRate } = metrics;
  if (successRate !== undefined)
    add('success_ratio', 'gauge', 'Confirmed of all commands that ended.', [['', successRate]]);
  add('confirmation_seconds', 'summary', 'From the order to its confirmation.', [
    ...(latencyMs
      ? ([
          ['{quantile="0.5"}', latencyMs.p50 / 1_000],
          ['{quantile="0.95"}', latencyMs.p95 / 1_000],
        ] as const)
      : []),
    ['_sum', (latencyMs?.sum ?? 0) / 1_000],
    ['_count', confirmed],
  ]);
  add(
    'pauses_compared',
    'gauge',
    'Pauses that were compared with the recordings, by verdict.',
    Object.entries(metrics.proofs).map(([verdict, count]) => [`{verdict="${verdict}"}`, count]),
  );
  if (gauges) {
    add('channel_up', 'gauge', 'The notification channel is open.', [['', Number(gauges.channelUp)]]);
    add('conversations', 'gauge', 'Live conversations that are watched.', [['', gauges.conversations]]);
    add('webhooks_waiting', 'gauge', 'Webhooks that wait to be accepted.', [['', gauges.webhooksWaiting]]);
    add('webhooks_set_aside', 'gauge', 'Webhooks that the receiver refuses for good.', [
      ['', gauges.webhooksSetAside],
    ]);
    add('webhooks_delivered_total', 'counter', 'Webhooks accepted since the start.', [
      ['', gauges.webhooksDelivered],
    ]);
  }
  return `${lines.join('\n')}\n`;
}
