import type { Journal } from '../../app/ports.ts';
import { failed, ok } from '../../domain/result.ts';
import { readRateLimit } from '../../genesys/rate-limit.ts';
import { headText } from '../../outbox/anchors.ts';
import { createDelivery, type Deliver } from '../archive/webhook.ts';
import { holdHome, type HomeHold } from '../home/hold-home.ts';
import { ownPausesOf } from '../home/own-pauses.ts';
import type { Wiring } from '../wiring.ts';
import type { WatchOptions } from './open-watch.ts';
import type { ForQueues } from './queues-to-watch.ts';
import { startWatch, type WatchDeps, type Watcher } from './watcher.ts';

// What whoever watches queues needs of the wiring, wherever it keeps what it learns.

/** Where the audit log ends; nothing while the disk is away: a webhook goes out without it. */
export const headOf = (journal: Wiring['journal']) => (): string | undefined => {
  try {
    const last = journal.head();
    return last && headText(last);
  } catch {
    return undefined;
  }
};

/** Absent: there is no receiver. */
export const deliveryOf = ({ settings, send, clock, trail }: Wiring): Deliver | undefined =>
  settings.webhook && trail.deliver(createDelivery(settings.webhook, { fetch: send, clock }));

/** Asks once how many requests a minute the platform takes, and keeps to that; the documented limit stays where it does not tell. */
export async function keepToldLimit({ rest, pacer }: Wiring): Promise<void> {
  const told = await readRateLimit(rest);
  if (told.ok && told.value !== undefined) pacer.know(told.value);
}

export type WatchWith = Pick<WatchDeps, 'queueIds' | 'archivist' | 'alive' | 'tell'> & {
  readonly journal: Journal;
};

export const startWatchWith = (wiring: Wiring, given: WatchWith): Watcher =>
  startWatch({
    ...wiring.about,
    feed: wiring.openFeed(),
    pacer: wiring.pacer,
    clock: wiring.clock,
    ids: wiring.ids,
    log: wiring.log,
    ownPauses: ownPausesOf(wiring.journal.files),
    callsSince: wiring.trail.gap((queueId, from) =>
      wiring.queueApi.calls(queueId, wiring.interval(from), 'all'),
    ),
    ...given,
  });

/** Holds the home from before `begin` until what that began is closed, and closes it when another has taken the home over. */
export async function withHome<T extends { close(): Promise<void> }>(
  { settings: { home }, clock }: Wiring,
  { signal, onEvent }: Pick<WatchOptions, 'signal' | 'onEvent'>,
  { prepare, hasStore = false }: { readonly hasStore?: boolean; prepare(): void },
  begin: (hold: HomeHold) => Promise<ForQueues<T>>,
): Promise<ForQueues<T>> {
  let end = () => {};
  const hold = await holdHome({
    home,
    clock,
    ...(signal && { signal }),
    hasStore,
    prepare,
    waiting: (why) => onEvent({ kind: 'disk', ...(why !== undefined && { why }) }),
    lost() {
      onEvent({ kind: 'home-lost', home });
      end();
    },
  });
  if (hold === undefined) return failed({ kind: 'unknown-outcome' });
  const begun = await begin(hold).catch((error: unknown) => {
    hold.release();
    throw error;
  });
  if (!begun.ok) {
    hold.release();
    return begun;
  }
  const { close } = begun.value;
  end = () => void close();
  return ok({
    ...begun.value,
    async close() {
      await close();
      hold.release();
    },
  });
}
