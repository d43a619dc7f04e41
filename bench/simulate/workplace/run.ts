import { SEED } from '../../../sandbox/control.ts';
import { choices } from '../../../test/support/random.ts';
import { createAgenda, type Agenda } from '../agenda.ts';
import { entryOf } from '../oracle/log-of.ts';
import { openBrowser, type Browser } from '../browser.ts';
import { enterPage } from '../memory-database.ts';
import type { PanelPage } from '../page.ts';
import { createPlatform, type Simulated } from '../platform.ts';
import type { Violation } from '../oracle/record.ts';
import { createWorkplaceOracle, type WorkplaceOracle } from './oracle.ts';
import { checkWorkplaceRecovery } from './recovery.ts';
import type { WorkplacePlan } from './plan.ts';
import { createWorkplace, type Workplace } from './workplace.ts';

/** Ends a run at its first violation. */
class Stop extends Error {}

const drained = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Agents who take turns at one workplace, tabs and their copies, sign-in: trouble, in which only safety counts, and then recovery. */
export async function runWorkplace(
  plan: WorkplacePlan,
  trace?: (line: string) => void,
): Promise<{
  readonly violation: Violation | undefined;
  readonly events: number;
  readonly virtualMs: number;
}> {
  const agenda = createAgenda();
  const platform: Simulated = await createPlatform(agenda, plan.seed);
  const random = choices(plan.seed ^ 0x3c6ef372);
  let violation: Violation | undefined;
  let browser: Browser | undefined;
  let workplace: Workplace | undefined;
  const made = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error('The run has not begun.');
    return what;
  };
  const fail = (rule: string, what: string) => void (violation ??= { rule, what, at: agenda.now() });
  const judge = createWorkplaceOracle({
    agenda,
    login: () => made(browser).login,
    personAt: (page) => made(workplace).personAt(page),
    isNameOf: (name, userId) => made(workplace).isNameOf(name, userId),
    entryOf: (key) => entryOf(made(browser).disk, key),
    maySpeakFor: (page, tabId) => made(workplace).maySpeakFor(page, tabId),
    fail,
  });
  const oracle = trace ? traced(judge, agenda, trace) : judge;
  browser = openBrowser(
    { agenda, platform, random, witness: oracle },
    {
      screenPolicy: 'warn',
      locks: plan.locks,
      destinations: { webhook: false, onCalls: plan.onCalls },
      chance: choices(plan.seed ^ 0x6a09e667),
      atForm: () => made(workplace).atForm(),
    },
  );
  const { touched } = browser;
  await platform.core.control.switch({
    loginFraming: plan.framing,
    tokenLifeSeconds: plan.tokenSeconds,
    readLagMs: 0,
  });
  await browser.login.become(SEED.users.ada);
  workplace = await createWorkplace({ agenda, platform, browser, random, oracle });
  const acting = workplace;

  async function until(end: number): Promise<void> {
    await drained();
    while (agenda.next(end)) {
      await drained();
      enterPage(undefined);
      if (platform.isTruthOld()) await platform.refreshTruth();
      const pages = [...touched];
      touched.clear();
      oracle.stepped(pages);
      acting.look();
      if (violation) throw new Stop();
    }
  }

  try {
    for (const { at, action } of plan.operations)
      agenda.after(at, () => {
        trace?.(`${String(agenda.now()).padStart(9)}  ${JSON.stringify(action)}`);
        acting.perform(action);
      });
    await until((plan.operations.at(-1)?.at ?? 0) + 1_000);
    await checkWorkplaceRecovery({ agenda, platform, workplace: acting, fail, until });
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return { violation, events: plan.operations.length, virtualMs: agenda.now() };
}

/** For whoever looks into a failing seed: what is done, asked and shown. */
function traced(oracle: WorkplaceOracle, agenda: Agenda, write: (line: string) => void): WorkplaceOracle {
  const shown = new Map<number, string>();
  const say = ({ id, tab }: PanelPage, what: string) =>
    write(`${String(agenda.now()).padStart(9)}  page ${id} of tab ${tab.id}  ${what}`);
  return {
    ...oracle,
    requested(page, sent) {
      say(page, `→ ${sent.request.method} ${sent.path} ${sent.token.slice(-6)}`);
      oracle.requested(page, sent);
    },
    answered(page, sent, answer) {
      say(page, `← ${sent.path} ${answer.kind === 'answered' ? answer.status : answer.kind}`);
      oracle.answered(page, sent, answer);
    },
    logged: (page, line) => say(page, `log ${line.slice(25)}`),
    pressed(page, id, what, press) {
      say(page, `press ${what} ${id.slice(0, 4)}`);
      oracle.pressed(page, id, what, press);
    },
    stepped(pages) {
      const all = [...pages];
      for (const page of all) {
        const view = page.view();
        const who = view.phase === 'ready' ? ` ${JSON.stringify(view.who)}` : '';
        const calls = page
          .conversations()
          .map(({ state, safe, pending }) => `${state} ${safe} ${pending ?? ''}`);
        const now = `= ${view.phase}${who} ${calls.join(' | ')}`;
        if (shown.get(page.id) !== now) say(page, now);
        shown.set(page.id, now);
      }
      oracle.stepped(all);
    },
  };
}
