import type { Plan } from './schedule.ts';
import { run } from './run.ts';

/** Leaves out what is not needed to break the same rule: halves first, then single operations, until nothing more can go. */
export async function shrink(plan: Plan, rule: string, attempts = 600): Promise<Plan> {
  const tried = { count: 0 };
  const breaks = async (smaller: Plan) => {
    tried.count += 1;
    return (await run(smaller)).violation?.rule === rule;
  };
  const withWorkplace = (operations: Plan['workplace']['operations']): Plan => ({
    ...plan,
    workplace: { ...plan.workplace, operations },
    operations: [],
  });
  const withCalls = (operations: Plan['operations']): Plan => ({ ...withWorkplace([]), operations });

  async function least<T>(all: readonly T[], planWith: (operations: readonly T[]) => Plan): Promise<Plan> {
    let operations = all;
    for (let size = Math.ceil(all.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < operations.length && tried.count < attempts;) {
        const fewer = [...operations.slice(0, at), ...operations.slice(at + size)];
        if (fewer.length > 0 && (await breaks(planWith(fewer)))) operations = fewer;
        else at += size;
      }
    }
    return planWith(operations);
  }
  const isOfWorkplace = await breaks(withWorkplace(plan.workplace.operations));
  return isOfWorkplace ? least(plan.workplace.operations, withWorkplace) : least(plan.operations, withCalls);
}
