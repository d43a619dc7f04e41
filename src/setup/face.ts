import { store, type ReadonlyStore } from '../app/store.ts';
import type { Log, SignIn } from '../app/ports.ts';
import type { LogForm, Problem } from '../app/view.ts';
import { MANIFEST } from '../installer/manifest.ts';
import { commission, differencesOf, type CommissionDeps, type Finding } from './commission.ts';
import { diagnose } from './diagnose.ts';
import type { Facts } from './facts.ts';
import { createInstallation, type InstallationPorts } from './installation.ts';
import { problemLines } from './problem-lines.ts';
import type {
  CommissionView,
  InstallTask,
  InstallView,
  Line,
  LineKind,
  LogFacts,
  SetupActions,
  SetupView,
} from './view.ts';

export interface SetupPorts extends InstallationPorts {
  readonly signIn: SignIn;
  readonly log: Log;
  /** Asks everything once; `popup` is what a click has found out, `expiresAt` (epoch ms) the end of the sign-in. */
  findOut(popup: boolean | undefined, expiresAt: number): Promise<Facts>;
  /** What is served as config.json is no longer what this page was loaded with. */
  isConfigOther(): Promise<boolean>;
  /** For whoever agents sign in by, whatever this page was loaded for. */
  loadAnew(): void;
  /** The test call of this user, if there is exactly one, and what acts on it. */
  testCall(): Promise<Omit<CommissionDeps, 'ask' | 'progress'> | undefined>;
  saveLog(form: LogForm): Promise<void>;
  logFacts(): Promise<LogFacts>;
  save(path: string, text: string): void;
  /** Opens and closes a window within the calling task. */
  openPopup(): boolean;
  readonly versions: Facts['versions'];
  /** The diagnosis is about the agents' sign-in, the installation about the admin's; absent: they are the same. */
  readonly leaveFor?: ((task: InstallTask) => void) | undefined;
}

export interface SetupFace {
  readonly view: ReadonlyStore<SetupView>;
  readonly actions: SetupActions;
  /** `task`: the admin came back from signing in for it. */
  begin(task: InstallTask | undefined): Promise<void>;
}

/**
 * Before anything is installed the only client is that of the admin. It has the scopes to install and not those of
 * agents, so what the lines find missing is not what the admin has to do next.
 */
export const signedInToInstall = ({ scopes }: Facts): boolean =>
  scopes.ok &&
  (scopes.value?.includes('integrations') ?? false) &&
  !(scopes.value?.includes('conversations') ?? false);

/** What another sign-in, or the headers that the installation makes, will put right. What is fine already stays so. */
const COMES_LATER: readonly LineKind[] = [
  'permission',
  'scope',
  'socket',
  'updates',
  'channels',
  'header',
  'recorded',
  'secure-pause',
];
const whileInstalling = (line: Line): Line =>
  line.state !== 'ok' && COMES_LATER.includes(line.kind) ? { ...line, state: 'later' } : line;

function linesOf(facts: Facts): readonly Line[] {
  const lines = diagnose(facts, MANIFEST);
  return signedInToInstall(facts) ? lines.map(whileInstalling) : lines;
}

/** The setup page: signs in, finds out, shows lines; and installs under the same sign-in. */
export function createSetupFace(ports: SetupPorts): SetupFace {
  const { signIn } = ports;
  const view = store<SetupView>({ phase: 'starting' });
  let lines: readonly Line[] = [];
  let facts: Facts | undefined;
  let popup: boolean | undefined;
  let installing: InstallView = { phase: 'idle' };
  let commissioning: CommissionView = { phase: 'idle' };
  let answer: ((done: boolean) => void) | undefined;

  const stop = (problem: Problem) => {
    ports.log.note('problem', { kind: problem.kind });
    view.value = { phase: 'problem', problem, lines: problemLines(problem, ports.versions) };
  };
  const show = () => {
    const isForInstalling = facts !== undefined && signedInToInstall(facts);
    view.value = {
      phase: 'ready',
      ...(facts?.user !== undefined && { user: facts.user }),
      lines,
      isForInstalling,
      install: installing,
      commission: commissioning,
    };
  };
  const showInstall = (install: InstallView) => {
    installing = install;
    show();
  };
  const installation = createInstallation(ports, showInstall);
  const showCommission = (next: CommissionView) => {
    commissioning = next;
    show();
  };

  async function check(expiresAt: number): Promise<void> {
    view.value = { phase: 'checking' };
    facts = await ports.findOut(popup, expiresAt);
    lines = linesOf(facts);
    showInstall({ phase: 'idle' });
  }

  async function enter(attempt: () => ReturnType<SignIn['begin']>): Promise<boolean> {
    const outcome = await attempt();
    if (outcome.kind === 'problem') stop(outcome.problem);
    // In a frame it takes a window, and that takes a click.
    if (outcome.kind === 'click-needed') view.value = { phase: 'signed-out', lines };
    if (outcome.kind !== 'signed-in') return false;
    await check(outcome.expiresAt);
    return true;
  }

  async function checkAgain(): Promise<void> {
    // Signed in by another client, what comes back from the sign-in page would answer a question that nobody has asked.
    if (view.value.phase !== 'signed-out' && (await ports.isConfigOther())) return ports.loadAnew();
    await enter(() => signIn.again());
  }

  const plan = (task: InstallTask): void => {
    if (ports.leaveFor !== undefined) return ports.leaveFor(task);
    void installation.plan(task);
  };

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
    async begin(task) {
      if ((await enter(() => signIn.begin())) && task) await installation.plan(task);
    },
    actions: {
      checkAgain: () => void checkAgain(),
      notMe() {
        signIn.forget();
        void enter(() => signIn.again());
      },
      tryPopup() {
        popup = ports.openPopup();
        if (facts === undefined) return;
        facts = { ...facts, popup };
        lines = linesOf(facts);
        showInstall({ phase: 'idle' });
      },
      commission: () => void walk(),
      answer(done) {
        answer?.(done);
        answer = undefined;
      },
      plan,
      saveLog: (form) => ports.saveLog(form),
      logFacts: () => ports.logFacts(),
      save: (path, text) => ports.save(path, text),
      carryOut: () => void installation.carryOut(),
    },
  };
}
