import { createPlatformTime } from './app/platform-time.ts';
import type { App } from './app/start.ts';
import { store } from './app/store.ts';
import type { Actions, AppView, Problem, Standings } from './app/view.ts';
import { APP, composePanel, type ForAllCalls } from './compose-panel.ts';
import type { Shortcuts } from './config/schema.ts';
import type { Rest } from './genesys/http/rest.ts';
import { keepHashEmpty, restoreLaunch } from './genesys/sign-in/restore-launch.ts';
import { createHost } from './host/client-app.ts';
import { hearParent } from './launch/host-verdict.ts';
import { parseLaunch, type Launch } from './launch/launch.ts';
import { createClock } from './platform/clock.ts';
import { watchPage } from './platform/lifecycle.ts';
import { createLog } from './platform/log.ts';
import { prepare } from './prepare.ts';
import { mountAgent } from './ui/agent/mount-agent.tsx';
import { LOADED_WITHIN_MS } from './ui/agent/Part.tsx';
import type { Ui } from './ui/agent/ui.ts';

/** What another beginning may change. */
const MAY_PASS: ReadonlySet<Problem['kind']> = new Set(['config-missing', 'host-unknown', 'bug', 'stopped']);

/** Takes away the words of index.html for an app that cannot be loaded. */
const isLoaded = (): void => document.getElementById('not-loaded')?.remove();

/** Composes the agent panel. Nothing else wires; what is not decided by a type is decided here. */
function main(root: HTMLElement): void {
  const clock = createClock();
  const log = createLog(() => clock.wall());
  // First of all: the answer of the sign-in page goes out of the URL before anything else can read it.
  const restored = restoreLaunch(window, log);
  keepHashEmpty(window);
  if (restored.callback === 'delivered') return;
  const parentSpoke = hearParent(window, clock);
  const time = createPlatformTime(clock);
  const launch = parseLaunch(restored.query);
  const said: Partial<Launch> = launch.ok ? launch.value : {};
  const host = createHost(said, log);
  const language = said.language ?? navigator.language;

  if (launch.ok && launch.value.face === 'setup') {
    const { value } = launch;
    host.bootstrapped();
    // Nothing is claimed there.
    host.onStop(() => host.stopped());
    const parts = {
      root,
      clock,
      log,
      restored,
      app: APP,
      prepare: () => prepare(value, { parentSpoke, clock, time, log }),
    };
    void import('./setup-main.ts').then(({ openSetup }) => {
      isLoaded();
      return openSetup(parts);
    });
    return;
  }

  const view = store<AppView>({ phase: 'starting' });
  let shortcuts: Shortcuts = {};
  let app: App | undefined;
  let forAll: ForAllCalls | undefined;
  /** A part of the application is on its way, or has not come: a browser may never ask for it again. */
  let isHalf = false;
  let standing: (() => Promise<Standings | undefined>) | undefined;
  let rest: Rest | undefined;
  let lookBack: Ui['lookBack'] = async () => undefined;
  let leaveTab = () => {};
  let handOver = () => Promise.resolve<unknown>(undefined);
  /** The host has said stop, and nothing since. */
  let isStopped = false;

  const show = (problem: Problem) => {
    log.note('problem', { kind: problem.kind });
    view.value = { phase: 'problem', problem, canTryAgain: MAY_PASS.has(problem.kind) };
  };
  async function styled<T extends { readonly styled: Promise<unknown> }>(loading: Promise<T>): Promise<T> {
    const chunk = await loading;
    await chunk.styled;
    return chunk;
  }
  /** A file that never comes is a failure with a way on, as one that is refused. */
  const inTime = <T>(loading: Promise<T>): Promise<T> =>
    Promise.race([
      loading,
      new Promise<never>((_, reject) =>
        clock.after(LOADED_WITHIN_MS, () => reject(new Error('A part of the app did not load.'))),
      ),
    ]);
  const importLimit = () => styled(import('./for-limit.ts'));
  /** Everything up to a running app; again from the start when something on the way has failed. */
  async function start(value: Launch): Promise<void> {
    view.value = { phase: 'starting' };
    const loading =
      value.conversationId === undefined
        ? inTime(styled<ForAllCalls>(import('./for-all-calls.ts')))
        : undefined;
    isHalf = true;
    const [ready, list] = await Promise.all([prepare(value, { parentSpoke, clock, time, log }), loading]);
    isHalf = false;
    // Whoever asks to begin again comes by here again.
    if (isStopped || app) return;
    if (!ready.ok) return show(ready.problem);
    ({ shortcuts } = ready.config);
    forAll = list;
    ({ app, leaveTab, handOver, standing, lookBack, rest } = composePanel({
      ...ready,
      launch: value,
      restored,
      host,
      clock,
      time,
      log,
      language,
      view,
      forAll,
      loadLimit: () => inTime(importLimit()),
    }));
    return app.begin();
  }
  const begin = () => {
    isStopped = false;
    if (app) void app.begin();
    else if (launch.ok) void start(launch.value).catch(bug);
  };
  const ignored = () => {};
  /** Before there is an app there is nothing to command, and one thing to do. */
  const before: Actions = {
    pause: ignored,
    resume: ignored,
    extend: ignored,
    countdownSeen: ignored,
    capture: ignored,
    nameReason: ignored,
    refresh: ignored,
    settle: ignored,
    signIn: ignored,
    tryAgain() {
      const shown = view.value;
      // Who is around this page is told while it loads, and never again.
      if (isHalf || (shown.phase === 'problem' && shown.problem.kind === 'host-unknown')) location.reload();
      else begin();
    },
    confirmName: ignored,
    forgetSignIn: ignored,
  };
  const noteBug = (event: string) => (error: unknown) =>
    log.note(event, { name: error instanceof Error ? error.name : typeof error });
  const bug = (error: unknown) => {
    noteBug('bug')(error);
    if (app) app.fail();
    else show({ kind: 'bug' });
  };
  isLoaded();
  // A drawing that fails is contained where it fails: the rest of the panel watches on.
  mountAgent(root, view, () => app?.actions ?? before, {
    clock,
    language,
    shortcuts: () => shortcuts,
    standing: async () => standing?.(),
    loadDetails: async () => (await inTime(styled(import('./for-details.ts')))).detailsOf(rest),
    past: (conversationId) => app?.past(conversationId),
    loadLimit: async () => (await importLimit()).LimitRow,
    lookBack: () => lookBack(),
    list: () => forAll,
    onBug: noteBug('drawing-failed'),
  });
  watchPage({
    awake: (why) => app?.wake(why === 'online'),
    offline: () => app?.offline(),
    leaving() {
      leaveTab();
      void handOver();
    },
    frozen: () => app?.freeze(),
    thawed: () => app?.thaw(),
    bug,
    foreign: noteBug('foreign-exception'),
  });
  host.onFocus(() => (isStopped ? begin() : app?.wake()));
  host.onBootstrap(() => isStopped && begin());
  host.onStop(() => {
    isStopped = true;
    if (app) app.stop();
    else if (launch.ok) show({ kind: 'stopped' });
    // The channel is handed over first. A desktop removes this frame as soon as it hears that we are done; one that keeps it
    // finds nothing claimed in it.
    void handOver().finally(() => host.stopped());
  });
  // The first useful screen is there, and the host waits for no network and no sign-in.
  host.bootstrapped();

  if (restored.callback === 'stranded') return show({ kind: 'window-stranded' });
  if (!launch.ok) return show(launch.problem);
  // The face has a name and no page yet; an agent panel in its place would be taken for it.
  if (launch.value.face === 'supervisor') return show({ kind: 'view-unknown', view: 'supervisor' });
  begin();
}

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element with the id "app"');
main(root);
