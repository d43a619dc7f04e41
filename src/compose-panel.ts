import type { Clock, Host, Log, PlatformTime, Standings } from './app/ports.ts';
import { createSession } from './app/session.ts';
import { createApp, type App } from './app/start.ts';
import type { Store } from './app/store.ts';
import type { AppView } from './app/view.ts';
import { whenBack } from './app/when-back.ts';
import { queueRules } from './config/queue-rules.ts';
import type * as forAllCalls from './for-all-calls.ts';
import type * as forLimit from './for-limit.ts';
import { createCallFeed } from './genesys/feed/call-feed.ts';
import { readRelayed } from './genesys/feed/read-frame.ts';
import { socketsOf } from './genesys/feed/socket.ts';
import { createRest, type Rest } from './genesys/http/rest.ts';
import { createSdkClient } from './genesys/http/sdk-client.ts';
import { createRecordingApi } from './genesys/recording-api.ts';
import type { RestoredLaunch } from './genesys/sign-in/restore-launch.ts';
import { createSignIn } from './genesys/sign-in/sign-in.ts';
import { openHiddenFrame } from './genesys/sign-in/hidden-frame.ts';
import { openPopupWindow } from './genesys/sign-in/popup.ts';
import type { Launch } from './launch/launch.ts';
import { endedMark } from './outbox/ended-mark.ts';
import { isLeftWish } from './outbox/intents.ts';
import { createJournal } from './outbox/journal.ts';
import type { BrowserSharing } from './panels/browser.ts';
import { createKeptToken, keptNowhere } from './panels/kept-token.ts';
import { createKeyStore } from './panels/key-store.ts';
import { createSharedFeed } from './panels/shared-feed.ts';
import { createSiblings } from './panels/siblings.ts';
import { identifyTab } from './panels/tab-identity.ts';
import { oneAtATimeBy } from './panels/one-at-a-time.ts';
import { randomIds } from './platform/ids.ts';
import type { Ready } from './prepare.ts';
import { tendAudit } from './tend-audit.ts';
import { toastWords } from './ui/agent/toast-words.ts';
import type { Ui } from './ui/agent/ui.ts';
import { pickCatalogue } from './ui/messages.ts';

/** Goes into every audit entry, and keeps panels of different builds apart. */
export const APP = `recording-control/${__APP_VERSION__}`;

/** Looking what became of a wish takes 2 s and a read, which takes 8 s at most. */
const ADOPT_WITHIN_MS = 12_000;

export interface Parts extends Extract<Ready, { readonly ok: true }> {
  readonly launch: Launch;
  readonly restored: RestoredLaunch;
  readonly host: Host;
  readonly clock: Clock;
  readonly time: PlatformTime;
  readonly log: Log;
  readonly language: string;
  readonly view: Store<AppView>;
  /** In a panel for all calls. */
  readonly forAll?: ForAllCalls | undefined;
  /** What counts a pause down, and ends it. Rejects when it does not come. */
  loadLimit(): Promise<Pick<typeof forLimit, 'autoResumesIn'>>;
}

export type ForAllCalls = typeof forAllCalls;

/** Wires the agent panel: adapters, sign-in, session. `handOver` is called when the page goes, and settles when siblings have what they need of it. */
export function composePanel(parts: Parts): {
  readonly app: App;
  /** What the destinations of the audit log have not got yet; `undefined` where there is none, or where nothing tells. */
  standing(): Promise<Standings | undefined>;
  /** The page is no longer of its tab. One that was only stopped is, and may begin anew. */
  leaveTab(): void;
  handOver(): Promise<unknown>;
  /** For what is asked only where somebody reads it. */
  readonly rest: Rest;
  /** What there is to say of this user's last call: looked for once, and without a request. */
  readonly lookBack: Ui['lookBack'];
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
  const { forAll } = parts;
  const about = forAll?.createCallAbout(() => forAll.readQueueNames(rest));
  const sharing: BrowserSharing = {
    locks: () => navigator.locks,
    broadcast: (name) => new BroadcastChannel(name),
  };
  const { random } = Math;
  const audit = tendAudit(config.audit, { fetch, rest, sharing, clock, time, random, log });
  const journal = createJournal({
    ids,
    clock,
    log,
    storage: () => window.localStorage,
    oneAtATime: oneAtATimeBy({ browser: sharing, clock }, 'adopt', ADOPT_WITHIN_MS),
    platformNow: time.now,
    appended: audit.appended,
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
        random,
        log,
        only: launch.conversationId,
        ...hooks,
      }),
    readFrame: (text, userId) => readRelayed(text, userId, log, launch.conversationId),
    clock,
    ids,
    log,
  });
  const mark = endedMark(() => window.localStorage);
  let userId = '';
  const app = createApp({
    view: parts.view,
    signIn,
    abandoned: () => journal.abandon(),
    api,
    host,
    clock,
    log,
    ...(launch.conversationId !== undefined && { conversationId: launch.conversationId }),
    disabledSections: config.disabledSections,
    licence: config.premium.permission,
    openSession(me, owner) {
      userId = me.userId;
      const session = createSession(
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
            const { screen, startStop, reasons, pause } = rules;
            return { ...pause, screen, startStop, reasons };
          },
          acts: (marksOn) => audit.act(marksOn && { userId: me.userId, marksOn }),
          loadAutoResumes: async () => (await parts.loadLimit()).autoResumesIn(sharing),
          ...(about && { about, discover: forAll?.createDiscovery }),
          ...owner,
        },
      );
      session.conversations.subscribe(whenBack(mark.clear));
      return session;
    },
    read: mark.clear,
    announce: (alarm, conversation) =>
      void pickCatalogue(parts.language).then((words) => host.toast(toastWords(alarm, conversation, words))),
  });
  window.addEventListener('storage', (event) => {
    if (isLeftWish(event)) app.adopt();
  });
  return {
    app,
    rest,
    standing: audit.standing,
    lookBack: async () =>
      mark.get() === null
        ? undefined
        : (await import('./for-ended.ts')).noticeFor(userId, {
            wall: clock.wall(),
            log,
            mark,
            conversationId: launch.conversationId,
          }),
    leaveTab: () => tab.release(),
    handOver() {
      journal.leave();
      return feed.released();
    },
  };
}
