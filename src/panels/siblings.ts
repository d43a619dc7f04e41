import { afterHearing } from '../after-hearing.ts';
import type { Cancel, Clock, Ids } from '../app/ports.ts';
import type { Broadcast, BrowserSharing } from './browser.ts';
import { createSignInWindow, type SignInWindow } from './sign-in-window.ts';
import type { Tab, TabIdentity } from './tab-identity.ts';
import { decodeTokenMessage, encodeTokenMessage, type TokenMessage } from './token-message.ts';
import { oneAtATimeBy, type OneAtATime } from './one-at-a-time.ts';

/** An access token in the memory of one panel, and whose it is. */
export interface SiblingToken {
  readonly token: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly userId: string;
  /** It is settled that this user is who works at this tab. Never of a token from another tab. */
  readonly settled: boolean;
}

export interface SiblingsDeps {
  readonly browser: BrowserSharing;
  /** The same for panels that may share: of one region and client. */
  readonly name: string;
  /**
   * Agents may share a workstation: in another tab another one may be at work, so that a panel that does not know its user
   * yet takes no token from there.
   */
  readonly tab: Pick<TabIdentity, 'known' | 'onLate'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly ids: Ids;
}

/** What siblings tell without being asked. */
export interface SiblingNews {
  /** There is a token to ask for. */
  here(of: { readonly userId: string; readonly sameTab: boolean }): void;
  /** Of this tab only. */
  settled(userId: string): void;
  /** Of this tab only. */
  forget(): void;
  /** Which tab this is was found out late: whoever was asked before, or told, took this panel for a stranger. */
  placed(): void;
}

/** The panels of one client in one browser, as far as sign-in goes. Where the browser denies sharing, there are none. */
export interface Siblings {
  /** A sibling's token: of this user, or, as long as none is known, of this tab. `undefined` after 300 ms. */
  ask(userId: string | undefined): Promise<SiblingToken | undefined>;
  /** What siblings get when they ask. */
  offer(current: () => SiblingToken | undefined): void;
  /** Tells siblings, without the token, that there is one to ask for. */
  announce(userId: string): void;
  /** Tells the panels of this tab who works at it. */
  settle(userId: string): void;
  /** Has the panels of this tab forget their sign-in. */
  forget(): void;
  listen(news: SiblingNews): Cancel;
  /** One panel at a time signs in, so that the others find its token. Nobody waits longer than a hidden frame takes. */
  readonly oneAtATime: OneAtATime;
  readonly window: SignInWindow;
}

const ASK_MS = 300;
/** A hidden frame is given 2 s, and its token is checked. */
const ONE_WITHIN_MS = 4_000;

export function createSiblings({ browser, name, tab, clock, ids }: SiblingsDeps): Siblings {
  const asked = new Map<string, (token: SiblingToken) => void>();
  const listeners = new Set<SiblingNews>();
  let current: () => SiblingToken | undefined = () => undefined;
  let own: Tab | undefined;
  let heard = false;
  /** Whom nobody answered in time, and whether it took any user's token of this tab. */
  let unanswered: { readonly id: string; readonly sameTab: boolean } | undefined;
  void tab.known().then((found) => (own = found));
  tab.onLate(() => {
    void tab.known().then((found) => {
      own = found;
      for (const news of listeners) news.placed();
    });
  });
  const broadcast = openBroadcast();

  function openBroadcast(): Broadcast | undefined {
    try {
      const opened = browser.broadcast(`rc1.tokens.${name}`);
      opened.addEventListener('message', ({ data }) => {
        const message = decodeTokenMessage(data);
        if (message === undefined) return;
        heard = true;
        hear(message);
      });
      return opened;
    } catch {
      return undefined;
    }
  }
  const post = (message: TokenMessage) => broadcast?.postMessage(encodeTokenMessage(message));
  const window = createSignInWindow({ post, tab: tab.known, clock, ids });
  const isOurTab = (other: string | undefined) => other !== undefined && other === own?.id;

  function answer(message: Extract<TokenMessage, { kind: 'wanted' }>) {
    const mine = current();
    const sameTab = isOurTab(message.tab);
    if (sameTab) window.tellAgain();
    // Who is new in the tab learns who works at it, whatever token it has or asks for.
    if (mine?.settled && sameTab && own) post({ kind: 'settled', userId: mine.userId, tab: own.id });
    const mayHave = message.userId === undefined ? sameTab : message.userId === mine?.userId;
    if (mine === undefined || !mayHave) return;
    const { token, expiresAt, userId } = mine;
    const settled = sameTab && mine.settled;
    post({ kind: 'given', id: message.id, token, expiresAt, userId, ...(settled && { settled }) });
  }

  function hear(message: TokenMessage) {
    switch (message.kind) {
      case 'wanted':
        return answer(message);
      case 'given': {
        const { token, expiresAt, userId, settled = false } = message;
        asked.get(message.id)?.({ token, expiresAt, userId, settled });
        // Too late to be waited for; who answers now will do so again.
        if (message.id === unanswered?.id) {
          const { sameTab } = unanswered;
          unanswered = undefined;
          for (const news of listeners) news.here({ userId, sameTab });
        }
        return;
      }
      case 'here': {
        const of = { userId: message.userId, sameTab: isOurTab(message.tab) };
        for (const news of listeners) news.here(of);
        return;
      }
      case 'settled':
        if (isOurTab(message.tab)) for (const news of listeners) news.settled(message.userId);
        return;
      case 'forget':
        if (isOurTab(message.tab)) for (const news of listeners) news.forget();
        return;
      case 'window':
      case 'window-wanted':
        if (isOurTab(message.tab)) window.hear(message);
    }
  }

  function answerFor(userId: string | undefined): Promise<SiblingToken | undefined> {
    const id = ids.next();
    return new Promise((resolve) => {
      const end = (token?: SiblingToken) => {
        cancel();
        asked.delete(id);
        resolve(token);
      };
      unanswered = undefined;
      const cancel = afterHearing(clock, ASK_MS, () => {
        unanswered = { id, sameTab: userId === undefined };
        end();
      });
      asked.set(id, (given) => {
        if (userId === undefined || given.userId === userId) end(given);
      });
      post({
        kind: 'wanted',
        id,
        ...(own !== undefined && { tab: own.id }),
        ...(userId !== undefined && { userId }),
      });
    });
  }

  return {
    async ask(userId) {
      if (broadcast === undefined) return undefined;
      const found = await tab.known();
      // Who knows that nobody of its tab was there before it has nobody to wait for.
      if (userId === undefined && (found === undefined || (found.alone && !heard))) return undefined;
      return answerFor(userId);
    },
    offer: (next) => void (current = next),
    announce: (userId) => post({ kind: 'here', userId, ...(own !== undefined && { tab: own.id }) }),
    settle: (userId) => own && post({ kind: 'settled', userId, tab: own.id }),
    forget: () => own && post({ kind: 'forget', tab: own.id }),
    listen(news) {
      listeners.add(news);
      return () => void listeners.delete(news);
    },
    oneAtATime: oneAtATimeBy({ browser, clock }, `sign-in.${name}`, ONE_WITHIN_MS),
    window,
  };
}
