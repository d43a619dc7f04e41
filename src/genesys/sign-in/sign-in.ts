import { listeners } from '../../listeners.ts';
import type { Clock, Log, SignIn, SignInOutcome, SignInProblem } from '../../app/ports.ts';
import type { Answered, ListeningPage } from './answers.ts';
import { createAttempts, QUIET } from './attempts.ts';
import { createHealing } from './healing.ts';
import { holdToken, type Fresh } from './held-token.ts';
import { signInHidden, type HiddenFrame } from './hidden-frame.ts';
import { leave, type LeaveDeps } from './leave.ts';
import type { PopupWindow } from './popup.ts';
import { createQuietSignIn } from './quiet-sign-in.ts';
import type { PageWindow } from './restore-launch.ts';
import { noSiblings, nothingKept, type KeptSignIns, type SignInSiblings } from './siblings.ts';
import { checkToken, confirmRefusal } from './token-check.ts';
import { tokenOf } from './token-of-answer.ts';
import { createWindowSignIn, type WindowSignIn } from './window-sign-in.ts';

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

/** An attempt that has not come back by then may be tried again without a click. */
const NEVER_RETURNED_MS = 60_000;
/** A form that another panel shows is left to the agent for this long. */
const FORM_MS = 300_000;
/** Renewals are tried no more often: a token that is refused again and again is not fetched again and again. */
const RENEW_AGAIN_MS = 60_000;
/** A refusal that was not confirmed is no verdict; a second one this soon after it is looked at later. */
const CLEARED_AGAIN_MS = 10_000;
/** A panel that has just asked for a click looks once more: a sibling may have signed in while it was starting. */
const ONCE_MORE_MS = 2_000;

/**
 * Sign-in by implicit grant or PKCE, in the order of docs/architecture.md, "The walk of a sign-in". The SDK carries it out;
 * what it leaves open is decided here: an answer counts only for an attempt of ours, an outage is an outage and no reason to
 * sign in again, a page in a frame never leaves, and a page of its own not twice by itself.
 */
export function createSignIn(deps: SignInDeps): SignIn {
  const { client, oauth, clock, log, launch, page } = deps;
  const { siblings = noSiblings, kept = nothingKept, openHiddenFrame } = deps;
  const attempts = createAttempts(() => page.sessionStorage);
  const isFramed = (page.parent as unknown) !== page;
  const onSignedOut = listeners<[why: 'ended' | 'forgotten']>();
  const onTokenNear = listeners();
  const onSettled = listeners<[userId: string]>();
  const onEnding = listeners<[endsAt: number]>();
  let { answer } = launch;
  /** A token that nobody could check yet. */
  let unchecked: Fresh | undefined;
  let userId: string | undefined;
  /** Refused by the platform for good, or put aside; a sibling may not have noticed yet. */
  let refused: string | undefined;
  let asideUserId: string | undefined;
  let renewedAt = -Infinity;
  /** Since the last token that was good. */
  let isOnceMore = false;
  let clearedAt = -Infinity;
  let inWindow: WindowSignIn | undefined;
  let asksWho = false;

  const healing = createHealing(clock, near);
  const held = holdToken({ client, clock, ended, renewalDue: () => void renewAhead() });
  const isWanted = () => !held.isFresh || held.isSuspect;

  function drop(): void {
    refused = held.current?.token ?? refused;
    held.drop();
  }
  function signedOut(why: 'ended' | 'forgotten'): void {
    if (held.current === undefined) return;
    drop();
    log.note('signed-out', { why });
    onSignedOut.tell(why);
  }
  function ended(): void {
    void kept.forget(held.current?.token);
    signedOut('ended');
  }
  /** Fail safe: nothing is claimed under a token that was refused once. Whether it is really over, `renew` finds out. */
  client.onRefused(() => {
    if (held.current === undefined || held.isSuspect) return;
    held.suspect();
    log.note('token-refused');
    onSignedOut.tell('ended');
  });
  siblings.offer(() =>
    held.current && !held.isSuspect && userId !== undefined
      ? { token: held.current.token, expiresAt: held.endDate, userId, settled: held.current.settled }
      : undefined,
  );

  function problem(what: SignInProblem): SignInOutcome {
    log.note('sign-in-problem', { kind: what.kind });
    if (what.kind === 'sign-in-down' && (unchecked !== undefined || held.isSuspect)) healing.plan();
    return { kind: 'problem', problem: what };
  }

  function near(): void {
    renewedAt = -Infinity;
    onTokenNear.tell();
  }

  function take(fresh: Fresh): void {
    healing.done();
    unchecked = undefined;
    isOnceMore = false;
    asideUserId = undefined;
    held.take(fresh);
    inWindow?.over();
    share();
  }

  /** What this panel has fetched itself is kept for the tab, and siblings are told of it. */
  function share(): void {
    if (held.current?.from !== 'own' || userId === undefined) return;
    void kept.keep({ token: held.current.token, expiresAt: held.endDate, userId });
    siblings.announce(userId);
    siblings.settle(userId);
  }

  async function renewAhead(): Promise<void> {
    const before = held.current;
    renewedAt = -Infinity;
    await renew();
    if (held.current !== undefined && held.current.token === before?.token) onEnding.tell(held.endDate);
  }

  async function use(fresh: Fresh): Promise<SignInOutcome> {
    const checked = await checkToken(held.askWith(fresh.token), clock, fresh.of);
    // One that is told to be no good is not tried for ever: the next attempt looks for another.
    if (checked.kind !== 'down' && unchecked?.token === fresh.token) unchecked = undefined;
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
    const found = await tokenOf(present, { client, oauth, clock, restoreToken: held.restore });
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

  const quiet = createQuietSignIn({
    held,
    siblings,
    kept,
    attempts,
    clock,
    userId: () => userId,
    isOut: ({ token, userId: of }) => token === refused || of === asideUserId,
    use,
    answered: settleAnswer,
    asIs,
    ...(openHiddenFrame && { askInFrame: () => signInHidden(openHiddenFrame, deps) }),
    ...(deps.mayFrameKnow && { mayFrameKnow: deps.mayFrameKnow }),
  });

  async function renew(): Promise<SignInOutcome> {
    if (unchecked !== undefined) return use(unchecked);
    // Who holds one that serves asks because the session has lost it: by a refusal, or by the word of its channel.
    if (held.current !== undefined && held.isFresh) held.suspect();
    if (held.current !== undefined && held.isSuspect) {
      const suspected = held.current;
      const verdict = await confirmRefusal(held.askWith(suspected.token), clock);
      // By the token: to be told who works here makes it no other one.
      if (held.current?.token !== suspected.token)
        return held.current ? asIs(held.current) : { kind: 'click-needed' };
      // Refused elsewhere again and again, and good here: not asked in circles.
      const isOften = clock.now() - clearedAt < CLEARED_AGAIN_MS;
      if (verdict === 'down' || (verdict === 'good' && isOften)) return problem({ kind: 'sign-in-down' });
      if (verdict === 'good') {
        clearedAt = clock.now();
        held.trustAgain();
        return asIs(suspected);
      }
      void kept.forget(suspected.token);
      drop();
    }
    const againMs = renewedAt + RENEW_AGAIN_MS - clock.now();
    if (againMs > 0) {
      // Genesys may have refused what is good: once more when that may be over, not in circles, and not for who has forgotten it.
      if (!isOnceMore) clock.after(againMs, () => userId !== undefined && isWanted() && near());
      isOnceMore = true;
      return { kind: 'click-needed' };
    }
    renewedAt = clock.now();
    const stored = held.current === undefined ? await quiet.fromKept() : undefined;
    return stored ?? (await quiet.quietly()) ?? { kind: 'click-needed' };
  }

  async function go(): Promise<SignInOutcome> {
    const why = await leave({ ...deps, attempts }, asksWho);
    return why ? problem(why) : { kind: 'leaving' };
  }

  const registered = { clientId: oauth.clientId, redirectUri: oauth.redirectUri };
  inWindow =
    deps.openPopup &&
    createWindowSignIn({
      ...deps,
      openPopup: deps.openPopup,
      siblings,
      settleAnswer,
      fromSibling: quiet.fromSibling,
      held: () => (held.current !== undefined && !isWanted() ? asIs(held.current) : undefined),
      problem: (kind) => problem(kind === 'popup-silent' ? { kind, ...registered } : { kind }),
      near,
    });

  function forgetHere(): void {
    inWindow?.askWho();
    asksWho = true;
    userId = undefined;
    unchecked = undefined;
    healing.stop();
    signedOut('forgotten');
  }

  siblings.listen({
    here(of) {
      const isForUs = userId === undefined ? of.sameTab : of.userId === userId;
      if (isForUs && isWanted() && of.userId !== asideUserId) near();
    },
    placed: () => (isWanted() ? near() : share()),
    settled(id) {
      if (id === userId) held.settle();
      onSettled.tell(id);
    },
    forget: forgetHere,
  });

  return {
    async begin() {
      const present = answer;
      answer = undefined;
      if (present !== undefined) return settleAnswer(present);
      const found = (await quiet.fromKept()) ?? (await quiet.quietly());
      if (found !== undefined) return found;
      const wall = clock.wall();
      // One form in one page is enough: who signs in there signs in everywhere. One that did not come back is no verdict.
      const mayLeave = !isFramed && deps.mayLeave !== false && attempts.possible;
      const isOut =
        attempts.isOut(launch.query, wall - NEVER_RETURNED_MS) ||
        attempts.isAnotherOut(launch.query, wall - FORM_MS);
      if (mayLeave && !isOut) return go();
      clock.after(ONCE_MORE_MS, () => held.current === undefined && near());
      return { kind: 'click-needed' };
    },
    async again() {
      if (unchecked !== undefined) return use(unchecked);
      if (inWindow !== undefined) {
        const outcome = await inWindow.again();
        // The browser is signed in to Genesys now: a hidden frame may have an answer where it had none before.
        if (outcome.kind === 'signed-in') attempts.take(QUIET);
        return outcome;
      }
      return isFramed ? problem({ kind: 'sign-in-failed' }) : go();
    },
    renew,
    signedInAs(id) {
      const isNews = userId !== id;
      userId = id;
      if (isNews) share();
      // A living panel of the tab may know who works here: it says so when it is asked.
      if (held.current?.settled === false) void siblings.ask(id);
    },
    settle() {
      if (held.current === undefined || userId === undefined) return;
      held.settle();
      siblings.settle(userId);
    },
    async setAside() {
      log.note('token-aside');
      asideUserId = userId;
      userId = undefined;
      drop();
      return (await quiet.quietly()) ?? { kind: 'click-needed' };
    },
    forget() {
      void kept.forget();
      siblings.forget();
      forgetHere();
    },
    onTokenNear: onTokenNear.listen,
    onSettled: onSettled.listen,
    onEnding: onEnding.listen,
    onSignedOut: onSignedOut.listen,
    registered,
    isKept: kept.possible,
  };
}
