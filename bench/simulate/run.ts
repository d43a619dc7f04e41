import { choices } from '../../test/support/random.ts';
import { createAgenda } from './agenda.ts';
import { runWorkplace } from './workplace/run.ts';
import { openBrowser, type Browser } from './browser.ts';
import { enterPage } from './memory-database.ts';
import { createPlatform } from './platform.ts';
import { checkRecovery } from './recovery.ts';
import { traced } from './trace.ts';
import { SPAN_MS, type Plan } from './schedule.ts';
import { createStage, type Stage } from './stage.ts';
import type { Scene, Violation } from './oracle/record.ts';
import { createOracle } from './oracle/oracle.ts';
import { SEED } from '../../sandbox/control.ts';

export interface Outcome {
  readonly violation: Violation | undefined;
  /** fault|state → how often. */
  readonly table: ReadonlyMap<string, number>;
  readonly entries: number;
  readonly steps: number;
  /** Operations, and what the platform told pages. */
  readonly events: number;
  readonly virtualMs: number;
}

/** How many steps pass between two looks for rejections that nobody handles; the first look is drawn. */
const REJECTIONS_EVERY = 16;
/** Many times what the liveliest run takes: beyond it something runs in circles. */
const STEPS_AT_MOST = 100_000;

/** All promises have settled: nothing is left to do in this moment. */
const drained = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** As above, and Node has told of rejections that nobody handled. Turns the event loop, which costs more than most steps. */
const turned = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Ends a run at its first violation. */
class Stop extends Error {}

/** Two runs, each in a world of its own: calls and faults, then tabs, agents and sign-in. A part without operations is left out. */
export async function run(plan: Plan, trace?: (line: string) => void): Promise<Outcome> {
  const calls = plan.operations.length === 0 ? NOTHING : await runCalls(plan, trace);
  if (calls.violation || plan.workplace.operations.length === 0) return calls;
  const signIn = await runWorkplace(plan.workplace, trace);
  return {
    ...calls,
    violation: signIn.violation,
    events: calls.events + signIn.events,
    virtualMs: calls.virtualMs + signIn.virtualMs,
  };
}

const NOTHING: Outcome = {
  violation: undefined,
  table: new Map(),
  entries: 0,
  steps: 0,
  events: 0,
  virtualMs: 0,
};

async function runCalls(plan: Plan, trace?: (line: string) => void): Promise<Outcome> {
  const agenda = createAgenda();
  const platform = await createPlatform(agenda, plan.seed);
  const random = choices(plan.seed ^ 0x5bd1e995);
  const table = new Map<string, number>();
  let violation: Violation | undefined;
  let steps = 0;
  let nextSecondAt = 1_000;
  let browser: Browser | undefined;
  let stage: Stage | undefined;
  const given = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The run has not begun.');
    return value;
  };
  const scene: Scene = {
    agenda,
    platform,
    browser: () => given(browser),
    userId: SEED.users[plan.agent],
    pages: new Map(),
    leaps: [],
    extensions: [],
    pausesProven: [],
    fail(rule, what) {
      violation ??= { rule, what, at: agenda.now() };
    },
  };
  const silent = createOracle(scene, () => given(stage), table);
  const oracle = trace ? traced(silent, agenda, scene.userId, trace) : silent;
  browser = openBrowser(
    { agenda, platform, random, witness: oracle },
    {
      screenPolicy: plan.screenPolicy,
      locks: plan.locks,
      autoResume: plan.autoResume,
      destinations: plan.destinations,
      chance: choices(plan.seed ^ 0x6a09e667),
      atForm: () => ({ afterMs: 3_000, userId: () => scene.userId }),
    },
  );
  await browser.login.become(scene.userId);
  await platform.core.control.switch({ loginFraming: 'allowed' });
  stage = createStage(agenda, platform, browser, plan, oracle);
  const acting = stage;
  const { touched } = browser;

  async function until(end: number): Promise<void> {
    // What was done outside of the agenda, between two stretches of it.
    await drained();
    for (;;) {
      const isSecond = !agenda.next(Math.min(end, nextSecondAt));
      if (isSecond) {
        if (agenda.now() < nextSecondAt) return;
        nextSecondAt += 1_000;
        oracle.second();
        if (violation) throw new Stop();
        continue;
      }
      steps += 1;
      if (steps === STEPS_AT_MOST) scene.fail('a run ends', `${steps} steps and no end`);
      await (steps % REJECTIONS_EVERY === plan.seed % REJECTIONS_EVERY ? turned() : drained());
      enterPage(undefined);
      if (platform.isTruthOld()) await platform.refreshTruth();
      if (touched.size > 0) {
        const pages = [...touched];
        touched.clear();
        oracle.stepped(pages);
      }
      acting.look();
      if (violation) throw new Stop();
    }
  }

  const onRejection = (error: unknown) =>
    scene.fail(
      'no exception',
      `unhandled: ${error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1] ?? ''}` : String(error)}`,
    );
  process.on('unhandledRejection', onRejection);
  try {
    for (const operation of plan.operations) agenda.after(operation.at, () => acting.perform(operation));
    const last = plan.operations.at(-1)?.at ?? 0;
    await until(Math.max(last + 1_000, SPAN_MS));
    await checkRecovery({ scene, stage: acting, browser, oracle, until });
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  } finally {
    process.off('unhandledRejection', onRejection);
  }
  return {
    violation,
    table,
    events: plan.operations.length + oracle.frames,
    entries: browser.disk.entries.size,
    steps,
    virtualMs: agenda.now(),
  };
}
