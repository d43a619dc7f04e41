import { endedOf, metricsOf, type CommandEnding } from './metrics.ts';

/** Facts of a running watch or service, beside what the journal tells. */
export interface Gauges {
  readonly channelUp: boolean;
  readonly conversations: number;
  readonly webhooksWaiting: number;
  readonly webhooksSetAside: number;
  readonly webhooksDelivered: number;
  /** Incidents that nobody has closed; absent where there are none to count. */
  readonly incidentsOpen?: number;
}

/** A pause is confirmed by a read, which comes some tenths of a second after the answer, and is given up after about 8 s. */
const SECONDS = [0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 15];

/** Prometheus' text format, version 0.0.4: the whole log is counted anew each time. */
export async function prometheusText(endings: Iterable<CommandEnding>, gauges?: Gauges): Promise<string> {
  // Only who asks for it waits until it is loaded: most commands write no such text.
  const { Counter, Gauge, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  const about = (name: string, help: string) => ({
    name: `recording_control_${name}`,
    help,
    registers: [registry],
  });
  const gauge = (name: string, help: string, value: number) => new Gauge(about(name, help)).set(value);
  const ended = endedOf(endings);
  const { byKind, successRate, proofs } = metricsOf(ended);

  const commands = new Counter({
    ...about('commands_total', 'Commands that ended, by outcome.'),
    labelNames: ['action', 'target', 'outcome'],
  });
  for (const { count, ...kind } of byKind) commands.inc(kind, count);
  if (successRate !== undefined) gauge('success_ratio', 'Confirmed of all commands that ended.', successRate);
  const confirmation = new Histogram({
    ...about('confirmation_seconds', 'From the order to its confirmation, by action.'),
    labelNames: ['action'],
    buckets: SECONDS,
  });
  for (const { action, phase, verdict, latencyMs } of ended)
    if (verdict === undefined && phase === 'confirmed' && latencyMs !== undefined)
      confirmation.observe({ action }, latencyMs / 1_000);
  const compared = new Gauge({
    ...about('pauses_compared', 'Pauses that were compared with the recordings, by verdict.'),
    labelNames: ['verdict'],
  });
  for (const [verdict, count] of Object.entries(proofs)) compared.set({ verdict }, count);

  if (gauges) {
    gauge('channel_up', 'The notification channel is open.', Number(gauges.channelUp));
    gauge('conversations', 'Live conversations that are watched.', gauges.conversations);
    gauge('webhooks_waiting', 'Webhooks that wait to be accepted.', gauges.webhooksWaiting);
    gauge('webhooks_set_aside', 'Webhooks that the receiver refuses for good.', gauges.webhooksSetAside);
    new Counter(about('webhooks_delivered_total', 'Webhooks accepted since the start.')).inc(
      gauges.webhooksDelivered,
    );
    if (gauges.incidentsOpen !== undefined)
      gauge('incidents_open', 'Incidents that nobody has closed.', gauges.incidentsOpen);
  }
  return registry.metrics();
}
