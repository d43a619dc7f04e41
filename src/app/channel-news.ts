import { isCalmState } from '../domain/claim-state.ts';
import type { Call } from '../domain/call.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { isOwnPause } from './by-itself.ts';
import type { CallTable } from './call-table.ts';
import type { Discovery } from './discovery.ts';
import type { CallFeed, FeedEvent, Log } from './ports.ts';

export interface ChannelNewsDeps {
  readonly table: CallTable;
  readonly feed: Pick<CallFeed, 'replace'>;
  readonly log: Log;
  readonly discovery: Discovery | undefined;
  /** A panel for all calls: only that one looks for them. */
  readonly isForAll: boolean;
  /** Before a snapshot is judged: whose it is, whether it is a call of this session, and under which rules it goes. */
  meet(snapshot: Snapshot): void;
  signedOut(): void;
}

/** What the channel says, as inputs of calls. */
export interface ChannelNews {
  /** As one turn: what follows from it is told once. */
  hear(event: FeedEvent): void;
  /** The channel that is open now. */
  readonly generation: number | undefined;
  /** The permission for want of which a topic is not delivered. */
  readonly livePermission: string | undefined;
  /** A channel was lost, or could not be had. */
  readonly hasFailed: boolean;
  /** It delivers nothing of this call although it lives: once, until something comes, it is replaced. */
  deaf(conversationId: string): void;
  /** The network is said to be gone: nothing counts until the channel is heard again, or another one is opened. */
  cut(): void;
  /** There is no channel from here on. */
  over(): void;
}

export function createChannelNews(deps: ChannelNewsDeps): ChannelNews {
  const { table, discovery } = deps;
  const { dispatchAll } = table;
  let generation: number | undefined;
  /** The channel that may be dead, although nobody has heard it end. */
  let inDoubt: number | undefined;
  let replaced = false;
  let livePermission: string | undefined;
  let hasFailed = false;

  const search = (): void => void (deps.isForAll && discovery?.search());

  function over(): void {
    generation = undefined;
    inDoubt = undefined;
    discovery?.stop();
  }

  /** Something changed and nobody knows what: contrary for that call, or for all; a call not known yet is looked for. */
  function heardUnreadable(conversationId: string | undefined): void {
    if (conversationId === undefined) dispatchAll({ kind: 'unreadable' });
    else table.dispatch(conversationId, { kind: 'unreadable' });
    if (conversationId === undefined || !table.get(conversationId)) search();
  }

  function report(event: FeedEvent): void {
    if (event.kind === 'frame' && inDoubt !== undefined) report({ kind: 'opened', generation: inDoubt });
    switch (event.kind) {
      case 'opened':
        inDoubt = undefined;
        generation = event.generation;
        table.silentFor(event.quietMs ?? 0);
        dispatchAll(event);
        return search();
      case 'frame':
        return table.heardFrame();
      case 'snapshot':
        replaced = false;
        deps.meet(event.snapshot);
        return table.dispatch(event.snapshot.conversationId, { kind: 'event', snapshot: event.snapshot });
      case 'elsewhere':
        replaced = false;
        return;
      case 'unreadable':
        return heardUnreadable(event.conversationId);
      case 'refused':
        livePermission = event.topics[0]?.permissions[0];
        hasFailed = true;
        return table.touchAll();
      case 'lost':
        hasFailed = true;
        over();
        return dispatchAll({ kind: 'lost' });
      case 'signed-out':
        return deps.signedOut();
      case 'extended-elsewhere':
        return table.dispatch(event.conversationId, { kind: 'extend', isElsewhere: true });
      case 'pause-elsewhere':
      case 'paused-elsewhere':
      case 'resume-elsewhere':
        return table.dispatch(event.conversationId, event);
      case 'contrary-elsewhere':
      case 'recorder-elsewhere':
        if (isAtStake(table.get(event.conversationId))) table.dispatch(event.conversationId, event);
        return;
    }
  }

  return {
    hear: (event) => table.enqueue(() => report(event)),
    get generation() {
      return generation;
    },
    get hasFailed() {
      return hasFailed;
    },
    get livePermission() {
      return livePermission;
    },
    deaf(conversationId) {
      deps.log.note('channel-deaf', { conversationId, replaced });
      if (!replaced) deps.feed.replace();
      replaced = true;
    },
    cut: () =>
      table.enqueue(() => {
        const open = generation ?? inDoubt;
        report({ kind: 'lost', why: 'closed' });
        inDoubt = open;
      }),
    over,
  };
}

/** A claim that nobody records, or that may come of a read under way, or a pause that may end by itself. Another one that is not called safe claims less. */
const isAtStake = (call: Call | undefined): boolean =>
  call !== undefined &&
  (call.claim.safe ||
    call.evidence.reads.reading !== undefined ||
    isOwnPause(call) ||
    (call.claim.state !== 'paused' && isCalmState(call.claim.state)));
