import { announceNew, NOTHING_HEARD, type Heard } from './announce-new.ts';
import type { Host, Me } from './ports.ts';
import type { Session } from './session.ts';
import { unwatched } from './unwatched.ts';
import type { Alarm, ConversationView } from './view.ts';

/** The session of an app, one at a time, and what is left of the one before. */
export interface KeptSession {
  readonly live: Session | undefined;
  /** What the session shows; after its end what is left of it, until there is another. */
  readonly shown: readonly ConversationView[];
  open(user: Me): void;
  /** Begins anew with nothing to show. */
  forget(): void;
  close(): void;
  /** No claim is left in what is shown from this step on. The session itself is closed afterwards. */
  withdraw(): readonly ConversationView[];
  /** What came of a wish has been read. */
  settle(conversationId: string): void;
}

export interface KeptSessionDeps {
  /** `isLive`: it is the present one still. */
  openSession(user: Me, isLive: () => boolean): Session;
  readonly host: Pick<Host, 'attention'>;
  announce(alarm: Alarm | undefined, conversation: ConversationView): void;
  /** A session has ended and its page lives on. */
  abandoned(): void;
  draw(): void;
}

export function createKeptSession(deps: KeptSessionDeps): KeptSession {
  let session: Session | undefined;
  let left: readonly ConversationView[] = [];
  let stopWatching = () => {};
  let attended = 0;
  /** Whose calls are shown. */
  let userId: string | undefined;

  const shown = () => session?.conversations.value ?? left;

  /** The host keeps the count; it is told of changes only. */
  function attend(count: number): void {
    if (count !== attended) deps.host.attention(count);
    attended = count;
  }

  function close(): void {
    stopWatching();
    stopWatching = () => {};
    attend(0);
    if (session === undefined) return;
    session.close();
    session = undefined;
    deps.abandoned();
  }

  return {
    get live() {
      return session;
    },
    get shown() {
      return shown();
    },
    open(user) {
      let opened: Session | undefined;
      opened = deps.openSession(user, () => opened !== undefined && session === opened);
      session = opened;
      const unread = userId === user.userId ? left : [];
      userId = user.userId;
      left = [];
      let heard: Heard = NOTHING_HEARD;
      const stopListing = opened.unlisted.subscribe(deps.draw);
      const stopCalls = opened.conversations.subscribe((conversations) => {
        deps.draw();
        heard = announceNew(conversations, heard, deps.announce);
        attend(conversations.filter((one) => one.alarms.length > 0).length);
      });
      stopWatching = () => {
        stopListing();
        stopCalls();
      };
      opened.remind(unread);
    },
    forget() {
      left = [];
      close();
    },
    close,
    withdraw() {
      left = leftOf(shown());
      return left;
    },
    settle(id) {
      if (session) return session.settle(id);
      left = left.map((one) => (one.conversationId === id ? { ...one, alarms: [] } : one));
    },
  };
}

/** Whatever has failed may fail here too: then less is said, and nothing untrue. */
function leftOf(conversations: readonly ConversationView[]): readonly ConversationView[] {
  try {
    return conversations.map(unwatched);
  } catch {
    return [];
  }
}
