import { failureCode, type FailureCode } from '../domain/failure.ts';
import type { Clock, Host, Log, Me, RecordingApi, SignIn, SignInOutcome, SignInProblem } from './ports.ts';
import { appViewOf, nameOf, type Stage } from './app-view.ts';
import { createKeptSession } from './kept-session.ts';
import { createOwnerCheck } from './owner-check.ts';
import type { Past } from './past.ts';
import type { HeldBack } from './session-options.ts';
import type { Session } from './session.ts';
import { store, type ReadonlyStore, type Store } from './store.ts';
import type { Match } from './token-owner.ts';
import type { Actions, Alarm, AppView, ConversationView, Problem, WhySignIn } from './view.ts';

export interface AppPorts {
  readonly signIn: SignIn;
  readonly api: Pick<RecordingApi, 'me'>;
  readonly host: Host;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly log: Log;
  /** Begins a session. */
  openSession(me: Me, owner: SessionOwner): Session;
  /** A new alarm that the agent must hear of even when the panel is not in sight; none: what was announced is over. */
  announce(alarm: Alarm | undefined, conversation: ConversationView): void;
  /** The agent has read the alarms of this call. */
  read?(conversationId: string): void;
  /** A session has ended and its page lives on: wishes without an outcome are for whoever comes next. */
  abandoned(): void;
  /** Sections of config.json that are switched off because of a mistake in them. */
  readonly disabledSections: readonly string[];
  /** The permission that comes with a licence of the premium app. */
  readonly licence?: string | undefined;
  /** What the page shows already, and goes on showing. */
  readonly view?: Store<AppView>;
  /** The one conversation that the desktop has opened this panel for. */
  readonly conversationId?: string;
}

/** What a session is told of its user, and tells. */
export interface SessionOwner {
  readonly settled: boolean;
  onMatch(match: Match): void;
  /** Called at most once for each sign-in. */
  onSignedOut(): void;
  /** It has failed, and what it shows may be wrong. */
  onBug(): void;
}

export interface App {
  readonly view: ReadonlyStore<AppView>;
  readonly actions: Actions;
  /** What has been seen and done on a call since the session began; `undefined` while there is none. */
  past(conversationId: string): Past | undefined;
  /** Also anew, after an end: with a session, a channel and knowledge of its own. */
  begin(): Promise<void>;
  /** A sibling went and left wishes without an outcome. */
  adopt(): void;
  /** The page came back to life: nothing outdated may be shown. */
  wake(isOnline?: boolean): void;
  /** There is no network, as the browser says. */
  offline(): void;
  freeze(): void;
  thaw(): void;
  /** An exception nobody expected: a panel that may be wrong says so instead of showing a claim, until it begins anew. */
  fail(): void;
  /** The desktop wants no more of it. Whether or not it takes the frame away, nothing is claimed from here (rule 8). */
  stop(): void;
}

/** A sign-in that takes longer than this is no wait that an agent with a customer on the line can be left with. */
const SLOW_AFTER_MS = 5_000;
/** A platform that did not answer is asked again after so long, each time longer. */
const HEAL_AFTER_MS = [3_000, 10_000, 30_000, 60_000, 120_000, 300_000] as const;

/** From sign-in to a running session, and back to the sign-in button when the token is gone. */
export function createApp(ports: AppPorts): App {
  const { signIn, api, host, clock, log, conversationId } = ports;
  const view = ports.view ?? store<AppView>({ phase: 'starting' });
  let stage: Stage = { kind: 'starting' };
  /** Counts beginnings and ends: what an older one has left under way decides nothing any more. */
  let era = 0;
  let isOver = false;
  let hasBegun = false;
  let heals = 0;
  let cancelHeal = () => {};
  let cancelSlow = () => {};
  let isSlow = false;
  let isSignedOut = false;
  /** A sign-in without a click that is under way. */
  let trying: Promise<SignInOutcome> | undefined;
  let triesAgain = false;
  let me: Me | undefined;
  /** It is settled who works here, of a sign-in whose user the platform has not told yet. */
  let mayBeSettled = false;
  /** Pauses that were pressed under a sign-in that proved to be another's: they are not lost with it. */
  let pressed: readonly HeldBack[] = [];
  let why: WhySignIn = 'first';
  let notTheirs: string | undefined;
  let isWindowOpen = false;
  let isKept = true;
  let endsAt: number | undefined;
  let renewalProblem: SignInProblem | undefined;

  const kept = createKeptSession({
    host,
    announce: ports.announce,
    abandoned: ports.abandoned,
    draw,
    openSession: (user, isLive) =>
      ports.openSession(user, {
        settled: owner.isSettled,
        onMatch: (match) => isLive() && owner.weigh(match),
        onSignedOut: () => isLive() && signedOut(),
        onBug: () => isLive() && end('bug'),
      }),
  });

  const owner = createOwnerCheck({
    clock,
    look: () => conversationId !== undefined && kept.live?.refresh(conversationId),
    proved: settleByProof,
    refuted: () => void setAside(),
    asked: draw,
  });

  function viewNow(): AppView {
    return appViewOf(stage, {
      conversations: kept.shown,
      unlisted: kept.live?.unlisted.value,
      disabledSections: ports.disabledSections,
      licence: ports.licence,
      registered: signIn.registered,
      me,
      isSettled: owner.isSettled,
      asksName: owner.asksName,
      why,
      notTheirs,
      isWindowOpen,
      isKept,
      isSlow,
      endsAt,
      renewalProblem,
    });
  }
  function draw(): void {
    if (!isOver) view.value = viewNow();
  }
  function sayThatItIsSlow(): void {
    isSlow = true;
    draw();
  }
  function show(next: Stage): void {
    cancelSlow();
    isSlow = false;
    if (next.kind === 'signing-in') cancelSlow = clock.after(SLOW_AFTER_MS, sayThatItIsSlow);
    stage = next;
    draw();
  }

  function problem(what: Problem): void {
    log.note('problem', { kind: what.kind });
    show({ kind: 'problem', problem: what });
  }

  async function begin(): Promise<void> {
    const mine = (era += 1);
    isOver = false;
    show({ kind: 'signing-in' });
    if (hasBegun) return beginAnew(mine);
    hasBegun = true;
    const outcome = await signIn.begin();
    if (mine === era) await finish(outcome);
  }

  /** With the token at hand, if there is one; never with the answer of a sign-in, which is used up. */
  async function beginAnew(mine: number): Promise<void> {
    mayBeSettled = owner.isSettled;
    const found = await api.me();
    if (mine !== era) return;
    if (found.ok) {
      signIn.signedInAs(found.value.userId);
      return run(found.value, owner.isSettled && me?.userId === found.value.userId);
    }
    if (found.failure.kind !== 'signed-out') return platformDown(failureCode(found.failure));
    // One that was under way when this was stopped goes on, and its answer is not given twice.
    const outcome = await (trying ?? signIn.renew());
    if (mine === era) await finish(outcome);
  }

  /** Said, and tried again by itself: a passing fault needs no click. */
  function platformDown(code: FailureCode): void {
    problem({ kind: 'platform-down', code });
    const mine = era;
    const waitMs = HEAL_AFTER_MS[heals];
    heals += 1;
    cancelHeal();
    if (waitMs !== undefined) cancelHeal = clock.after(waitMs, () => void (mine === era && tryAgain()));
  }

  /** In the task of a click: the window opens before anything is awaited. */
  async function press(): Promise<void> {
    const attempt = signIn.again();
    isWindowOpen = true;
    renewalProblem = undefined;
    if (stage.kind !== 'ready') stage = { kind: 'signed-out' };
    draw();
    const outcome = await attempt;
    isWindowOpen = false;
    // Also under a session that has begun since: the agent has signed in for whoever is there.
    if (!isOver) await finish(outcome);
  }

  async function finish(outcome: SignInOutcome): Promise<void> {
    if (outcome.kind === 'signed-in') return enter(outcome);
    if (outcome.kind === 'leaving') return;
    // Renewed ahead of time, or a sibling's token came first: the calls go on as they are.
    if (kept.live && !isSignedOut) {
      if (outcome.kind === 'problem') renewalProblem = outcome.problem;
      return draw();
    }
    if (outcome.kind === 'problem') return problem(outcome.problem);
    show({ kind: 'signed-out' });
  }

  /** The button is offered; meanwhile a sibling or a hidden frame may make it unnecessary. */
  async function quietly(): Promise<void> {
    const isIdle = stage.kind === 'signed-out' || stage.kind === 'problem' || endsAt !== undefined;
    triesAgain = trying !== undefined;
    if (trying || isOver || !isIdle) return;
    const mine = era;
    kept.live?.renews(true);
    trying = signIn.renew();
    const outcome = await trying;
    trying = undefined;
    if (mine === era && outcome.kind === 'signed-in') await enter(outcome);
    else if (mine === era && triesAgain) await quietly();
    if (!trying) kept.live?.renews(false);
  }

  async function enter({ me: told, settled }: Extract<SignInOutcome, { kind: 'signed-in' }>): Promise<void> {
    const mine = era;
    mayBeSettled = settled;
    const found = told ? ({ ok: true, value: told } as const) : await api.me();
    if (mine !== era) return;
    if (!found.ok) {
      const { failure } = found;
      if (failure.kind === 'signed-out') return problem({ kind: 'sign-in-failed', failure });
      return platformDown(failureCode(failure));
    }
    signIn.signedInAs(found.value.userId);
    run(found.value, settled);
  }

  function run(user: Me, settled: boolean): void {
    cancelHeal();
    heals = 0;
    isSignedOut = false;
    endsAt = undefined;
    renewalProblem = undefined;
    notTheirs = undefined;
    stage = { kind: 'ready' };
    // What happened to this agent's wishes meanwhile stays on the panel.
    const session = kept.live;
    if (session !== undefined && me?.userId === user.userId) {
      me = user;
      if (settled) settleOwner();
      session.signIn();
      return draw();
    }
    closeSession();
    me = user;
    // Nothing that a panel for all calls sees is of this tab for certain.
    owner.begin({ settled, asksName: conversationId === undefined });
    kept.open(user);
    kept.live?.holdBack(pressed);
    pressed = [];
  }

  /** Whoever works under a name that is another's has pressed Pause all the same: what is held back goes on to the next session. */
  function closeSession(): void {
    if (!owner.isSettled) pressed = kept.live?.heldBack ?? pressed;
    owner.stop();
    kept.close();
  }

  /** Every claim goes in this step, before anything that could throw. */
  function end(kind: 'bug' | 'stopped'): void {
    const conversations = kept.withdraw();
    stage = { kind: 'problem', problem: { kind } };
    view.value = { phase: 'problem', problem: { kind }, canTryAgain: true, conversations };
    era += 1;
    isOver = true;
    isSignedOut = false;
    cancelHeal();
    log.note('over', { why: kind });
    closeSession();
  }

  function settleOwner(): void {
    if (owner.isSettled) return;
    owner.settle();
    kept.live?.settleOwner();
    draw();
  }
  function settleByProof(): void {
    settleOwner();
    signIn.settle();
  }

  /** The token is another's: it is not used here any more. One attempt without a click, then the agent is asked. */
  async function setAside(): Promise<void> {
    if (me === undefined) return;
    const name = nameOf(me);
    closeSession();
    me = undefined;
    show({ kind: 'signing-in' });
    const mine = era;
    const outcome = await signIn.setAside();
    if (mine !== era) return;
    if (outcome.kind === 'signed-in') return enter(outcome);
    why = 'not-theirs';
    notTheirs = name;
    show({ kind: 'signed-out' });
  }

  function signedOut(): void {
    isSignedOut = true;
    endsAt = undefined;
    why = 'ended';
    show({ kind: 'signed-out' });
    void quietly();
  }

  /** Another agent may sit here now: nothing of the one before stays in sight. */
  function forgotten(): void {
    closeSession();
    kept.forget();
    me = undefined;
    endsAt = undefined;
    why = 'forgotten';
    show({ kind: 'signed-out' });
  }

  function tryAgain(): Promise<void> {
    if (isOver) return begin();
    if (stage.kind === 'ready') return Promise.resolve(kept.live?.search());
    const isTold = stage.kind === 'problem' && stage.problem.kind === 'platform-down';
    return isTold ? enter({ kind: 'signed-in', expiresAt: Infinity, settled: mayBeSettled }) : press();
  }

  function settle(id: string): void {
    ports.read?.(id);
    kept.settle(id);
    if (isOver && 'conversations' in view.value) view.value = { ...view.value, conversations: kept.shown };
  }

  signIn.onSignedOut((reason) => (reason === 'forgotten' ? forgotten() : kept.live?.signOut()));
  signIn.onTokenNear(() => void quietly());
  signIn.onSettled((userId) => {
    if (me === undefined || owner.isSettled || isOver) return;
    if (me.userId === userId) settleOwner();
    else void setAside();
  });
  signIn.onEnding((at) => {
    endsAt = at;
    draw();
  });
  void signIn.isKept.then((kept) => {
    isKept = kept;
    draw();
  });

  return {
    view,
    begin,
    actions: {
      pause: (id, trigger = 'agent') => kept.live?.ask(id, 'pause', trigger),
      resume: (id, trigger = 'agent') => kept.live?.ask(id, 'resume', trigger),
      extend: (id) => kept.live?.extend(id),
      countdownSeen: (id) => kept.live?.countdownSeen(id),
      capture: (id, target, action) => kept.live?.askCapture(id, target, action, 'agent'),
      nameReason: (...named) => kept.live?.nameReason(...named),
      refresh: (id) => kept.live?.refresh(id),
      settle,
      signIn: () => void press(),
      tryAgain: () => void tryAgain(),
      confirmName: settleByProof,
      forgetSignIn: () => signIn.forget(),
    },
    past: (id) => kept.live?.past(id),
    adopt: () => kept.live?.adopt(),
    wake: (isOnline) => kept.live?.wake(isOnline),
    offline: () => kept.live?.offline(),
    freeze: () => kept.live?.freeze(),
    thaw: () => kept.live?.thaw(),
    fail: () => end('bug'),
    stop: () => end('stopped'),
  };
}
