import { parentPort, workerData } from 'node:worker_threads';
import { planOf } from './schedule.ts';
import { run } from './run.ts';

export { planOf, run };
export { shrink } from './shrink.ts';
export { tableOf } from './table.ts';

if (parentPort !== null && (workerData as { role?: string } | null)?.role === 'simulate') {
  const port = parentPort;
  port.on('message', (seed: number) => {
    void run(planOf(seed)).then(
      ({ violation, table, ...figures }) =>
        port.postMessage({ seed, violation, table: [...table], ...figures }),
      (error: unknown) =>
        port.postMessage({
          seed,
          violation: { rule: 'simulator', what: String(error), at: 0 },
          table: [],
          entries: 0,
          steps: 0,
          virtualMs: 0,
          events: 0,
        }),
    );
  });
}
