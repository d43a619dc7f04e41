import type { Cancel, Clock, Ids } from '../app/ports.ts';
import type { Broadcast, BrowserSharing } from './browser.ts';
import { decodeTokenMessage, encodeTokenMessage, type TokenMessage } from './token-message.ts';
import { turnsOf, type InTurn } from './turns.ts';

/** An access token in the memory of one panel, and whose it is. */
export interface SiblingToken {
  readonly token: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly userId: string;
}

export interface SiblingsDeps {
  readonly browser: BrowserSharing;
  /** The same for panels that may share: of one region and client. */
  readonly name: string;
  /**
   * The same for all panels of a browser tab. Agents may share a workstation: in another tab another one may be at work,
   * so that a panel that does not know its user yet takes no token from there.
   */
  readonly tab: string | undefined;
  readonly clock: Pick<Clock, 'after'>;
  readonly ids: Ids;
}

/** The panels of one client in one browser, as far as sign-in goes. Where the browser denies sharing, there are none. */
export interface Siblings {
  /** A sibling's token: of this user, or, as long as none is known, of this tab. `undefined` after 300 ms. */
  ask(userId: string | undefined): Promise<SiblingToken | undefined>;
  /** What siblings get when they ask. */
  offer(current: () => SiblingToken | undefined): void;
  /** Tells siblings, without the token, that there is one to ask for. */
  announce(userId: string): void;
  onAnnounced(run: (of: { readonly userId: string; readonly sameTab: boolean }) => void): Cancel;
  /** One panel at a time signs in, so that the others find its token. Nobody waits longer than a hidden frame takes. */
  readonly inTurn: InTurn;
}

const ASK_MS = 300;
/** A hidden frame is given 8 s. */
const TURN_MS = 9_000;

export function createSiblings({ browser, name, tab, clock, ids }: SiblingsDeps): Siblings {
  const asked = new Map<string, (token: SiblingToken) => void>();
  const listeners = new Set<Parameters<Siblings['onAnnounced']>[0]>();
  let current: () => SiblingToken | undefined = () => undefined;
  const broadcast = openBroadcast();

  function openBroadcast(): Broadcast | undefined {
    try {
      const opened = browser.broadcast(`rc1.tokens.${name}`);
      opened.addEventListener('message', ({ data }) => {
        const message = decodeTokenMessage(data);
        if (message !== undefined) hear(message);
      });
      return opened;
    } catch {
      return undefined;
    }
  }
  const post = (message: TokenMessage) => broadcast?.postMessage(encodeTokenMessage(message));
  const isOurTab = (other: string | undefined) => other !== undefined && other === tab;

  function hear(message: TokenMessage) {
    switch (message.kind) {
      case 'wanted': {
        const own = current();
        const mayHave = message.userId === undefined ? isOurTab(message.tab) : message.userId === own?.userId;
        if (own !== undefined && mayHave) post({ kind: 'given', id: message.id, ...own });
        return;
      }
      case 'given':
        return asked.get(message.id)?.(message);
      case 'here':
        for (const run of listeners) run({ userId: message.userId, sameTab: isOurTab(message.tab) });
    }
  }

  return {
    ask(userId) {
      if (broadcast === undefined || (userId === undefined && tab === undefined)) {
        return Promise.resolve(undefined);
      }
      const id = ids.next();
      return new Promise((resolve) => {
        const end = (token?: SiblingToken) => {
          cancel();
          asked.delete(id);
          resolve(token);
        };
        // In two steps: a page that is busy with loading finds the timer and the answer both due, the timer first.
        let cancel = clock.after(ASK_MS / 2, () => (cancel = clock.after(ASK_MS / 2, end)));
        asked.set(id, ({ token, expiresAt, userId: whose }) => {
          if (userId === undefined || whose === userId) end({ token, expiresAt, userId: whose });
        });
        post({ kind: 'wanted', id, ...(userId === undefined ? { tab } : { userId }) });
      });
    },
    offer: (next) => void (current = next),
    announce: (userId) => post({ kind: 'here', userId, ...(tab !== undefined && { tab }) }),
    onAnnounced(run) {
      listeners.add(run);
      return () => void listeners.delete(run);
    },
    inTurn: turnsOf({ browser, clock }, `sign-in.${name}`, TURN_MS),
  };
}
