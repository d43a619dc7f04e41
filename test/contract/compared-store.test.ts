import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry, AuditFacts } from '../../src/domain/audit.ts';
import { ok } from '../../src/domain/result.ts';
import { recordArchive } from '../../src/headless/archive/record-archive.ts';
import { holdHome } from '../../src/headless/home/hold-home.ts';
import { compareStore, type CompareDeps } from '../../src/headless/incidents/compare-store.ts';
import { forgetOld } from '../../src/headless/incidents/forget-old.ts';
import { openDesk } from '../../src/headless/incidents/open-desk.ts';
import { recordVerdicts } from '../../src/headless/incidents/record-verdicts.ts';
import type { Database } from '../../src/headless/store/database.ts';
import { openDatabase, type DatabasePlace } from '../../src/headless/store/open-database.ts';
import { storeIdOf } from '../../src/headless/store/store-id.ts';
import { canonicalJson, emptyChain, seal } from '../../src/outbox/chain.ts';
import { headText } from '../../src/outbox/anchors.ts';
import { createClock } from '../../src/platform/clock.ts';
import type { Proof } from '../../src/proof/prove.ts';
import { giveDatabase } from '../support/embedded-template.ts';
import { AT, proofOf as proof, runIn } from '../support/incident-facts.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';

/** The embedded one takes seconds, and many of them on a busy machine. */
const STARTS_MS = 300_000;
let server: RealPostgres;
let home: string;
let url: string;

beforeAll(async () => {
  server = await startPostgres();
  home = mkdtempSync(join(tmpdir(), 'recording-control-compared-'));
  await giveDatabase(home);
  url = await server.url();
});
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

const STORES: readonly [string, () => DatabasePlace][] = [
  ['embedded', () => ({ home })],
  ['a server', () => ({ url })],
];

let wall = AT;
let calls = 0;
const newCall = () => `00000000-0000-4000-8000-${String((calls += 1)).padStart(12, '0')}`;
const ids = { next: () => crypto.randomUUID() };

describe.each(STORES)('verdicts and incidents compared with the audit log, %s', (_name, placeOf) => {
  const [CALL, OTHER] = [newCall(), newCall()];
  let database: Database;
  let isOpen = false;
  let storeId: string;
  let entries: AuditEntry[];
  beforeAll(async () => {
    database = await openDatabase(placeOf());
    isOpen = true;
  }, STARTS_MS);
  afterAll(() => (isOpen ? database.close() : undefined));

  const rows = (table: string, conversationId: string) =>
    database.query(`select * from recording_control.${table} where conversation_id = $1`, [conversationId]);
  const deskOn = (append: (facts: AuditFacts) => Promise<boolean>) =>
    openDesk({
      database,
      append,
      ids,
      wall: () => (wall += 1_000),
      about: { app: '0.1.0' },
      log: { entries: () => entries, isOnly: true, retentionDays: 400 },
    });
  beforeEach(async () => {
    await database.query('truncate recording_control.verdict, recording_control.incident cascade');
    storeId = await storeIdOf(database);
    entries = [];
  });

  const append = async (facts: AuditFacts) => {
    const last = entries.at(-1);
    entries.push(seal(facts, last ?? emptyChain('chain-1')));
    return ok(undefined);
  };

  /** As the service does it: entries first, then the rows that name them. */
  async function look(conversationId: string, ...proofs: Proof[]) {
    const from = entries.length;
    const at = (wall += 1_000);
    await recordArchive(
      { kind: 'proof', conversationId, queueId: 'queue-1', proofs },
      { append },
      { about: { app: '0.1.0', storeId }, ids, wall: () => at },
    );
    const entryIds = entries.slice(from).map(({ id }) => id);
    return database.together((inside) =>
      recordVerdicts(inside, { conversationId, queueId: 'queue-1', proofs, entryIds, at }),
    );
  }
  const step = async (id: string, word: 'reviewed' | 'closed') => {
    const desk = await deskOn(async (facts) => (await append(facts)).ok);
    return desk.step({ id, step: word, by: 'A. B.', note: 'Seen.' });
  };
  const compare = (more: Partial<CompareDeps> = {}) =>
    compareStore({
      queries: database,
      entries: () => entries,
      anchored: [],
      isOnly: true,
      forgottenBefore: 0,
      ...more,
    });

  /** A call with a late pause, whose incident is reviewed, and one that is proved after all. */
  async function told(): Promise<string> {
    await look(OTHER, proof('unknown'));
    const [incident] = await look(CALL, proof('late', { userId: 'agent-1' }));
    await look(OTHER, proof('proved'));
    await step(incident!.id, 'reviewed');
    return incident!.id;
  }

  it('are the same, and what is behind the last published head is counted', async () => {
    const id = await told();
    await step(id, 'closed');
    const nothing = { faults: [], faulty: 0, ofOthers: 0, forgotten: 0, notCovered: 0, elsewhere: 0 };
    expect(await compare()).toEqual({ verdicts: 2, incidents: 1, ...nothing, notAnchored: 5 });
    const anchored = [
      { chain: 'chain-1', seq: 2 },
      { chain: 'chain-1', seq: 3 },
    ];
    expect(await compare({ anchored })).toMatchObject({ notAnchored: 2 });
  });

  it.each([
    [
      'a verdict that was changed',
      "update verdict set verdict = 'proved' where verdict = 'late'",
      'verdict',
      'changed',
      2,
      ['verdict'],
    ],
    [
      'what was recorded, changed',
      "update verdict set recorded = '[]' where verdict = 'late'",
      'verdict',
      'changed',
      2,
      ['recorded'],
    ],
    [
      'a time that is none',
      "update verdict set to_at = 'infinity' where verdict = 'late'",
      'verdict',
      'changed',
      2,
      ['to_at'],
    ],
    ['a verdict that was removed', "delete from verdict where verdict = 'proved'", 'verdict', 'missing', 3],
    [
      'a verdict of another entry',
      "update verdict set entry_id = 'x' where verdict = 'proved'",
      'verdict',
      'replaced',
      3,
    ],
    ['an incident that was removed', 'delete from incident', 'incident', 'missing', 2],
    [
      'an incident of another call',
      "update incident set conversation_id = 'x'",
      'incident',
      'changed',
      2,
      ['conversation_id'],
    ],
    [
      'an incident of another agent',
      "update incident set user_id = 'x', queue_id = null",
      'incident',
      'changed',
      2,
      ['queue_id', 'user_id'],
    ],
    [
      'an incident that nobody closed',
      "update incident set state = 'closed', closed_at = now()",
      'incident',
      'changed',
      2,
      ['state', 'closed_at'],
    ],
    [
      'a step of somebody else',
      "update incident_step set by_whom = 'x' where step = 'reviewed'",
      'step',
      'changed',
      4,
      ['by_whom'],
    ],
    [
      'another note',
      "update incident_step set note = null where step = 'reviewed'",
      'step',
      'changed',
      4,
      ['note'],
    ],
  ] as const)('show %s', async (_what, sql, of, how, seq, columns = undefined) => {
    const incident = await told();
    await database.query(sql.replace(/(update|from) /, '$1 recording_control.'));
    const found = await compare();
    expect(found?.faults).toEqual([
      {
        of,
        how,
        conversationId: of === 'verdict' && how !== 'changed' ? OTHER : CALL,
        ...(of !== 'verdict' && { incidentId: incident }),
        entry: { chain: 'chain-1', seq },
        ...(columns && { columns }),
      },
    ]);
  });

  it('show what was put back to an older word, and a step that was removed', async () => {
    await told();
    await database.query(
      `update recording_control.verdict set verdict = 'unknown', recording_id = null, entry_id = $1, at = $2
       where verdict = 'proved'`,
      [entries[0]?.id, new Date(entries[0]!.at)],
    );
    await database.query("delete from recording_control.incident_step where step = 'reviewed'");
    expect((await compare())?.faults).toMatchObject([
      { of: 'verdict', how: 'replaced', entry: { seq: 3 } },
      { of: 'step', how: 'missing', entry: { seq: 4 } },
      { of: 'incident', how: 'changed', columns: ['state'] },
    ]);
    // Also where others share the store: no later word is older.
    expect(await compare({ isOnly: false })).toMatchObject({ faulty: 3 });
  });

  it('show what no entry tells of, unless other homes share the store', async () => {
    await told();
    const mine = entries;
    await look(newCall(), proof('missing'));
    entries = mine.slice(0, 4);
    expect((await compare())?.faults).toEqual([
      { of: 'verdict', how: 'invented', count: 1 },
      { of: 'incident', how: 'invented', count: 1 },
      { of: 'step', how: 'invented', count: 1 },
    ]);
    expect(await compare({ isOnly: false })).toMatchObject({ faulty: 0, ofOthers: 3 });
  });

  it('need not have what was erased, is old, was written twice or is of another store', async () => {
    const id = await told();
    const desk = await deskOn(async (facts) => (await append(facts)).ok);
    // The store went away after the entry: the same was given again.
    await append({ ...entries[3]!, id: 'lost' });
    await step(id, 'reviewed');
    await append({ ...entries[0]!, id: 'elsewhere', storeId: 'another' });
    expect(await compare()).toMatchObject({ faulty: 0, elsewhere: 1 });
    await desk.erase({ conversationId: OTHER });
    await step(id, 'closed');
    const later = wall + 1_000;
    expect(await forgetOld(database, new Date(later))).toEqual({ incidents: 1, verdicts: 1, calls: 0 });
    expect(await compare({ forgottenBefore: later })).toMatchObject({
      verdicts: 0,
      incidents: 0,
      faulty: 0,
      forgotten: 2,
    });
    expect(await compare()).toMatchObject({ faulty: 2 });
  });

  it('keep what has an incident that is not closed, and calls that are worked on, however old', async () => {
    const id = await told();
    const phases = { [CALL]: 'done', [OTHER]: 'done', [newCall()]: 'ended' };
    await database.query('truncate recording_control.call');
    for (const [call, phase] of Object.entries(phases))
      await database.query(
        "insert into recording_control.call (conversation_id, phase, job, changed_at) values ($1, $2, '{}', $3)",
        [call, phase, new Date(AT)],
      );
    expect(await forgetOld(database, new Date(wall + 1_000))).toEqual({
      incidents: 0,
      verdicts: 1,
      calls: 1,
    });
    expect((await rows('verdict', CALL)).length + (await rows('call', CALL)).length).toBe(2);
    await step(id, 'closed');
    expect(await forgetOld(database, new Date(wall + 1_000))).toEqual({
      incidents: 1,
      verdicts: 1,
      calls: 1,
    });
  });

  it(
    'are compared by `audit verify`, which says what was changed, and what is not anchored',
    { timeout: STARTS_MS },
    async () => {
      await look(OTHER, proof('proved'));
      await look(CALL, proof('late'));
      writeFileSync(join(home, 'audit.jsonl'), entries.map((entry) => `${canonicalJson(entry)}\n`).join(''));
      await database.query("update recording_control.verdict set verdict = 'proved' where verdict = 'late'");
      const place = placeOf();
      await database.close();
      isOpen = false;
      const verify = (...more: string[]) =>
        runIn(home, ['audit', 'verify', ...('url' in place ? ['--database', place.url] : []), ...more]);
      const { code, out } = await verify('--head', headText(entries[0]!));
      expect(code).toBe(1);
      expect(out).toContain('The store: 1 verdict and 1 incident are as the log has them.');
      expect(out).toContain(
        `CHANGED in the store: the verdict of entry 2 (call ${CALL}) differs in verdict.`,
      );
      expect(out).toContain('both anew: 1 entry.');
      if ('url' in place) return;
      const held = await holdHome({ home, clock: createClock(), prepare() {}, waiting() {}, lost() {} });
      const other = await verify('--json');
      held?.release();
      expect(other).toMatchObject({
        code: 0,
        lines: [
          {
            ok: true,
            store: { compared: false, why: expect.stringContaining('is used by a process') as unknown },
          },
        ],
      });
    },
  );
});
