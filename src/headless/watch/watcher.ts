import type { Cancel, Clock, Ids, Journal, Log } from '../../app/ports.ts';
import type { Session } from '../../app/session.ts';
import type { ConversationView } from '../../app/view.ts';
import type { Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { QUEUES_OF_A_CHANNEL, type QueueFeed } from '../../genesys/feed/call-feed.ts';
import type { FoundCall } from '../../genesys/wire/details-query.ts';
import { agentsOf, talkingAgent } from '../all-agents.ts';
import type { Archivist, Sighting } from '../archive/archivist.ts';
import { createCallApi } from '../control/call-api.ts';
import { openSession } from '../control/call-session.ts';
import { asActor } from '../control/actor-journal.ts';
import { isOver } from '../control/first-look.ts';
import { createFeedHub } from '../feed-hub.ts';
import type { Pacer } from '../http/pacer.ts';
import { createHeardAnswers } from './heard-answers.ts';
import { createHeardPauses } from './heard-pauses.ts';
import { createHeardUntil } from './heard-until.ts';
import { createHeldUp } from './held-up.ts';
import { createIdCheck } from './id-check.ts';
import { createLookAgain } from './look-again.ts';
import { createMissingCall } from './missing-call.ts';
import { noticing } from './noticing-api.ts';
import type { LastAlive } from './last-alive.ts';
import { lastSeen, seenUntilIn, sightsIn } from './pause-in-sight.ts';
import { createResumedRecord } from './record-resumed.ts';
import type { Tracked } from './tracked.ts';
import type { WatchEvent } from './watch-event.ts';

export interface WatchDeps {
  readonly queueIds: readonly string[];
  readonly feed: QueueFeed;
  readonly pacer: Pick<Pacer, 'transport'>;
  readonly archivist: Pick<Archivist, 'start' | 'heard' | 'paused' | 'ended'>;
  readonly alive: LastAlive;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly app: string;
  readonly region?: string;
  /** Calls of a queue that began since then, ended or not. */
  callsSince(queueId: string, from: number): Promise<Result<readonly FoundCall[]>>;
  /** The calls whose newest pause is this home's, as the log says now, and when it was confirmed (epoch ms). */
  ownPauses(): Promise<Pick<ReadonlyMap<string, number>, 'get'>>;
  tell(event: WatchEvent): void;
}

export interface Watcher {
  readonly channelUp: boolean;
  readonly conversations: number;
  /** Calls that somebody else has left, whatever their queue. */
  follow(conversationIds: readonly string[]): void;
  close(): void;
}

const REPLACE_EVERY_MS = 300_000;
/** A call of which nothing was heard for this long is read. */
const SILENT_MS = 600_000;
/** A pause is what somebody relies on: it may have left for a queue of which nothing is heard, and be recorded there. */
const SILENT_PAUSE_MS = 60_000;
const SWEEP_EVERY_MS = 20_000;
/** After a refused sign-in or a revoked token. */
const SIGN_IN_AGAIN_MS = 10_000;

/** Follows every call of some queues: what its recording does, and that it ended. */
export function startWatch(deps: WatchDeps): Watcher {
  const { archivist, clock, feed, alive } = deps;
  const queueIds = deps.queueIds.slice(0, QUEUES_OF_A_CHANNEL);
  const leftOut = deps.queueIds.slice(QUEUES_OF_A_CHANNEL);
  const tracked = new Map<string, Tracked>();
  const queueOf = new Map<string, string>();
  const agentOf = new Map<string, ReturnType<typeof talkingAgent>>();
  let channelUp = false;
  let replacedAt = -Infinity;
  let refusalTold = false;
  let closed = false;
  const timers = new Set<Cancel>();
  const isId = createIdCheck(deps.tell);

  const past = createHeardUntil({
    queueIds,
    alive,
    clock,
    closed: () => closed,
    later,
    callsSince: deps.callsSince,
    found(queueId, { conversationId, endedAt, recorded, agents }) {
      if (!isId(conversationId)) return;
      queueOf.set(conversationId, queueId);
      if (endedAt === undefined) {
        // That it lives says nothing of its pause.
        track(conversationId, tracked.has(conversationId) ? -Infinity : clock.now());
        return note(conversationId, { ...(agents && { agents }) });
      }
      const seen = { recorded: recorded === true, unseen: recorded === undefined };
      note(conversationId, { ...seen, ...(agents && { agents }) });
      ended(conversationId, endedAt);
    },
    deaf: replace,
    tell: deps.tell,
  });

  const resumed = createResumedRecord(deps);
  const heldUp = createHeldUp(clock, later);
  const looked = createMissingCall({ clock, later, entryOf: (id) => tracked.get(id), ended });
  const pauses = createHeardPauses(clock, heldUp, (id, pause) => note(id, { pause }));
  const answers = createHeardAnswers(clock, pauses.read);
  const lookAgain = createLookAgain({
    later,
    isUnproven: pauses.isUnproven,
    isReading: answers.isReading,
    refresh: (id) => tracked.get(id)?.session.refresh(id),
  });

  const hub = createFeedHub('live', clock, {
    heard,
    opened() {
      answers.doubt();
      channelUp = true;
      deps.tell({ kind: 'channel', up: true });
      refusalTold = false;
    },
    lost(why) {
      channelUp = false;
      deps.tell({ kind: 'channel', up: false, why });
    },
    signedOut() {
      if (!refusalTold) deps.tell({ kind: 'sign-in-refused' });
      refusalTold = true;
      later(SIGN_IN_AGAIN_MS, listen);
    },
    replace,
  });

  function replace(): void {
    // Many sessions notice the same deafness, and a channel may be lagging rather than deaf: one new one, then patience.
    if (clock.now() - replacedAt < REPLACE_EVERY_MS) return;
    replacedAt = clock.now();
    feed.replace();
  }

  function later(ms: number, run: () => void): Cancel {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      if (!closed) run();
    });
    timers.add(cancel);
    return cancel;
  }

  const listen = () =>
    feed.start(queueIds, (event) => {
      if (event.kind === 'unreadable') answers.doubt(event.conversationId);
      hub.report(event);
      past.heard(event);
    });

  function heard(snapshot: Snapshot): void {
    const { conversationId, legs } = snapshot;
    if (!isId(conversationId)) return;
    const queueId = legs.findLast((leg) => leg.queueId !== undefined)?.queueId;
    if (queueId !== undefined) queueOf.set(conversationId, queueId);
    agentOf.set(conversationId, talkingAgent(snapshot));
    if (legs.length > 0 || tracked.has(conversationId)) answers.heard(snapshot);
    if (legs.some(({ live }) => live)) track(conversationId, clock.now());
    const isFollowed = tracked.has(conversationId);
    if (!isFollowed && legs.length === 0) return;
    const marks: NonNullable<Sighting['marks']> = Object.assign({}, ...legs.map((leg) => leg.marks));
    note(conversationId, { marks, agents: agentsOf(snapshot), ...(!isFollowed && { unseen: true }) });
    // Whether a call that is followed is over is for the evidence of its session to say (E2): one event may be an older one.
    if (isFollowed) return pauses.heard(snapshot) ? lookAgain(conversationId) : undefined;
    // Learnt by its last event: nobody saw it live, but its recordings are to be archived.
    ended(conversationId);
  }

  function note(conversationId: string, seen: Omit<Sighting, 'queueId'> = {}): void {
    const queueId = queueOf.get(conversationId);
    archivist.heard(conversationId, { ...(queueId !== undefined && { queueId }), ...seen });
  }

  function track(conversationId: string, heardAt: number): void {
    const known = tracked.get(conversationId);
    if (known) {
      known.heardAt = Math.max(known.heardAt, heardAt);
      known.missingSince = undefined;
    }
    if (known || closed) return;
    note(conversationId, { live: true });
    const api = noticing(createCallApi({ transport: () => deps.pacer.transport }, clock), (isThere) =>
      looked(conversationId, isThere),
    );
    const session: Session = openSession(
      { ...deps, api: answers.instead(api), feed: hub.of(conversationId) },
      conversationId,
      asActor(deps.journal, { kind: 'client' }),
      () => later(SIGN_IN_AGAIN_MS, () => tracked.get(conversationId)?.session.signIn()),
    );
    const entry: Tracked = {
      session,
      told: '',
      heardAt,
      lookedAt: -Infinity,
      provenAt: -Infinity,
      stop: session.conversations.subscribe(() => watch()),
    };
    tracked.set(conversationId, entry);
    watch();

    function watch(): void {
      const view = session.conversations.value.find((each) => each.conversationId === conversationId);
      if (view !== undefined && tracked.has(conversationId)) see(entry, view);
    }
  }

  function see(entry: Tracked, view: ConversationView): void {
    const { conversationId, state, pauseKind, recorders } = view;
    if (recorders.length > 0) note(conversationId, { recorded: true });
    if (state === 'checking') entry.checked ??= { at: clock.now(), heldUpSince: heldUp.since() };
    const sights = sightsIn(view, entry, clock, heldUp.since());
    const since = sights.some(({ isPaused }) => isPaused) ? pauses.proven(conversationId) : undefined;
    for (const { isPaused, last } of sights)
      archivist.paused(conversationId, (entry.isInSight = isPaused), {
        until: (isPaused ? since : undefined) ?? clock.wall(),
        ...last,
        ...agentOf.get(conversationId),
      });
    if (state !== 'checking') entry.checked = undefined;
    const isWithout = isOver(state);
    if (isWithout && entry.sight === 'paused') resumed.ended(conversationId, seenUntilIn(sights));
    else if (isWithout && entry.sight === undefined) resumed.foundWithout(conversationId);
    if (isWithout || state === 'paused') entry.sight = isWithout ? 'without' : 'paused';
    else if (entry.sight === 'without') entry.sight = undefined;
    const told = `${state} ${pauseKind ?? ''} ${recorders.join()}`;
    if (told !== entry.told) {
      entry.told = told;
      const queueId = queueOf.get(conversationId);
      if (state !== 'ended') deps.tell({ kind: 'state', ...(queueId !== undefined && { queueId }), view });
    }
    // The session is in the middle of telling this: it is closed a moment later.
    if (state === 'ended') queueMicrotask(() => ended(conversationId));
  }

  /** `at`: when the platform says that it ended (epoch ms). */
  function ended(conversationId: string, at = Infinity): void {
    const entry = tracked.get(conversationId);
    // A pause that nobody has ended lasts as long as its call.
    pauses.over(conversationId, Math.min(clock.wall(), at), 'call');
    if (entry) archivist.paused(conversationId, false, { until: Math.min(clock.wall(), at), end: 'call' });
    tracked.delete(conversationId);
    entry?.stop();
    entry?.session.close();
    archivist.ended(conversationId);
    queueOf.delete(conversationId);
    agentOf.delete(conversationId);
    answers.forget(conversationId);
    if (entry) deps.tell({ kind: 'ended', conversationId });
  }

  /** An event may be missing, and a call that went to a queue of somebody else's sends none any more. */
  function sweep(): void {
    const now = clock.now();
    for (const [conversationId, entry] of channelUp ? tracked : []) {
      const silentMs = entry.sight === 'paused' ? SILENT_PAUSE_MS : SILENT_MS;
      if (now - Math.max(entry.heardAt, entry.lookedAt) < silentMs) continue;
      entry.provenAt = entry.lookedAt;
      entry.lookedAt = now;
      entry.session.refresh(conversationId);
    }
    later(SWEEP_EVERY_MS, sweep);
  }

  if (leftOut.length > 0)
    deps.tell({ kind: 'too-many-queues', queueIds: leftOut, limit: QUEUES_OF_A_CHANNEL });
  const missing = alive.missing(deps.queueIds);
  if (missing.length > 0) deps.tell({ kind: 'queues-missing', queueIds: missing });
  const follow = (conversationIds: readonly string[]) =>
    conversationIds.forEach((id) => track(id, -Infinity));
  follow(archivist.start());
  listen();
  later(SWEEP_EVERY_MS, sweep);

  return {
    get channelUp() {
      return channelUp;
    },
    get conversations() {
      return tracked.size;
    },
    follow,
    close() {
      closed = true;
      past.note();
      for (const cancel of timers) cancel();
      for (const [conversationId, entry] of tracked) {
        pauses.over(conversationId, clock.wall(), 'unseen');
        archivist.paused(conversationId, false, lastSeen(entry, clock));
        entry.stop();
        entry.session.close();
      }
      tracked.clear();
      feed.close();
    },
  };
}
