import type { CallFeed, Clock, FeedEvent, RefusedTopic } from '../app/ports.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { forAllAgents } from './all-agents.ts';

type Report = (event: FeedEvent) => void;

/** One feed of queues, shared by the sessions of single calls. */
export interface FeedHub {
  /** What the queues' feed reports goes in here. */
  report(event: FeedEvent): void;
  /** The feed of one conversation. */
  of(conversationId: string): CallFeed;
}

export interface HubHooks {
  /** Every snapshot, before the sessions hear of it. */
  heard?(snapshot: Snapshot): void;
  opened?(): void;
  lost?(why: string): void;
  /** All topics that are not delivered now, when they change. */
  refused?(topics: readonly RefusedTopic[]): void;
  signedOut?(): void;
  /** A session takes the channel for deaf. */
  replace?(): void;
}

/** Sessions take 35 s without a frame for a lost channel. */
const FRAME_MS = 20_000;

/**
 * `read-back` is for commands: what confirms them is a read that was sent after them, so that no channel is needed for
 * it; events are welcome as contrary evidence. `live` is for watching: without a channel nothing is known.
 */
export function createFeedHub(
  mode: 'read-back' | 'live',
  clock: Pick<Clock, 'after'>,
  hooks: HubHooks = {},
): FeedHub {
  const reports = new Map<string, Set<Report>>();
  let generation: number | undefined = mode === 'read-back' ? 1 : undefined;

  const all = (event: FeedEvent) => {
    for (const some of reports.values()) for (const report of some) report(event);
  };
  const to = (conversationId: string, event: FeedEvent) => {
    for (const report of reports.get(conversationId) ?? []) report(event);
  };

  function report(event: FeedEvent): void {
    switch (event.kind) {
      case 'opened':
        hooks.opened?.();
        if (mode === 'read-back') return;
        generation = event.generation;
        return all(event);
      case 'lost':
        hooks.lost?.(event.why);
        if (mode === 'read-back') return;
        generation = undefined;
        return all(event);
      case 'frame':
        return mode === 'live' ? all(event) : undefined;
      case 'snapshot':
        hooks.heard?.(event.snapshot);
        return to(event.snapshot.conversationId, { ...event, snapshot: forAllAgents(event.snapshot) });
      case 'unreadable':
        return event.conversationId === undefined ? all(event) : to(event.conversationId, event);
      case 'elsewhere':
        return undefined;
      case 'refused':
        return hooks.refused?.(event.topics);
      case 'signed-out':
        hooks.signedOut?.();
        return mode === 'live' && generation !== undefined
          ? report({ kind: 'lost', why: 'failed' })
          : undefined;
    }
  }

  return {
    report,
    of(conversationId) {
      let mine: Report | undefined;
      let cancel = () => {};
      const beat = () => {
        mine?.({ kind: 'frame' });
        cancel = clock.after(FRAME_MS, beat);
      };
      const close = () => {
        cancel();
        if (mine) reports.get(conversationId)?.delete(mine);
        if (reports.get(conversationId)?.size === 0) reports.delete(conversationId);
        mine = undefined;
      };
      return {
        start(_userId, tell) {
          close();
          mine = tell;
          reports.set(conversationId, (reports.get(conversationId) ?? new Set()).add(tell));
          if (generation !== undefined) tell({ kind: 'opened', generation });
          if (mode === 'read-back') cancel = clock.after(FRAME_MS, beat);
        },
        replace: () => hooks.replace?.(),
        probe: () => {},
        close,
      };
    },
  };
}
