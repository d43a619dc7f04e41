import { randomUUID } from 'node:crypto';
import type { Controller } from '../controller.ts';
import { METRICS_PATH, metricsPage, type Handler } from '../http/local-server.ts';
import { createIncidentRoutes } from '../incidents/incident-routes.ts';
import type { Serve } from '../serve/open-serve.ts';
import { createClock } from '../../platform/clock.ts';
import { entriesOrigin } from '../serve/entries-origin.ts';
import { createEntriesRoute } from '../serve/entries-route.ts';
import { DatabaseAway } from '../store/database.ts';
import { databaseUrl } from '../store/database-url.ts';
import { retentionDays } from '../store/retention-days.ts';
import type { Command } from './arguments.ts';
import type { Output } from './output.ts';
import { runLasting } from './run-lasting.ts';
import type { CliWorld } from './world.ts';

/** Runs until interrupted. */
export function runServe(
  controller: Controller,
  { queueIds, port, database }: Extract<Command, { verb: 'serve' }>,
  world: CliWorld,
  output: Output,
): Promise<number> {
  const url = databaseUrl(database, world.environment);
  const days = retentionDays(world.environment);
  const origin = entriesOrigin(world.environment);
  const token = randomUUID();
  let serve: Serve | undefined;
  const entries =
    origin &&
    createEntriesRoute({
      origin,
      clock: createClock(),
      async take(entry) {
        if (serve === undefined) throw new DatabaseAway('It begins.');
        return serve.takeEntry(entry);
      },
    });
  // A panel that is told that there is no such path would keep its entries back for an hour.
  let atDesk: Handler = (request, response) => (entries ? entries(request, response) : false);
  return runLasting(
    {
      ...(queueIds && { queueIds }),
      port,
      handler: (request, response) => atDesk(request, response),
      pages: {
        [METRICS_PATH]: async () => metricsPage((await serve?.prometheus()) ?? ''),
        '/healthz': () => ({ body: 'ok\n' }),
        '/readyz': async () => {
          const why = serve === undefined ? 'It begins.' : await serve.notReady();
          return why === undefined ? { body: 'ok\n' } : { status: 503, body: `${why}\n` };
        },
      },
      served: { what: 'the service', type: 'http-server', name: 'Metrics and health', path: '' },
      async open(options, listensOn) {
        const begun = await controller.serve({
          ...options,
          retentionDays: days,
          ...(url !== undefined && { databaseUrl: url }),
          ...(listensOn !== undefined && { address: { port: listensOn, token } }),
        });
        if (!begun.ok) return begun;
        serve = begun.value;
        const incidents = createIncidentRoutes({ desk: serve.desk, token });
        const atEntries = atDesk;
        atDesk = (request, response) => incidents(request, response) || atEntries(request, response);
        return begun;
      },
    },
    world,
    output,
  );
}
