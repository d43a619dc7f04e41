import type { Cancel, Clock, Log, Me, SignIn, SignInOutcome, SignInProblem } from '../../app/ports.ts';
import { createRest } from '../http/rest.ts';
import type { Answered, ListeningPage } from './answers.ts';
import { createAttempts, QUIET } from './attempts.ts';
import { signInHidden, type HiddenFrame } from './hidden-frame.ts';
import { leave, type LeaveDeps } from './leave.ts';
import { createPopupSignIn, type PopupSignIn, type PopupWindow } from './popup.ts';
import type { PageWindow } from './restore-launch.ts';
import { noSiblings, nothingKept, type KeptSignIns, type SignInSiblings } from './siblings.ts';
import { checkToken, confirmRefusal, type AskWith, type NewToken } from './token-check.ts';
import { tokenOf } from './token-of-answer.ts';

export interface SignInDeps extends Omit<LeaveDeps, 'attempts'> {
  readonly clock: Clock;
  readonly page: PageWindow & ListeningPage;
  /** A hidden frame, tried before a click is asked for. Absent: never. */
  readonly openHiddenFrame?: () => HiddenFrame;
  /** Whether the sign-in page can know anybody in a frame (`document.hasStorageAccess`). */
  readonly mayFrameKnow?: () => Promise<boolean>;
  /** A window for `again`, which follows a click. Absent: the page itself leaves for the sign-in page. */
  readonly openPopup?: (url: string) => PopupWindow | undefined;
  /** False: the page never leaves by itself (the host asked for a popup, `gcUsePopupAuth`). Inside a frame it never does. */
  readonly mayLeave?: boolean;
  readonly siblings?: SignInSiblings;
  readonly kept?: KeptSignIns;
  readonly log: Log;
}

/** Where the present token came from. Only an own sign-in, and what its panel tells its tab, settles who works here. */
type Source = 'own' | 'kept' | 'sibling';

interface Fresh extends NewToken {
  readonly from: Source;
  readonly settled: boolean;
  /** Whose it has to be. */
  readonly of?: string | undefined;
  /** Whose it is, once the platform has said so. */
  readonly me?: Me;
}

/** An attempt that has not come back by then may be tried again without a click. */
const NEVER_RETURNED_MS = 60_000;
/** A form that another panel shows is left to the agent for this long. */
const FORM_MS = 300_000;
/** Renewals are tried no more often: a token that is refused again and again is not fetched again and again. */
const RENEW_AGAIN_MS = 60_000;
/** A refusal that was not confirmed is no verdict; a second one this soon after it is looked at later. */
const CLEARED_AGAIN_MS = 10_000;
/** A token is renewed this long before it ends, at most a tenth of its life. */
const RENEW_AHEAD_MS = 600_000;
/** A panel that has just asked for a click looks once more: a sibling may have signed in while it was starting. */
const ONCE_MORE_MS = 2_000;
/** What nobody could check is looked at again, by then without anybody waiting for it. */
const HEAL_MS = [5_000, 15_000, 60_000, 180_000] as const;

/**
 * Sign-in by implicit grant or PKCE, in the order of docs/architecture.md, "The walk of a sign-in". The SDK carries it out;
 * what it leaves open is decided here: an answer counts only for an attempt of ours, an outage is an outage and no reason to
 * sign in again, a page in a frame never leaves, and a page of its own not twice by itself.
 */
export function createSignIn(deps: SignInDeps): SignIn {
  const { client, oauth, clock, log, launch, page } = deps;
  const { siblings = noSiblings, kept = nothingKept } = deps;
  const rest = createRest(client.transport, clock);
  const attempts = createAttempts(() => page.sessionStorage);
  const isFramed = (page.parent as unknown) !== page;
  const signedOutListeners = new Set<(why: 'ended' | 'forgotten') => void>();
  const nearListeners = new Set<() => void>();
  const settledListeners = new Set<(userId: string) => void>();
  const endingListeners = new Set<(endsAt: number) => void>();
  let { answer } = launch;
  /** A token that nobody could check yet. */
  let unchecked: Fresh | undefined;
  let current: Fresh | undefined;
  /** The platform has refused the present token once; nobody has confirmed it. */
  let isSuspect = false;
  let userId: string | undefined;
  /** Refused by the platform for good, or put aside; a sibling may not have noticed yet. */
  let refused: string | undefined;
  let asideUserId: string | undefined;
  let renewedAt = -Infinity;
  let clearedAt = -Infinity;
  /** Until when the present token serves without renewal (`Clock.now`), and when it ends (`Clock.steady`). */
  let freshUntil = -Infinity;
  let endsAt = -Infinity;
  let heals = 0;
  let cancelHeal: Cancel = () => {};
  let cancelTimers: Cancel = () => {};
  let popup: PopupSignIn | undefined;
  /** Tells the tab that nothing is expected any more of the window that this panel has opened. */
  let closeForTab: Cancel = () => {};

  const tell = <T>(listeners: ReadonlySet<(what: T) => void>, what: T) => {
    for (const run of listeners) run(what);
  };
  /** The end of the present token as a date, by what the clock says now: setting the clock brings it no nearer. */
  const endDate = () => clock.wall() + endsAt - clock.steady();
  const restoreToken = () => (current === undefined ? client.clearToken() : client.setToken(current.token));

  /** The request leaves with this token; until it has proved good, the present one serves. */
  const askWith =
    (token: string): AskWith =>
    (request, decode) => {
      client.setToken(token);
      const asking = rest.ask(request, decode);
      restoreToken();
      return asking;
    };

  function drop(): void {
    refused = current?.token ?? refused;
    current = undefined;
    isSuspect = false;
    cancelTimers();
    client.clearToken();
  }
  function signedOut(why: 'ended' | 'forgotten'): void {
    if (current === undefined) return;
    drop();
    log.note('signed-out', { why });
    tell(signedOutListeners, why);
  }
  function ended(): void {
    void kept.forget(current?.token);
    signedOut('ended');
  }
  /** Fail safe: nothing is claimed under a token that was refused once. Whether it is really over, `renew` finds out. */
  client.onRefused(() => {
    if (current === undefined || isSuspect) return;
    isSuspect = true;
    log.note('token-refused');
    tell(signedOutListeners, 'ended');
  });
  siblings.offer(() =>
    current && !isSuspect && userId !== undefined
      ? { token: current.token, expiresAt: endDate(), userId, settled: current.settled }
      : undefined,
  );

  function problem(what: SignInProblem): SignInOutcome {
    log.note('sign-in-problem', { kind: what.kind });
    if (what.kind === 'sign-in-down') healLater();
    return { kind: 'problem', problem: what };
  }

  /** A passing failure passes without a click. */
  function healLater(): void {
    const inMs = HEAL_MS[heals];
    if (inMs === undefined || (unchecked === undefined && !isSuspect)) return;
    heals += 1;
    cancelHeal();
    cancelHeal = clock.after(inMs, near);
  }
  function near(): void {
    renewedAt = -Infinity;
    for (const run of nearListeners) run();
  }

  function take(fresh: Fresh): void {
    cancelTimers();
    cancelHeal();
    heals = 0;
    isSuspect = false;
    unchecked = undefined;
    asideUserId = undefined;
    current = fresh;
    client.setToken(fresh.token);
    const lifeMs = Math.max(0, fresh.expiresAt - clock.wall());
    const renewInMs = lifeMs - Math.min(RENEW_AHEAD_MS, lifeMs / 10);
    freshUntil = clock.now() + renewInMs;
    endsAt = clock.steady() + lifeMs;
    const cancelExpiry = clock.after(lifeMs, ended);
    const cancelRenewal = clock.after(renewInMs, () => void renewAhead());
    cancelTimers = () => {
      cancelExpiry();
      cancelRenewal();
    };
    popup?.over();
    share();
  }

  /** What this panel has fetched itself is kept for the tab, and siblings are told of it. */
  function share(): void {
    if (current?.from !== 'own' || userId === undefined) return;
    void kept.keep({ token: current.token, expiresAt: endDate(), userId });
    siblings.announce(userId);
    siblings.settle(userId);
  }

  async function renewAhead(): Promise<void> {
    const before = current;
    renewedAt = -Infinity;
    await renew();
    if (current !== undefined && current.token === before?.token) tell(endingListeners, endDate());
  }

  async function use(fresh: Fresh): Promise<SignInOutcome> {
    const checked = await checkToken(askWith(fresh.token), clock, fresh.of);
    switch (checked.kind) {
      case 'good': {
        const { me } = checked;
        // From here on it is known whose it is: siblings that wait for their turn can have it.
        userId = me?.userId;
        const good = { ...fresh, ...(me !== undefined && { me }) };
        take(good);
        return asIs(good);
      }
      case 'down':
        unchecked = fresh;
        return problem({ kind: 'sign-in-down' });
      case 'another':
        return problem({ kind: 'sign-in-failed', failure: { kind: 'denied' } });
      case 'refused':
        void kept.forget(fresh.token);
        refused = fresh.token;
        return problem({ kind: 'sign-in-failed', failure: checked.failure });
    }
  }

  /** `of`: a renewal takes no other user's. */
  async function settleAnswer(present: Answered, of?: string): Promise<SignInOutcome> {
    const found = await tokenOf(present, { client, oauth, clock, restoreToken });
    return 'problem' in found
      ? problem(found.problem)
      : use({ ...found.token, from: 'own', settled: true, of });
  }

  const asIs = ({ expiresAt, settled, me }: Fresh): SignInOutcome => ({
    kind: 'signed-in',
    expiresAt,
    settled,
    ...(me !== undefined && { me }),
  });

  /** `undefined` when there is none, or it is no good. */
  async function fromSibling(): Promise<SignInOutcome | undefined> {
    const given = await siblings.ask(userId);
    if (given === undefined || given.token === refused || given.userId === asideUserId) return undefined;
    if (given.expiresAt <= (current === undefined ? 0 : endDate())) return undefined;
    const { token, expiresAt, settled } = given;
    const outcome = await use({ token, expiresAt, settled, from: 'sibling', of: given.userId });
    return outcome.kind === 'signed-in' ? outcome : undefined;
  }

  async function fromKept(): Promise<SignInOutcome | undefined> {
    const found = await kept.read();
    if (found === undefined || found.token === refused || found.userId === asideUserId) return undefined;
    const { token, expiresAt } = found;
    const outcome = await use({ token, expiresAt, settled: false, from: 'kept', of: found.userId });
    const isOver = outcome.kind === 'problem' && outcome.problem.kind !== 'sign-in-down';
    return isOver ? undefined : outcome;
  }

  /** Not where the sign-in page can know nobody, nor where it had no answer before in this tab. */
  async function mayTryFrame(): Promise<boolean> {
    if (!deps.openHiddenFrame || !attempts.possible || attempts.isOut(QUIET, -Infinity)) return false;
    return (await deps.mayFrameKnow?.()) !== false;
  }

  async function fromFrame(): Promise<SignInOutcome | undefined> {
    if (!deps.openHiddenFrame || !(await mayTryFrame())) return undefined;
    const present = await signInHidden(deps.openHiddenFrame, deps);
    if (present !== undefined) return settleAnswer(present, userId);
    attempts.save(QUIET, { query: QUIET, at: clock.wall() });
    return undefined;
  }

  /** Without the agent and without leaving: a sibling's token, then a hidden frame. `undefined` when neither has any. */
  async function quietly(): Promise<SignInOutcome | undefined> {
    const isFresh = () => current !== undefined && clock.now() < freshUntil;
    if (current !== undefined && isFresh()) return asIs(current);
    const given = await fromSibling();
    if (given !== undefined || !(await mayTryFrame())) return given;
    return siblings.oneAtATime(async () => {
      // Somebody else's attempt, or our own of before, has got one while this one waited for its turn.
      if (current !== undefined && isFresh()) return asIs(current);
      return (await fromSibling()) ?? fromFrame();
    });
  }

  async function renew(): Promise<SignInOutcome> {
    if (unchecked !== undefined) return use(unchecked);
    if (current !== undefined && isSuspect) {
      const suspected = current;
      const verdict = await confirmRefusal(askWith(suspected.token), clock);
      // By the token: to be told who works here makes it no other one.
      if (current?.token !== suspected.token) return current ? asIs(current) : { kind: 'click-needed' };
      // Refused elsewhere again and again, and good here: not asked in circles.
      const isOften = clock.now() - clearedAt < CLEARED_AGAIN_MS;
      if (verdict === 'down' || (verdict === 'good' && isOften)) return problem({ kind: 'sign-in-down' });
      if (verdict === 'good') {
        clearedAt = clock.now();
        isSuspect = false;
        return asIs(suspected);
      }
      void kept.forget(suspected.token);
      drop();
    }
    if (clock.now() - renewedAt < RENEW_AGAIN_MS) return { kind: 'click-needed' };
    renewedAt = clock.now();
    const stored = current === undefined ? await fromKept() : undefined;
    return stored ?? (await quietly()) ?? { kind: 'click-needed' };
  }

  async function go(): Promise<SignInOutcome> {
    const why = await leave({ ...deps, attempts });
    return why ? problem(why) : { kind: 'leaving' };
  }

  popup =
    deps.openPopup &&
    createPopupSignIn({
      ...deps,
      openPopup: openForTab,
      onLate: (present) => void settleAnswer(present).then(({ kind }) => kind === 'signed-in' && near()),
    });
  const registered = { clientId: oauth.clientId, redirectUri: oauth.redirectUri };

  function openForTab(url: string): PopupWindow | undefined {
    const opened = deps.openPopup?.(url);
    if (opened) closeForTab = siblings.window.opened(() => opened.focus());
    return opened;
  }

  /** In the task of the click, unless another panel of the tab has a window open: that one is shown. */
  async function again(): Promise<SignInOutcome> {
    if (!siblings.window.isElsewhere || !(await siblings.window.show())) {
      return inPopup().finally(() => closeForTab());
    }
    await siblings.window.gone();
    if (current !== undefined && !isSuspect && clock.now() < freshUntil) return asIs(current);
    return (await fromSibling()) ?? problem({ kind: 'popup-silent', ...registered });
  }

  async function inPopup(): Promise<SignInOutcome> {
    const present = await popup?.open();
    // A sibling's token came first, and has closed the window.
    if (present === 'silent' && current !== undefined && !isSuspect && clock.now() < freshUntil) {
      return asIs(current);
    }
    if (present === undefined || present === 'no-crypto') return problem({ kind: 'sign-in-failed' });
    if (present === 'blocked') return problem({ kind: 'popup-blocked' });
    if (present === 'silent') return problem({ kind: 'popup-silent', ...registered });
    const outcome = await settleAnswer(present);
    // The browser is signed in to Genesys now: a hidden frame may have an answer where it had none before.
    if (outcome.kind === 'signed-in') attempts.take(QUIET);
    return outcome;
  }

  function forgetHere(): void {
    popup?.askWho();
    userId = undefined;
    unchecked = undefined;
    cancelHeal();
    signedOut('forgotten');
  }

  const isWanted = () => current === undefined || isSuspect || clock.now() >= freshUntil;
  siblings.listen({
    here(of) {
      const isForUs = userId === undefined ? of.sameTab : of.userId === userId;
      if (isForUs && isWanted() && of.userId !== asideUserId) near();
    },
    placed: () => (isWanted() ? near() : share()),
    settled(id) {
      if (id === userId && current !== undefined) current = { ...current, settled: true };
      tell(settledListeners, id);
    },
    forget: forgetHere,
  });

  const listener =
    <T extends (what: never) => void>(listeners: Set<T>) =>
    (run: T): Cancel => {
      listeners.add(run);
      return () => void listeners.delete(run);
    };

  return {
    async begin() {
      const present = answer;
      answer = undefined;
      if (present !== undefined) return settleAnswer(present);
      const quiet = (await fromKept()) ?? (await quietly());
      if (quiet !== undefined) return quiet;
      const wall = clock.wall();
      // One form in one page is enough: who signs in there signs in everywhere. One that did not come back is no verdict.
      const mayLeave = !isFramed && deps.mayLeave !== false && attempts.possible;
      const isOut =
        attempts.isOut(launch.query, wall - NEVER_RETURNED_MS) ||
        attempts.isAnotherOut(launch.query, wall - FORM_MS);
      if (mayLeave && !isOut) return go();
      clock.after(ONCE_MORE_MS, () => current === undefined && near());
      return { kind: 'click-needed' };
    },
    async again() {
      if (unchecked !== undefined) return use(unchecked);
      if (popup !== undefined) return again();
      return isFramed ? problem({ kind: 'sign-in-failed' }) : go();
    },
    renew,
    signedInAs(id) {
      const isNews = userId !== id;
      userId = id;
      if (isNews) share();
      // A living panel of the tab may know who works here: it says so when it is asked.
      if (current?.settled === false) void siblings.ask(id);
    },
    settle() {
      if (current === undefined || userId === undefined) return;
      current = { ...current, settled: true };
      siblings.settle(userId);
    },
    async setAside() {
      log.note('token-aside');
      asideUserId = userId;
      userId = undefined;
      drop();
      return (await quietly()) ?? { kind: 'click-needed' };
    },
    forget() {
      void kept.forget();
      siblings.forget();
      forgetHere();
    },
    onTokenNear: listener(nearListeners),
    onSettled: listener(settledListeners),
    onEnding: listener(endingListeners),
    onSignedOut: listener(signedOutListeners),
    registered,
    isKept: kept.possible,
  };
}
