import { failureCode } from '../domain/failure.ts';
import type { Host, Log, Me, RecordingApi, SignIn, SignInOutcome } from './ports.ts';
import type { Session } from './session.ts';
import { store, type ReadonlyStore } from './store.ts';
import { unwatched } from './unwatched.ts';
import type { Actions, Alarm, AppView, ConversationView, Problem } from './view.ts';

export interface AppPorts {
  readonly signIn: SignIn;
  readonly api: Pick<RecordingApi, 'me'>;
  readonly host: Host;
  readonly log: Log;
  /** Begins a session; `onSignedOut` is called at most once. */
  openSession(me: Me, onSignedOut: () => void): Session;
  /** A new alarm that the agent must hear of even when the panel is not in sight. */
  announce(alarm: Alarm, conversationId: string): void;
  /** A session has ended and its page lives on: wishes without an outcome are for whoever comes next. */
  abandoned(): void;
  /** Sections of config.json that are switched off because of a mistake in them. */
  readonly disabledSections: readonly string[];
}

export interface App {
  readonly view: ReadonlyStore<AppView>;
  readonly actions: Actions;
  /** Also anew, after an end: with a session, a channel and knowledge of its own. */
  begin(): Promise<void>;
  /** A sibling went and left wishes without an outcome. */
  adopt(): void;
  /** The page came back to life: nothing outdated may be shown. */
  wake(): void;
  freeze(): void;
  thaw(): void;
  /** An exception nobody expected: a panel that may be wrong says so instead of showing a claim, until it begins anew. */
  fail(): void;
  /** The desktop wants no more of it. Whether or not it takes the frame away, nothing is claimed from here (rule 8). */
  stop(): void;
}

/** From sign-in to a running session, and back to the sign-in button when the token is gone. */
export function createApp(ports: AppPorts): App {
  const { signIn, api, host, log } = ports;
  const view = store<AppView>({ phase: 'starting' });
  let session: Session | undefined;
  let stopWatching = () => {};
  /** Counts beginnings and ends: what an older one has left under way decides nothing any more. */
  let era = 0;
  let isOver = false;
  let hasBegun = false;
  let isSignedOut = false;
  let isTrying = false;
  /** What is left of an ended session, until there is another. */
  let left: readonly ConversationView[] = [];
  let userId: string | undefined;
  let attended = 0;

  function show(next: AppView): void {
    if (!isOver) view.value = next;
  }

  /** The host keeps the count; it is told of changes only. */
  function attend(count: number): void {
    if (count !== attended) host.attention(count);
    attended = count;
  }

  const known = () => session?.conversations.value ?? left;

  function problem(what: Problem): void {
    log.note('problem', { kind: what.kind });
    show({ phase: 'problem', problem: what, canTryAgain: true, conversations: known() });
  }

  async function go(attempt: () => Promise<SignInOutcome>): Promise<void> {
    const mine = era;
    if (session) offerSignIn();
    else if (view.value.phase !== 'signed-out') show({ phase: 'signing-in' });
    const outcome = await attempt();
    if (mine !== era) return;
    if (outcome.kind === 'signed-in') return enter();
    // A sibling's token may have come first: then this attempt does not matter any more.
    if (outcome.kind === 'leaving' || (session && !isSignedOut)) return;
    if (outcome.kind === 'problem') return problem(outcome.problem);
    offerSignIn();
  }

  /** The button is offered; meanwhile a sibling or a hidden frame may make it unnecessary. */
  async function quietly(): Promise<void> {
    const isIdle = view.value.phase === 'signed-out' || view.value.phase === 'problem';
    if (isTrying || isOver || !isIdle) return;
    const mine = era;
    isTrying = true;
    const outcome = await signIn.renew();
    isTrying = false;
    if (outcome.kind === 'signed-in' && mine === era) await enter();
  }

  async function enter(): Promise<void> {
    const mine = era;
    const me = await api.me();
    if (mine !== era) return;
    if (!me.ok) {
      const { failure } = me;
      return problem(
        failure.kind === 'signed-out'
          ? { kind: 'sign-in-failed', failure }
          : { kind: 'platform-down', code: failureCode(failure) },
      );
    }
    signIn.signedInAs(me.value.userId);
    run(me.value);
  }

  function run(me: Me): void {
    isSignedOut = false;
    // What happened to this agent's wishes meanwhile stays on the panel.
    if (session !== undefined && userId === me.userId) return session.signIn();
    leaveSession();
    userId = me.userId;
    const opened = ports.openSession(me, () => signedOut(opened));
    session = opened;
    left = [];
    let heard = new Map<string, ReadonlySet<Alarm['kind']>>();
    stopWatching = opened.conversations.subscribe((conversations) => {
      show(
        isSignedOut
          ? { ...(view.value.phase === 'problem' ? view.value : { phase: 'signed-out' }), conversations }
          : { phase: 'ready', conversations, disabledSections: ports.disabledSections },
      );
      heard = announceNew(conversations, heard, ports.announce);
      attend(conversations.filter((one) => one.alarms.length > 0).length);
    });
  }

  function leaveSession(): void {
    stopWatching();
    stopWatching = () => {};
    if (session === undefined) return;
    session.close();
    session = undefined;
    ports.abandoned();
  }

  /** Every claim goes in this step, before anything that could throw. */
  function end(kind: 'bug' | 'stopped'): void {
    left = known().map(unwatched);
    view.value = { phase: 'problem', problem: { kind }, canTryAgain: true, conversations: left };
    era += 1;
    isOver = true;
    isSignedOut = false;
    log.note('over', { why: kind });
    attend(0);
    leaveSession();
  }

  function begin(): Promise<void> {
    era += 1;
    isOver = false;
    if (hasBegun) return beginAnew();
    hasBegun = true;
    return go(() => signIn.begin());
  }

  /** With the token at hand, if there is one; never with the answer of a sign-in, which is used up. */
  async function beginAnew(): Promise<void> {
    const mine = era;
    if (session) offerSignIn();
    else show({ phase: 'signing-in' });
    const me = await api.me();
    if (mine !== era) return;
    if (me.ok) {
      signIn.signedInAs(me.value.userId);
      return run(me.value);
    }
    if (me.failure.kind === 'signed-out') return go(() => signIn.renew());
    problem({ kind: 'platform-down', code: failureCode(me.failure) });
  }

  function signedOut(which: Session): void {
    if (session !== which) return;
    isSignedOut = true;
    offerSignIn();
    void quietly();
  }

  function offerSignIn(): void {
    show({ phase: 'signed-out', conversations: known() });
  }

  const again = () => signIn.again();
  /** Where the sign-in was not what failed, another one would not help. */
  const isSignInAtFault = () =>
    view.value.phase !== 'problem' || !['bug', 'stopped', 'platform-down'].includes(view.value.problem.kind);

  function settle(conversationId: string): void {
    if (session) return session.settle(conversationId);
    left = left.map((one) => (one.conversationId === conversationId ? { ...one, alarms: [] } : one));
    if ('conversations' in view.value) view.value = { ...view.value, conversations: left };
  }

  signIn.onSignedOut(() => session?.signOut());
  signIn.onSiblingSignedIn(() => void quietly());

  return {
    view,
    begin,
    actions: {
      pause: (conversationId, trigger = 'agent') => session?.ask(conversationId, 'pause', trigger),
      resume: (conversationId, trigger = 'agent') => session?.ask(conversationId, 'resume', trigger),
      capture: (conversationId, target, action) =>
        session?.askCapture(conversationId, target, action, 'agent'),
      refresh: (conversationId) => session?.refresh(conversationId),
      settle,
      signIn: () => void go(again),
      tryAgain: () => void (isSignInAtFault() ? go(again) : begin()),
    },
    adopt: () => session?.adopt(),
    wake: () => session?.wake(),
    freeze: () => session?.freeze(),
    thaw: () => session?.thaw(),
    fail: () => end('bug'),
    stop: () => end('stopped'),
  };
}

/** Loud ones only: what a click of this agent led to is answered where the click was. */
const LOUD: ReadonlySet<Alarm['kind']> = new Set([
  'resumed-by-someone-else',
  'cannot-confirm',
  'other-recorder',
  'ended-while-paused',
]);

function announceNew(
  conversations: readonly ConversationView[],
  heard: ReadonlyMap<string, ReadonlySet<Alarm['kind']>>,
  announce: AppPorts['announce'],
): Map<string, ReadonlySet<Alarm['kind']>> {
  const now = new Map<string, ReadonlySet<Alarm['kind']>>();
  for (const { conversationId, alarms } of conversations) {
    const before = heard.get(conversationId);
    for (const alarm of alarms) {
      if (LOUD.has(alarm.kind) && !before?.has(alarm.kind)) announce(alarm, conversationId);
    }
    now.set(conversationId, new Set(alarms.map((alarm) => alarm.kind)));
  }
  return now;
}
