import { createArchivist } from '../archive/archivist.ts';
import { openJobStore, type JobStore } from '../archive/job-store.ts';
import { recordArchive, type ToldArchiveEvent } from '../archive/record-archive.ts';
import { checkId } from '../control/prerequisites.ts';
import type { Selection } from '../home/selection.ts';
import type { CommandEnding } from '../metrics.ts';
import { prometheusText, type Gauges } from '../prometheus-text.ts';
import { UsageError } from '../settings.ts';
import type { Wiring } from '../wiring.ts';
import { openLastAlive } from './last-alive.ts';
import { createPatientDisk } from './patient-disk.ts';
import { queuesToWatch, type ForQueues } from './queues-to-watch.ts';
import type { WatchEvent } from './watch-event.ts';
import { deliveryOf, headOf, keepToldLimit, startWatchWith, withHome } from './watch-parts.ts';

export interface WatchOptions {
  /** Default: every queue that the client may see. */
  readonly queueIds?: readonly string[];
  /** Aborted: the platform is no longer waited for at the start. A watch that runs is ended by `close`. */
  readonly signal?: AbortSignal;
  onEvent(event: WatchEvent | ToldArchiveEvent): void;
}

export interface Watch {
  gauges(): Gauges;
  /** Prometheus text. */
  prometheus(): Promise<string>;
  /** Ends it cleanly: what is under way comes to its end on the disk. */
  close(): Promise<void>;
}

/** Watches queues and hands their recordings on, for as long as it holds its home. */
export async function openWatch(
  wiring: Wiring,
  endings: Selection<CommandEnding>,
  given: WatchOptions,
): Promise<ForQueues<Watch>> {
  const { settings, wall, trail } = wiring;
  if (!wiring.canLast)
    throw new UsageError(
      'A watch needs GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET: an access token ends, and there would be no other.',
    );
  const options = withTrail(trail, given);
  let store: JobStore | undefined;
  return withHome(
    wiring,
    options,
    { prepare: () => void (store = openJobStore(settings.home, wall)) },
    () => {
      if (store === undefined) throw new Error('A home is held before it was prepared.');
      return watchHeld(wiring, endings, options, store);
    },
  );
}

/** What is told is noted as well. */
export const withTrail = <T extends Pick<WatchOptions, 'onEvent'>>(
  trail: Wiring['trail'],
  options: T,
): T => ({
  ...options,
  onEvent(event: WatchEvent | ToldArchiveEvent) {
    trail.event(event);
    options.onEvent(event);
  },
});

async function watchHeld(
  wiring: Wiring,
  endings: Selection<CommandEnding>,
  { queueIds, signal, onEvent }: WatchOptions,
  store: JobStore,
): Promise<ForQueues<Watch>> {
  const { settings, clock, random, wall, queueApi, journal } = wiring;
  const found = await queuesToWatch(
    queueIds?.map((id) => checkId('queue', id)),
    {
      api: queueApi,
      clock,
      ...(signal && { signal }),
      waiting: (failure) => onEvent({ kind: 'waiting', failure }),
    },
  );
  if (!found.ok) return found;
  void keepToldLimit(wiring);
  const disk = createPatientDisk({
    home: settings.home,
    store,
    alive: openLastAlive(settings.home, wall),
    journal,
    clock,
    tell: (why) => onEvent({ kind: 'disk', ...(why !== undefined && { why }) }),
  });
  const deliver = deliveryOf(wiring);
  const archivist = createArchivist({
    store: disk.store,
    clock,
    random,
    ...(settings.region !== undefined && { region: settings.region }),
    recordings: queueApi.recordings,
    annotations: queueApi.annotations,
    ...(deliver && { deliver }),
    head: headOf(journal),
    async tell(event) {
      const entryIds = await recordArchive(event, disk.journal, wiring);
      onEvent(entryIds ? event : { ...event, notLogged: true });
    },
  });
  const watcher = startWatchWith(wiring, {
    queueIds: found.value,
    archivist,
    alive: disk.alive,
    journal: disk.journal,
    tell: onEvent,
  });
  // What cannot be read shows when somebody asks for metrics.
  void endings.prepare().catch(() => undefined);
  const gauges = (): Gauges => ({
    channelUp: watcher.channelUp,
    conversations: watcher.conversations,
    webhooksWaiting: archivist.waiting,
    webhooksSetAside: archivist.setAside,
    webhooksDelivered: archivist.delivered,
  });
  return {
    ok: true,
    value: {
      gauges,
      prometheus: () => prometheusText(endings(), gauges()),
      async close() {
        watcher.close();
        disk.close();
        await archivist.stop();
        await journal.flush();
      },
    },
  };
}
