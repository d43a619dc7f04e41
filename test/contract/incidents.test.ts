import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordVerdicts, type ToldProofs } from '../../src/headless/incidents/record-verdicts.ts';
import type { Database } from '../../src/headless/store/database.ts';
import { openDatabase, type DatabasePlace } from '../../src/headless/store/open-database.ts';
import type { Proof, Verdict } from '../../src/proof/prove.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';

let server: RealPostgres;
let home: string;

beforeAll(async () => {
  server = await startPostgres();
  home = mkdtempSync(join(tmpdir(), 'recording-control-incidents-'));
});
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

const STORES: readonly [string, () => Promise<DatabasePlace>][] = [
  ['embedded', async () => ({ home })],
  ['a server', async () => ({ url: await server.url() })],
];

const FROM = Date.parse('2026-11-30T10:00:00.123Z');
const TO = FROM + 60_000;
const AT = FROM + 600_000;

function proof(verdict: Verdict, more: Partial<Proof['claim']> = {}): Proof {
  const recorded = verdict === 'late' ? [{ from: FROM, to: FROM + 9_000 }] : [];
  const recording = { recordingId: 'recording-1', media: 'audio', verdict, recorded };
  return {
    claim: { from: FROM, to: TO, end: 'seen', by: 'watch', ...more },
    verdict,
    recordings: verdict === 'unknown' ? [] : [recording],
  };
}

describe.each(STORES)('verdicts and incidents, %s', (_name, newPlace) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(await newPlace());
  });
  afterAll(() => database.close());

  let calls = 0;
  const newCall = () => `call-${(calls += 1)}`;
  const record = (conversationId: string, entryId: string, one: Proof, more: Partial<ToldProofs> = {}) =>
    database.together((inside) =>
      recordVerdicts(inside, { conversationId, proofs: [one], entryIds: [entryId], at: AT, ...more }),
    );
  const rows = (table: string, conversationId: string) =>
    database.query(`select * from recording_control.${table} where conversation_id = $1`, [conversationId]);

  it('keep the newest word on a pause', async () => {
    const call = newCall();
    expect(await record(call, 'entry-1', proof('unknown'))).toEqual([]);
    expect(await record(call, 'entry-2', proof('proved'))).toEqual([]);
    expect(await rows('verdict', call)).toEqual([
      {
        conversation_id: call,
        from_at: new Date(FROM),
        to_at: new Date(TO),
        source: 'watch',
        verdict: 'proved',
        recording_id: 'recording-1',
        recorded: [],
        entry_id: 'entry-2',
        at: new Date(AT),
      },
    ]);
    expect(await rows('incident', call)).toEqual([]);
  });

  it.each([
    ['late', 'REC-LATE'],
    ['short', 'REC-SHORT'],
    ['missing', 'REC-MISSING'],
  ] as const)('open an incident for a pause that is %s, once', async (verdict, code) => {
    const call = newCall();
    const one = proof(verdict, { userId: 'agent-1' });
    const [incident, ...others] = await record(call, 'entry-1', one, { queueId: 'queue-1' });
    expect(others).toEqual([]);
    expect(incident).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      conversationId: call,
      queueId: 'queue-1',
      userId: 'agent-1',
      code,
      from: FROM,
      to: TO,
      recordingId: 'recording-1',
      state: 'open',
      openedAt: AT,
    });
    expect(await record(call, 'entry-2', one, { at: AT + 1_000 })).toEqual([]);
    expect(await rows('incident', call)).toMatchObject([
      { id: incident?.id, state: 'open', opened_at: new Date(AT), user_id: 'agent-1' },
    ]);
    expect(
      await database.query(
        'select entry_id, step, by_whom, note from recording_control.incident_step where incident_id = $1',
        [incident?.id],
      ),
    ).toEqual([{ entry_id: 'entry-1', step: 'opened', by_whom: 'service', note: null }]);
  });

  it('are several where a call has several pauses, and of a pause without an end', async () => {
    const call = newCall();
    const { to: _to, ...open } = proof('missing').claim;
    const second = { ...proof('missing'), claim: { ...open, from: FROM + 120_000 } };
    const found = await database.together((inside) =>
      recordVerdicts(inside, {
        conversationId: call,
        proofs: [proof('late'), second],
        entryIds: ['entry-1', 'entry-2'],
        at: AT,
      }),
    );
    expect(found.map(({ code, to }) => [code, to])).toEqual([
      ['REC-LATE', TO],
      ['REC-MISSING', undefined],
    ]);
    expect(await rows('verdict', call)).toHaveLength(2);
  });

  it('are written all together or not at all', async () => {
    const call = newCall();
    const mistake = database.together(async (inside) => {
      await recordVerdicts(inside, {
        conversationId: call,
        proofs: [proof('missing')],
        entryIds: ['entry-1'],
        at: AT,
      });
      throw new Error('killed');
    });
    await expect(mistake).rejects.toThrow('killed');
    expect(await rows('verdict', call)).toEqual([]);
    expect(await rows('incident', call)).toEqual([]);
  });
});
