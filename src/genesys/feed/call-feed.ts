import type { CallFeed, Cancel, Clock, FeedEvent, Log, Random, RefusedTopic } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Rest } from '../http/rest.ts';
import type { Channel } from '../wire/channel.ts';
import { createChannelApi } from './channel-api.ts';
import { connect, type Connection, type ConnectionEvent } from './connection.ts';
import { keepRenewed } from './renewal.ts';
import { callsTopic, queueCallsTopic } from '../wire/topics.ts';
import { eventOf } from './read-frame.ts';
import { refusedOf } from './refused-topics.ts';
import { createRetry } from './retry.ts';
import { createTakeovers } from './takeovers.ts';
import type { OpenSocket } from './socket.ts';

/** A channel that keeps dropping is given up for a new one. */
const MAX_SOFT_RECONNECTS = 3;
/** A connection that held this long wipes the slate. */
const STABLE_MS = 60_000;
/** The closing notice comes about 60 s ahead; all panels of a site get it at once. */
const HANDOVER_JITTER_MS = 5_000;
/** Somebody else keeps taking our channels: let go for a while instead of fighting. */
const REST_MS = 30_000;
/** While our own new socket takes over, the old one may be gone for this long before the link counts as lost. */
const TAKEOVER_MS = 1_000;

export interface CallFeedDeps {
  readonly rest: Rest;
  readonly openSocket: OpenSocket;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly random: Random;
  readonly log: Log;
  /** The only call that is shown; absent: all of the topics. Siblings are relayed every frame nonetheless. */
  readonly only?: string | undefined;
  /** A channel that a sibling has left behind: tried first, because a user has 20 of them. */
  readonly join?: Channel | undefined;
  /** For siblings that live on this feed: each is called before the event of the same moment is told. */
  readonly relay?: { opened(channel: Channel): void; heard(text: string): void } | undefined;
}

/**
 * `CallFeed` over a notification channel: create it, open its socket, subscribe, confirm. A new socket first goes to the
 * same channel, because a user has 20 of them and a channel beyond that can beat and deliver nothing.
 */
export function createCallFeed(deps: CallFeedDeps): CallFeed {
  const feed = feedOf(deps);
  return { ...feed, start: (userId, report) => feed.start([callsTopic(userId)], report) };
}

/** Each queue is a topic, and one more would make Genesys refuse them all. */
export const QUEUES_OF_A_CHANNEL = 1_000;

/** The same for the calls of queues, whoever has them. Topics that are refused are told. */
export interface QueueFeed extends Omit<CallFeed, 'start'> {
  start(queueIds: readonly string[], report: (event: FeedEvent) => void): void;
}

export function createQueueFeed(deps: CallFeedDeps): QueueFeed {
  const feed = feedOf(deps);
  return { ...feed, start: (queueIds, report) => feed.start(queueIds.map(queueCallsTopic), report) };
}

function feedOf(deps: CallFeedDeps) {
  let run: Run | undefined;
  return {
    start(topics: readonly string[], report: (event: FeedEvent) => void) {
      run?.stop();
      run = startRun(deps, topics, report);
    },
    replace: () => run?.replace(),
    probe: () => run?.probe(),
    close() {
      run?.stop();
      run = undefined;
    },
  };
}

interface Run {
  replace(): void;
  probe(): void;
  stop(): void;
}

function startRun(deps: CallFeedDeps, topics: readonly string[], tell: (event: FeedEvent) => void): Run {
  const { clock, random, log } = deps;
  const channels = createChannelApi(deps.rest);
  let generation = 0;
  /** Voids what is still under way when something newer begins. */
  let attempts = 0;
  /** An attempt is being made: its channel is being created, or `candidate` is connecting. */
  let underWay = false;
  let softReconnects = 0;
  let channel = deps.join;
  /** What evidence comes from. */
  let current: Connection | undefined;
  /** What is to take its place. */
  let candidate: Connection | undefined;
  let toldLost = false;
  let refused: readonly RefusedTopic[] = [];
  let cancelStable: Cancel = () => undefined;
  let cancelRenewal: Cancel = () => undefined;
  const takeovers = createTakeovers(clock);
  const retry = createRetry(clock, random, () => void attempt());

  function lost(why: Extract<FeedEvent, { kind: 'lost' }>['why']) {
    if (toldLost) return;
    toldLost = true;
    log.note('feed-lost', { why, generation });
    tell({ kind: 'lost', why });
  }

  function tellRefused(now: readonly RefusedTopic[]) {
    const isSame = JSON.stringify(now) === JSON.stringify(refused);
    refused = now;
    if (isSame) return;
    log.note('feed-topics-refused', { topics: now.length });
    tell({ kind: 'refused', topics: now });
  }

  function dropCurrent() {
    cancelStable();
    cancelRenewal();
    current?.close();
    current = undefined;
  }

  function dropCandidate() {
    attempts += 1;
    underWay = false;
    retry.cancel();
    candidate?.close();
    candidate = undefined;
  }

  function dropAll() {
    dropCandidate();
    dropCurrent();
  }

  function signedOut() {
    dropAll();
    tell({ kind: 'signed-out' });
  }

  async function attempt() {
    dropCandidate();
    underWay = true;
    const mine = attempts;
    if (softReconnects >= MAX_SOFT_RECONNECTS) channel = undefined;
    else if (channel !== undefined && softReconnects > 0) {
      // A browser does not say why a socket was refused; asking tells whether the channel is gone.
      const listed = await channels.topics(channel.id);
      if (mine !== attempts) return;
      if (!listed.ok && listed.failure.kind === 'not-found') channel = undefined;
    }
    if (channel === undefined) {
      const created = await channels.create();
      if (mine !== attempts) return;
      if (!created.ok) return attemptFailed(created.failure);
      channel = created.value;
      softReconnects = 0;
    } else {
      softReconnects += 1;
    }
    const connection: Connection = connect({ ...deps, channels }, { channel, topics }, (event) => {
      if (connection === current) fromCurrent(event);
      else fromCandidate(event);
    });
    candidate = connection;
  }

  function attemptFailed(failure: Failure) {
    dropCandidate();
    log.note('feed-attempt-failed', { kind: failure.kind, correlationId: failure.correlationId });
    if (failure.kind === 'signed-out') return signedOut();
    // A channel of somebody else's that does not open at once is not worth a second attempt.
    if (failure.kind === 'not-found' || (generation === 0 && channel === deps.join)) channel = undefined;
    if (current === undefined) lost('failed');
    retry.after(failure);
  }

  function fromCandidate(event: ConnectionEvent) {
    if (event.kind === 'over') {
      if (event.refused !== undefined) tellRefused(event.refused);
      return attemptFailed(event.failure ?? { kind: 'timeout' });
    }
    if (event.kind === 'system') {
      if (event.what === 'token-revoked') return signedOut();
      if (event.what === 'superseded') return taken();
    }
    if (event.kind === 'early') {
      // Without a generation that stands there is no claim to take back.
      if (generation === 0 || toldLost) return;
      deps.relay?.heard(event.text);
      return tell(eventOf(event.frame));
    }
    if (event.kind !== 'ready') return;
    dropCurrent();
    current = candidate;
    candidate = undefined;
    underWay = false;
    generation += 1;
    toldLost = false;
    cancelStable = clock.after(STABLE_MS, () => {
      retry.forgive();
      softReconnects = 0;
    });
    if (channel !== undefined) {
      const renewed = { channelId: channel.id, topics, refused: event.refused };
      cancelRenewal = keepRenewed({ channels, clock, log }, renewed, {
        refused: tellRefused,
        ended: renewalEnded,
      });
    }
    log.note('feed-opened', { generation });
    if (channel !== undefined) deps.relay?.opened(channel);
    tell({ kind: 'opened', generation });
    tellRefused(event.refused);
  }

  function fromCurrent(event: ConnectionEvent) {
    switch (event.kind) {
      case 'frame':
        deps.relay?.heard(event.text);
        return tell({ kind: 'frame' });
      case 'event':
        return tell(eventOf(event.frame));
      case 'over':
        return currentOver(event.why);
      case 'system':
        return system(event.what);
      case 'ready':
      case 'early':
        return undefined;
    }
  }

  function currentOver(why: 'closed' | 'silent' | 'failed') {
    dropCurrent();
    // One socket per channel: the old one ends because the new one has taken over.
    if (candidate?.open === true) return;
    lost(why);
    if (!underWay) retry.after();
  }

  function system(what: 'closing' | 'superseded' | 'token-revoked') {
    if (what === 'token-revoked') return signedOut();
    if (what === 'superseded') return candidate === undefined ? taken() : takenByOurselves();
    if (!underWay && !retry.waiting) retry.in(random() * HANDOVER_JITTER_MS);
  }

  /** The platform says the same to a socket whose place our own next socket takes, before that one knows it is open. */
  function takenByOurselves() {
    dropCurrent();
    const mine = attempts;
    clock.after(TAKEOVER_MS, () => {
      if (mine === attempts && current === undefined && candidate?.open !== true) lost('closed');
    });
  }

  function taken() {
    dropAll();
    channel = undefined;
    lost('superseded');
    if (takeovers.noted() === 'once') retry.after();
    else retry.in(REST_MS + random() * REST_MS, 'held');
  }

  function renewalEnded(failure: Failure) {
    if (failure.kind === 'signed-out') return signedOut();
    dropAll();
    channel = undefined;
    lost('failed');
    retry.after();
  }

  /** A channel without our topics is repaired by subscribing anew; one that has it and delivers nothing is given up. */
  async function replace() {
    const deaf = channel;
    if (current === undefined || deaf === undefined) return;
    dropAll();
    lost('replaced');
    const mine = attempts;
    const listed = await channels.topics(deaf.id);
    if (mine !== attempts) return;
    if (!listed.ok && listed.failure.kind === 'signed-out') return signedOut();
    const subscribed = !listed.ok || refusedOf(topics, listed.value).length <= refused.length;
    log.note('feed-replaced', { subscribed });
    if (subscribed) channel = undefined;
    return attempt();
  }

  function probe() {
    if (current !== undefined) current.probe();
    else retry.hurry();
  }

  void attempt();
  return { replace: () => void replace(), probe, stop: dropAll };
}
