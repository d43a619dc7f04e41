import { isReliedOver } from '../domain/claim.ts';
import { newCall, type Call } from '../domain/call.ts';
import type { CaptureAction, CaptureTarget } from '../domain/capture.ts';
import { captures, mapSnapshot } from '../domain/mapping.ts';
import { ownLeg, type Snapshot } from '../domain/snapshot.ts';
import type { PolicyAction } from '../domain/wish-state.ts';
import type { Trigger } from '../domain/audit.ts';
import { createByItself } from './by-itself.ts';
import { createChannelNews } from './channel-news.ts';
import { createCallTable, type CallTable } from './call-table.ts';
import { adoptOrphans } from './orphans.ts';
import { createOtherConversations } from './other-conversations.ts';
import { createPast, type Past } from './past.ts';
import type { CallFeed, Clock, Ids, Journal, Log, RecordingApi } from './ports.ts';
import { store, type ReadonlyStore } from './store.ts';
import { HELD_BACK_MS, type HeldBack, type MarksOn, type SessionOptions } from './session-options.ts';
import { createShownSince } from './shown-since.ts';
import { isSame } from './same.ts';
import { createStory } from './story.ts';
import { createTellSiblings } from './tell-siblings.ts';
import { matchOf, type Match } from './token-owner.ts';
import { unreadOf } from './unwatched.ts';
import type { ConversationView, Unlisted } from './view.ts';
import { viewOf } from './view-state.ts';
import { createWriteAhead } from './write-ahead.ts';

/** After this long without a frame, coming back means looking again (rule 6). */
const STALE_AFTER_MS = 60_000;
/** "No live call" is looked at anew by who comes back to it after so long: the event of a call may be lost. */
const LIST_STALE_AFTER_MS = 300_000;

/** A first channel that takes longer is none. */
const OPENING_MS = 5_000;
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

export interface Session {
  readonly conversations: ReadonlyStore<readonly ConversationView[]>;
  /** Missing: it is known which calls there are. */
  readonly unlisted: ReadonlyStore<Unlisted | undefined>;
  /** What this session has seen and done on the call. */
  past(conversationId: string): Past;
  /** Pauses that were pressed while nothing could be sent. */
  readonly heldBack: readonly HeldBack[];
  /** Those of the session before, of the same press: sent as soon as nothing stands in the way, said as long as it does. */
  holdBack(pressed: readonly HeldBack[]): void;
  /** What was left of the session before: alarms in it that nobody has read. */
  remind(left: readonly ConversationView[]): void;
  /** A click: everything that must happen in its own task has happened when this returns. */
  ask(conversationId: string, action: PolicyAction, trigger: Trigger): void;
  /** A click on start or stop of a snippet or an ad hoc recording. */
  askCapture(conversationId: string, target: CaptureTarget, action: CaptureAction, trigger: Trigger): void;
  /** A click on more time for a pause. */
  extend(conversationId: string): void;
  /** The countdown at whose end a pause ends by itself stands before the agent's eyes. */
  countdownSeen(conversationId: string): void;
  /** Why the agent has pressed Pause: written down beside that wish. */
  nameReason(conversationId: string, wishId: string, code: string): void;
  /** Looks again at once. */
  refresh(conversationId: string): void;
  /** Asks which calls there are: one that began may have told nobody. */
  search(): void;
  settle(conversationId: string): void;
  /** The page came back to life, to the front or online: nothing outdated may be shown. */
  wake(isOnline?: boolean): void;
  /** The browser says that there is no network: nothing is claimed until the channel is heard again. */
  offline(): void;
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
  /** A sign-in that has ended is being renewed without a click, or that is over: a Pause that is pressed meanwhile waits for it. */
  renews(isNow: boolean): void;
  /** Ends timers and the channel; changes no recording (rule 8). */
  close(): void;
}

/** One signed-in agent in one panel: what the channel, the agent and the page say becomes inputs of calls. Knows no SDK. */
export function createSession(ports: SessionPorts, options: SessionOptions): Session {
  const { api, feed, journal, clock, ids, log } = ports;
  const { me } = options;
  const mayPauseOthers = me.permissions.has('conversation:recording:pauseOthers');
  const platformNow = ports.platformNow ?? (() => clock.wall());
  const story = createStory(options.origin, clock, ids, ports.platformNow);
  const isForAll = options.conversationId === undefined;
  const shownSince = createShownSince(clock, platformNow);
  // Rounded, so that two readings of both clocks say the same.
  const shownAt = (at: number) => Math.round((at + clock.steady() - clock.now()) / 100) * 100;
  let signedOut = false;
  let isRenewing = false;
  let closed = false;
  let isSettled = options.settled;
  let isOpening = true;
  /** Pauses that were pressed while it was not settled in whose name, by their calls. */
  const heldBack = new Map<string, HeldBack>();
  /** What nobody had read of calls that are not there yet. */
  const unread = new Map<string, ConversationView>();

  const unlisted = store<Unlisted | undefined>({ kind: 'asking' });
  const past = createPast(clock, me, ports.platformNow);
  const remembering: Pick<Journal, 'intent' | 'append'> = {
    intent: (facts) => journal.intent(facts),
    append(facts) {
      past.note(facts);
      return journal.append(facts);
    },
  };
  const writes = createWriteAhead({ journal: remembering, clock, log }, () => table.enqueue(table.touchAll));
  const others = createOtherConversations({
    api,
    userId: me.userId,
    isCall: (id) => table.get(id)?.evidence.told.snapshot !== undefined,
    match,
    identified: (id) => dispatch(id, { kind: 'identified' }),
  });
  const discovery = options.discover?.(
    ports,
    me.userId,
    (conversationIds) =>
      // As one turn, and so told once, however many they are.
      table.enqueue(() => {
        for (const id of conversationIds) {
          add(id);
          dispatch(id, { kind: 'listed' });
        }
      }),
    () => enqueue(() => {}),
  );
  const tellSiblings = createTellSiblings(feed, clock);
  const table: CallTable = createCallTable({
    clock,
    forgets: isForAll,
    api,
    journal,
    writes,
    past,
    story,
    userId: me.userId,
    isSettled: () => isSettled,
    seen(snapshot) {
      configure(snapshot);
      match(snapshot.conversationId, matchOf(snapshot, me.userId));
    },
    notFound: (id) => void others.identify(id),
    deaf: (id) => news.deaf(id),
    extended: (conversationId) => feed.tell?.({ kind: 'extended-elsewhere', conversationId }),
    signedOut: loseSignIn,
    view,
    afterTurn(all) {
      const calls = [...all];
      feed.heed?.(calls.some(isPauseAtStake));
      tellSiblings(calls);
      byItself.look(calls);
      tellListing();
    },
    onBug: (error) => options.onBug?.(error),
  });
  const { dispatch, dispatchAll, touchAll, enqueue } = table;
  const news = createChannelNews({
    table,
    feed,
    log,
    discovery,
    isForAll,
    meet,
    signedOut: loseSignIn,
  });

  const byItself = createByItself(options.loadAutoResumes, {
    clock,
    ids,
    journal,
    userId: me.userId,
    table,
    shownAt,
  });

  function tellListing(): void {
    const now = discovery?.unlisted(news, isOpening);
    if (!isSame(now, unlisted.value)) unlisted.value = now;
  }

  function view(call: Call): ConversationView {
    const leg = call.evidence.told.snapshot && ownLeg(call.evidence.told.snapshot, me.userId);
    const { startStop, reasons } = options.policyFor(leg?.queueId);
    return viewOf(call, {
      shownSince,
      shownAt,
      signedOut,
      isRenewing,
      notLogged: writes.refuses,
      isSettled,
      isHeldBack: heldBack.has(call.conversationId),
      isOpening: isOpening && !news.hasFailed,
      livePermission: news.livePermission,
      startStop,
      reasons,
      coming: byItself.loaded?.comingOf(call),
      permissions: me.permissions,
      about: options.about?.(call, () => enqueue(touchAll)) ?? {
        ...(leg?.startedAt !== undefined && { startedAt: leg.startedAt }),
      },
      other: others.get(call.conversationId),
    });
  }

  function add(conversationId: string): void {
    if (table.get(conversationId)) return;
    const policy = options.policyFor(undefined);
    table.add(newCall(conversationId, me.userId, policy));
    void table.recall(conversationId);
    dispatch(conversationId, { kind: 'configured', policy, mayPauseOthers });
    const { generation } = news;
    if (generation !== undefined)
      dispatch(conversationId, { kind: 'opened', generation, quietMs: table.silentMs });
    remindOf(conversationId);
    if (isSettled) sendHeldBack();
  }

  function remindOf(id: string): void {
    const left = unread.get(id);
    if (!left || !table.get(id)) return;
    unread.delete(id);
    dispatch(id, unreadOf(left));
  }

  /**
   * The queue of the own leg decides the policy. Set before the snapshot that brings the leg is judged, so that nothing is
   * claimed under another queue's; a leg that is over and that a stale snapshot brings up again decides nothing.
   */
  function configure(snapshot: Snapshot): void {
    const id = snapshot.conversationId;
    const evidence = table.get(id)?.evidence;
    const leg = ownLeg(snapshot, me.userId);
    if (!evidence || leg?.queueId === undefined) return;
    const before = evidence.told.snapshot && ownLeg(evidence.told.snapshot, me.userId);
    const isSame = before?.participantId === leg.participantId;
    if (isSame ? before.queueId === leg.queueId : evidence.told.gone.has(leg.participantId)) return;
    dispatch(id, { kind: 'configured', policy: options.policyFor(leg.queueId), mayPauseOthers });
  }

  function meet(snapshot: Snapshot): void {
    const id = snapshot.conversationId;
    match(id, matchOf(snapshot, me.userId));
    if (isForAll && ownLeg(snapshot, me.userId)) add(id);
    configure(snapshot);
  }

  /** Says nothing of the conversations of others' panels: only the one that the desktop has opened this panel for counts. */
  function match(conversationId: string, what: Match): void {
    if (!isSettled && conversationId === options.conversationId) options.onMatch(what);
  }

  function settleOwner(): void {
    if (isSettled || closed) return;
    isSettled = true;
    touchAll();
    for (const call of table.all())
      if (call.claim.safe) void writes.append(story.observed(call, 'safe-shown'));
      else if (isReliedOver(call.claim)) void writes.append(story.observed(call, 'over-limit'));
    adopt();
    sendHeldBack();
    enqueue(() => {});
  }

  /** One that is too old is not sent any more: that nothing was sent stays said until it is read. */
  function sendHeldBack(): void {
    for (const { conversationId, trigger, at } of heldBack.values())
      if (table.get(conversationId) && clock.now() - at <= HELD_BACK_MS)
        ask(conversationId, 'pause', trigger);
  }

  /**
   * Nothing is sent in a name that is not settled, nor while a sign-in that has ended is renewed without a click. A pause that was
   * pressed is not swallowed either: the panel says at once that nothing was sent, and sends it in the step in which the name is
   * settled, or the agent signed in again, if that comes soon.
   */
  function ask(conversationId: string, action: PolicyAction, trigger: Trigger): void {
    const maySend = isSettled && !(signedOut && isRenewing);
    if (maySend) heldBack.delete(conversationId);
    if (maySend) return dispatch(conversationId, { kind: 'asked', action, wishId: ids.next(), trigger });
    if (action === 'pause') heldBack.set(conversationId, { conversationId, trigger, at: clock.now() });
    touchAll();
    enqueue(() => {});
  }

  function loseSignIn(): void {
    if (signedOut || closed) return;
    signedOut = true;
    options.acts?.(undefined);
    news.over();
    feed.close();
    dispatchAll({ kind: 'signed-out' });
    options.onSignedOut();
  }

  const marksOn: MarksOn = ({ conversationId, participantId }) => {
    const legs = table.get(conversationId)?.evidence.told.snapshot?.legs;
    return Object.keys(legs?.find((leg) => leg.participantId === participantId)?.marks ?? {});
  };

  function adopt(): void {
    if (!isSettled) return;
    if (!signedOut && !closed) options.acts?.(marksOn);
    adoptOrphans({
      ...ports,
      userId: me.userId,
      isOver: () => signedOut || closed,
      seen(snapshot) {
        // What it says against a claim of this panel counts at once; for a claim the panel reads by itself.
        const isOver = mapSnapshot(snapshot, me.userId).state === 'ended';
        if (isOver || captures(snapshot, me.userId))
          dispatch(snapshot.conversationId, { kind: 'event', snapshot });
      },
    });
  }

  /** A leader gives its place to a sibling that runs; the channel is kept for the time after. */
  function freeze(): void {
    if (signedOut || closed) return;
    feed.close();
    news.hear({ kind: 'lost', why: 'closed' });
  }

  function thaw(): void {
    if (signedOut || closed) return;
    // Where nobody told us of the freeze, what stands on the panel is from before.
    freeze();
    listenAgain();
  }

  /** What siblings have told meanwhile was not heard: a resume that they ask for stands in the journal. */
  function listenAgain(): void {
    feed.start(me.userId, news.hear);
    for (const { conversationId } of table.all()) void table.recall(conversationId);
  }

  const cancelOpening = clock.after(OPENING_MS, () => {
    isOpening = false;
    if (news.generation === undefined) enqueue(touchAll);
  });
  if (options.conversationId !== undefined) add(options.conversationId);
  table.publish();
  feed.start(me.userId, news.hear);
  adopt();

  return {
    conversations: table.conversations,
    unlisted,
    past: past.of,
    get heldBack() {
      return [...heldBack.values()];
    },
    holdBack(pressed) {
      for (const one of pressed) heldBack.set(one.conversationId, one);
      touchAll();
      if (isSettled) sendHeldBack();
      enqueue(() => {});
    },
    remind(left) {
      for (const one of left) {
        unread.set(one.conversationId, one);
        remindOf(one.conversationId);
      }
    },
    ask,
    askCapture(conversationId, target, action, trigger) {
      if (!isSettled) return;
      dispatch(conversationId, { kind: 'asked-capture', target, action, wishId: ids.next(), trigger });
    },
    extend(conversationId) {
      if (isSettled) dispatch(conversationId, { kind: 'extend' });
    },
    countdownSeen: (conversationId) => byItself.loaded?.seen(conversationId),
    nameReason(conversationId, wishId, reason) {
      const call = table.get(conversationId);
      if (call && isSettled) writes.beside(story.observed(call, 'reason', { wishId, reason }), () => {});
    },
    settleOwner,
    search: () => discovery?.search(),
    refresh: (conversationId) => dispatch(conversationId, { kind: 'refresh' }),
    settle(conversationId) {
      heldBack.delete(conversationId);
      touchAll();
      dispatch(conversationId, { kind: 'settled' });
    },
    wake(isOnline = false) {
      dispatchAll({ kind: 'tick' });
      if (isOnline) feed.probe();
      if (discovery && table.conversations.value.length === 0 && discovery.agoMs > LIST_STALE_AFTER_MS)
        discovery.search();
      if (table.silentMs < STALE_AFTER_MS) return;
      feed.probe();
      dispatchAll({ kind: 'refresh' });
    },
    offline() {
      if (signedOut || closed) return;
      news.cut();
      // Where the browser is wrong the answer comes at once.
      feed.probe();
    },
    freeze,
    thaw,
    adopt,
    signOut: loseSignIn,
    signIn() {
      if (!signedOut || closed) return;
      signedOut = false;
      if (isSettled) options.acts?.(marksOn);
      listenAgain();
      if (isSettled) sendHeldBack();
      enqueue(touchAll);
    },
    renews(isNow) {
      isRenewing = isNow;
      if (signedOut) enqueue(touchAll);
    },
    close() {
      closed = true;
      options.acts?.(undefined);
      cancelOpening();
      news.over();
      byItself.loaded?.close();
      table.stop();
      feed.close();
    },
  };
}

const isPauseAtStake = ({ claim, wishes }: Call): boolean =>
  claim.state === 'paused' || wishes.current?.action === 'pause';
