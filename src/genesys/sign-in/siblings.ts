import type { Cancel } from '../../app/ports.ts';
import type { NewToken } from './token-check.ts';

export interface TokenOf extends NewToken {
  readonly userId: string;
}

/** The other panels of this browser, as far as sign-in goes. Nothing of them is trusted: a token is checked like any other. */
export interface SignInSiblings {
  ask(userId: string | undefined): Promise<TokenOf | undefined>;
  offer(current: () => TokenOf | undefined): void;
  announce(userId: string): void;
  onAnnounced(run: (of: { readonly userId: string; readonly sameTab: boolean }) => void): Cancel;
  inTurn<T>(run: () => Promise<T>): Promise<T>;
}

export const noSiblings: SignInSiblings = {
  ask: () => Promise.resolve(undefined),
  offer: () => {},
  announce: () => {},
  onAnnounced: () => () => {},
  inTurn: (run) => run(),
};
