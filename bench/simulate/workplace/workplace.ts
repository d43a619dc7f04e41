import { SEED } from '../../../sandbox/control.ts';
import type { Choices } from '../../../test/support/random.ts';
import type { Agenda } from '../agenda.ts';
import type { Browser } from '../browser.ts';
import type { AtForm } from '../login.ts';
import { openPage, type PanelPage } from '../page.ts';
import type { Simulated } from '../platform.ts';
import type { BrowserTab } from '../tab.ts';
import type { WorkplaceOracle } from './oracle.ts';
import type { WorkplaceAction, Person, TabIndex } from './plan.ts';

/** The person at the workplace, the tabs of their browser, and the panels in them. */
export interface Workplace {
  readonly person: string;
  readonly pages: readonly PanelPage[];
  perform(action: WorkplaceAction): void;
  /** What the person does by what they see: they confirm a name that is theirs, and only that one. */
  look(): void;
  personAt(page: PanelPage): string;
  isNameOf(name: string, userId: string): boolean;
  maySpeakFor(page: PanelPage, tabId: number): boolean;
  atForm(): AtForm;
  press(page: PanelPage, what: 'pause' | 'resume'): void;
  endTrouble(): void;
}

interface OpenTab {
  readonly tab: BrowserTab;
  /** The tab it was copied from. */
  readonly of: OpenTab | undefined;
  readonly panels: [PanelPage | undefined, PanelPage | undefined];
  /** Since when, without a gap, some panel of it lives. */
  livesSince: number;
  /** A panel of it began, and found nobody living in the tab it was copied from. */
  speaksForSource: boolean;
}

const NAMES: Readonly<Record<Person, RegExp>> = { ada: /Ada/, ben: /Ben/ };
/** Until then a panel may still be finding out who holds its tab. */
const FINDING_OUT_MS = 1_500;

export async function createWorkplace(deps: {
  readonly agenda: Agenda;
  readonly platform: Simulated;
  readonly browser: Browser;
  readonly random: Choices;
  readonly oracle: WorkplaceOracle;
}): Promise<Workplace> {
  const { agenda, platform, browser, random, oracle } = deps;
  const { control } = platform.core;
  let person: Person = 'ada';
  const calls: Record<Person, string | undefined> = { ada: undefined, ben: undefined };
  const persons = new Map<PanelPage, string>();
  const asked = new Set<PanelPage>();
  /** Between two agents there is no desktop that could open a panel. */
  let isChanging = false;
  const ofPage = new Map<PanelPage, OpenTab>();
  const tabs: [OpenTab, OpenTab | undefined] = [openTab(), undefined];
  await freshCall();

  function openTab(of?: OpenTab): OpenTab {
    return {
      tab: browser.newTab(of?.tab),
      of,
      panels: [undefined, undefined],
      livesSince: Infinity,
      speaksForSource: false,
    };
  }
  const alive = () => tabs.flatMap((one) => one?.panels.filter((page) => page !== undefined) ?? []);

  async function freshCall(): Promise<void> {
    const old = platform.truth().conversations.find(({ id }) => id === calls[person]);
    const isTheirs = old?.participants.some(
      ({ userId, state }) => userId === SEED.users[person] && state === 'connected',
    );
    if (!isTheirs) calls[person] = (await control.call({ agentId: SEED.users[person] })).conversationId;
  }

  function open(index: TabIndex, panel: 0 | 1): void {
    const one = tabs[index];
    if (one === undefined || one.panels[panel] !== undefined || isChanging) return;
    const source = one.of;
    // Whoever lives there now may be gone before it is asked.
    if (source && agenda.now() < source.livesSince) one.speaksForSource = true;
    const page = openPage(browser, {
      place: index * 2 + panel,
      tab: one.tab,
      conversationId: panel === 0 ? calls[person] : undefined,
    });
    one.panels[panel] = page;
    one.livesSince = Math.min(one.livesSince, agenda.now());
    persons.set(page, SEED.users[person]);
    ofPage.set(page, one);
  }

  function close(index: TabIndex, panel: 0 | 1): void {
    const one = tabs[index];
    const page = one?.panels[panel];
    if (one === undefined || page === undefined) return;
    page.leave(random.chance(0.5));
    one.panels[panel] = undefined;
    if (one.panels.some((left) => left !== undefined)) return;
    one.livesSince = Infinity;
    for (const copy of tabs) {
      const isFindingOut = copy?.panels.some((left) => left && agenda.now() - left.openedAt < FINDING_OUT_MS);
      if (copy?.of === one && isFindingOut) copy.speaksForSource = true;
    }
  }

  function reload(index: TabIndex): void {
    const panels = tabs[index]?.panels.map((page) => page !== undefined) ?? [];
    close(index, 0);
    close(index, 1);
    agenda.after(random.between(200, 2_000), () => {
      if (panels[0]) open(index, 0);
      if (panels[1]) open(index, 1);
    });
  }

  function closeCopy(): void {
    close(1, 0);
    close(1, 1);
    tabs[1] = undefined;
  }

  /** The desktop shows the calls of whoever is signed in to it, and of nobody else. */
  function handOver({ leavesCall, callsFirst }: Extract<WorkplaceAction, { do: 'hand-over' }>): void {
    closeCopy();
    close(0, 0);
    close(0, 1);
    const left = calls[person];
    if (!leavesCall && left !== undefined)
      quietly(control.act({ act: 'customer-hangup', conversationId: left }));
    person = person === 'ada' ? 'ben' : 'ada';
    const mine = person;
    isChanging = true;
    const goOn = async () => {
      await browser.login.become(undefined);
      if (callsFirst) await freshCall();
      await browser.login.become(SEED.users[mine]);
      await freshCall();
    };
    quietly(
      goOn().then(() =>
        agenda.after(random.between(300, 3_000), () => {
          if (person !== mine) return;
          isChanging = false;
          open(0, 0);
          if (random.chance(0.3)) open(0, 1);
        }),
      ),
    );
  }

  function consult(isOver: boolean): void {
    const conversationId = calls[person];
    const to = SEED.users[person === 'ada' ? 'ben' : 'ada'];
    if (conversationId === undefined) return;
    if (isOver) return quietly(control.act({ act: 'hangup', conversationId, by: to }));
    quietly(
      control
        .act({ act: 'consult', conversationId, to })
        .then(() => control.act({ act: 'answer', conversationId, by: to }))
        .then(() => control.act({ act: 'conference', conversationId, to })),
    );
  }

  function press(page: PanelPage, what: 'pause' | 'resume'): void {
    const id = page.conversationId ?? page.conversations().at(-1)?.conversationId;
    if (id === undefined || !page.conversation(id)?.[what].can) return;
    oracle.pressed(page, id, what, () => page.run(() => page.actions[what](id)));
  }

  const quietly = (promise: Promise<unknown>): void => void promise.catch(() => undefined);
  const panelOf = (action: { tab: TabIndex; panel: 0 | 1 }) => tabs[action.tab]?.panels[action.panel];

  function perform(action: WorkplaceAction): void {
    switch (action.do) {
      case 'open':
        return open(action.tab, action.panel);
      case 'close':
        return close(action.tab, action.panel);
      case 'reload':
        return reload(action.tab);
      case 'hand-over':
        return handOver(action);
      case 'copy-tab':
        closeCopy();
        tabs[1] = openTab(tabs[0]);
        return open(1, 0);
      case 'close-tab':
        return closeCopy();
      case 'press': {
        const page = panelOf(action);
        return page && press(page, action.what);
      }
      case 'sign-in': {
        const page = panelOf(action);
        if (page?.view().phase === 'signed-out') page.run(() => page.actions.signIn());
        return;
      }
      case 'forget': {
        const page = panelOf({ tab: action.tab, panel: 0 });
        if (page?.view().phase === 'ready') page.run(() => page.actions.forgetSignIn());
        return;
      }
      case 'consult':
      case 'leave-consult':
        return consult(action.do === 'leave-consult');
      case 'revoke':
        return quietly(control.fault({ fault: 'socket', how: 'token-revoked' }));
      case 'block-popups':
        browser.login.isBlocked = true;
        agenda.after(action.forMs, () => void (browser.login.isBlocked = false));
        return;
      case 'network-down':
        browser.network.isUp = false;
        agenda.after(action.forMs, () => void (browser.network.isUp = true));
    }
  }

  return {
    get person() {
      return SEED.users[person];
    },
    get pages() {
      return alive();
    },
    perform,
    press,
    look() {
      for (const page of alive()) {
        const view = page.view();
        if (view.phase !== 'ready' || !view.who.asks || asked.has(page)) continue;
        asked.add(page);
        agenda.after(random.between(500, 6_000), () => {
          asked.delete(page);
          const now = page.view();
          if (!page.isAlive() || now.phase !== 'ready' || !now.who.asks) return;
          if (NAMES[person].test(now.who.name)) page.run(() => page.actions.confirmName());
          else page.run(() => page.actions.forgetSignIn());
        });
      }
    },
    personAt: (page) => persons.get(page) ?? '',
    isNameOf: (name, userId) => NAMES[userId === SEED.users.ada ? 'ada' : 'ben'].test(name),
    maySpeakFor(page, tabId) {
      const one = ofPage.get(page);
      return one?.speaksForSource === true && one.of?.tab.id === tabId;
    },
    atForm() {
      const mine = person;
      const userId = () => (person === mine ? SEED.users[mine] : undefined);
      return random.chance(0.85) ? { afterMs: random.between(1_000, 15_000), userId } : 'closes';
    },
    endTrouble() {
      browser.network.isUp = true;
      browser.login.isBlocked = false;
      quietly(control.fault({ clear: true }));
      quietly(freshCall());
    },
  };
}
