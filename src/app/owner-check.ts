import { DENIED_AGAIN_MS } from '../domain/backoff.ts';
import type { Cancel, Clock } from './ports.ts';
import type { Match } from './token-owner.ts';

/** Whether the user of the sign-in is who works here (rule 9). */
export interface OwnerCheck {
  readonly isSettled: boolean;
  /** The agent is to confirm the name. */
  readonly asksName: boolean;
  /** Another user, or the same anew. */
  begin(of: { readonly settled: boolean; readonly asksName: boolean }): void;
  /** What the panel's own conversation says. */
  weigh(match: Match): void;
  settle(): void;
  stop(): void;
}

export interface OwnerCheckDeps {
  readonly clock: Pick<Clock, 'after'>;
  /** Looks at the conversation again. */
  look(): void;
  /** It is theirs. */
  proved(): void;
  /** It is another's. */
  refuted(): void;
  /** The name has to be confirmed from here on. */
  asked(): void;
}

export function createOwnerCheck(deps: OwnerCheckDeps): OwnerCheck {
  let isSettled = false;
  let asksName = false;
  let negatives = 0;
  let cancelLook: Cancel = () => {};

  /** No single negative answer counts. */
  function lookAgain(): void {
    const waitMs = DENIED_AGAIN_MS[negatives];
    if (waitMs === undefined) return deps.refuted();
    cancelLook();
    cancelLook = deps.clock.after(waitMs, () => {
      negatives += 1;
      deps.look();
    });
  }

  return {
    get isSettled() {
      return isSettled;
    },
    get asksName() {
      return asksName;
    },
    begin(of) {
      isSettled = of.settled;
      asksName = of.asksName;
      negatives = 0;
    },
    weigh(match) {
      if (isSettled) return;
      if (match === 'theirs') return deps.proved();
      if (match === 'shared' && !asksName) {
        asksName = true;
        return deps.asked();
      }
      if (match === 'none') lookAgain();
    },
    settle() {
      isSettled = true;
      cancelLook();
    },
    stop: () => cancelLook(),
  };
}
