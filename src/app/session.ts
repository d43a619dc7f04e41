import { isAsWished } from '../domain/adopted.ts';
import { callDueAt, newCall, step, type Call, type CallEffect, type CallInput } from '../domain/call.ts';
import type { CaptureAction, CaptureTarget } from '../domain/capture.ts';
import type { Policy } from '../domain/claim.ts';
import { captures } from '../domain/mapping.ts';
import { caughtUp, isFrameNews } from '../domain/hearing.ts';
import { failed } from '../domain/result.ts';
import { ownLeg, type Snapshot } from '../domain/snapshot.ts';
import type { PolicyAction } from '../domain/wish.ts';
import type { AuditFacts, Trigger } from '../domain/audit.ts';
import { createAgenda } from './agenda.ts';
import { createDiscovery } from './discovery.ts';
import type { CallFeed, Clock, FeedEvent, Ids, Journal, Log, Me, RecordingApi } from './ports.ts';
import { isSame } from './same.ts';
import { store, type ReadonlyStore } from './store.ts';
import { createShownSince } from './shown-since.ts';
import { createStory, type Origin } from './story.ts';
import { matchOf, type Match } from './token-owner.ts';
import type { ConversationView } from './view.ts';
import { viewOf } from './view-state.ts';

/** Resume waits for the journal, but not longer than this (rule 7). */
const JOURNAL_WAIT_MS = 250;
/** *Safe* waits this long for the journal, then it says "not being logged". */
const LOGGED_WAIT_MS = 1_000;
/** Left-over intents younger than this may belong to a panel that is still alive. */
const ORPHAN_AFTER_MS = 10_000;
/** A command that left with its page has landed by then, and reads have caught up with it. */
const LANDED_MS = 2_000;
/** After this long without a frame, coming back means looking again (rule 6). */
const STALE_AFTER_MS = 60_000;
/** A press that could not be sent is made good by what settles, within this time, whose the sign-in is. */
export const HELD_BACK_MS = 10_000;
/** A panel for all calls lives all day: a call that is over stays in sight for this long. */
const OVER_KEPT_MS = 60_000;
/** And for this long while it has an alarm that nobody has read; what came of the call is in the journal. */
const UNREAD_KEPT_MS = 600_000;

export interface SessionPorts {
  readonly api: RecordingApi;
  readonly feed: CallFeed;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** What time it is for Genesys, epoch ms; `undefined` while nobody knows. Missing: this computer's clock is right. */
  readonly platformNow?: () => number | undefined;
}

export interface HeldBack {
  readonly conversationId: string;
  readonly trigger: Trigger;
  readonly at: number;
}

/** What the customer lets agents start and stop (config `startStop`). */
export interface CaptureOffer {
  readonly startStop: CaptureTarget | 'off';
}

export interface SessionOptions {
  readonly me: Me;
  /** Only this conversation; absent: every live call of the agent. */
  readonly conversationId?: string;
  readonly origin: Origin;
  policyFor(queueId: string | undefined): Policy & CaptureOffer;
  /**
   * False: it is not settled that this user is who works here. Then the session only reads: it sends no command, writes no
   * entry and claims nothing as safe, until `settleOwner`.
   */
  readonly settled: boolean;
  /** What the panel's own conversation says about that, each time it is seen. Only while it is not settled. */
  onMatch(match: Match): void;
  /** The token is no longer accepted. */
  onSignedOut(): void;
  /** A step or what is drawn of it has thrown: what is shown may be wrong from here. The exception goes on its way. */
  onBug?(error: unknown): void;
}

export interface Session {
  readonly conversations: ReadonlyStore<readonly ConversationView[]>;
  /** A pause that was pressed while nothing could be sent. */
  readonly heldBack: HeldBack | undefined;
  /** A click: everything that must happen in its own task has happened when this returns. */
  ask(conversationId: string, action: PolicyAction, trigger: Trigger): void;
  /** A click on start or stop of a snippet or an ad hoc recording. */
  askCapture(conversationId: string, target: CaptureTarget, action: CaptureAction, trigger: Trigger): void;
  /** Looks again at once. */
  refresh(conversationId: string): void;
  settle(conversationId: string): void;
  /** The page came back to life, to the front or online: nothing outdated may be shown. */
  wake(): void;
  /** The page is frozen: who does not run watches nothing, and claims nothing from this step on (rule 8). */
  freeze(): void;
  /** It runs again, and knows as little as at its beginning. */
  thaw(): void;
  /** A sibling went and left wishes without an outcome. */
  adopt(): void;
  /** This user is who works here: from now on the session commands and writes. */
  settleOwner(): void;
  /** The token is gone: everything is Unknown until `signIn`. */
  signOut(): void;
  /** The same user has a token again. */
  signIn(): void;
  /** Ends timers and the channel; changes no recording (rule 8). */
  close(): void;
}

/** One signed-in agent in one panel: inputs in, pure step, effects out. Owns the order of things, knows no SDK. */
export function createSession(ports: SessionPorts, options: SessionOptions): Session {
  const { api, feed, journal, clock, ids, log } = ports;
  const { me } = options;
  const mayPauseOthers = me.permissions.has('conversation:recording:pauseOthers');
  const platformNow = ports.platformNow ?? (() => clock.wall());
  const story = createStory(options.origin, clock, ids, ports.platformNow);
  const shownSince = createShownSince(clock, platformNow);
  const calls = new Map<string, Call>();
  /** What is none of the agent's calls: known, asked for, or neither. */
  const others = new Map<string, Snapshot | undefined>();
  const conversations = store<readonly ConversationView[]>([]);
  /** What is shown of each call, in the order of `calls`. A view that says nothing new stays the very same. */
  const views = new Map<string, ConversationView>();
  /** Calls of which something has changed since they were shown. */
  const touched = new Set<string>();
  const agenda = createAgenda(clock, () => enqueue(tickDue));
  const queue: (() => void)[] = [];
  let running = false;
  let generation: number | undefined;
  /** One fact of all calls: they catch up with it when they are stepped. */
  let lastFrameAt = clock.now();
  let replaced = false;
  let signedOut = false;
  let closed = false;
  let journalRefuses = false;
  let isSettled = options.settled;
  /** A pause that was pressed while it was not settled in whose name. */
  let heldBack: HeldBack | undefined;
  let livePermission: string | undefined;
  const discovery = createDiscovery(ports, me.userId, (conversationIds) =>
    // As one job, and so told once, however many they are.
    enqueue(() => {
      for (const id of conversationIds) {
        add(id);
        dispatch(id, { kind: 'listed' });
      }
    }),
  );

  /** Inputs are taken one at a time and in order, also those that an effect brings in while it runs. */
  function enqueue(run: () => void): void {
    if (closed) return;
    queue.push(run);
    if (running) return;
    try {
      drain();
      publish();
    } catch (error) {
      options.onBug?.(error);
      throw error;
    }
    feed.heed?.([...calls.values()].some(isPauseAtStake));
  }

  function drain(): void {
    running = true;
    try {
      for (let job = queue.shift(); job; job = queue.shift()) job();
    } finally {
      running = false;
      queue.length = 0;
    }
  }

  const isPauseAtStake = ({ claim, wishes }: Call) =>
    claim.state === 'paused' || wishes.current?.action === 'pause';

  function dispatch(conversationId: string, input: CallInput): void {
    enqueue(() => take(conversationId, input));
  }

  function dispatchAll(input: CallInput): void {
    // As one job: what all calls hear is told, and drawn, once.
    enqueue(() => {
      for (const conversationId of calls.keys()) take(conversationId, input);
    });
  }

  /** Only within a job: an input for one call, and for no other. */
  function take(conversationId: string, input: CallInput): void {
    const known = calls.get(conversationId);
    if (!known) return;
    const next = step(caughtUp(known, lastFrameAt), input, clock.now(), clock.wall());
    calls.set(conversationId, next.call);
    touched.add(conversationId);
    agenda.set(conversationId, callDueAt(next.call));
    for (const effect of next.effects) run(next.call, effect);
  }

  /** Time has come for some calls. One whose silence was due has perhaps been put off by frames that it was not stepped for. */
  function tickDue(): void {
    const at = clock.now();
    for (const id of agenda.due(at)) {
      const call = calls.get(id);
      const dueAt = call ? callDueAt(caughtUp(call, lastFrameAt)) : Infinity;
      if (dueAt <= at) take(id, { kind: 'tick' });
      else agenda.set(id, dueAt);
    }
  }

  /** A sign of life. Only calls of which it asks something are stepped, and those that a late timer has kept waiting. */
  function heardFrame(): void {
    const at = clock.now();
    const late = new Set(agenda.due(at));
    for (const [id, call] of calls)
      if (late.has(id) || isFrameNews(call, lastFrameAt, at)) take(id, { kind: 'frame' });
    // Only now: the gap before this frame may have been a silence.
    lastFrameAt = at;
  }

  function touchAll(): void {
    for (const id of calls.keys()) touched.add(id);
  }

  function isForgettable({ claim, evidence, wishes, captures, endedWhilePaused, safeLost }: Call): boolean {
    if (claim.state !== 'ended') return false;
    const isCaptured = Object.values(captures).some(({ current, last }) => current || last);
    const isUnread = wishes.current || wishes.last || endedWhilePaused || safeLost || isCaptured;
    return clock.now() >= evidence.stateAt + (isUnread ? UNREAD_KEPT_MS : OVER_KEPT_MS);
  }

  /** Answers whether any call was let go of. */
  function forget(): boolean {
    if (options.conversationId !== undefined) return false;
    const over = [...calls].filter(([, call]) => isForgettable(call)).map(([id]) => id);
    for (const id of over) {
      calls.delete(id);
      views.delete(id);
      agenda.delete(id);
    }
    return over.length > 0;
  }

  /** Only what was touched is made anew, and only what says something else is told. */
  function publish(): void {
    let isNews = forget();
    for (const id of touched) {
      const call = calls.get(id);
      const view = call && show(call);
      if (!view || isSame(view, views.get(id))) continue;
      views.set(id, view);
      isNews = true;
    }
    touched.clear();
    agenda.arm();
    if (isNews) conversations.value = [...views.values()];
  }

  function show(call: Call): ConversationView {
    const leg = call.evidence.snapshot && ownLeg(call.evidence.snapshot, me.userId);
    const { startStop } = options.policyFor(leg?.queueId);
    return viewOf(call, {
      shownSince,
      signedOut,
      notLogged: journalRefuses,
      isSettled,
      isHeldBack: heldBack?.conversationId === call.conversationId,
      livePermission,
      startStop,
      permissions: me.permissions,
      other: others.get(call.conversationId),
    });
  }

  function run(call: Call, effect: CallEffect): void {
    const id = call.conversationId;
    switch (effect.kind) {
      case 'send':
        void api.setRecording(id, effect.to, effect.as).then((result) => {
          dispatch(id, { kind: 'answered', commandId: effect.commandId, result });
          if (!result.ok && result.failure.kind === 'signed-out') loseSignIn();
        });
        return;
      case 'send-capture': {
        const { target, commandId } = effect;
        const leg = call.evidence.snapshot && ownLeg(call.evidence.snapshot, me.userId);
        const answer = leg
          ? api.setCapture(
              id,
              { participantId: leg.participantId, isOnQueue: leg.queueId !== undefined },
              target,
              effect.on,
            )
          : Promise.resolve(failed({ kind: 'no-live-leg' }));
        void answer.then((result) => {
          dispatch(id, { kind: 'answered-capture', target, commandId, result });
          if (!result.ok && result.failure.kind === 'signed-out') loseSignIn();
        });
        return;
      }
      case 'read':
        void api.readCall(id).then((result) => {
          if (result.ok) configure(id, result.value);
          if (result.ok) match(id, matchOf(result.value, me.userId));
          dispatch(id, { kind: 'read-answered', readId: effect.readId, result });
          if (!result.ok && result.failure.kind === 'not-found') void identify(id);
          if (!result.ok && result.failure.kind === 'signed-out') loseSignIn();
        });
        return;
      case 'prepare':
        return prepare(call, effect.wish.id, story.ofWish(call, effect.wish, 'requested'));
      case 'story': {
        const facts = story.ofWish(call, effect.wish, effect.phase, effect.failure);
        if (effect.phase === 'requested') return writeAhead(id, effect.wish.id, facts);
        return void append(facts);
      }
      case 'safe-shown':
      case 'safe-withdrawn':
      case 'ended-while-paused':
        if (!isSettled) return;
        return void append(story.observed(call, effect.kind));
      case 'who-resumed':
        return void whoResumed(id);
      case 'deaf':
        log.note('channel-deaf', { conversationId: id, replaced });
        if (!replaced) feed.replace();
        replaced = true;
        return;
    }
  }

  async function append(facts: Parameters<Journal['append']>[0]): Promise<boolean> {
    const result = await journal.append(facts);
    if (result.ok === journalRefuses) {
      journalRefuses = !result.ok;
      log.note('journal', { ok: result.ok });
      enqueue(touchAll);
    }
    return result.ok;
  }

  /** Only the words of an alarm depend on it: while the journal is slow or refuses, it is somebody else. */
  async function whoResumed(conversationId: string): Promise<void> {
    const found = await journal.recentRequest?.(conversationId, me.userId);
    if (found?.ok && found.value) dispatch(conversationId, { kind: 'requested-here', request: found.value });
  }

  /** Pause: the intent line now, the durable write un-awaited. */
  function writeAhead(conversationId: string, wishId: string, facts: Parameters<Journal['append']>[0]): void {
    journal.intent(facts);
    const give = (ok: boolean) => dispatch(conversationId, { kind: 'logged', wishId, ok });
    const stop = clock.after(LOGGED_WAIT_MS, () => give(false));
    void append(facts).then((ok) => {
      stop();
      give(ok);
    });
  }

  /** Resume: the durable write first, for a moment. */
  function prepare(call: Call, wishId: string, facts: Parameters<Journal['append']>[0]): void {
    journal.intent(facts);
    let done = false;
    const go = () => {
      if (done) return;
      done = true;
      stop();
      dispatch(call.conversationId, { kind: 'prepared', wishId });
    };
    const stop = clock.after(JOURNAL_WAIT_MS, go);
    void append(facts).then(go);
  }

  function add(conversationId: string): void {
    if (calls.has(conversationId)) return;
    const policy = options.policyFor(undefined);
    calls.set(conversationId, newCall(conversationId, me.userId, policy));
    touched.add(conversationId);
    dispatch(conversationId, { kind: 'configured', policy, mayPauseOthers });
    if (generation !== undefined)
      dispatch(conversationId, { kind: 'opened', generation, quietMs: clock.now() - lastFrameAt });
  }

  /**
   * The queue of the own leg decides the policy. Set before the snapshot that brings the leg is judged, so that nothing is
   * claimed under another queue's; an older leg that a stale snapshot brings up again decides nothing.
   */
  function configure(conversationId: string, snapshot: Snapshot): void {
    const evidence = calls.get(conversationId)?.evidence;
    const leg = ownLeg(snapshot, me.userId);
    if (!evidence || leg?.queueId === undefined) return;
    const before = evidence.snapshot && ownLeg(evidence.snapshot, me.userId);
    const isSame = before?.participantId === leg.participantId;
    if (isSame ? before.queueId === leg.queueId : evidence.known.has(leg.participantId)) return;
    dispatch(conversationId, { kind: 'configured', policy: options.policyFor(leg.queueId), mayPauseOthers });
  }

  function heard(snapshot: Snapshot): void {
    const id = snapshot.conversationId;
    replaced = false;
    match(id, matchOf(snapshot, me.userId));
    if (options.conversationId === undefined && ownLeg(snapshot, me.userId)) add(id);
    configure(id, snapshot);
    dispatch(id, { kind: 'event', snapshot });
  }

  /** Something changed and nobody knows what: contrary for that call, or for all; a call not known yet is looked for. */
  function heardUnreadable(conversationId: string | undefined): void {
    if (conversationId === undefined) dispatchAll({ kind: 'unreadable' });
    else dispatch(conversationId, { kind: 'unreadable' });
    const isNew = conversationId === undefined || !calls.has(conversationId);
    if (isNew && options.conversationId === undefined) discovery.search();
  }

  /** As one job: what follows from it is told once. */
  const hear = (event: FeedEvent): void => enqueue(() => report(event));

  function report(event: FeedEvent): void {
    switch (event.kind) {
      case 'opened':
        generation = event.generation;
        lastFrameAt = clock.now() - (event.quietMs ?? 0);
        dispatchAll(event);
        if (options.conversationId === undefined) discovery.search();
        return;
      case 'frame':
        return heardFrame();
      case 'snapshot':
        return heard(event.snapshot);
      case 'elsewhere':
        replaced = false;
        return;
      case 'unreadable':
        return heardUnreadable(event.conversationId);
      case 'refused':
        livePermission = event.topics[0]?.permissions[0];
        return touchAll();
      case 'lost':
        generation = undefined;
        discovery.stop();
        return dispatchAll({ kind: 'lost' });
      case 'signed-out':
        return loseSignIn();
    }
  }

  /** Says nothing of the conversations of others' panels: only the one that the desktop has opened this panel for counts. */
  function match(conversationId: string, what: Match): void {
    if (!isSettled && conversationId === options.conversationId) options.onMatch(what);
  }

  function settleOwner(): void {
    if (isSettled || closed) return;
    isSettled = true;
    touchAll();
    for (const call of calls.values()) if (call.claim.safe) void append(story.observed(call, 'safe-shown'));
    adopt();
    const pressed = heldBack;
    heldBack = undefined;
    if (pressed && clock.now() - pressed.at <= HELD_BACK_MS)
      ask(pressed.conversationId, 'pause', pressed.trigger);
    enqueue(() => {});
  }

  /**
   * Nothing is sent in a name that is not settled. A pause that was pressed is not swallowed either: the panel says at once
   * that nothing was sent, and sends it in the step in which the name is settled, if that comes soon.
   */
  function ask(conversationId: string, action: PolicyAction, trigger: Trigger): void {
    if (isSettled) return dispatch(conversationId, { kind: 'asked', action, wishId: ids.next(), trigger });
    if (action === 'pause') heldBack = { conversationId, trigger, at: clock.now() };
    touchAll();
    enqueue(() => {});
  }

  /** Not found among the calls; perhaps another conversation of the agent's. Once known it stays: a medium does not change without a call. */
  async function identify(conversationId: string): Promise<void> {
    const known = others.get(conversationId);
    if (known) return match(conversationId, matchOf(known, me.userId));
    if (others.has(conversationId) || calls.get(conversationId)?.evidence.snapshot) return;
    others.set(conversationId, undefined);
    const result = await api.readOther(conversationId);
    if (result.ok) match(conversationId, matchOf(result.value, me.userId));
    else if (result.failure.kind === 'not-found') match(conversationId, 'none');
    if (!result.ok || result.value.medium === 'call') return void others.delete(conversationId);
    others.set(conversationId, result.value);
    dispatch(conversationId, { kind: 'identified' });
  }

  function loseSignIn(): void {
    if (signedOut || closed) return;
    signedOut = true;
    generation = undefined;
    discovery.stop();
    feed.close();
    dispatchAll({ kind: 'signed-out' });
    options.onSignedOut();
  }

  /** Rule 8: who survives looks what became of an orphan and writes it down; the command is never sent again. */
  function adopt(): void {
    if (!isSettled) return;
    void journal.adoptLeftOvers(ORPHAN_AFTER_MS, found).then((result) => {
      if (result.ok && result.value.length > 0) log.note('wishes-adopted', { count: result.value.length });
    });
  }

  async function found(facts: AuditFacts): Promise<'confirmed' | 'unconfirmed'> {
    await new Promise<void>((resolve) => void clock.after(LANDED_MS, resolve));
    if (signedOut || closed) return 'unconfirmed';
    const read = await api.readCall(facts.conversationId);
    // What it says against a claim of this panel counts at once; for a claim the panel reads by itself.
    if (read.ok && captures(read.value, me.userId))
      dispatch(facts.conversationId, { kind: 'event', snapshot: read.value });
    return read.ok && isAsWished(facts, read.value, me.userId) ? 'confirmed' : 'unconfirmed';
  }

  /** A leader gives its place to a sibling that runs; the channel is kept for the time after. */
  function freeze(): void {
    if (signedOut || closed) return;
    feed.close();
    hear({ kind: 'lost', why: 'closed' });
  }

  function thaw(): void {
    if (signedOut || closed) return;
    // Where nobody told us of the freeze, what stands on the panel is from before.
    freeze();
    feed.start(me.userId, hear);
  }

  if (options.conversationId !== undefined) add(options.conversationId);
  publish();
  feed.start(me.userId, hear);
  adopt();

  return {
    conversations,
    get heldBack() {
      return heldBack;
    },
    ask,
    askCapture(conversationId, target, action, trigger) {
      if (!isSettled) return;
      dispatch(conversationId, { kind: 'asked-capture', target, action, wishId: ids.next(), trigger });
    },
    settleOwner,
    refresh: (conversationId) => dispatch(conversationId, { kind: 'refresh' }),
    settle(conversationId) {
      if (heldBack?.conversationId === conversationId) heldBack = undefined;
      touchAll();
      dispatch(conversationId, { kind: 'settled' });
    },
    wake() {
      dispatchAll({ kind: 'tick' });
      if (clock.now() - lastFrameAt < STALE_AFTER_MS) return;
      feed.probe();
      dispatchAll({ kind: 'refresh' });
    },
    freeze,
    thaw,
    adopt,
    signOut: loseSignIn,
    signIn() {
      if (!signedOut || closed) return;
      signedOut = false;
      feed.start(me.userId, hear);
      enqueue(touchAll);
    },
    close() {
      closed = true;
      discovery.stop();
      agenda.stop();
      feed.close();
    },
  };
}
