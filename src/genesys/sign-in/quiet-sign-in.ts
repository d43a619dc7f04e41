import type { Clock, SignInOutcome } from '../../app/ports.ts';
import type { Answered } from './answers.ts';
import { QUIET, type createAttempts } from './attempts.ts';
import type { Fresh, HeldToken } from './held-token.ts';
import type { KeptSignIns, SignInSiblings, TokenOf } from './siblings.ts';

export interface QuietSignInDeps {
  readonly held: HeldToken;
  readonly siblings: SignInSiblings;
  readonly kept: KeptSignIns;
  readonly attempts: ReturnType<typeof createAttempts>;
  readonly clock: Clock;
  /** Asks the sign-in page in a hidden frame. Missing: never. */
  readonly askInFrame?: () => Promise<Answered | undefined>;
  readonly mayFrameKnow?: () => Promise<boolean>;
  /** Who is signed in here, or was. */
  userId(): string | undefined;
  /** The platform has refused this token, or its user was put aside. */
  isOut(of: TokenOf): boolean;
  /** Checks a token and takes it. */
  use(fresh: Fresh): Promise<SignInOutcome>;
  /** Takes the token that an answer of the sign-in page brings; no other user's than `of`. */
  answered(present: Answered, of: string | undefined): Promise<SignInOutcome>;
  asIs(fresh: Fresh): SignInOutcome;
}

/** A token without the agent and without leaving the page. `undefined` when there is none, or it is no good. */
export interface QuietSignIn {
  fromKept(): Promise<SignInOutcome | undefined>;
  fromSibling(): Promise<SignInOutcome | undefined>;
  /** A sibling's token, then a hidden frame. */
  quietly(): Promise<SignInOutcome | undefined>;
}

export function createQuietSignIn(deps: QuietSignInDeps): QuietSignIn {
  const { held, siblings, kept, attempts, clock, use, asIs, isOut } = deps;

  async function fromSibling(): Promise<SignInOutcome | undefined> {
    const given = await siblings.ask(deps.userId());
    if (given === undefined || isOut(given)) return undefined;
    if (given.expiresAt <= (held.current === undefined ? 0 : held.endDate)) return undefined;
    const { token, expiresAt, settled } = given;
    const outcome = await use({ token, expiresAt, settled, from: 'sibling', of: given.userId });
    return outcome.kind === 'signed-in' ? outcome : undefined;
  }

  async function fromKept(): Promise<SignInOutcome | undefined> {
    const found = await kept.read();
    if (found === undefined || isOut(found)) return undefined;
    const { token, expiresAt } = found;
    const outcome = await use({ token, expiresAt, settled: false, from: 'kept', of: found.userId });
    const isOver = outcome.kind === 'problem' && outcome.problem.kind !== 'sign-in-down';
    return isOver ? undefined : outcome;
  }

  /** Not where the sign-in page can know nobody, nor where it had no answer before in this tab. */
  async function mayTryFrame(): Promise<boolean> {
    if (!deps.askInFrame || !attempts.possible || attempts.isOut(QUIET, -Infinity)) return false;
    return (await deps.mayFrameKnow?.()) !== false;
  }

  async function fromFrame(): Promise<SignInOutcome | undefined> {
    if (!deps.askInFrame || !(await mayTryFrame())) return undefined;
    const present = await deps.askInFrame();
    if (present !== undefined) return deps.answered(present, deps.userId());
    attempts.save(QUIET, { query: QUIET, at: clock.wall() });
    return undefined;
  }

  async function quietly(): Promise<SignInOutcome | undefined> {
    if (held.current !== undefined && held.isFresh) return asIs(held.current);
    const given = await fromSibling();
    if (given !== undefined || !(await mayTryFrame())) return given;
    return siblings.oneAtATime(async () => {
      // Somebody else's attempt, or our own of before, has got one while this one waited for its turn.
      if (held.current !== undefined && held.isFresh) return asIs(held.current);
      return (await fromSibling()) ?? fromFrame();
    });
  }

  return { fromKept, fromSibling, quietly };
}
