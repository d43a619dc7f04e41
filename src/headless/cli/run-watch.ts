import type { Controller } from '../controller.ts';
import { METRICS_PATH, metricsPage } from '../http/local-server.ts';
import type { Command } from './arguments.ts';
import type { Output } from './output.ts';
import { runLasting } from './run-lasting.ts';
import type { CliWorld } from './world.ts';

/** Runs until interrupted. */
export function runWatch(
  controller: Controller,
  { queueIds, metricsPort }: Extract<Command, { verb: 'watch' }>,
  world: CliWorld,
  output: Output,
): Promise<number> {
  let prometheus = async () => '';
  return runLasting(
    {
      ...(queueIds && { queueIds }),
      ...(metricsPort !== undefined && { port: metricsPort }),
      pages: { [METRICS_PATH]: async () => metricsPage(await prometheus()) },
      served: { what: 'metrics', type: 'metrics-server', name: 'Metrics', path: METRICS_PATH },
      async open(options) {
        const begun = await controller.watch(options);
        if (!begun.ok) return begun;
        const watch = begun.value;
        prometheus = watch.prometheus;
        return {
          ok: true,
          value: { waiting: () => watch.gauges().webhooksWaiting, close: watch.close },
        };
      },
    },
    world,
    output,
  );
}
