import { existsSync } from 'node:fs';
import type { AuditEntry } from '../../domain/audit.ts';
import type { Head } from '../../outbox/chain.ts';
import { compareStore, type Comparison, type StoreFault } from '../incidents/compare-store.ts';
import type { Anchor } from '../incidents/incident-desk.ts';
import { readServeFile } from '../incidents/serve-file.ts';
import { withDesk, withStore, type AtDesk } from '../incidents/with-desk.ts';
import { homeOf } from '../settings.ts';
import { databaseUrl } from '../store/database-url.ts';
import { embeddedFolder } from '../store/embedded.ts';
import { retentionDays } from '../store/retention-days.ts';
import { counted } from './words.ts';
import type { CliWorld } from './world.ts';

export interface StoreQuestion {
  /** `--database`. */
  readonly database?: string;
  /** An exported log, and not that of the home. */
  readonly file?: string;
  entries(): Iterable<AuditEntry>;
  /** So many of them name a store. */
  readonly stored: number;
  readonly anchored: readonly Head[];
}

export interface StoreSaid {
  readonly ok: boolean;
  readonly line: Readonly<Record<string, unknown>>;
  readonly sentences: readonly string[];
}

const DAY_MS = 86_400_000;
const NOTHING: StoreSaid = { ok: true, line: {}, sentences: [] };

/** Compares the store with the log, where there is one to compare. */
export async function verifyStore(
  question: StoreQuestion,
  { environment, signal, parts }: CliWorld,
  waiting: (why: string) => void,
): Promise<StoreSaid | 'interrupted'> {
  const { database, file, stored } = question;
  const anchored = lastOf(question.anchored);
  const url = databaseUrl(database, environment);
  const home = homeOf(environment);
  const isHere =
    file === undefined && (existsSync(embeddedFolder(home)) || readServeFile(home) !== undefined);
  if (stored === 0 && database === undefined && !(isHere && url === undefined)) return NOTHING;
  if (file !== undefined && url === undefined)
    return notCompared(
      'no --database was given, and the store in the home is compared with its own log only.',
    );
  const days = retentionDays(environment);
  const place = {
    home,
    ...(url !== undefined && { url }),
    fetch: parts?.fetch ?? fetch,
    signal,
    waiting,
    retentionDays: days,
  };
  const done: AtDesk<Comparison | undefined> =
    url === undefined
      ? await withDesk(place, (desk) => desk.compare(anchored))
      : await withStore(place, (queries) =>
          compareStore({
            queries,
            entries: question.entries,
            anchored,
            isOnly: false,
            forgottenBefore: Date.now() - days * DAY_MS,
            signal,
          }),
        );
  if (done.kind === 'refused')
    return done.isEmpty && stored > 0 ? notThere(stored, done.why) : notCompared(done.why);
  if (done.kind === 'interrupted' || done.value === undefined) return 'interrupted';
  return saidOf(done.value);
}

/** A receiver may have written down as many heads as a log has entries: of each chain its last one says all. */
function lastOf(heads: readonly Head[]): readonly Anchor[] {
  const last = new Map<string, number>();
  for (const { chain, seq } of heads) last.set(chain, Math.max(seq, last.get(chain) ?? 0));
  return [...last].map(([chain, seq]) => ({ chain, seq }));
}

const notCompared = (why: string): StoreSaid => ({
  ok: true,
  line: { store: { compared: false, why } },
  sentences: [`The store was not compared: ${why}`],
});

/** A store that was emptied as a whole looks like one that never was. */
const notThere = (stored: number, why: string): StoreSaid => ({
  ok: false,
  line: { store: { compared: false, why } },
  sentences: [
    `MISSING: the store. ${counted(stored, 'entry', 'entries')} of this log ${stored === 1 ? 'names' : 'name'} one. ${why}`,
  ],
});

function saidOf(found: Comparison): StoreSaid {
  const { verdicts, incidents, faults, faulty, ofOthers, forgotten, notCovered, elsewhere } = found;
  const more = faulty - faults.length;
  const about = (what: string, count: number) =>
    count > 0 ? [`${what}: ${counted(count, 'entry', 'entries')}.`] : [];
  return {
    ok: faulty === 0,
    line: { store: { compared: true, ...found } },
    sentences: [
      `The store: ${counted(verdicts, 'verdict')} and ${counted(incidents, 'incident')} are as the log has them.`,
      ...faults.map(faultSentence),
      ...(more > 0 ? [`… and ${more} more that are not.`] : []),
      ...(ofOthers > 0
        ? [
            `${counted(ofOthers, 'row')} of the store ${ofOthers === 1 ? 'names' : 'name'} no entry of this log: verify the logs of the other homes too.`,
          ]
        : []),
      ...about('So old that the service has forgotten what they tell', forgotten),
      ...(notCovered > 0
        ? [
            `Older than this log, which begins late, and so not compared: ${counted(notCovered, 'row')} of the store.`,
          ]
        : []),
      ...about('Of another store, which was not compared', elsewhere),
      ...about(
        'Not anchored, because no head behind them was published: whoever can write log and store can have written both anew',
        found.notAnchored,
      ),
    ],
  };
}

function faultSentence({ of, how, count = 0, ...fault }: StoreFault): string {
  if (how === 'other')
    return `OTHER: this is not the store that this log was written with. ${counted(count, 'entry names', 'entries name')} another one, and none names this.`;
  if (of === 'store')
    return `CHANGED in the store: its id. ${counted(count, 'verdict names an entry', 'verdicts name entries')} that ${count === 1 ? 'was' : 'were'} written with a store of another id.`;
  if (how === 'invented')
    return `INVENTED in the store: ${counted(count, of)} that no entry of the log tells of.`;
  const { conversationId, incidentId, entry, columns = [] } = fault;
  const what = `the ${of} of entry ${entry?.seq} (call ${conversationId}${incidentId === undefined ? '' : `, incident ${incidentId}`})`;
  switch (how) {
    case 'changed':
      return `CHANGED in the store: ${what} differs in ${columns.join(', ')}.`;
    case 'replaced':
      return `REPLACED in the store: ${what} names another entry, such as one of before.`;
    case 'missing':
      return `MISSING in the store: ${what}. It was removed; or the service was killed before it stored it, and ${
        fault.isOvertaken
          ? 'a later look found no such fault: nothing brings it back'
          : 'does so when it runs again'
      }.`;
  }
}
