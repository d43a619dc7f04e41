import { store, type ReadonlyStore } from '../app/store.ts';
import type { Log, SignIn } from '../app/ports.ts';
import type { Problem } from '../app/view.ts';
import type { Result } from '../domain/result.ts';
import type { Rest } from '../genesys/http/rest.ts';
import { appConfigFile } from '../installer/app-config.ts';
import { applyInstall } from '../installer/apply.ts';
import { desiredState, type Wanted } from '../installer/desired.ts';
import { createDesks } from '../installer/desks.ts';
import {
  describeCounts,
  describeFailure,
  describeObstacle,
  describeStep,
  describeStop,
} from '../installer/describe.ts';
import { hostingFiles } from '../installer/hosting.ts';
import { MANIFEST } from '../installer/manifest.ts';
import { observe, type Observation } from '../installer/observe.ts';
import { changesNothing, planInstall } from '../installer/plan.ts';
import type { InstallOptions } from '../installer/options.ts';
import { commission, differencesOf, type CommissionDeps, type Finding } from './commission.ts';
import { diagnose } from './diagnose.ts';
import type { Facts } from './facts.ts';
import type { CommissionView, InstallView, Line, SetupActions, SetupView } from './view.ts';

export interface SetupPorts {
  readonly signIn: SignIn;
  readonly rest: Rest;
  readonly log: Log;
  /** Asks everything once; `popup` is what a click has found out. */
  findOut(popup: boolean | undefined): Promise<Facts>;
  /** The test call of this user, if there is exactly one, and what acts on it. */
  testCall(): Promise<Omit<CommissionDeps, 'ask' | 'progress'> | undefined>;
  /** Opens and closes a window within the calling task. */
  openPopup(): boolean;
  /** The diagnosis is about the agents' sign-in, the installation about the admin's; absent: they are the same. */
  readonly leaveForInstall?: (() => void) | undefined;
  readonly install: InstallOptions;
  readonly place: { readonly region?: string | undefined; readonly gatewayUrl?: string | undefined };
  readonly setupClientId?: string | undefined;
  readonly webhookUrl?: string | undefined;
}

export interface SetupFace {
  readonly view: ReadonlyStore<SetupView>;
  readonly actions: SetupActions;
  /** `planNow`: the admin came back from signing in to install. */
  begin(planNow: boolean): Promise<void>;
}

/** The setup page: signs in, finds out, shows lines; and installs under the same sign-in. */
export function createSetupFace(ports: SetupPorts): SetupFace {
  const { signIn, rest } = ports;
  const view = store<SetupView>({ phase: 'starting' });
  let lines: readonly Line[] = [];
  let facts: Facts | undefined;
  let popup: boolean | undefined;
  let desired: readonly Wanted[] = [];
  let seen: Observation | undefined;
  let installing: InstallView = { phase: 'idle' };
  let commissioning: CommissionView = { phase: 'idle' };
  let answer: ((done: boolean) => void) | undefined;

  const stop = (problem: Problem) => {
    ports.log.note('problem', { kind: problem.kind });
    view.value = { phase: 'problem', problem };
  };
  const show = () => {
    view.value = { phase: 'ready', lines, install: installing, commission: commissioning };
  };
  const showInstall = (install: InstallView) => {
    installing = install;
    show();
  };
  const showCommission = (next: CommissionView) => {
    commissioning = next;
    show();
  };

  async function check(): Promise<void> {
    view.value = { phase: 'checking' };
    facts = await ports.findOut(popup);
    lines = diagnose(facts, MANIFEST);
    showInstall({ phase: 'idle' });
  }

  async function enter(attempt: () => ReturnType<SignIn['begin']>): Promise<boolean> {
    const outcome = await attempt();
    if (outcome.kind === 'problem') stop(outcome.problem);
    if (outcome.kind !== 'signed-in') return false;
    await check();
    return true;
  }

  async function look(): Promise<Result<Observation>> {
    desired = desiredState(MANIFEST, ports.install);
    return observe(rest, desired, ports.install);
  }

  async function plan(): Promise<void> {
    if (ports.leaveForInstall !== undefined) return ports.leaveForInstall();
    showInstall({ phase: 'looking' });
    const found = await look();
    if (!found.ok) return showInstall({ phase: 'stopped', steps: [describeFailure(found.failure)] });
    seen = found.value;
    const steps = planInstall(desired, seen.observed);
    showInstall({
      phase: 'planned',
      steps: [...steps.flatMap(describeStep), describeCounts(steps)],
      obstacles: seen.obstacles.map(describeObstacle),
      changes: !changesNothing(steps),
    });
  }

  async function install(): Promise<void> {
    if (seen === undefined || seen.obstacles.length > 0) return;
    const progress: string[] = [];
    showInstall({ phase: 'working', steps: [] });
    const outcome = await applyInstall(desired, seen.observed, createDesks(rest), (step, at, of) => {
      progress.push(`[${at}/${of}] ${describeStep(step)[0] ?? ''}`);
      showInstall({ phase: 'working', steps: [...progress] });
    });
    seen = undefined;
    if (outcome.stopped !== undefined) {
      const how = 'Press "Plan the installation" again: it goes on from here.';
      return showInstall({ phase: 'stopped', steps: [...progress, ...describeStop(outcome, how)] });
    }
    const config = appConfigFile({
      options: ports.install,
      clientId: outcome.ids.get(`oauth-client.${MANIFEST.oauthClient.key}`) ?? '',
      ...ports.place,
      setupClientId: ports.setupClientId,
    });
    const files = hostingFiles({
      baseUrl: ports.install.baseUrl,
      regions: ports.place.region === undefined ? [] : [ports.place.region],
      gatewayUrl: ports.place.gatewayUrl,
      allowedOrigins: ports.install.allowedOrigins,
      webhookUrl: ports.webhookUrl,
    });
    showInstall({ phase: 'done', steps: progress, config: config.text, files });
  }

  async function walk(): Promise<void> {
    const call = await ports.testCall();
    if (call === undefined) return showCommission({ phase: 'no-call' });
    const findings: Finding[] = [];
    const running = () => showCommission({ phase: 'running', findings: [...findings] });
    running();
    await commission({
      ...call,
      ask: (task) =>
        new Promise((resolve) => {
          answer = resolve;
          showCommission({ phase: 'running', ask: task, findings: [...findings] });
        }),
      progress(finding) {
        findings.push(finding);
        running();
      },
    });
    const { app = '', config = '' } = facts?.versions ?? {};
    showCommission({
      phase: 'over',
      findings,
      differences: differencesOf(findings, { app, config, region: facts?.region ?? '' }),
    });
  }

  signIn.onSignedOut(() => {
    view.value = { phase: 'signed-out', lines };
  });

  return {
    view,
    async begin(planNow) {
      if ((await enter(() => signIn.begin())) && planNow) await plan();
    },
    actions: {
      checkAgain: () => void enter(() => signIn.again()),
      tryPopup() {
        popup = ports.openPopup();
        if (facts === undefined) return;
        facts = { ...facts, popup };
        lines = diagnose(facts, MANIFEST);
        showInstall({ phase: 'idle' });
      },
      commission: () => void walk(),
      answer(done) {
        answer?.(done);
        answer = undefined;
      },
      plan: () => void plan(),
      install: () => void install(),
    },
  };
}
