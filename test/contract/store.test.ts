import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseAway, StoreRefused, type Database } from '../../src/headless/store/database.ts';
import { openJobs } from '../../src/headless/store/jobs.ts';
import { MIGRATIONS } from '../../src/headless/store/migrations.ts';
import { openDatabase, type DatabasePlace } from '../../src/headless/store/open-database.ts';
import { giveDatabase } from '../support/embedded-template.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';

let server: RealPostgres;
const homes: string[] = [];

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.close();
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

async function newHome(): Promise<{ home: string }> {
  const home = mkdtempSync(join(tmpdir(), 'recording-control-store-'));
  homes.push(home);
  await giveDatabase(home);
  return { home };
}

const STORES: readonly [string, () => Promise<DatabasePlace>][] = [
  ['embedded', newHome],
  ['a server', async () => ({ url: await server.url() })],
];

describe.each(STORES)('the store, %s', (_name, newPlace) => {
  let place: DatabasePlace;
  let database: Database;
  beforeAll(async () => {
    place = await newPlace();
    database = await openDatabase(place);
  });
  afterAll(() => database.close());

  it('hands values out as they came in', async () => {
    const at = new Date('2026-11-30T10:00:00.123Z');
    const job = { v: 1, pauses: [{ from: 1_796_000_000_123 }] };
    expect(
      await database.query(
        'select $1::text as id, $2::jsonb as job, $3::timestamptz as at, $4::integer as n',
        ["o'hara", JSON.stringify(job), at, 3],
      ),
    ).toEqual([{ id: "o'hara", job, at, n: 3 }]);
  });

  it('answers several statements with the rows of all of them', async () => {
    expect(await database.query('select 1 as n; select 2 as n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('does all of what belongs together or nothing', async () => {
    const insert = "insert into recording_control.queue_lease (queue_id, worker) values ('q', 'w')";
    const mistake = database.together(async (inside) => {
      await inside.query(insert);
      await inside.query('select nothing');
    });
    await expect(mistake).rejects.toThrow('nothing');
    expect(await database.query('select * from recording_control.queue_lease')).toEqual([]);
    await database.together((inside) => inside.query(insert));
    expect(await database.query('select queue_id from recording_control.queue_lease')).toEqual([
      { queue_id: 'q' },
    ]);
  });

  it('carries jobs, each worked on once, after a failure once more', async () => {
    const jobs = await openJobs(database, (error) => expect.unreachable(error.message));
    await jobs.createQueue('look', { name: 'look', policy: 'stately', retryLimit: 1 });
    const options = { singletonKey: 'call-1' };
    expect(await jobs.send('look', { call: 1 }, options)).not.toBeNull();
    expect(await jobs.send('look', { call: 1 }, options)).toBeNull();
    const seen: unknown[] = [];
    await jobs.work('look', { pollingIntervalSeconds: 0.5 }, async ([job]) => {
      seen.push(job?.data);
      if (seen.length === 1) throw new Error('The first try fails.');
    });
    await expect.poll(() => seen, { timeout: 60_000 }).toEqual([{ call: 1 }, { call: 1 }]);
    await jobs.stop({ graceful: true, wait: true });
  });
});

it('an embedded store whose home another process has taken writes nothing more, and ends nothing', async () => {
  const { home } = await newHome();
  let isHeld = true;
  const database = await openDatabase({ home, isHeld: () => isHeld });
  const written = () =>
    readdirSync(join(home, 'database'), { recursive: true, encoding: 'utf8' })
      .toSorted()
      .map((name) => [name, statSync(join(home, 'database', name)).mtimeMs]);
  const insert = (queue: string) =>
    `insert into recording_control.queue_lease (queue_id) values ('${queue}')`;
  await database.query(insert('before'));
  let before: unknown;
  const begun = database.together(async (inside) => {
    await inside.query(insert('begun'));
    before = written();
    isHeld = false;
    await inside.query(insert('more'));
  });
  await expect(begun).rejects.toThrow(DatabaseAway);
  await expect(database.query(insert('after'))).rejects.toThrow(DatabaseAway);
  await expect(database.together((inside) => inside.query('select 1'))).rejects.toThrow(DatabaseAway);
  await database.close();
  expect(written()).toEqual(before);

  const next = await openDatabase({ home });
  expect(await next.query('select queue_id from recording_control.queue_lease')).toEqual([
    { queue_id: 'before' },
  ]);
  await next.close();
});

describe('a server', () => {
  it('is away while it is restarted, and asked again on another connection', async () => {
    const database = await openDatabase({ url: await server.url() });
    await server.restart();
    const answer = async () => {
      try {
        return await database.query('select 1 as n');
      } catch (error) {
        expect(error).toBeInstanceOf(DatabaseAway);
        return [];
      }
    };
    await expect.poll(answer, { timeout: 60_000 }).toEqual([{ n: 1 }]);
    await database.close();
  });

  it('takes a lock from a process that stands still with it, and is away for that one', async () => {
    const url = await server.url();
    const [still, other] = [await openDatabase({ url }), await openDatabase({ url })];
    const settings =
      "select current_setting('idle_in_transaction_session_timeout') as idle, current_setting('lock_timeout') as lock";
    expect(await still.query(settings)).toEqual([{ idle: '20s', lock: '25s' }]);
    const lock = 'select pg_advisory_xact_lock(1)';
    let taken = () => {};
    const isTaken = new Promise<void>((resolve) => (taken = resolve));
    let go = () => {};
    const isAwake = new Promise<void>((resolve) => (go = resolve));
    const stands = still.together(async (inside) => {
      await inside.query("set local idle_in_transaction_session_timeout to '200ms'");
      await inside.query(lock);
      taken();
      await isAwake;
      await inside.query('select 1');
    });
    await isTaken;
    await other.together((inside) => inside.query(lock));
    go();
    await expect(stands).rejects.toBeInstanceOf(DatabaseAway);
    expect(await still.query('select 1 as n')).toEqual([{ n: 1 }]);
    for (const database of [still, other]) await database.close();
  });

  it('is away, and says why, while it takes nothing, as a standby does', async () => {
    const database = await openDatabase({ url: await server.url() });
    const write = database.together(async (inside) => {
      await inside.query('set transaction read only');
      await inside.query('delete from recording_control.verdict');
    });
    const error = await write.catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(DatabaseAway);
    expect((error as Error).message).toContain('read-only transaction');
    await database.close();
  });

  it('hands times out as they came in, whatever it is set to', async () => {
    const url = await server.url();
    const before = await openDatabase({ url });
    const name = new URL(url).pathname.slice(1);
    await before.query(
      `alter database ${name} set datestyle to 'German, DMY'; alter database ${name} set timezone to 'Pacific/Kiritimati'; ` +
        `alter database ${name} set default_transaction_isolation to 'serializable'`,
    );
    await before.close();
    const database = await openDatabase({ url });
    const at = new Date('2026-11-03T23:30:00.123Z');
    expect(await database.query('select $1::timestamptz as at', [at])).toEqual([{ at }]);
    expect(await database.together((inside) => inside.query('show transaction_isolation'))).toEqual([
      { transaction_isolation: 'read committed' },
    ]);
    await database.close();
  });

  it('is brought to the same tables by two that open it at once', async () => {
    const url = await server.url();
    const both = await Promise.all([openDatabase({ url }), openDatabase({ url })]);
    for (const database of both) await database.close();
  });

  it('is refused in words when a newer build wrote it', async () => {
    const url = await server.url();
    const database = await openDatabase({ url });
    await database.query('insert into recording_control.migration (version) values ($1)', [
      MIGRATIONS.length + 1,
    ]);
    await database.close();
    await expect(openDatabase({ url })).rejects.toThrow(StoreRefused);
    await expect(openDatabase({ url })).rejects.toThrow('a newer build of this service');
  });

  it('that does not let us in is refused in words', async () => {
    const url = new URL(await server.url());
    url.username = 'nobody_here';
    await expect(openDatabase({ url: url.href })).rejects.toThrow(StoreRefused);
  });
});
