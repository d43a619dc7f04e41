import { createPlatformTime } from '../../src/app/platform-time.ts';
import { createAutoResumes } from '../../src/app/auto-resume.ts';
import { createDiscovery } from '../../src/app/discovery.ts';
import { createSession } from '../../src/app/session.ts';
import { createApp, type App } from '../../src/app/start.ts';
import type { Clock, Ids, Journal, Standings } from '../../src/app/ports.ts';
import type { Actions, AppView, ConversationView } from '../../src/app/view.ts';
import type { AuditFacts } from '../../src/domain/audit.ts';
import { createCallFeed } from '../../src/genesys/feed/call-feed.ts';
import { readRelayed } from '../../src/genesys/feed/read-frame.ts';
import { createRest } from '../../src/genesys/http/rest.ts';
import { createRecordingApi } from '../../src/genesys/recording-api.ts';
import type { SdkClient } from '../../src/genesys/http/sdk-client.ts';
import { createSignIn } from '../../src/genesys/sign-in/sign-in.ts';
import { createKeptToken } from '../../src/panels/kept-token.ts';
import { createKeyStore } from '../../src/panels/key-store.ts';
import { createSiblings } from '../../src/panels/siblings.ts';
import { identifyTab } from '../../src/panels/tab-identity.ts';
import { createSharedFeed } from '../../src/panels/shared-feed.ts';
import { oneAtATimeBy } from '../../src/panels/one-at-a-time.ts';
import { takeTurn } from '../../src/panels/take-turn.ts';
import { logLines } from '../../src/outbox/whole-log.ts';
import { createJournal, type DurableJournal } from '../../src/outbox/journal.ts';
import { createClock } from '../../src/platform/clock.ts';
import { createLog } from '../../src/platform/log.ts';
import { tendAudit } from '../../src/tend-audit.ts';
import type { ApiAnswer, Transport } from '../../src/genesys/http/transport.ts';
import { SEED } from '../../sandbox/control.ts';
import { noHost } from '../../test/support/no-host.ts';
import type { Browser } from './browser.ts';
import { localStorageOf } from './local-storage.ts';
import { APP_ORIGIN, type Opener } from './login.ts';
import { EPOCH, REDIRECT } from './platform.ts';
import { cipherOf, keyDatabase, type BrowserTab } from './tab.ts';
import { enterPage } from './memory-database.ts';
import type { Page } from './memory-transaction.ts';
import { socketsOf, transportOf, type PageEnd, type Sent } from './network.ts';
import { WEBHOOK_URL, type Post, type Receipt } from './receiver.ts';

export const MAX_SAFE_SECONDS = 180;
/** The same where pauses end by themselves, while faults strike. */
export const SOON_SECONDS = 20;
/** What one press on more time adds, and how often that counts in one pause. */
export const EXTEND_SECONDS = 60;
export const MAX_EXTENSIONS = 2;
/** As in the row that counts down. */
const COUNTED_FROM_MS = 12_000;
/** As in main.ts. */
const ADOPT_WITHIN_MS = 12_000;

/** What is seen of a page from outside: by the witness only, never by the page itself. */
export interface Witness {
  requested(page: PanelPage, sent: Sent): void;
  arrived(page: PanelPage, sent: Sent): void;
  answered(page: PanelPage, sent: Sent, answer: ApiAnswer): void;
  /** `deliver` hands the frame to the page; what must hold in that same step is looked at right after. */
  received(page: PanelPage, text: string, deliver: () => void): void;
  /** It sends something that is not for Genesys. */
  posted(page: PanelPage, post: Post): void;
  /** The receiver has it, and has kept what it kept. */
  reached(post: Post): void;
  receipt(page: PanelPage, post: Post, receipt: Receipt): void;
  /** What a sibling says; `deliver` hands it to the page. */
  relayed(page: PanelPage, data: unknown, deliver: () => void): void;
  /** A countdown at whose end a pause ends by itself is seen. */
  seen(page: PanelPage, conversationId: string): void;
  /** It looks for what earlier pages left behind. */
  adopts(page: PanelPage): void;
  /** It has a session of its own, with nothing of the one before. */
  began(page: PanelPage): void;
  /** It looks for a leader among its siblings. */
  joins(page: PanelPage): void;
  socketOpened(page: PanelPage): void;
  socketClosed(page: PanelPage): void;
  socketLeft(page: PanelPage): void;
  told(page: PanelPage, facts: AuditFacts): void;
  kept(page: PanelPage, facts: AuditFacts, ok: boolean): void;
  logged(page: PanelPage, line: string): void;
  threw(page: PanelPage, error: unknown): void;
}

/** One panel: the product's own code over the simulated browser. */
export interface PanelPage {
  readonly id: number;
  readonly place: number;
  readonly tab: BrowserTab;
  readonly openedAt: number;
  /** The one call it was opened for; absent: all calls of the agent. */
  readonly conversationId: string | undefined;
  readonly actions: Actions;
  isAlive(): boolean;
  isFrozen(): boolean;
  /** When it last ran again after it had been frozen, virtual ms. */
  thawedAt(): number;
  freeze(announced: boolean): void;
  /** The host says stop and keeps the frame. */
  stop(): void;
  begin(): void;
  thaw(): void;
  isSignedIn(): boolean;
  view(): AppView;
  conversation(id: string): ConversationView | undefined;
  conversations(): readonly ConversationView[];
  /** Where a countdown stands on the page, it stands before the agent's eyes: once a second, unless it is hidden. */
  see(): void;
  /** Runs code of the page as an entry of the agenda does. */
  run(code: () => void): void;
  wake(): void;
  /** A sibling went and left word in local storage. */
  adopt(): void;
  /** The host says stop and takes the frame away, or only takes it away. */
  leave(politely: boolean): void;
  exportJournal(): Promise<string | undefined>;
  /** What its Details say of the destinations. */
  standing(): Promise<Standings | undefined>;
}

export function openPage(
  browser: Browser,
  { place, conversationId, tab }: { place: number; conversationId: string | undefined; tab: BrowserTab },
): PanelPage {
  const { agenda, machine, random, witness } = browser;
  const id = browser.nextPageId();
  let alive = true;
  let app: App | undefined;
  /** What waits for a frozen page to run again, in order. */
  let held: (() => void)[] | undefined;
  let isAnnounced = false;
  let thawedAt = -Infinity;
  const onGone: (() => void)[] = [];

  function committed(answer: () => void): void {
    if (held) return void held.push(() => committed(answer));
    enterPage(disk);
    answer();
    browser.touched.add(page);
  }
  const disk: Page = {
    disk: browser.disk,
    isAlive: () => alive,
    later: (ms, run) => void agenda.after(ms, () => machine.whenAwake(() => committed(run), 'timers')),
    commitMs: () => (browser.disk.mood === 'slow' ? random.between(300, 12_000) : random.between(1, 12)),
    survivesCommit: () => alive || random.chance(0.5),
  };
  function run(code: () => void): void {
    if (!alive) return;
    if (held) return void held.push(() => run(code));
    if (machine.isAsleep()) return machine.whenAwake(() => run(code), 'timers');
    enterPage(disk);
    browser.touched.add(page);
    try {
      code();
    } catch (error) {
      witness.threw(page, error);
    }
  }
  const whileAlive = (code: () => void) => run(code);

  const clock: Clock = createClock(machine.timeSources(whileAlive));
  const time = createPlatformTime(clock);
  const ids: Ids = { next: browser.uuid };
  const log = createLog(
    () => clock.wall(),
    (line) => witness.logged(page, line),
  );
  const end: PageEnd = {
    isAlive: () => alive,
    onGone,
    run,
    token: () => client.token(),
    requested: (sent) => witness.requested(page, sent),
    arrived: (sent) => witness.arrived(page, sent),
    answered: (sent, answer) => witness.answered(page, sent, answer),
    received: (text, deliver) => witness.received(page, text, deliver),
    socketOpened: () => witness.socketOpened(page),
    socketClosed: () => witness.socketClosed(page),
    socketLeft: () => witness.socketLeft(page),
  };
  const client = simulatedClient(transportOf(browser.wires, end, clock));
  const rest = createRest(client.transport, clock);
  const api = createRecordingApi(rest);
  const sharing = browser.shared.of(end, () => undefined);
  const audit = tendAudit(
    {
      retentionDays: 3_650,
      participantData: browser.destinations.onCalls,
      ...(browser.destinations.webhook && { webhook: { url: WEBHOOK_URL } }),
    },
    {
      fetch: browser.receiver.fetchOf(end, {
        posted: (post) => witness.posted(page, post),
        reached: (post) => witness.reached(post),
        receipt: (post, receipt) => witness.receipt(page, post, receipt),
      }),
      rest,
      sharing,
      clock,
      time,
      random: browser.chance.next,
      log,
    },
  );
  const durable: DurableJournal & Partial<Leaving> = createJournal({
    ids,
    clock,
    log,
    storage: () => localStorageOf(browser.lines) as never,
    oneAtATime: oneAtATimeBy({ browser: sharing, clock }, 'adopt', ADOPT_WITHIN_MS),
    appended: audit.appended,
  });
  const plainSharing = browser.shared.of(end, (_data, deliver) => deliver());
  const tabIdentity = identifyTab({ browser: plainSharing, storage: () => tab.storage, clock, ids });
  const listeners = new Set<(message: unknown) => void>();
  const opener: Opener = {
    tabId: tab.id,
    run,
    hear: (message) => {
      for (const listener of listeners) listener(message);
    },
  };
  const signIn = createSignIn({
    client,
    oauth: { grant: 'implicit', clientId: SEED.clients.implicit, redirectUri: REDIRECT },
    fetch: () => Promise.reject(new Error('A panel in a desktop never leaves.')),
    clock,
    ids,
    page: {
      location: { origin: APP_ORIGIN, pathname: '/index.html', search: '', hash: '' },
      history: { replaceState: () => undefined },
      // The desktop: such a page never leaves for the sign-in page.
      parent: { postMessage: () => undefined },
      opener: null,
      close: () => undefined,
      sessionStorage: tab.storage,
      addEventListener: (_type: string, listener: never) => void listeners.add(listener),
      removeEventListener: (_type: string, listener: never) => void listeners.delete(listener),
    },
    launch: { query: '' },
    siblings: createSiblings({
      browser: plainSharing,
      name: 'simulated',
      tab: tabIdentity,
      clock,
      ids,
    }),
    kept: createKeptToken({
      storage: () => tab.storage,
      keys: createKeyStore(() => keyDatabase(browser.keys, (code) => void agenda.after(3, () => run(code)))),
      crypto: cipherOf(random),
      tab: tabIdentity.known,
      name: 'simulated',
      clock,
      ids,
    }),
    openHiddenFrame: () => browser.login.hiddenFrame(opener),
    openPopup: (url) => browser.login.popup(opener, url),
    log,
  });
  const journal: Journal = {
    intent(facts) {
      witness.told(page, facts);
      const isKept = durable.intent(facts);
      if (isKept) witness.kept(page, facts, true);
      return isKept;
    },
    async append(facts) {
      witness.told(page, facts);
      const result = await durable.append(facts);
      witness.kept(page, facts, result.ok);
      return result;
    },
    adoptLeftOvers(...asked) {
      witness.adopts(page);
      return durable.adoptLeftOvers(...asked);
    },
    recentRequest: (...asked) => durable.recentRequest(...asked),
  };

  const feed = createSharedFeed({
    browser: browser.shared.of(
      end,
      (data, deliver) => witness.relayed(page, data, deliver),
      () => witness.joins(page),
    ),
    nameFor: (userId) => `simulated.${userId}`,
    openFeed: (hooks) =>
      createCallFeed({
        rest,
        openSocket: socketsOf(browser.wires, end),
        clock,
        random: random.next,
        log,
        only: conversationId,
        ...hooks,
      }),
    readFrame: (text, userId) => readRelayed(text, userId, log, conversationId),
    clock,
    ids,
    log,
  });
  function leave(): void {
    run(() => tabIdentity.release());
    run(() => durable.leave?.());
    browser.leave(page);
  }
  const page: PanelPage = {
    id,
    place,
    tab,
    openedAt: agenda.now(),
    conversationId,
    isAlive: () => alive,
    isSignedIn: () => app?.view.value.phase === 'ready',
    view: () => app?.view.value ?? { phase: 'starting' },
    conversations() {
      const view = page.view();
      return 'conversations' in view ? (view.conversations ?? []) : [];
    },
    conversation: (wanted) => page.conversations().find((one) => one.conversationId === wanted),
    get actions() {
      if (app === undefined) throw new Error('The page has not begun.');
      return app.actions;
    },
    run,
    see() {
      if (held !== undefined || !alive || machine.isAsleep() || page.view().phase !== 'ready') return;
      for (const { conversationId: id, limit } of page.conversations()) {
        const coming = typeof limit?.coming === 'object' ? limit.coming.at : Infinity;
        if (coming - clock.steady() > COUNTED_FROM_MS) continue;
        witness.seen(page, id);
        run(() => app?.actions.countdownSeen(id));
      }
    },
    stop() {
      run(() => app?.stop());
      leave();
    },
    begin: () => run(() => void app?.begin()),
    isFrozen: () => held !== undefined,
    thawedAt: () => thawedAt,
    freeze(announced) {
      isAnnounced = announced;
      if (announced) run(() => app?.freeze());
      held ??= [];
    },
    thaw() {
      const waiting = held;
      if (waiting === undefined) return;
      held = undefined;
      thawedAt = agenda.now();
      if (isAnnounced) run(() => app?.thaw());
      for (const task of waiting) agenda.after(0, task);
    },
    wake: () => run(() => app?.wake()),
    adopt: () => run(() => (app as (App & { adopt?(): void }) | undefined)?.adopt?.()),
    leave(politely) {
      if (politely) run(() => app?.stop());
      // A page that crashes says nothing.
      if (random.chance(0.8)) leave();
      alive = false;
      browser.pages.delete(page);
      // Its database finishes what it was told although nobody is there to hear of it.
      const waiting = held ?? [];
      held = undefined;
      for (const task of waiting) agenda.after(0, task);
      for (const gone of onGone) gone();
    },
    exportJournal: () =>
      logLines('jsonl').then(
        (lines) => lines.join(''),
        () => undefined,
      ),
    standing: audit.standing,
  };

  browser.pages.add(page);
  run(() => {
    // The host of the app has told what time it is, with config.json.
    time.heard(EPOCH + agenda.now(), clock.steady(), clock.steady());
    app = createApp({
      signIn,
      api,
      host: noHost,
      clock,
      log,
      ...(conversationId !== undefined && { conversationId }),
      disabledSections: [],
      announce: () => undefined,
      abandoned: () => durable.abandon?.(),
      openSession: (me, owner) => {
        witness.began(page);
        return createSession(
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
            discover: createDiscovery,
            ...(conversationId !== undefined && { conversationId }),
            origin: { app: 'recording-control/simulated', userId: me.userId },
            policyFor: () => ({
              screen: browser.screenPolicy,
              maxSeconds: browser.limitSeconds,
              warnAfterSeconds: browser.limitSeconds / 2,
              extendSeconds: EXTEND_SECONDS,
              maxExtensions: MAX_EXTENSIONS,
              autoResume: browser.autoResume,
              startStop: 'snippet',
            }),
            loadAutoResumes: () =>
              Promise.resolve((deps) => createAutoResumes({ ...deps, takeTurn: takeTurn(plainSharing) })),
            acts: (marksOn) => audit.act(marksOn && { userId: me.userId, marksOn }),
            ...owner,
          },
        );
      },
    });
    void app.begin();
  });
  return page;
}

/** PayloadFacts when a page is hidden for good. */
interface Leaving {
  leave(): void;
}

/** Stands in for the SDK's own client, which is covered by contract tests: a token in memory, and word of its refusal. */
function simulatedClient(carry: Transport): SdkClient & { token(): string } {
  const listeners = new Set<() => void>();
  let token = '';
  let tokens = 0;
  const take = (next: string) => {
    token = next;
    tokens += 1;
  };
  return {
    token: () => token,
    loginUrl: 'https://platform.example/login',
    sdk: {} as never,
    setToken: take,
    clearToken: () => take(''),
    onRefused(run) {
      listeners.add(run);
      return () => void listeners.delete(run);
    },
    async transport(request) {
      const sentWith = tokens;
      const answer = await carry(request);
      if (answer.kind !== 'answered' || answer.status !== 401) return answer;
      if (sentWith !== tokens) return { ...answer, of: 'former-token' };
      for (const run of listeners) run();
      return answer;
    },
    transportWith: (other) => (request) => {
      const present = token;
      token = other;
      const asking = carry(request);
      token = present;
      return asking;
    },
  };
}
