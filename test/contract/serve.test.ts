import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Queries } from '../../src/headless/store/database.ts';
import { openDatabase } from '../../src/headless/store/open-database.ts';
import { giveDatabase } from '../support/embedded-template.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';
import { eventually, headlessIt as it, PATIENCE, type Headless, type Running } from './headless-world.ts';
import type { Loose } from './sandbox-client.ts';

const SERVE = ['serve', '--json', '--port', '0'];

let server: RealPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

/** Where the service of one test keeps what it learns. */
type Place = { readonly url: string } | undefined;
const STORES: readonly [string, (home: string) => Promise<Place>][] = [
  ['embedded', (home) => giveDatabase(home).then(() => undefined)],
  ['a server', async () => ({ url: await server.url() })],
];
const environmentOf = (place: Place) => (place ? { DATABASE_URL: place.url } : {});

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

const acceptedTimes = async ({ world }: Headless, conversationId: string): Promise<number[]> => {
  const times = new Map<string, number>();
  for (const { key, body, accepted, repeated } of await world.deliveries()) {
    if (JSON.parse(body).conversationId !== conversationId || !accepted) continue;
    times.set(key, (times.get(key) ?? 0) + (repeated ? 0 : 1));
  }
  return [...times.values()];
};

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
