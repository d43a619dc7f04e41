import type { AuditEntry, AuditFacts } from '../../../src/domain/audit.ts';
import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';
import type { Agenda } from '../agenda.ts';
import type { Login } from '../login.ts';
import type { Sent } from '../network.ts';
import type { PanelPage, Witness } from '../page.ts';

/** What the oracle is told of the world. */
export interface WorkplaceWorld {
  readonly agenda: Agenda;
  readonly login: () => Login;
  /** Who really sits before this panel. */
  personAt(page: PanelPage): string;
  /** What stands in the journal under this key of an attribute. */
  entryOf(key: string): AuditEntry | undefined;
  isNameOf(name: string, userId: string): boolean;
  /** Whether the copied tab that this panel is in may rightly take itself for the first one: nobody lived there to be asked. */
  maySpeakFor(page: PanelPage, tabId: number): boolean;
  fail(rule: string, what: string): void;
}

export interface WorkplaceOracle extends Witness {
  pressed(page: PanelPage, id: string, what: 'pause' | 'resume', press: () => void): void;
  /** After each step of these pages. */
  stepped(pages: Iterable<PanelPage>): void;
}

interface Seen {
  /** The users whose sign-in this page has had. */
  readonly users: Set<string>;
  /** The token that the platform has taken last, and not called void since. */
  proven: string | undefined;
  commands: number;
  held: { readonly id: string; readonly at: number } | undefined;
}

/** A held press goes out within this time of it; later it is dropped, which the panel has said. */
const HELD_MS = 10_000;
/** Taking a token out of storage goes through a database. */
const FORGET_MS = 500;

/** Judges by what really is, at every step and without exceptions. It knows nothing of how the product decides. */
export function createWorkplaceOracle(world: WorkplaceWorld): WorkplaceOracle {
  const { agenda, fail } = world;
  const seen = new Map<PanelPage, Seen>();
  /** Tokens that Genesys has confirmed to be void, by the tab that was told so and can forget them, and since when. */
  const confirmedVoid = new Map<string, number>();
  const voidIn = (tab: number | undefined, token: string) => `${tab} ${token}`;
  const of = (page: PanelPage): Seen => {
    const known = seen.get(page) ?? { users: new Set(), proven: undefined, commands: 0, held: undefined };
    seen.set(page, known);
    return known;
  };
  const nameOf = (page: PanelPage) => `page ${page.id} of tab ${page.tab.id}`;

  function requested(page: PanelPage, { request, token }: Sent): void {
    const known = of(page);
    if (request.path.endsWith('/attributes')) tells(page, request.body, token);
    else if (request.method !== 'GET' && !request.path.includes('/notifications/')) {
      known.commands += 1;
      const user = userOf(token);
      if (user !== world.personAt(page))
        fail('nobody commands as another', `${nameOf(page)} sends a ${request.method} as ${user}`);
    }
    if (token !== '') mayUse(page, token, known);
    const { id: tab, source } = page.tab;
    const voidSince = confirmedVoid.get(voidIn(tab, token)) ?? confirmedVoid.get(voidIn(source, token));
    const isAlone = ![...seen.keys()].some((one) => one !== page && one.tab === page.tab && one.isAlive());
    const isNew = known.users.size === 0;
    // A living panel that has not heard of it may still pass it on; what is kept is known to be void.
    if (voidSince !== undefined && page.openedAt > voidSince + FORGET_MS && isAlone && isNew)
      fail('a void token is forgotten', `${nameOf(page)} found it ${page.openedAt - voidSince} ms later`);
  }
  /** What is written on a call was done by whoever the token is of, and is written down as such. */
  function tells(page: PanelPage, body: unknown, token: string): void {
    for (const key of Object.keys((body as { attributes: object }).attributes)) {
      const of = world.entryOf(key)?.userId;
      if (of === undefined || of !== userOf(token))
        fail('nobody tells what another did', `${nameOf(page)} tells of ${of} as ${userOf(token)}`);
    }
  }
  /** A token is of the tab in which it was fetched, and of those whose panels have had it as panels of the same user. */
  function mayUse(page: PanelPage, token: string, known: Seen): void {
    const from = world.login().tabOf(token) ?? 0;
    const tabs = tabsOf.get(token) ?? new Set([from]);
    tabsOf.set(token, tabs);
    const isOwn = [...tabs].some((tab) => tab === page.tab.id || world.maySpeakFor(page, tab));
    if (!isOwn && !known.users.has(userOf(token) ?? ''))
      fail('a copy is another tab', `${nameOf(page)} uses a token of tab ${from}`);
    tabs.add(page.tab.id);
  }
  const tabsOf = new Map<string, Set<number>>();
  const owners = new Map<string, string>();
  const userOf = (token: string) => owners.get(token);

  function answered(page: PanelPage, { request, token }: Sent, answer: ApiAnswer): void {
    if (answer.kind !== 'answered') return;
    const { status } = answer;
    if (request.path === '/api/v2/users/me' && status === 200) {
      const { id } = answer.body as { id: string };
      owners.set(token, id);
      of(page).users.add(id);
      of(page).proven = token;
    }
    if (request.path === '/api/v2/tokens/me' && status === 401) {
      const since = agenda.now();
      // A panel that is taken away at once forgets nothing any more.
      agenda.after(FORGET_MS, () => {
        const key = voidIn(page.tab.id, token);
        if (page.isAlive() && !confirmedVoid.has(key)) confirmedVoid.set(key, since);
      });
      if (of(page).proven === token) of(page).proven = undefined;
    }
  }

  function wrote(page: PanelPage, { userId, action, phase }: AuditFacts): void {
    if (userId !== world.personAt(page))
      fail('nobody is written down as another', `${action} ${phase} of ${userId} by ${nameOf(page)}`);
  }

  return {
    requested,
    answered,
    told: wrote,
    pressed(page, id, what, press) {
      const known = of(page);
      const { commands } = known;
      const view = page.view();
      const isSettled = view.phase === 'ready' && view.who.settled;
      press();
      const isSent = known.commands > commands;
      if (!isSettled) {
        if (isSent) fail('nobody commands as another', `${what} left before the name was settled`);
        const shown = page.conversation(id);
        const isTold = shown?.alarms.some(({ kind }) => kind === 'not-sent');
        if (what === 'pause' && view.phase === 'ready' && shown && !isTold)
          fail('no press is lost', `${what} while unsettled, and nothing is said`);
        if (what === 'pause' && view.phase === 'ready') known.held = { id, at: agenda.now() };
        return;
      }
      known.held = undefined;
      const pending = page.conversation(id)?.pending;
      if (what === 'pause' && !isSent && pending !== 'pause' && page.conversation(id)?.pause.can)
        fail('no press is lost', `${what} led to nothing`);
    },
    stepped(pages) {
      for (const page of pages) {
        if (!page.isAlive()) continue;
        const view = page.view();
        const known = of(page);
        if (view.phase === 'ready' && known.proven === undefined)
          fail('signed in is signed in', `${nameOf(page)} claims it, and the platform has not said so`);
        const claimed = page.conversations().find(({ safe, state }) => safe || !QUIET.has(state));
        if (view.phase !== 'ready' && claimed)
          fail('nothing claimed unwatched', `${claimed.state} while ${view.phase}`);
        const isSettled = view.phase === 'ready' && view.who.settled;
        if (isSettled && !world.isNameOf(view.who.name, world.personAt(page)))
          fail('nobody is taken for another', `${nameOf(page)} has settled on ${view.who.name}`);
        if (!isSettled && claimed?.safe) fail('nothing safe unsettled', nameOf(page));
        sendsHeld(page, known, isSettled);
      }
    },
    arrived: () => undefined,
    posted: (_page, { url }) => fail('closed list', `${url} is not on it`),
    reached: () => undefined,
    receipt: () => undefined,
    received: (_page, _text, deliver) => deliver(),
    relayed: (_page, _data, deliver) => deliver(),
    began: () => undefined,
    seen: () => undefined,
    adopts: () => undefined,
    joins: () => undefined,
    socketOpened: () => undefined,
    socketClosed: () => undefined,
    socketLeft: () => undefined,
    kept: () => undefined,
    logged: () => undefined,
    threw: (_page, error) => fail('no exception', String(error)),
  };

  /** A press that was held back goes out in the step that settles the name. */
  function sendsHeld(page: PanelPage, known: Seen, isSettled: boolean): void {
    const { held } = known;
    if (held === undefined || !isSettled) return;
    known.held = undefined;
    if (agenda.now() - held.at > HELD_MS) return;
    const shown = page.conversation(held.id);
    const isAnswered = shown?.pending === 'pause' || shown?.outcome !== undefined;
    if (shown?.pause.can && !isAnswered)
      fail('no press is lost', `held back, and not sent when it was settled`);
  }
}

const QUIET = new Set(['unknown', 'ended']);
