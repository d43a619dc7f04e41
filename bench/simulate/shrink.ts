import type { Plan } from './schedule.ts';
import { run } from './run.ts';

/** Leaves out what is not needed to break the same rule: halves first, then single operations, until nothing more can go. */
export async function shrink(plan: Plan, rule: string, attempts = 600): Promise<Plan> {
  const tried = { count: 0 };
  const breaks = async (operations: Plan['operations']) => {
    tried.count += 1;
    return (await run({ ...plan, operations })).violation?.rule === rule;
  };
  let { operations } = plan;
  for (let size = Math.ceil(operations.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < operations.length && tried.count < attempts;) {
      const fewer = [...operations.slice(0, at), ...operations.slice(at + size)];
      if (await breaks(fewer)) operations = fewer;
      else at += size;
    }
  }
  return { ...plan, operations };
}
