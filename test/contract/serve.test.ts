import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { readServeFile } from '../../src/headless/incidents/serve-file.ts';
import type { Queries } from '../../src/headless/store/database.ts';
import { openDatabase } from '../../src/headless/store/open-database.ts';
import { openPostgres } from '../../src/headless/store/postgres.ts';
import { emptyChain, seal } from '../../src/outbox/chain.ts';
import { makeFacts } from '../support/audit-facts.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';
import { eventually, headlessIt as it, PATIENCE, type Headless, type Running } from './headless-world.ts';
import type { Loose } from './sandbox-client.ts';
import { environmentOf, storePlaces, type Place } from './store-places.ts';

const CALLS = 500;
/** What the platform tells: at 300 requests a minute the test would wait for most of its time. */
const LIMIT = 6_000;
/** Between two looks at what so many calls have come to. */
const POLL_MS = 500;
const SERVE = ['serve', '--json', '--port', '0'];

let server: RealPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

const STORES = storePlaces(() => server);

const type =
  (name: string, more: Loose = {}) =>
  (line: Loose) =>
    line.type === name && Object.entries(more).every(([key, value]) => line[key] === value);

async function kill(running: Running): Promise<void> {
  running.kill('SIGKILL');
  await running.ended;
}
async function stop(running: Running): Promise<number> {
  running.kill('SIGTERM');
  return (await running.ended).code;
}

/** What stands in the store once no service has it open. */
async function stored<T>(
  { world }: Headless,
  place: Place,
  read: (queries: Queries) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(place ?? { home: world.home });
  try {
    return await read(database);
  } finally {
    await database.close();
  }
}

/** What a database that is away has not got yet, a kill would lose. */
const isPauseStored = async (queries: Queries): Promise<boolean> =>
  (await queries.query(`select 1 from recording_control.call where jsonb_path_exists(job, '$.pauses[*].to')`))
    .length > 0;

/** How often each webhook was taken as a new one, by its key: of one call, or of all. */
async function accepted({ world }: Headless, conversationId?: string): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const delivery of await world.deliveries()) {
    const isOfCall =
      conversationId === undefined || JSON.parse(delivery.body).conversationId === conversationId;
    if (isOfCall && delivery.accepted && !delivery.repeated)
      times.set(delivery.key, (times.get(delivery.key) ?? 0) + 1);
  }
  return times;
}
const acceptedTimes = async (headless: Headless, conversationId: string): Promise<number[]> => [
  ...(await accepted(headless, conversationId)).values(),
];

describe.concurrent.for(STORES)('recording-control serve, %s', PATIENCE, ([, newPlace]) => {
  it('stores the verdict of a pause and hands the recording on once, whenever it is killed', async ({
    headless,
  }) => {
    const { sandbox, world, id } = headless;
    const place = await newPlace(world.home);
    const start = () => world.start(SERVE, { ...world.hook(), ...environmentOf(place) });

    let serve = start();
    await serve.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    await serve.line(type('state', { conversationId: id, state: 'paused' }));
    if (place) await server.restart();
    await sandbox.control.act({ conversationId: id, act: 'resume' });
    await serve.line(type('state', { conversationId: id, state: 'recording' }));
    if (place) await eventually(() => stored(headless, place, isPauseStored).catch(() => false));
    // A call that lives is taken up again, with what was seen of it, also when it has ended meanwhile.
    await kill(serve);
    const second = await sandbox.control.call();
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    await world.webhookFault({ status: 503 });
    serve = start();
    await serve.line(type('delayed', { conversationId: id }));
    // A webhook that waits is sent by the next one.
    await kill(serve);
    serve = start();
    await serve.line(type('state', { conversationId: second.conversationId, state: 'recording' }));
    await sandbox.control.act({ conversationId: second.conversationId, act: 'customer-hangup' });
    await serve.line(type('recording', { conversationId: second.conversationId }));
    await serve.line(type('delivered', { conversationId: second.conversationId }));
    expect(await stop(serve)).toBe(130);

    for (const each of [id, second.conversationId]) expect(await acceptedTimes(headless, each)).toEqual([1]);
    const entries = headless.journal();
    const verdicts = await stored(headless, place, (queries) =>
      queries.query('select conversation_id, source, verdict, entry_id from recording_control.verdict'),
    );
    expect(verdicts).toEqual([
      {
        conversation_id: id,
        source: 'watch',
        verdict: 'proved',
        entry_id: entries.findLast(({ action }) => action === 'proof')?.['id'],
      },
    ]);
  });
});

describe.concurrent('recording-control serve on a server', PATIENCE, () => {
  it('takes over what a watch of the home has left, once', async ({ headless }) => {
    const { sandbox, world, id } = headless;
    const place = { url: await server.url() };
    await world.webhookFault({ status: 503 });
    const watch = world.start(['watch', '--json'], world.hook());
    await watch.line(type('state', { conversationId: id, state: 'recording' }));
    const { conversationId: over } = await sandbox.control.call();
    await watch.line(type('state', { conversationId: over, state: 'recording' }));
    await sandbox.control.act({ conversationId: over, act: 'customer-hangup' });
    await watch.line(type('delayed', { conversationId: over }));
    await kill(watch);

    const start = () => world.start(SERVE, { ...world.hook(), ...environmentOf(place) });
    const serve = start();
    const { folder } = await serve.line(type('carried-over', { calls: 2 }));
    expect(readdirSync(String(folder)).toSorted()).toEqual([
      'finished',
      'queue',
      'set-aside',
      'watched-until',
    ]);
    await serve.line(type('delivered', { conversationId: over }));
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    await serve.line(type('delivered', { conversationId: id }));
    expect(await stop(serve)).toBe(130);
    for (const each of [id, over]) expect(await acceptedTimes(headless, each)).toEqual([1]);

    const again = start();
    await again.line(type('channel', { up: true }));
    expect(again.lines.some(type('carried-over'))).toBe(false);
    await stop(again);
  });

  it('is not ready while its database takes nothing', async ({ headless }) => {
    const { world } = headless;
    // Of its own: it is restarted.
    const own = await startPostgres();
    const place = { url: await own.url() };
    const readOnly = async (word: 'on' | 'off') => {
      const database = await openPostgres(place.url);
      const name = new URL(place.url).pathname.slice(1);
      await database.query(
        `set default_transaction_read_only to off; commit; alter database ${name} set default_transaction_read_only to ${word}`,
      );
      await database.close();
      await own.restart();
    };
    const serve = world.start(SERVE, environmentOf(place));
    await serve.line(type('channel', { up: true }));
    const { port } = readServeFile(world.home) ?? {};
    const ready = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
      return { status: answer.status, why: await answer.text() };
    };
    await eventually(async () => (await ready()).status === 200);
    await readOnly('on');
    await eventually(async () => (await ready()).why.includes('read-only transaction'));
    expect((await ready()).status).toBe(503);
    await readOnly('off');
    await eventually(async () => (await ready()).status === 200);

    // What it can store says nothing of what it cannot.
    const database = await openPostgres(place.url);
    await database.query(
      `create function no_room() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$`,
    );
    await database.query(
      'create trigger no_room before insert on recording_control.call for each row execute function no_room()',
    );
    await headless.sandbox.control.call();
    await eventually(async () => (await ready()).why.includes('no room'));
    const leases = () => database.query('select max(until) as until from recording_control.queue_lease');
    const before = await leases();
    const seen: number[] = [];
    await eventually(async () => {
      seen.push((await ready()).status);
      return JSON.stringify(await leases()) !== JSON.stringify(before);
    });
    expect(new Set(seen)).toEqual(new Set([503]));
    await database.query('drop trigger no_room on recording_control.call');
    await eventually(async () => (await ready()).status === 200);
    await database.close();
    expect(await stop(serve)).toBe(130);
    await own.close();
  });

  it('asks panels to send again what they send while it begins', async ({ headless: { world } }) => {
    const serve = world.start(SERVE, {
      ...environmentOf({ url: 'postgres://nobody@127.0.0.1:1/none' }),
      RECORDING_CONTROL_ENTRIES_ORIGIN: 'https://app.example.com',
    });
    await serve.line(type('store'));
    const { port } = readServeFile(world.home) ?? {};
    const entry = seal(makeFacts({ id: 'id-1' }), emptyChain('chain-1'));
    const answer = await fetch(`http://127.0.0.1:${port}/v1/entries`, {
      method: 'POST',
      headers: {
        origin: 'https://app.example.com',
        'content-type': 'application/json',
        'idempotency-key': entry.id,
      },
      body: JSON.stringify(entry),
    });
    expect(answer.status).toBe(503);
    expect(await stop(serve)).toBe(130);
  });

  it('refuses a database of another organisation, as do the verbs of its home', async ({ headless }) => {
    const { world } = headless;
    const place = { url: await server.url() };
    const serve = world.start(SERVE, environmentOf(place));
    await serve.line(type('channel', { up: true }));
    expect(await stop(serve)).toBe(130);
    expect((await world.run(['incident', 'list'], environmentOf(place))).code).toBe(0);

    await stored(headless, place, (queries) =>
      queries.query("update recording_control.store set organization_id = 'another'"),
    );
    for (const args of [SERVE, ['incident', 'list', '--json']]) {
      const { code, lines } = await world.run(args, environmentOf(place));
      expect([code, lines.at(-1)?.message]).toEqual([
        1,
        expect.stringContaining('Give each organisation a database of its own'),
      ]);
    }
  });

  it('shares the queues out among workers, and what one leaves that is killed another does', async ({
    headless,
  }) => {
    const { sandbox, world } = headless;
    const place = { url: await server.url() };
    await sandbox.control.switch({ requestsPerMinute: LIMIT });
    const homes = [join(world.home, 'one'), join(world.home, 'two')];
    const start = (home: string) =>
      world.start(SERVE, { ...world.hook(), ...environmentOf(place), RECORDING_CONTROL_HOME: home });
    const workers = homes.map(start);
    const isShared = async (queries: Queries) =>
      (await queries.query('select distinct worker from recording_control.queue_lease where until > now()'))
        .length === 2;
    await eventually(() => stored(headless, place, isShared).catch(() => false));

    const ids: string[] = [headless.id];
    for (let n = 1; n < CALLS; n += 1) {
      const queueId = n % 2 ? SEED.queues.payments : SEED.queues.support;
      ids.push((await sandbox.control.call({ queueId })).conversationId);
    }
    const areSeen = (state: string) => () => {
      const lines = workers.flatMap((worker) => worker.lines.filter(type('state', { state })));
      return new Set(lines.map(({ conversationId }) => conversationId)).size === CALLS;
    };
    await eventually(areSeen('recording'), POLL_MS);
    for (const conversationId of ids) await sandbox.control.act({ conversationId, act: 'pause' });
    await eventually(areSeen('paused'), POLL_MS);
    for (const conversationId of ids) await sandbox.control.act({ conversationId, act: 'resume' });
    const counted = (from: string) =>
      stored(headless, place, async (queries) => (await queries.query(`select 1 from ${from}`)).length);
    const pauses = "recording_control.call where jsonb_path_exists(job, '$.pauses[*].to')";
    await eventually(async () => (await counted(pauses)) === CALLS, POLL_MS);
    const end = async (some: readonly string[]) => {
      for (const conversationId of some)
        await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    };
    await end(ids.slice(0, CALLS / 2));
    await eventually(async () => (await accepted(headless)).size >= CALLS / 10, POLL_MS);
    await kill(workers[1]!);
    await end(ids.slice(CALLS / 2));
    await eventually(async () => (await accepted(headless)).size === CALLS, POLL_MS);
    // Which verdict depends on how late a busy machine hears of a resume.
    await eventually(async () => (await counted('recording_control.verdict')) >= CALLS, POLL_MS);
    const told = await stored(headless, place, (queries) =>
      queries.query<{ conversation_id: string }>('select conversation_id from recording_control.verdict'),
    );
    expect(told.map(({ conversation_id }) => conversation_id).toSorted()).toEqual(ids.toSorted());
    expect([...(await accepted(headless)).values()].every((times) => times === 1)).toBe(true);
    expect(await stop(workers[0]!)).toBe(130);
  });
});
