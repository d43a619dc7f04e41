import type { Observed } from './plan.ts';
import type { Obstacle } from './obstacle.ts';
import type { RunRecord } from './run-record.ts';

/** Whether nothing of what is recorded is in the organisation that was looked at: then the record tells of another one. */
export function isElsewhere(
  record: RunRecord | undefined,
  observed: Observed,
  obstacles: readonly Obstacle[],
): boolean {
  const here = new Set([...observed.values()].map(({ id }) => id));
  for (const one of obstacles) {
    // Nobody knows what there is.
    if (one.kind === 'half-visible') return false;
    if (one.kind === 'not-recognised' || one.kind === 'not-recorded') here.add(one.thing.id);
    if (one.kind === 'records-differ') for (const { id } of one.things) here.add(id);
  }
  const recorded = [...(record?.ids.values() ?? [])];
  return recorded.length > 0 && !recorded.some((id) => here.has(id));
}
