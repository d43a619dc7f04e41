import { join } from 'node:path';
import type { AuditEntry } from '../../domain/audit.ts';
import type { Failure } from '../../domain/failure.ts';
import { failed, ok } from '../../domain/result.ts';
import { recordArchive } from '../archive/record-archive.ts';
import { createFirstLook } from '../archive/first-look.ts';
import type { ArchiveEvent } from '../archive/archive-event.ts';
import { checkId } from '../control/prerequisites.ts';
import { ownFolder } from '../home/files.ts';
import type { Selection } from '../home/selection.ts';
import { deskOfHome } from '../incidents/desk-of-home.ts';
import { keepForgetting } from '../incidents/forget-old.ts';
import type { IncidentDesk } from '../incidents/incident-desk.ts';
import { removeServeFile, writeServeFile, type ServeAddress } from '../incidents/serve-file.ts';
import type { CommandEnding } from '../metrics.ts';
import { prometheusText, type Gauges } from '../prometheus-text.ts';
import { UsageError } from '../settings.ts';
import { claimStore, noteOrganization } from '../store/store-organization.ts';
import { withTrail, type WatchOptions } from '../watch/open-watch.ts';
import { createPatientJournal } from '../watch/patient-journal.ts';
import { queuesToWatch, type ForQueues } from '../watch/queues-to-watch.ts';
import { keepToldLimit, startWatchWith, withHome } from '../watch/watch-parts.ts';
import type { Wiring } from '../wiring.ts';
import { carryOver } from './carry-over.ts';
import { createCallBook } from './call-book.ts';
import { openStore, storeSentence, type Store } from './open-store.ts';
import { organizationOfClient } from './organization-of.ts';
import { createStoreFigures } from './store-figures.ts';
import { noteReceiver } from './store-receiver.ts';
import { createTakeEntry } from './take-entry.ts';
import { workOff } from './work-off.ts';
import { watchShare } from './watch-share.ts';
import { workerOf } from './worker-of.ts';

export interface ServeOptions extends WatchOptions {
  /** Of a PostgreSQL server. Default: a database below the home. */
  readonly databaseUrl?: string;
  /** How long it keeps what it has done with. */
  readonly retentionDays: number;
  /** Where other processes of the home may ask it. */
  readonly address?: ServeAddress;
}

export interface Serve {
  /** Prometheus text. */
  prometheus(): Promise<string>;
  /** Why it cannot do its work now; `undefined`: it can. */
  notReady(): Promise<string | undefined>;
  /** Webhooks that wait for their receiver. */
  waiting(): Promise<number>;
  /** What people do with its store. */
  readonly desk: IncidentDesk;
  /** What a panel has sent of itself. */
  takeEntry(entry: AuditEntry): Promise<void>;
  /** Ends it cleanly: what is under way comes to its end in the database. */
  close(): Promise<void>;
}

/** Watches queues, compares pauses with recordings and hands recordings on, for as long as it holds its home. */
export async function openServe(
  wiring: Wiring,
  endings: Selection<CommandEnding>,
  given: ServeOptions,
): Promise<ForQueues<Serve>> {
  if (!wiring.canLast)
    throw new UsageError(
      'The service needs GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET: an access token ends, and there would be no other.',
    );
  const options = withTrail(wiring.trail, given);
  const { home } = wiring.settings;
  return withHome(
    wiring,
    options,
    {
      hasStore: options.databaseUrl === undefined,
      prepare() {
        // Of the journal; what has to do with the database shows when that is opened.
        ownFolder(join(home, 'intents'));
        workerOf(home);
        if (options.address) writeServeFile(home, options.address);
      },
    },
    ({ isHeld }) => serveHeld(wiring, endings, options, isHeld),
  );
}

async function serveHeld(
  wiring: Wiring,
  endings: Selection<CommandEnding>,
  options: ServeOptions,
  isHeld: () => boolean,
): Promise<ForQueues<Serve>> {
  const { settings, clock, wall, queueApi, log } = wiring;
  const { signal, onEvent, databaseUrl } = options;
  const waiting = (failure: Failure) => onEvent({ kind: 'waiting', failure });
  // The platform first: what it refuses costs no database.
  const found = await queuesToWatch(
    options.queueIds?.map((id) => checkId('queue', id)),
    {
      api: queueApi,
      clock,
      ...(signal && { signal }),
      waiting,
    },
  );
  if (!found.ok) return found;
  void keepToldLimit(wiring);
  const organizationId = await organizationOfClient(wiring, signal, waiting);
  const tellStore = saysOnce((why) => onEvent({ kind: 'store', ...(why !== undefined && { why }) }));
  /** By who writes: what one of them can store says nothing of the others. */
  const problems = new Map<string, string>();
  const problem = () => [...problems.values()][0];
  const tellOf = (writer: string) => (error: unknown) => {
    if (error === undefined) problems.delete(writer);
    else problems.set(writer, storeSentence(error));
    tellStore(problem());
  };
  const place = databaseUrl === undefined ? { home: settings.home, isHeld } : { url: databaseUrl };
  const store = await openStore(place, {
    clock,
    signal,
    tell: tellOf('opening'),
    async prepare(database, engine) {
      if (organizationId !== undefined) {
        await claimStore(database, organizationId);
        noteOrganization(settings.home, organizationId);
      }
      const carried = await carryOver({ home: settings.home, database, engine, wall, queueIds: found.value });
      if (carried) {
        const { unreadable, ...counts } = carried;
        onEvent({ kind: 'carried-over', ...counts });
        for (const each of unreadable) onEvent({ kind: 'unreadable', ...each });
      }
      const isKnown = settings.webhook !== undefined;
      const hasOne = await noteReceiver(database, engine, { isKnown, isOnly: databaseUrl === undefined });
      if (hasOne && !isKnown) onEvent({ kind: 'webhooks-wait' });
    },
    openDesk: (database) =>
      deskOfHome({
        ...wiring,
        home: settings.home,
        database,
        isOnly: databaseUrl === undefined,
        retentionDays: options.retentionDays,
        ...(signal && { signal }),
      }),
    jobsFailed: (error) => log.note('jobs-failed', { error: error.name }),
  });
  if (store === undefined) return failed({ kind: 'unknown-outcome' });
  return ok(serveStored(wiring, endings, options, { ...store, tellOf, problem }, found.value));
}

function serveStored(
  wiring: Wiring,
  endings: Selection<CommandEnding>,
  { onEvent, retentionDays, address }: ServeOptions,
  {
    database,
    engine,
    storeId,
    desk,
    ...store
  }: Store & {
    tellOf(writer: string): (error: unknown) => void;
    /** Why the database did not take what somebody had to store last. */
    problem(): string | undefined;
  },
  queueIds: readonly string[],
): Serve {
  const { settings, clock, log } = wiring;
  const worker = workerOf(settings.home);
  const book = createCallBook({ database, engine, clock, worker, tell: store.tellOf('calls') });
  const closing = new AbortController();
  const { journal } = createPatientJournal({
    home: settings.home,
    journal: wiring.journal,
    clock,
    closing: closing.signal,
    tell: saysOnce((why) => onEvent({ kind: 'disk', ...(why !== undefined && { why }) })),
  });
  async function tell(event: ArchiveEvent) {
    const entryIds = await recordArchive(event, journal, { ...wiring, about: { ...wiring.about, storeId } });
    onEvent(entryIds ? event : { ...event, notLogged: true });
    return entryIds;
  }
  const firstLook = createFirstLook();
  const work = workOff(wiring, { database, engine, firstLook, tell });
  const forgetting = keepForgetting({
    database,
    clock,
    days: retentionDays,
    platformNow: wiring.platformTime.now,
    forgot: (what) => log.note('forgotten', { ...what }),
    failed: (error) =>
      log.note('forgetting-failed', { error: error instanceof Error ? error.name : 'unknown' }),
  });
  const figures = createStoreFigures({ database, engine }, clock);
  const share = watchShare({
    database,
    book,
    journal,
    clock,
    firstLook,
    worker,
    wanted: queueIds,
    startWatch: (given) => startWatchWith(wiring, given),
    tell: onEvent,
    tellStore: store.tellOf('queues'),
  });
  // What cannot be read shows when somebody asks for metrics.
  void endings.prepare().catch(() => undefined);

  return {
    desk,
    takeEntry: createTakeEntry(database, engine, clock, (entries) =>
      log.note('early-entries-dropped', { entries }),
    ),
    async prometheus() {
      const { waiting, setAside, incidentsOpen } = await figures.counts();
      const gauges: Gauges = {
        channelUp: share.channelUp,
        conversations: share.conversations,
        webhooksWaiting: waiting,
        webhooksSetAside: setAside,
        webhooksDelivered: work.delivered,
        incidentsOpen,
      };
      return prometheusText(endings(), gauges);
    },
    async notReady() {
      if (!(await figures.isThere())) return 'The database does not answer.';
      if (store.problem() !== undefined) return store.problem();
      return share.isHearing ? undefined : 'The notification channel is not open.';
    },
    waiting: async () => (await figures.counts()).waiting,
    async close() {
      closing.abort();
      await share.close(async () => {
        await Promise.all([work.stop(), forgetting.stop()]);
        await book.close();
      });
      await store.close();
      if (address) removeServeFile(settings.home, address);
      await wiring.journal.flush();
    },
  };
}

/** The same twice is said once. */
function saysOnce(say: (why: string | undefined) => void): (why: string | undefined) => void {
  let said: string | undefined;
  return (why) => {
    if (why !== said) say(why);
    said = why;
  };
}
