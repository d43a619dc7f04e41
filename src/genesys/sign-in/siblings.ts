import type { Cancel } from '../../app/ports.ts';
import type { NewToken } from './token-check.ts';

export interface TokenOf extends NewToken {
  readonly userId: string;
}

/** The other panels of this browser, as far as sign-in goes. Nothing of them is trusted: a token is checked like any other. */
export interface SignInSiblings {
  ask(userId: string | undefined): Promise<(TokenOf & { readonly settled: boolean }) | undefined>;
  offer(current: () => (TokenOf & { readonly settled: boolean }) | undefined): void;
  announce(userId: string): void;
  settle(userId: string): void;
  forget(): void;
  listen(news: {
    here(of: { readonly userId: string; readonly sameTab: boolean }): void;
    settled(userId: string): void;
    forget(): void;
    placed(): void;
  }): Cancel;
  oneAtATime<T>(run: () => Promise<T>): Promise<T>;
  /** The window that another panel of this tab has open, which this one may have shown. */
  readonly window: {
    readonly isElsewhere: boolean;
    show(): Promise<boolean>;
    gone(): Promise<void>;
    opened(focus: () => void): Cancel;
  };
}

export const noSiblings: SignInSiblings = {
  ask: () => Promise.resolve(undefined),
  offer: () => {},
  announce: () => {},
  settle: () => {},
  forget: () => {},
  listen: () => () => {},
  oneAtATime: (run) => run(),
  window: {
    isElsewhere: false,
    show: () => Promise.resolve(false),
    gone: () => Promise.resolve(),
    opened: () => () => {},
  },
};

/** What is kept of a sign-in for the tab, over a reload of the desktop and between two calls. Never rejects. */
export interface KeptSignIns {
  read(): Promise<TokenOf | undefined>;
  keep(signIn: TokenOf): Promise<void>;
  /** Only this token, when one is named: another panel may have kept a younger one. */
  forget(token?: string): Promise<void>;
  /** False where a panel signs in once for itself: a setting, or the browser denies what it takes. */
  readonly possible: Promise<boolean>;
}

export const nothingKept: KeptSignIns = {
  read: () => Promise.resolve(undefined),
  keep: () => Promise.resolve(),
  forget: () => Promise.resolve(),
  possible: Promise.resolve(false),
};
