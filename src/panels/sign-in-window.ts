import { afterHearing } from '../after-hearing.ts';
import type { Cancel, Clock, Ids } from '../app/ports.ts';
import type { Tab } from './tab-identity.ts';
import type { TokenMessage } from './token-message.ts';

/** The windows of sign-in that panels of one tab have open. Only the panel that opened one can bring it to the front. */
export interface SignInWindow {
  /** Another panel of this tab has one open, as far as it is known: its panel may have died since. */
  readonly isElsewhere: boolean;
  /** Has it brought to the front. False when no panel answers within 300 ms: there is none then. */
  show(): Promise<boolean>;
  /** Settles when no other panel of the tab has one open any more. */
  gone(): Promise<void>;
  /** This panel has opened one, and `focus` shows it. To be called back when nothing is expected of it. */
  opened(focus: () => void): Cancel;
}

type WindowMessage = Extract<TokenMessage, { kind: 'window' | 'window-wanted' }>;

type Heard = Extract<TokenMessage, { kind: 'window' }>;

export interface HearingWindow extends SignInWindow {
  hear(message: WindowMessage): void;
  /** A panel of this tab is new here. */
  tellAgain(): void;
}

export interface SignInWindowDeps {
  readonly post: (message: WindowMessage) => void;
  /** What is known of the tab by now. */
  readonly tab: () => Promise<Tab | undefined>;
  readonly clock: Pick<Clock, 'after'>;
  readonly ids: Ids;
}

const ANSWER_MS = 300;
/** A panel that dies says nothing: it is asked from time to time. */
const LOOK_MS = 2_000;

/** Messages are only heard of the own tab: another tab may be another agent's. */
export function createSignInWindow({ post, tab, clock, ids }: SignInWindowDeps): HearingWindow {
  const panel = ids.next();
  /** Panels of this tab that have one open. */
  const elsewhere = new Set<string>();
  const listeners = new Set<(message: Heard) => void>();
  let own: (() => void) | undefined;

  const tell = (isOpen: boolean) =>
    void tab().then((found) => found && post({ kind: 'window', tab: found.id, panel, open: isOpen }));

  /** True when such a message comes within this time. */
  const comes = (isIt: (message: Heard) => boolean, withinMs: number) =>
    new Promise<boolean>((resolve) => {
      const end = (came: boolean) => {
        cancel();
        listeners.delete(hear);
        resolve(came);
      };
      const hear = (message: Heard) => isIt(message) && end(true);
      const cancel = afterHearing(clock, withinMs, () => end(false));
      listeners.add(hear);
    });

  async function ask(show: boolean, withinMs: number): Promise<boolean> {
    const found = await tab();
    if (found === undefined) return false;
    const answered = comes(({ open }) => open, withinMs);
    post({ kind: 'window-wanted', tab: found.id, show });
    const isThere = await answered;
    // Whoever does not answer is gone.
    if (!isThere) elsewhere.clear();
    return isThere;
  }

  return {
    get isElsewhere() {
      return own === undefined && elsewhere.size > 0;
    },
    show: () => ask(true, ANSWER_MS),
    async gone() {
      while (elsewhere.size > 0) {
        const isOver = await comes(() => elsewhere.size === 0, LOOK_MS);
        if (!isOver) await ask(false, LOOK_MS);
      }
    },
    opened(focus) {
      own = focus;
      tell(true);
      return () => {
        if (own !== focus) return;
        own = undefined;
        tell(false);
      };
    },
    tellAgain: () => own && tell(true),
    hear(message) {
      if (message.kind === 'window') {
        if (message.open) elsewhere.add(message.panel);
        else elsewhere.delete(message.panel);
        for (const hear of listeners) hear(message);
        return;
      }
      if (own === undefined) return;
      if (message.show) own();
      tell(true);
    },
  };
}
