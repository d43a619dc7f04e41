import { failed, ok } from '../../domain/result.ts';
import { headText } from '../../outbox/anchors.ts';
import { createArchivist } from '../archive/archivist.ts';
import { openJobStore, type JobStore } from '../archive/job-store.ts';
import { recordArchive, type ToldArchiveEvent } from '../archive/record-archive.ts';
import { createDelivery } from '../archive/webhook.ts';
import { checkId } from '../control/prerequisites.ts';
import { holdHome } from '../home/hold-home.ts';
import { ownPausesOf } from '../home/own-pauses.ts';
import type { Selection } from '../home/selection.ts';
import { metricsOf, prometheusText, type CommandEnding, type Gauges } from '../metrics.ts';
import { UsageError } from '../settings.ts';
import type { Wiring } from '../wiring.ts';
import { openLastAlive } from './last-alive.ts';
import { createPatientDisk } from './patient-disk.ts';
import { queuesToWatch, type ForQueues } from './queues-to-watch.ts';
import type { WatchEvent } from './watch-event.ts';
import { startWatch } from './watcher.ts';

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
  prometheus(): string;
  /** Ends it cleanly: what is under way comes to its end on the disk. */
  close(): Promise<void>;
}

/** Watches queues and hands their recordings on, for as long as it holds its home. */
export async function openWatch(
  wiring: Wiring,
  endings: Selection<CommandEnding>,
  given: WatchOptions,
): Promise<ForQueues<Watch>> {
  const { settings, clock, wall, trail } = wiring;
  if (!wiring.canLast)
    throw new UsageError(
      'A watch needs GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET: an access token ends, and there would be no other.',
    );
  const options: WatchOptions = {
    ...given,
    onEvent(event) {
      trail.event(event);
      given.onEvent(event);
    },
  };
  let end = () => {};
  let store: JobStore | undefined;
  const { home } = settings;
  const hold = await holdHome({
    home,
    clock,
    ...(options.signal && { signal: options.signal }),
    prepare() {
      store = openJobStore(home, wall);
    },
    waiting: (why) => options.onEvent({ kind: 'disk', ...(why !== undefined && { why }) }),
    lost() {
      options.onEvent({ kind: 'home-lost', home });
      end();
    },
  });
  if (hold === undefined || store === undefined) return failed({ kind: 'unknown-outcome' });
  const begun = await watchHeld(wiring, endings, options, store).catch((error: unknown) => {
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

async function watchHeld(
  wiring: Wiring,
  endings: Selection<CommandEnding>,
  { queueIds, signal, onEvent }: WatchOptions,
  store: JobStore,
): Promise<ForQueues<Watch>> {
  const {
    settings,
    send,
    clock,
    ids,
    log,
    random,
    trail,
    wall,
    about,
    pacer,
    queueApi,
    journal,
    openFeed,
    interval,
  } = wiring;
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
  const wanted = found.value;
  const head = () => {
    try {
      const last = journal.head();
      return last && headText(last);
    } catch {
      return undefined; // the disk is away: a webhook goes out without it
    }
  };
  const disk = createPatientDisk({
    home: settings.home,
    store,
    alive: openLastAlive(settings.home, wall),
    journal,
    clock,
    tell: (why) => onEvent({ kind: 'disk', ...(why !== undefined && { why }) }),
  });
  const archivist = createArchivist({
    store: disk.store,
    clock,
    random,
    ...(settings.region !== undefined && { region: settings.region }),
    recordings: queueApi.recordings,
    annotations: queueApi.annotations,
    ...(settings.webhook && {
      deliver: trail.deliver(createDelivery(settings.webhook, { fetch: send, clock })),
    }),
    head,
    async tell(event) {
      const isLogged = await recordArchive(event, disk.journal, wiring);
      onEvent(isLogged ? event : { ...event, notLogged: true });
    },
  });
  const watcher = startWatch({
    ...about,
    queueIds: wanted,
    feed: openFeed(),
    pacer,
    archivist,
    alive: disk.alive,
    journal: disk.journal,
    clock,
    ids,
    log,
    ownPauses: ownPausesOf(journal.files),
    callsSince: trail.gap((queueId, from) => queueApi.calls(queueId, interval(from), 'all')),
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
      prometheus: () => prometheusText(metricsOf(endings()), gauges()),
      async close() {
        watcher.close();
        disk.close();
        await archivist.stop();
        await journal.flush();
      },
    },
  };
}
