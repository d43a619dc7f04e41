import { failureCode } from '../domain/failure.ts';
import type { Host, Log, Me, RecordingApi, SignIn, SignInOutcome } from './ports.ts';
import type { Session } from './session.ts';
import { store, type ReadonlyStore } from './store.ts';
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
  /** Sections of config.json that are switched off because of a mistake in them. */
  readonly disabledSections: readonly string[];
}

export interface App {
  readonly view: ReadonlyStore<AppView>;
  readonly actions: Actions;
  begin(): Promise<void>;
  /** A sibling went and left wishes without an outcome. */
  adopt(): void;
  /** The page came back to life: nothing outdated may be shown. */
  wake(): void;
  freeze(): void;
  thaw(): void;
  /** An exception nobody expected: a panel that may be wrong says so instead of showing a claim. */
  fail(): void;
  close(): void;
}

/** From sign-in to a running session, and back to the sign-in button when the token is gone. */
export function createApp(ports: AppPorts): App {
  const { signIn, api, host, log } = ports;
  const view = store<AppView>({ phase: 'starting' });
  let session: Session | undefined;
  let stopWatching = () => {};
  let broken = false;
  let isSignedOut = false;
  let isTrying = false;
  let userId: string | undefined;
  let attended = 0;

  function show(next: AppView): void {
    if (!broken) view.value = next;
  }

  /** The host keeps the count; it is told of changes only. */
  function attend(count: number): void {
    if (count !== attended) host.attention(count);
    attended = count;
  }

  const known = () => session?.conversations.value ?? [];

  function problem(what: Problem): void {
    log.note('problem', { kind: what.kind });
    show({ phase: 'problem', problem: what, canTryAgain: true, conversations: known() });
  }

  async function go(attempt: () => Promise<SignInOutcome>): Promise<void> {
    if (session) offerSignIn();
    else if (view.value.phase !== 'signed-out') show({ phase: 'signing-in' });
    const outcome = await attempt();
    if (outcome.kind === 'signed-in') return enter();
    // A sibling's token may have come first: then this attempt does not matter any more.
    if (outcome.kind === 'leaving' || (session && !isSignedOut)) return;
    if (outcome.kind === 'problem') return problem(outcome.problem);
    offerSignIn();
  }

  /** The button is offered; meanwhile a sibling or a hidden frame may make it unnecessary. */
  async function quietly(): Promise<void> {
    const isIdle = view.value.phase === 'signed-out' || view.value.phase === 'problem';
    if (isTrying || !isIdle) return;
    isTrying = true;
    const outcome = await signIn.renew();
    isTrying = false;
    if (outcome.kind === 'signed-in') await enter();
  }

  async function enter(): Promise<void> {
    const me = await api.me();
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
    userId = me.userId;
    stopWatching();
    session?.close();
    const opened = ports.openSession(me, () => signedOut(opened));
    session = opened;
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
  signIn.onSignedOut(() => session?.signOut());
  signIn.onSiblingSignedIn(() => void quietly());

  return {
    view,
    begin: () => go(() => signIn.begin()),
    actions: {
      pause: (conversationId, trigger = 'agent') => session?.ask(conversationId, 'pause', trigger),
      resume: (conversationId, trigger = 'agent') => session?.ask(conversationId, 'resume', trigger),
      capture: (conversationId, target, action) =>
        session?.askCapture(conversationId, target, action, 'agent'),
      refresh: (conversationId) => session?.refresh(conversationId),
      settle: (conversationId) => session?.settle(conversationId),
      signIn: () => void go(again),
      tryAgain: () => void go(again),
    },
    adopt: () => session?.adopt(),
    wake: () => session?.wake(),
    freeze: () => session?.freeze(),
    thaw: () => session?.thaw(),
    fail() {
      show({ phase: 'problem', problem: { kind: 'bug' }, canTryAgain: false });
      broken = true;
    },
    close() {
      stopWatching();
      session?.close();
    },
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
