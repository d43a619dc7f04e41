import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { afterSighting } from '../../src/headless/archive/job-steps.ts';
import { claimsOf } from '../../src/headless/archive/seen-pauses.ts';
import { eraseConversation } from '../../src/headless/incidents/erase-conversation.ts';
import { createTakeEntry } from '../../src/headless/serve/take-entry.ts';
import { readCall, writeCalls } from '../../src/headless/serve/write-calls.ts';
import type { Database } from '../../src/headless/store/database.ts';
import { openDatabase } from '../../src/headless/store/open-database.ts';
import { emptyChain, seal } from '../../src/outbox/chain.ts';
import { makeFacts } from '../support/audit-facts.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';
import { storePlaces } from './store-places.ts';

const CALL = 'call-1';
const now = Date.now();
const entryOf = (conversationId = CALL, chain = 'chain-1', userId = 'user-1') =>
  seal(
    makeFacts({
      action: 'pause',
      phase: 'confirmed',
      userId,
      participantId: 'participant-1',
      conversationId,
      platformAt: new Date(now - 30_000).toISOString(),
    }),
    emptyChain(chain),
  );
const engine = { send: async () => {} };

let server: RealPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

describe.for(storePlaces(() => server))('an entry of a call that nobody has heard of, %s', ([, newPlace]) => {
  const home = mkdtempSync(join(tmpdir(), 'recording-control-early-'));
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase((await newPlace(home)) ?? { home });
  });
  beforeEach(() =>
    database.query('delete from recording_control.early_entry; delete from recording_control.call'),
  );
  afterAll(async () => {
    await database.close();
    rmSync(home, { recursive: true, force: true });
  });

  const dropped: number[] = [];
  const take = (entry = entryOf()) =>
    createTakeEntry(database, engine, { wall: () => now }, (entries) => dropped.push(entries))(entry);
  const waiting = async () => (await database.query('select 1 from recording_control.early_entry')).length;
  const hear = () =>
    database.together((inside) =>
      writeCalls(
        inside,
        engine,
        new Map([[CALL, [(job) => afterSighting(job, CALL, { recorded: true, agents: ['user-1'] })]]]),
        now,
      ),
    );

  it('waits until somebody has, and claims its pause then', async () => {
    await take();
    await take();
    expect(await waiting()).toBe(1);
    expect(await readCall(database, CALL)).toBeUndefined();
    await hear();
    const job = await readCall(database, CALL);
    expect(job && claimsOf(job)).toMatchObject([{ by: 'entry', from: now - 30_000 }]);
    expect(await waiting()).toBe(0);
  });

  it('waits whatever its chain and its user are called', async () => {
    await take(entryOf(CALL, 'ch\0\ud800in', 'user\0'));
    expect(await waiting()).toBe(1);
  });

  it('waits for its own call only', async () => {
    await take(entryOf('call-2'));
    await hear();
    expect(await waiting()).toBe(1);
    expect((await readCall(database, CALL))?.told).toBeUndefined();
  });

  it('goes with what is erased of its call', async () => {
    await take();
    await database.together((inside) =>
      eraseConversation(
        inside,
        { conversationId: CALL },
        { append: async () => true, ids: { next: () => 'id-1' }, wall: () => now },
      ),
    );
    expect(await waiting()).toBe(0);
  });

  it('is forgotten after two days, and goes for newer ones where there are too many, which is told', async () => {
    const fill = (age: string) =>
      database.query(
        `insert into recording_control.early_entry (conversation_id, key, told, at)
         select 'other-' || n, 'key', '{}', now() - interval '${age}' from generate_series(1, 20000) as n`,
      );
    await fill('49 hours');
    await take();
    expect([await waiting(), dropped]).toEqual([1, []]);
    await fill('1 hour');
    await take(entryOf('call-2'));
    expect([await waiting(), dropped]).toEqual([20_000, [2]]);
    await hear();
    expect((await readCall(database, CALL))?.told).toBeDefined();
  });
});
