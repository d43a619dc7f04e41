import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetOld } from '../../src/headless/incidents/forget-old.ts';
import type { Database } from '../../src/headless/store/database.ts';
import { openJobs } from '../../src/headless/store/jobs.ts';
import { openDatabase } from '../../src/headless/store/open-database.ts';
import { canonicalJson } from '../../src/outbox/chain.ts';
import { homeLog } from '../support/home-log.ts';
import { AT, proofOf as proof, runIn } from '../support/incident-facts.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';

const [CALL, OTHER] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
let server: RealPostgres;
let database: Database;
let wall = AT;
const later = () => (wall += 1_000);

beforeAll(async () => {
  server = await startPostgres();
  database = await openDatabase({ url: await server.url() });
});
afterAll(async () => {
  await database.close();
  await server.close();
});

describe('a store that several homes share, compared with the log of each', () => {
  let one: ReturnType<typeof homeLog>;
  let two: ReturnType<typeof homeLog>;
  beforeEach(async () => {
    await database.query(
      `truncate recording_control.verdict, recording_control.incident, recording_control.call,
         recording_control.taken_out, recording_control.set_aside cascade`,
    );
    one = homeLog(database, 'chain-1', later);
    two = homeLog(database, 'chain-2', later);
  });

  it('need not have what another home has erased, until then', async () => {
    await one.look(CALL, proof('unknown'));
    await two.look(CALL, proof('late'));
    await two.erase(CALL);
    // Of the erasure: that row names the entry of two.
    expect(await one.compare()).toMatchObject({ faulty: 0, ofOthers: 1 });
    expect(await two.compare()).toMatchObject({ faulty: 0, ofOthers: 0 });

    wall += 120_000;
    await one.look(CALL, proof('proved'));
    await database.query('delete from recording_control.verdict');
    expect((await one.compare())?.faults).toMatchObject([
      { of: 'verdict', how: 'missing', entry: { seq: 2 } },
    ]);
  });

  it('keep of a call that was erased nothing that leads to it', async () => {
    await one.look(CALL, proof('late'));
    await two.erase(CALL);
    const kept = await database.query('select * from recording_control.taken_out');
    expect(kept).toEqual([
      {
        what: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        entry_id: two.entries[0]?.id,
        at: new Date(wall),
      },
    ]);
    expect(JSON.stringify(kept)).not.toContain(CALL);
  });

  it('write an erasure that is repeated into the log of the home where it is', async () => {
    await one.look(CALL, proof('late'));
    await two.erase(CALL);
    expect(await one.erase(CALL)).toMatchObject({ kind: 'done', verdicts: 0 });
    expect(one.entries.at(-1)).toMatchObject({ action: 'erase', conversationId: CALL });
    await one.erase(OTHER);
    expect(one.entries.at(-1)).toMatchObject({ conversationId: CALL });
    // That entry is enough.
    await database.query('delete from recording_control.taken_out');
    expect(await one.compare()).toMatchObject({ faulty: 0 });
  });

  it('show an erasure that no log tells of, where no other home writes', async () => {
    await one.look(CALL, proof('late'));
    await two.erase(CALL);
    expect((await one.compare({ isOnly: true }))?.faults).toEqual([
      { of: 'erasure', how: 'invented', count: 1 },
    ]);
  });

  it('keep what the service has not taken out yet, although the entry of its erasure is there', async () => {
    await one.look(CALL, proof('late'));
    const [late] = one.entries;
    const { to: _to, from: _from, failure: _failure, ...facts } = late!;
    await one.look(OTHER, proof('proved'));
    const erased = homeLog(database, 'chain-3', later);
    erased.entries.push(late!, { ...facts, id: 'erasure', seq: 2, action: 'erase', phase: 'confirmed' });
    expect(await erased.compare()).toMatchObject({ verdicts: 1, incidents: 1, faulty: 0, ofOthers: 1 });
  });

  it('need not have an incident that another home has closed, once it is old', async () => {
    const [incident] = await one.look(CALL, proof('late'));
    await two.step(incident!.id, 'closed');
    const before = wall + 1_000;
    expect(await forgetOld(database, new Date(before))).toMatchObject({ incidents: 1 });
    expect(await one.compare({ forgottenBefore: before })).toMatchObject({
      faulty: 0,
      forgotten: 2,
      ofOthers: 1,
    });
    expect(await two.compare({ forgottenBefore: before })).toMatchObject({ faulty: 0, ofOthers: 0 });
    await database.query('delete from recording_control.taken_out');
    expect((await one.compare({ forgottenBefore: before }))?.faults).toMatchObject([
      { of: 'incident', how: 'missing', entry: { seq: 1 } },
    ]);
  });

  it('need not have an opening that was written down and stored by another home', async () => {
    await one.write(CALL, proof('missing'));
    await two.look(CALL, proof('missing', { userId: 'agent-1' }));
    expect(await one.compare()).toMatchObject({ faulty: 0, ofOthers: 3 });
    const [incident] = await database.query<{ id: string }>('select id from recording_control.incident');
    await one.step(incident!.id, 'reviewed');
    expect(await one.compare()).toMatchObject({ faulty: 0 });
    expect(await two.compare()).toMatchObject({ verdicts: 1, incidents: 1, faulty: 0 });
    await database.query("update recording_control.incident set conversation_id = 'x'");
    expect((await one.compare())?.faults).toMatchObject([{ how: 'changed', columns: ['conversation_id'] }]);
    await database.query("update recording_control.incident_step set note = 'x' where step = 'reviewed'");
    expect(await one.compare()).toMatchObject({ faulty: 2 });
  });

  it('say where a later look may be why a fault has no incident', async () => {
    await one.write(CALL, proof('missing'));
    await one.look(CALL, proof('proved'));
    expect((await one.compare())?.faults).toEqual([
      {
        of: 'incident',
        how: 'missing',
        conversationId: CALL,
        incidentId: expect.any(String) as unknown,
        entry: { chain: 'chain-1', seq: 1 },
        isOvertaken: true,
      },
    ]);
  });

  it('show a store that is not the one with which the log was written', async () => {
    await one.look(CALL, proof('late'));
    const rename = (id: string) => database.query('update recording_control.store set id = $1', [id]);
    const { storeId } = one.entries[0]!;
    await rename('x');
    expect(await one.compare()).toMatchObject({ elsewhere: 1, faults: [{ of: 'store', how: 'changed' }] });
    await database.query('truncate recording_control.verdict, recording_control.incident cascade');
    expect(await one.compare()).toMatchObject({ faults: [{ of: 'store', how: 'other', count: 1 }] });
    // A store that came after it is another one, and no fault.
    await one.look(OTHER, proof('proved'));
    expect(await one.compare()).toMatchObject({ faulty: 0, elsewhere: 1, verdicts: 1 });
    await rename(storeId!);
    expect((await one.compare())?.faults).toContainEqual({ of: 'store', how: 'changed', count: 1 });
  });

  it('are missing as a whole in the words of `audit verify` where the database is empty, which ends with 1', async () => {
    await one.look(CALL, proof('late'));
    const home = mkdtempSync(join(tmpdir(), 'recording-control-homes-'));
    writeFileSync(
      join(home, 'audit.jsonl'),
      one.entries.map((entry) => `${canonicalJson(entry)}\n`).join(''),
    );
    const { code, out } = await runIn(home, ['audit', 'verify', '--database', await server.url()]);
    rmSync(home, { recursive: true });
    expect(out).toContain(
      'MISSING: the store. 1 entry of this log names one. There is no store of the service in this database',
    );
    expect(code).toBe(1);
  });

  it('tell of what is older than the oldest entry of a log that begins late, and do not call it invented', async () => {
    const [incident] = await one.look(CALL, proof('late'));
    wall += 120_000;
    await one.step(incident!.id, 'reviewed');
    wall += 120_000;
    await one.look(OTHER, proof('proved'));
    const from = (n: number) => one.compare({ isOnly: true, entries: () => one.entries.slice(n) });
    expect(await from(0)).toMatchObject({ faulty: 0, notCovered: 0 });
    expect(await from(2)).toMatchObject({ faulty: 0, verdicts: 1, notCovered: 4 });
    // Of what is known by a step, the verdict and the opening.
    expect(await from(1)).toMatchObject({ faulty: 0, verdicts: 1, incidents: 1, notCovered: 2 });
    wall += 120_000;
    await two.look(OTHER, proof('missing', { from: AT }));
    expect((await from(2))?.faults).toMatchObject([
      { of: 'verdict', how: 'invented', count: 1 },
      { of: 'incident', how: 'invented', count: 1 },
      { of: 'step', how: 'invented', count: 1 },
    ]);
  });

  it('take what is left to do for a call out with it', async () => {
    const jobs = await openJobs(database, () => {});
    await jobs.createQueue('tried', { name: 'tried' });
    const [incident] = await one.look(CALL, proof('late'));
    await jobs.send('tried', { conversationId: CALL, recordingId: 'recording-1' });
    await jobs.send('tried', { incidentId: incident!.id });
    await jobs.send('tried', { conversationId: OTHER });
    await database.query(
      'insert into recording_control_jobs.archive select * from recording_control_jobs.job',
    );
    await one.erase(CALL);
    const left = async (table: string) =>
      (
        await database.query<{ data: object }>(
          `select data from recording_control_jobs.${table} where name = 'tried'`,
        )
      ).map(({ data }) => data);
    expect([await left('job'), await left('archive')]).toEqual([
      [{ conversationId: OTHER }],
      [{ conversationId: OTHER }],
    ]);
    await jobs.stop({ graceful: false });
  });

  it('forget a webhook that was refused long ago', async () => {
    const put = (key: string, at: number) =>
      database.query(
        `insert into recording_control.set_aside (key, conversation_id, status, body, at) values ($1, $2, 410, '{}', $3)`,
        [key, CALL, new Date(at)],
      );
    await put('old', AT - 1);
    await put('new', AT + 1);
    await forgetOld(database, new Date(AT));
    expect(await database.query('select key from recording_control.set_aside')).toEqual([{ key: 'new' }]);
  });
});
