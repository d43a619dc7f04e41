import type { CallFeed, Clock, FeedEvent, Ids, Log, SiblingNews } from '../app/ports.ts';
import type { Broadcast, BrowserSharing } from './browser.ts';
import { follow, type Following } from './following.ts';
import { decode, encode, type PanelMessage, type SharedChannel } from './message.ts';

/** A feed of this panel's own, whose frames and channel siblings may use. */
export interface OwnFeedHooks {
  readonly join: SharedChannel | undefined;
  readonly relay: { opened(channel: SharedChannel): void; heard(text: string): void };
}

export interface SharedFeedDeps {
  readonly browser: BrowserSharing;
  /** The same for panels that may share: of one build, region, client and user. */
  nameFor(userId: string): string;
  openFeed(hooks: OwnFeedHooks): CallFeed;
  /** What a frame tells of this user's calls, after `frame`. */
  readFrame(text: string, userId: string): FeedEvent | undefined;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly ids: Ids;
  readonly log: Log;
}

export interface SharedFeed extends CallFeed {
  heed(closely: boolean): void;
  /** Settles when a closed feed has left the leadership to others. */
  released(): Promise<unknown>;
}

/**
 * `CallFeed` for one of many panels: who holds the Web Lock leads, keeps the one channel and relays its frames; the others
 * judge these frames themselves. Whatever stands in the way of sharing ends in a channel of the panel's own: fails open.
 */
export function createSharedFeed(deps: SharedFeedDeps): SharedFeed {
  let run: Run | undefined;
  let released: Promise<unknown> = Promise.resolve();
  /** What this panel had open itself when it was closed, of which user. A user has 20 channels. */
  let kept: { readonly userId: string; readonly channel: SharedChannel | undefined } | undefined;
  function stop() {
    if (run === undefined) return;
    kept = { userId: run.userId, channel: run.channel };
    released = run.stop();
    run = undefined;
  }
  return {
    start(userId, report) {
      stop();
      run = startRun(deps, userId, report, kept?.userId === userId ? kept.channel : undefined);
    },
    replace: () => run?.replace(),
    probe: () => run?.probe(),
    heed: (closely) => run?.heed(closely),
    tell: (news) => run?.post(news),
    close: stop,
    released: () => released,
  };
}

interface Run {
  readonly userId: string;
  readonly channel: SharedChannel | undefined;
  replace(): void;
  probe(): void;
  heed(closely: boolean): void;
  post(news: SiblingNews): void;
  stop(): Promise<unknown>;
}

/** `before` is joined only by a leader: from anybody else it might be taken. */
function startRun(
  deps: SharedFeedDeps,
  userId: string,
  tell: (event: FeedEvent) => void,
  before: SharedChannel | undefined,
): Run {
  const { clock, ids, log } = deps;
  const name = `rc1.panels.${deps.nameFor(userId)}`;
  const self = ids.next();
  const leaving = new AbortController();
  let resign: () => void = () => undefined;
  let holding: Promise<unknown> = Promise.resolve();
  let stopped = false;
  let generation = 0;
  let leads = false;
  let broadcast: Broadcast | undefined;
  let following: Following | undefined;
  let own: CallFeed | undefined;
  /** What the own feed has open. */
  let open: { term: string; channel: SharedChannel } | undefined;
  let heardAt = 0;

  function report(event: FeedEvent) {
    if (!stopped) tell(event);
  }
  function post(message: PanelMessage) {
    broadcast?.postMessage(encode(message));
  }
  /** Each panel counts for itself: a generation is one unbroken stream of frames as this panel got it. */
  function opened(quietMs = 0) {
    generation += 1;
    report({ kind: 'opened', generation, ...(quietMs > 0 && { quietMs }) });
  }
  /** `to` is the question that this answers, if any. */
  function announce(to?: string) {
    if (!leads) return;
    post({ kind: 'state', quietMs: clock.now() - heardAt, ...(to !== undefined && { to }), ...open });
  }

  function openOwn(join?: SharedChannel) {
    let count = 0;
    own = deps.openFeed({
      join,
      relay: {
        opened(channel) {
          count += 1;
          heardAt = clock.now();
          open = { term: `${self}.${count}`, channel };
        },
        heard(text) {
          heardAt = clock.now();
          if (leads && open) post({ kind: 'frame', term: open.term, text });
        },
      },
    });
    own.start(userId, (event) => {
      if (event.kind === 'opened') {
        opened();
        return announce();
      }
      report(event);
      if (event.kind !== 'lost') return;
      open = undefined;
      announce();
    });
  }

  function endFollowing(): SharedChannel | undefined {
    const left = following?.end();
    following = undefined;
    return left;
  }

  function alone(why: 'denied' | 'mute' | 'version') {
    if (stopped || own !== undefined) return;
    log.note('panels-alone', { why });
    endFollowing();
    openOwn();
  }

  function lead(): Promise<void> {
    if (stopped) return Promise.resolve();
    leads = true;
    log.note('panels-leader');
    const left = endFollowing();
    // Followers of the leader before learn that its frames are over.
    announce();
    if (own === undefined) openOwn(left ?? before);
    return new Promise((resolve) => (resign = resolve));
  }

  function hear(data: unknown) {
    const message = decode(data);
    if (stopped || message === undefined) return;
    if (message === 'foreign') return leads ? undefined : alone('version');
    if ('conversationId' in message) return report(message);
    if (!leads) return following?.hear(message);
    if (message.kind === 'hello') announce(message.ask);
    else if (message.kind === 'probe') own?.probe();
    // Ten panels may find the same generation deaf; it is replaced once.
    else if (message.kind === 'replace' && message.term === open?.term) own?.replace();
  }

  function join() {
    const locks = deps.browser.locks();
    broadcast = deps.browser.broadcast(name);
    broadcast.addEventListener('message', ({ data }) => hear(data));
    following = follow({
      clock,
      ids,
      post,
      read: (text) => deps.readFrame(text, userId),
      opened,
      report,
      alone: () => alone('mute'),
    });
    holding = locks.request(name, { signal: leaving.signal }, lead).catch((refusal: unknown) => {
      // Aborted because the panel goes, or denied. Anything else is a bug of ours.
      if (!(refusal instanceof DOMException)) throw refusal;
      alone('denied');
    });
  }

  try {
    join();
  } catch {
    alone('denied');
  }

  return {
    userId,
    get channel() {
      return open?.channel;
    },
    replace: () => (own ?? following)?.replace(),
    probe: () => (own ?? following)?.probe(),
    // A channel of one's own tells by itself when it is silent.
    heed: (closely) => following?.heed(closely),
    post,
    stop() {
      stopped = true;
      if (leads) post({ kind: 'bye' });
      following?.end();
      own?.close();
      broadcast?.close();
      resign();
      leaving.abort();
      return holding;
    },
  };
}
