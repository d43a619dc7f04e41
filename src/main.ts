import type { Clock, Host, Log, PlatformTime } from './app/ports.ts';
import { createPlatformTime } from './app/platform-time.ts';
import { createSession } from './app/session.ts';
import { createApp, type App } from './app/start.ts';
import { store } from './app/store.ts';
import type { Actions, AppView, Problem } from './app/view.ts';
import type { Settings } from './config/decode-config.ts';
import { loadConfig } from './config/load-config.ts';
import { queueRules } from './config/queue-rules.ts';
import type { Shortcuts } from './config/schema.ts';
import { serverTimeMs } from './domain/platform-clock.ts';
import { createCallFeed } from './genesys/feed/call-feed.ts';
import { readRelayed } from './genesys/feed/read-frame.ts';
import { socketsOf } from './genesys/feed/socket.ts';
import { createRest } from './genesys/http/rest.ts';
import { createSdkClient, type Place } from './genesys/http/sdk-client.ts';
import { createRecordingApi } from './genesys/recording-api.ts';
import { keepHashEmpty, restoreLaunch, type RestoredLaunch } from './genesys/sign-in/restore-launch.ts';
import { createSignIn } from './genesys/sign-in/sign-in.ts';
import { openHiddenFrame } from './genesys/sign-in/hidden-frame.ts';
import { openPopupWindow } from './genesys/sign-in/popup.ts';
import { createHost } from './host/client-app.ts';
import { hearParent, judgeHost, keptOrigin, listedAncestors } from './launch/host-verdict.ts';
import { parseLaunch, resolveRegion, type Launch } from './launch/launch.ts';
import { redirectUriOf } from './launch/redirect-uri.ts';
import { sha256Hex } from './outbox/chain.ts';
import { isLeftWish } from './outbox/intents.ts';
import { createJournal } from './outbox/journal.ts';
import type { BrowserSharing } from './panels/browser.ts';
import { createKeptToken, keptNowhere } from './panels/kept-token.ts';
import { createKeyStore } from './panels/key-store.ts';
import { createSharedFeed } from './panels/shared-feed.ts';
import { createSiblings } from './panels/siblings.ts';
import { identifyTab } from './panels/tab-identity.ts';
import { oneAtATimeBy } from './panels/one-at-a-time.ts';
import { createClock } from './platform/clock.ts';
import { randomIds } from './platform/ids.ts';
import { watchPage } from './platform/lifecycle.ts';
import { createLog } from './platform/log.ts';
import { mountAgent } from './ui/agent/mount-agent.tsx';
import { toastWords } from './ui/agent/toast-words.ts';
import { pickCatalogue } from './ui/messages.ts';

/** Goes into every audit entry, and keeps panels of different builds apart. */
const APP = `recording-control/${__APP_VERSION__}`;

/** Looking what became of a wish takes 2 s and a read, which takes 8 s at most. */
const ADOPT_WITHIN_MS = 12_000;

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
  let leaveTab = () => {};
  let handOver = () => Promise.resolve<unknown>(undefined);
  /** The host has said stop, and nothing since. */
  let isStopped = false;

  const show = (problem: Problem) => {
    log.note('problem', { kind: problem.kind });
    view.value = { phase: 'problem', problem, canTryAgain: MAY_PASS.has(problem.kind) };
  };
  /** Everything up to a running app; again from the start when something on the way has failed. */
  async function start(value: Launch): Promise<void> {
    view.value = { phase: 'starting' };
    const ready = await prepare(value, { parentSpoke, clock, time, log });
    // Whoever asks to begin again comes by here again.
    if (isStopped || app) return;
    if (!ready.ok) return show(ready.problem);
    ({ shortcuts } = ready.config);
    ({ app, leaveTab, handOver } = compose({
      ...ready,
      launch: value,
      restored,
      host,
      clock,
      time,
      log,
      language,
    }));
    app.view.subscribe((next) => (view.value = next));
    return app.begin();
  }
  const begin = () => {
    isStopped = false;
    if (app) void app.begin();
    else if (launch.ok) void start(launch.value).catch(bug);
  };
  const actions: Actions = {
    pause: (id, trigger) => app?.actions.pause(id, trigger),
    resume: (id, trigger) => app?.actions.resume(id, trigger),
    capture: (id, target, action) => app?.actions.capture(id, target, action),
    refresh: (id) => app?.actions.refresh(id),
    settle: (id) => app?.actions.settle(id),
    signIn: () => app?.actions.signIn(),
    tryAgain() {
      const shown = view.value;
      // Who is around this page is told while it loads, and never again.
      if (shown.phase === 'problem' && shown.problem.kind === 'host-unknown') location.reload();
      else if (app) app.actions.tryAgain();
      else begin();
    },
    confirmName: () => app?.actions.confirmName(),
    forgetSignIn: () => app?.actions.forgetSignIn(),
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
  mountAgent(root, view, actions, {
    clock,
    language,
    shortcuts: () => shortcuts,
    onBug: noteBug('drawing-failed'),
  });
  watchPage({
    awake: () => app?.wake(),
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

type Ready =
  | { readonly ok: false; readonly problem: Problem }
  | {
      readonly ok: true;
      readonly config: Settings;
      readonly configHash: string;
      readonly region: string | undefined;
      readonly place: Place;
      readonly redirectUri: string;
    };

/** Everything that must hold before anybody is sent to sign in. */
async function prepare(
  launch: Launch,
  around: {
    readonly parentSpoke: () => Promise<string | undefined>;
    readonly clock: Clock;
    readonly time: PlatformTime;
    readonly log: Log;
  },
): Promise<Ready> {
  const { parentSpoke, clock, time, log } = around;
  const sentAt = clock.steady();
  const loaded = await loadConfig();
  if (!loaded.ok) return loaded;
  time.heard(serverTimeMs(loaded.headers), sentAt, clock.steady());
  const { config } = loaded;
  for (const { path, kind } of config.mistakes) log.note('config-mistake', { path, kind });
  const region = resolveRegion(launch, config);
  if (!region.ok) return region;
  const redirectUri = redirectUriOf(config.oauth.redirectUri, location);
  if (!redirectUri.ok) return redirectUri;
  const verdict = await judgeHost(
    {
      listed: listedAncestors(window),
      referrer: document.referrer,
      kept: keptOrigin(() => window.sessionStorage),
      parentSpoke,
    },
    {
      self: location.origin,
      allowedOrigins: config.host.allowedOrigins,
      gatewayHost: config.gateway?.host,
    },
  );
  if (verdict.kind === 'unknown') return { ok: false, problem: { kind: 'host-unknown' } };
  if (verdict.kind === 'not-allowed')
    return { ok: false, problem: { kind: 'host-not-allowed', origin: verdict.origin } };
  const place = config.gateway ? { gateway: config.gateway } : { region: region.value ?? '' };
  return {
    ok: true,
    config,
    configHash: sha256Hex(loaded.text),
    region: region.value,
    place,
    redirectUri: redirectUri.value,
  };
}

interface Parts {
  readonly config: Settings;
  readonly configHash: string;
  readonly region: string | undefined;
  readonly place: Place;
  readonly redirectUri: string;
  readonly launch: Launch;
  readonly restored: RestoredLaunch;
  readonly host: Host;
  readonly clock: Clock;
  readonly time: PlatformTime;
  readonly log: Log;
  readonly language: string;
}

/** `handOver` is called when the page goes, and settles when siblings have what they need of it. */
function compose(parts: Parts): {
  readonly app: App;
  /** The page is no longer of its tab. One that was only stopped is, and may begin anew. */
  leaveTab(): void;
  handOver(): Promise<unknown>;
} {
  const { config, launch, region, clock, time, log, host } = parts;
  const fetch = window.fetch.bind(window);
  const ids = randomIds;
  const client = createSdkClient({ place: parts.place, fetch, clock });
  const rest = createRest(
    client.transport,
    { wall: () => time.now() ?? clock.wall() },
    { steady: clock.steady, heard: time.heard },
  );
  const api = createRecordingApi(rest);
  const sharing: BrowserSharing = {
    locks: () => navigator.locks,
    broadcast: (name) => new BroadcastChannel(name),
  };
  const journal = createJournal({
    ids,
    clock,
    log,
    storage: () => window.localStorage,
    oneAtATime: oneAtATimeBy({ browser: sharing, clock }, 'adopt', ADOPT_WITHIN_MS),
    platformNow: time.now,
  });
  const { host: gateway = '', port = '' } = config.gateway ?? {};
  const platform = region ?? `${gateway}:${port}`;
  const name = `${platform}.${config.oauth.clientId}`;
  const tab = identifyTab({ browser: sharing, storage: () => window.sessionStorage, clock, ids });
  const signIn = createSignIn({
    client,
    oauth: { grant: config.oauth.grant, clientId: config.oauth.clientId, redirectUri: parts.redirectUri },
    fetch,
    clock,
    ids,
    page: window,
    launch: parts.restored,
    siblings: createSiblings({
      browser: sharing,
      name,
      tab,
      clock,
      ids,
    }),
    kept:
      config.signIn.keep === 'memory'
        ? keptNowhere
        : createKeptToken({
            storage: () => window.sessionStorage,
            keys: createKeyStore(() => window.indexedDB),
            crypto: window.crypto,
            tab: tab.known,
            name,
            clock,
            ids,
          }),
    ...(!launch.usePopup && { openHiddenFrame: () => openHiddenFrame(document) }),
    // Where the browser has no such question to ask, the frame itself tells.
    mayFrameKnow: () => document.hasStorageAccess?.() ?? Promise.resolve(true),
    openPopup: (url) => openPopupWindow(window, url),
    mayLeave: !launch.usePopup,
    log,
  });
  const feed = createSharedFeed({
    browser: sharing,
    nameFor: (userId) => [APP, platform, config.oauth.clientId, userId].join('.'),
    openFeed: (hooks) =>
      createCallFeed({
        rest,
        openSocket: socketsOf(WebSocket),
        clock,
        random: Math.random,
        log,
        only: launch.conversationId,
        ...hooks,
      }),
    readFrame: (text, userId) => readRelayed(text, userId, log, launch.conversationId),
    clock,
    ids,
    log,
  });
  const app = createApp({
    signIn,
    abandoned: () => journal.abandon(),
    api,
    host,
    clock,
    log,
    ...(launch.conversationId !== undefined && { conversationId: launch.conversationId }),
    disabledSections: config.disabledSections,
    openSession: (me, owner) =>
      createSession(
        {
          api,
          feed,
          journal,
          clock,
          ids,
          log,
          platformNow: time.now,
        },
        {
          me,
          ...(launch.conversationId !== undefined && { conversationId: launch.conversationId }),
          origin: {
            app: APP,
            ...(region !== undefined && { region }),
            ...(me.orgId !== undefined && { orgId: me.orgId }),
            configHash: parts.configHash,
            userId: me.userId,
          },
          policyFor(queueId) {
            const rules = queueRules(config, queueId);
            return { screen: rules.screen, maxSeconds: rules.pause.maxSeconds, startStop: rules.startStop };
          },
          ...owner,
        },
      ),
    announce: (alarm, conversationId) =>
      void pickCatalogue(parts.language).then((words) => {
        // One toast per call: a newer alarm replaces the one before.
        host.toast({ id: `rc-${conversationId}`, kind: 'error', ...toastWords(alarm, words) });
      }),
  });
  window.addEventListener('storage', (event) => {
    if (isLeftWish(event)) app.adopt();
  });
  return {
    app,
    leaveTab: () => tab.release(),
    handOver() {
      journal.leave();
      return feed.released();
    },
  };
}

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element with the id "app"');
main(root);
