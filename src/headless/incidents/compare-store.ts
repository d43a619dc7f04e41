import type { AuditEntry } from '../../domain/audit.ts';
import type { Head } from '../../outbox/chain.ts';
import { unlessAborted } from '../patience.ts';
import type { Queries } from '../store/database.ts';
import { storeIdOf } from '../store/store-id.ts';
import type { Anchor } from './incident-desk.ts';
import { createIncidentBook } from './incident-book.ts';
import { createTakenOutBook } from './taken-out.ts';
import { createVerdictBook } from './verdict-book.ts';

/** What of the store is not as the audit log has it. */
export interface StoreFault {
  readonly of: 'verdict' | 'incident' | 'step' | 'erasure' | 'store';
  /**
   * `missing`: an entry has no row. `changed`: its row says otherwise. `replaced`: the row of the same pause names another entry, such
   * as an older one. `invented`: rows that name no entry of the log. `other`: all entries name another store.
   */
  readonly how: 'missing' | 'changed' | 'replaced' | 'invented' | 'other';
  readonly conversationId?: string;
  readonly incidentId?: string;
  /** The entry that stands against it. */
  readonly entry?: Pick<Head, 'chain' | 'seq'>;
  /** Of `changed`: the columns. */
  readonly columns?: readonly string[];
  /** Of `invented` and of `store`. */
  readonly count?: number;
  /** Of a missing incident: a later look said that there is no fault, and so it may never have been opened. */
  readonly isOvertaken?: true;
}

export interface Comparison {
  /** Rows that are as the log has them. */
  readonly verdicts: number;
  readonly incidents: number;
  /** The first ones, and how many there are. */
  readonly faults: readonly StoreFault[];
  readonly faulty: number;
  /** Rows that name no entry of this log: of another home, where several share the store. */
  readonly ofOthers: number;
  /** So old that the service has forgotten them. */
  readonly forgotten: number;
  /** Rows that are older than the first entry of a log that begins late. */
  readonly notCovered: number;
  /** Entries that name another store. */
  readonly elsewhere: number;
  /** Entries behind the last head that was published. */
  readonly notAnchored: number;
}

export interface CompareDeps {
  readonly queries: Queries;
  /** The log from its beginning; read once for each call. */
  entries(): Iterable<AuditEntry>;
  /** Up to which entries the log is as it was published, by chain. */
  readonly anchored: readonly Anchor[];
  /** Nobody else writes into this store: what names no entry of this log was invented. */
  readonly isOnly: boolean;
  /** What is older may be forgotten. Epoch ms. */
  readonly forgottenBefore: number;
  readonly signal?: AbortSignal;
}

/** Entries that are looked up at once. */
const AT_ONCE = 500;
const MOST_TOLD = 100;

/**
 * Compares verdicts and incidents with their entries in the audit log: what was changed, deleted, put back to what it was before or
 * invented in the store. What is found is looked for once more, because a service may be writing: it is believed when it is there
 * twice. `undefined`: interrupted.
 */
export async function compareStore(deps: CompareDeps): Promise<Comparison | undefined> {
  const first = await compareOnce(deps);
  if (first === undefined || first.faults.length === 0) return first && told(first);
  const second = await compareOnce(deps);
  if (second === undefined) return undefined;
  const before = new Set(first.faults.map(keyOf));
  return told({ ...second, faults: second.faults.filter((fault) => before.has(keyOf(fault))) });
}

type Compared = Omit<Comparison, 'faulty'>;

const told = (compared: Compared): Comparison => ({
  ...compared,
  faults: compared.faults.slice(0, MOST_TOLD),
  faulty: compared.faults.length,
});

const keyOf = ({ of, how, conversationId, incidentId, entry }: StoreFault): string =>
  [of, how, conversationId, incidentId, entry?.chain, entry?.seq].join(' ');

async function compareOnce(deps: CompareDeps): Promise<Compared | undefined> {
  const { queries, signal } = deps;
  const storeId = await storeIdOf(queries);
  const anchored = new Map<string, number>();
  for (const { chain, seq } of deps.anchored) anchored.set(chain, Math.max(seq, anchored.get(chain) ?? 0));
  const begins = beginsLate(deps.entries());
  const verdicts = await createVerdictBook(queries, begins);
  const incidents = await createIncidentBook(queries, begins);
  const takenOut = createTakenOutBook(queries, begins);
  const elsewhere = createElsewhere(queries);
  let here = 0;
  let notAnchored = 0;
  let batch: AuditEntry[] = [];
  const look = async () => {
    await verdicts.compare(batch);
    batch = [];
    return !signal?.aborted;
  };
  let read = 0;
  for (const entry of deps.entries()) {
    read += 1;
    // A log is long, and nearly all of it is about something else.
    if (read % AT_ONCE === 0) await unlessAborted(new Promise((resolve) => setImmediate(resolve)), signal);
    if (signal?.aborted) return undefined;
    if (entry.storeId === undefined) continue;
    if (entry.storeId !== storeId) {
      await elsewhere.take(entry);
      continue;
    }
    here += 1;
    if (entry.seq > (anchored.get(entry.chain) ?? 0)) notAnchored += 1;
    incidents.take(entry);
    takenOut.take(entry);
    if (entry.action === 'proof') batch.push(entry);
    if (entry.action === 'erase' || batch.length >= AT_ONCE) if (!(await look())) return undefined;
    if (entry.action === 'erase') verdicts.erased(entry.conversationId);
  }
  if (!(await look())) return undefined;
  const ofVerdicts = await verdicts.end(deps);
  const ofIncidents = await incidents.end(deps);
  const ofTakenOut = await takenOut.end(deps);
  const ofStore = await elsewhere.end(here);
  const books = [ofVerdicts, ofIncidents, ofTakenOut];
  const sum = (what: 'ofOthers' | 'notCovered') => books.reduce((all, book) => all + book[what], 0);
  return {
    verdicts: ofVerdicts.same,
    incidents: ofIncidents.same,
    faults: [...ofStore.faults, ...books.flatMap(({ faults }) => faults)],
    ofOthers: sum('ofOthers'),
    forgotten: ofVerdicts.forgotten + ofIncidents.forgotten,
    notCovered: sum('notCovered'),
    elsewhere: ofStore.elsewhere,
    notAnchored,
  };
}

/** When it begins, where that is amidst its chain, because files of before were moved away; else 0. */
function beginsLate(entries: Iterable<AuditEntry>): number {
  for (const { seq, at } of entries) return seq > 1 ? Date.parse(at) : 0;
  return 0;
}

/** Entries that name another store: rows of this one that name them show that its id was changed. */
function createElsewhere(queries: Queries) {
  let elsewhere = 0;
  let rows = 0;
  let batch: string[] = [];
  async function look(): Promise<void> {
    if (batch.length === 0) return;
    const [row] = await queries.query<{ n: number }>(
      'select count(*)::integer as n from recording_control.verdict where entry_id = any($1)',
      [batch],
    );
    rows += row?.n ?? 0;
    batch = [];
  }
  return {
    async take({ action, id }: AuditEntry) {
      elsewhere += 1;
      if (action === 'proof') batch.push(id);
      if (batch.length >= AT_ONCE) await look();
    },
    /** `here`: so many entries name this store. */
    async end(here: number): Promise<{ readonly elsewhere: number; readonly faults: readonly StoreFault[] }> {
      await look();
      const of = 'store';
      if (rows > 0) return { elsewhere, faults: [{ of, how: 'changed', count: rows }] };
      const isOther = here === 0 && elsewhere > 0;
      return { elsewhere, faults: isOther ? [{ of, how: 'other', count: elsewhere }] : [] };
    },
  };
}
