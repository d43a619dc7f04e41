import type { Observed } from './plan.ts';
import type { Obstacle } from './obstacle.ts';
import type { RunRecord } from './run-record.ts';

/** perhaps: nothing was made yet as far as is recorded. What a run was about to make is somewhere else, or came to nothing. */
export type Elsewhere = 'no' | 'perhaps' | 'yes';

/** Whether nothing of what is recorded is in the organisation that was looked at: then the record tells of another one. */
export function elsewhere(
  record: RunRecord | undefined,
  observed: Observed,
  obstacles: readonly Obstacle[],
): Elsewhere {
  const here = new Set([...observed.values()].map(({ id }) => id));
  for (const one of obstacles) {
    // Nobody knows what there is.
    if (one.kind === 'half-visible') return 'no';
    if (one.kind === 'not-recognised' || one.kind === 'not-recorded') here.add(one.thing.id);
    if (one.kind === 'records-differ') for (const { id } of one.things) here.add(id);
  }
  const made = [...(record?.ids.values() ?? [])];
  const begun = [...(record?.making.keys() ?? [])];
  if (made.some((id) => here.has(id)) || begun.some((key) => observed.has(key))) return 'no';
  if (made.length > 0) return 'yes';
  return begun.length > 0 ? 'perhaps' : 'no';
}
