import { planOf } from './schedule.ts';
import { run } from './run.ts';

export { planOf, run };
export { shrink } from './shrink.ts';
export { tableOf } from './table.ts';

// As a child process it runs the seeds that its parent sends, one at a time.
if (process.argv[2] === 'simulate' && process.send !== undefined) {
  const tell = process.send.bind(process);
  process.on('message', (seed: number) => {
    void run(planOf(seed)).then(
      ({ violation, table, ...figures }) => tell({ seed, violation, table: [...table], ...figures }),
      (error: unknown) =>
        tell({
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
