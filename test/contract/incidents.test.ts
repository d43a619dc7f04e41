import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit.ts';
import { holdHome } from '../../src/headless/home/hold-home.ts';
import type { EraseAnswer, IncidentDesk } from '../../src/headless/incidents/incident-desk.ts';
import { createIncidentRoutes } from '../../src/headless/incidents/incident-routes.ts';
import { ORDER_HEADER, sealOf } from '../../src/headless/incidents/loopback-seal.ts';
import { deskOfHome } from '../../src/headless/incidents/desk-of-home.ts';
import { openDesk } from '../../src/headless/incidents/open-desk.ts';
import { readServeFile, removeServeFile, writeServeFile } from '../../src/headless/incidents/serve-file.ts';
import { recordVerdicts, type ToldProofs } from '../../src/headless/incidents/record-verdicts.ts';
import type { Database } from '../../src/headless/store/database.ts';
import { openDatabase, type DatabasePlace } from '../../src/headless/store/open-database.ts';
import { openPostgres } from '../../src/headless/store/postgres.ts';
import type { Proof } from '../../src/proof/prove.ts';
import { giveDatabase } from '../support/embedded-template.ts';
import { AT, FROM, proofOf as proof, runIn, TO } from '../support/incident-facts.ts';
import { createClock } from '../../src/platform/clock.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';

/** The embedded one takes seconds, and many of them on a busy machine. */
const STARTS_MS = 300_000;
let server: RealPostgres;
let home: string;
let url: string;

beforeAll(async () => {
  server = await startPostgres();
  home = mkdtempSync(join(tmpdir(), 'recording-control-incidents-'));
  await giveDatabase(home);
  url = await server.url();
});
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

const STORES: readonly [string, () => Promise<DatabasePlace>][] = [
  ['embedded', async () => ({ home })],
  ['a server', async () => ({ url })],
];

let wall = AT;
let calls = 0;
const ids = { next: () => crypto.randomUUID() };
const about = { app: '0.1.0' };
const later = () => (wall += 1_000);
const deskOn = (database: Database): Promise<IncidentDesk> =>
  deskOfHome({ database, home, ids, wall: later, about, isOnly: false, retentionDays: 400 });

const journal = (): AuditEntry[] =>
  readFileSync(join(home, 'audit.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEntry);

describe.each(STORES)('verdicts and incidents, %s', (_name, newPlace) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(await newPlace());
  }, STARTS_MS);
  afterAll(() => database.close());

  const newCall = () => `00000000-0000-4000-8000-${String((calls += 1)).padStart(12, '0')}`;
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

  async function opened(): Promise<string> {
    const [incident] = await record(newCall(), 'entry-1', proof('missing'), { queueId: 'queue-1' });
    return incident!.id;
  }

  it('are reviewed and closed, each step an entry of the audit log first', async () => {
    const desk = await deskOn(database);
    const id = await opened();
    expect((await desk.list(false)).incidents.find((one) => one.id === id)).toMatchObject({
      state: 'open',
      steps: [{ step: 'opened', by: 'service', entryId: 'entry-1' }],
    });
    expect(await desk.step({ id, step: 'reviewed', by: 'A. B.' })).toMatchObject({
      kind: 'done',
      incident: { state: 'reviewed' },
    });
    expect(await desk.step({ id, step: 'closed', by: 'C. D.', note: 'Deleted.' })).toMatchObject({
      kind: 'done',
      incident: { state: 'closed', closedAt: wall },
    });
    const entries = journal().filter(({ incidentId }) => incidentId === id);
    expect(entries).toMatchObject([
      { action: 'incident', phase: 'accepted', by: 'A. B.', actor: 'user', queueId: 'queue-1' },
      { action: 'incident', phase: 'confirmed', by: 'C. D.', note: 'Deleted.' },
    ]);
    expect((await desk.list(false)).incidents.map((one) => one.id)).not.toContain(id);
    const { incidents } = await desk.list(true);
    expect(incidents.find((one) => one.id === id)).toMatchObject({
      state: 'closed',
      steps: [
        { step: 'opened' },
        { step: 'reviewed', by: 'A. B.', entryId: entries[0]?.id },
        { step: 'closed', by: 'C. D.', note: 'Deleted.', entryId: entries[1]?.id },
      ],
    });
  });

  it('stay closed, and nothing is written of one that is not there', async () => {
    const desk = await deskOn(database);
    const id = await opened();
    await desk.step({ id, step: 'closed', by: 'A. B.', note: 'Deleted.' });
    const before = journal().length;
    const closed = wall;
    expect(await desk.step({ id, step: 'reviewed', by: 'A. B.' })).toEqual({ kind: 'closed', at: closed });
    expect(await desk.step({ id: '0'.repeat(32), step: 'reviewed', by: 'A. B.' })).toEqual({
      kind: 'no-such',
    });
    expect(journal()).toHaveLength(before);
  });

  it('are changed by nobody whose step cannot be written down', async () => {
    const desk = await openDesk({
      database,
      append: async () => false,
      ids,
      wall: later,
      about,
      log: { entries: () => [], isOnly: false, retentionDays: 400 },
    });
    const id = await opened();
    expect(await desk.step({ id, step: 'reviewed', by: 'A. B.' })).toEqual({ kind: 'not-logged' });
    const [conversation] = (await desk.list(true)).incidents.filter((one) => one.id === id);
    expect(conversation).toMatchObject({ state: 'open', steps: [{ step: 'opened' }] });
    expect(await desk.erase({ conversationId: conversation!.conversationId })).toEqual({
      kind: 'not-logged',
    });
    expect((await desk.list(true)).incidents.map((one) => one.id)).toContain(id);
  });

  it('are taken out with all else of a call, unless the service still works on it', async () => {
    const desk = await deskOn(database);
    const [call, other] = [newCall(), newCall()];
    for (const each of [call, other]) await record(each, 'entry-1', proof('late'));
    const phase = (word: string) =>
      database.query(
        `insert into recording_control.call (conversation_id, phase, job) values ($1, $2, '{}')
         on conflict (conversation_id) do update set phase = excluded.phase`,
        [call, word],
      );
    const refused = join('set-aside', 'key-1.json');
    const left = [
      ...[join('queue', `${call}.json`), join('finished', call), refused].map((file) =>
        join(home, 'carried-over', file),
      ),
      join(home, 'carried-over', 'queue', `${other}.json`),
      join(home, 'of-somebody-else', refused),
    ];
    for (const file of left) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, file.endsWith(refused) ? JSON.stringify({ body: { conversationId: call } }) : '{}');
    }
    rmSync(join(home, 'carried-over-linked'), { force: true });
    symlinkSync(join(home, 'of-somebody-else'), join(home, 'carried-over-linked'));
    writeFileSync(join(home, 'carried-over-plain'), call);
    await phase('ended');
    expect(await desk.erase({ conversationId: call })).toEqual({ kind: 'under-way' });
    expect(left.map((file) => existsSync(file))).toEqual(left.map(() => true));
    await phase('done');
    expect(await desk.erase({ conversationId: call, by: 'A. B.' })).toEqual({
      kind: 'done',
      calls: 1,
      verdicts: 1,
      incidents: 1,
    } satisfies EraseAnswer);
    for (const table of ['call', 'verdict', 'incident']) expect(await rows(table, call), table).toEqual([]);
    expect(await rows('incident', other)).toHaveLength(1);
    expect(journal().at(-1)).toMatchObject({ action: 'erase', conversationId: call, by: 'A. B.' });
    expect(left.map((file) => existsSync(file))).toEqual([false, false, false, true, true]);
    const elsewhere = await deskOfHome({
      database,
      home: join(home, 'not-there'),
      ids,
      wall: later,
      about,
      isOnly: false,
      retentionDays: 400,
    });
    expect(await elsewhere.erase({ conversationId: newCall() })).toMatchObject({ kind: 'done', calls: 0 });
    expect(await desk.erase({ conversationId: call })).toMatchObject({ kind: 'done', verdicts: 0 });
  });
});

const run = (...args: string[]) => runIn(home, args);

const hold = () =>
  holdHome({ home, clock: createClock(), prepare() {}, waiting() {}, lost() {} }).then((held) => held!);

describe('recording-control incident', () => {
  it('lists, reviews and closes in a database server', async () => {
    const listed = await run('incident', 'list', '--json', '--database', url);
    const { id } = listed.lines.find(({ state }) => state === 'open') as { id: string };
    const step = (action: string, ...more: string[]) =>
      run('incident', action, id, '--by', 'A. B.', '--database', url, ...more);
    expect(await step('review')).toMatchObject({ code: 0, out: `Incident ${id} is reviewed.\n` });
    expect((await run('incident', 'list', '--database', url)).out).toContain(`${id}  reviewed  REC-`);
    expect(await step('close', '--note', 'Deleted.')).toMatchObject({
      code: 0,
      out: `Incident ${id} is closed.\n`,
    });
    expect(await step('review')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/is closed since 20.+, and stays so/) as unknown,
    });
  });

  it('makes no store in a database that has none', async () => {
    const empty = await server.url();
    const listed = await run('incident', 'list', '--database', empty);
    expect([listed.code, listed.out, listed.err]).toEqual([
      1,
      '',
      expect.stringContaining('There is no store of the service in this database'),
    ]);
    const database = await openPostgres(empty);
    expect(await database.query("select to_regnamespace('recording_control')::text as made")).toEqual([
      { made: null },
    ]);
    await database.close();
  });

  it('opens the store in the home, and leaves the home free', { timeout: STARTS_MS }, async () => {
    const { code, lines } = await run('incident', 'list', '--all', '--json');
    expect(code).toBe(0);
    expect(lines.at(-1)).toEqual({ type: 'incidents', count: lines.length - 1 });
    expect(lines.length).toBeGreaterThan(3);
    (await hold()).release();
  });

  const withHeld = async <T>(work: () => Promise<T>): Promise<T> => {
    const held = await hold();
    return work().finally(() => held.release());
  };

  it('is refused in words while a watch holds the home', async () => {
    const { code, err } = await withHeld(() => run('incident', 'list'));
    expect([code, err]).toEqual([1, expect.stringContaining('is used by a process that keeps no incidents')]);
  });

  it.each([
    ['says that there is nothing', 200, '{"incidents":[],"kind":"done"}'],
    ['knows no such page', 404, '{}'],
    ['fails', 500, '{"kind":"away"}'],
    ['is told apart by no word', 401, ''],
  ])(
    'believes no other program that has the port of a service that was killed, and %s',
    async (_what, status, text) => {
      const seen: string[] = [];
      const http = createServer((request, response) => {
        seen.push(JSON.stringify(request.headers));
        response.writeHead(status, { 'content-type': 'application/json' }).end(text);
      });
      await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
      const token = 'token-of-the-test-0123456789';
      writeServeFile(home, { port: (http.address() as AddressInfo).port, token });
      const { code, err } = await withHeld(() => run('incident', 'list'));
      expect([code, err]).toEqual([
        1,
        expect.stringContaining('is used by a process that keeps no incidents'),
      ]);
      expect(seen).toHaveLength(1);
      expect(seen[0]).not.toContain(token);
      http.close();
      http.closeAllConnections();
      removeServeFile(home, { port: 0, token });
    },
  );

  it('asks the service that holds the home, which knows it by its token', async () => {
    const database = await openDatabase({ url });
    const token = 'token-of-the-test-0123456789';
    const routes = createIncidentRoutes({ desk: await deskOn(database), token });
    const http = createServer((request, response) => {
      if (!routes(request, response)) response.writeHead(418).end();
    });
    await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    writeServeFile(home, { port, token });
    const held = await hold();
    expect(statSync(join(home, 'serve.json')).mode & 0o777).toBe(0o600);

    const listed = await run('incident', 'list', '--json');
    const { id } = listed.lines.find(({ state }) => state === 'open') as { id: string };
    const closed = await run('incident', 'close', id, '--by', 'A. B.', '--note', 'Deleted.');
    expect([closed.code, closed.err]).toEqual([0, '']);
    expect(journal().at(-1)).toMatchObject({ incidentId: id, phase: 'confirmed' });
    expect((await run('incident', 'review', id, '--by', 'A. B.')).code).toBe(1);
    expect((await run('erase', '5b3c1f0e-7d2a-4c1b-9e8f-0a1b2c3d4e5f')).out).toContain('has nothing');

    const sealed = (word: string, path: string, body = '') => ({
      [ORDER_HEADER]: `a-nonce.${sealOf(word, 'a-nonce', body === '' ? 'GET' : 'POST', path, body)}`,
    });
    const ask = async (
      path: string,
      body?: string,
      headers: Record<string, string> = sealed(token, path, body),
    ) =>
      (
        await fetch(`http://127.0.0.1:${port}${path}`, {
          headers,
          ...(body !== undefined && { method: 'POST', body }),
        })
      ).status;
    expect(await ask('/v1/incidents', undefined, {})).toBe(401);
    expect(await ask('/v1/incidents', undefined, sealed('another', '/v1/incidents'))).toBe(401);
    // A seal is of one request, and of no other.
    expect(await ask('/v1/incidents?all=1', undefined, sealed(token, '/v1/incidents'))).toBe(401);
    expect(await ask('/v1/incidents')).toBe(200);
    expect(await ask('/v1/elsewhere')).toBe(418);
    expect(await ask(`/v1/incidents/${id}/steps`, '{')).toBe(400);
    expect(await ask(`/v1/incidents/${id}/steps`, `{"by":"${'x'.repeat(20_000)}"}`)).toBe(400);
    expect(await ask(`/v1/incidents/${id}/steps`, '{"step":"closed","by":"A\\nB"}')).toBe(400);
    const named = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(
          `GET /v1/incidents HTTP/1.1\r\nHost: evil.example\r\n${ORDER_HEADER}: ${sealed(token, '/v1/incidents')[ORDER_HEADER]}\r\n\r\n`,
        ),
      );
      socket.once('data', (data) => {
        resolve(String(data).split('\r\n')[0]!);
        socket.destroy();
      });
    });
    expect(named).toBe('HTTP/1.1 421 Misdirected Request');

    http.close();
    http.closeAllConnections();
    // Left by a service that was killed: another process holds the home by now.
    expect((await run('incident', 'list')).err).toContain('is used by a process');
    removeServeFile(home, { port, token: 'token-of-another-service-0' });
    expect(readServeFile(home)).toEqual({ port, token });
    removeServeFile(home, { port, token });
    expect(readServeFile(home)).toBeUndefined();
    held.release();
    await database.close();
  });

  it.each([
    [['review', 'x', '--by', 'A. B.'], 'is no incident'],
    [['review', '0'.repeat(32), '--by', 'A\nB'], '--by is the name or the initials'],
    [['close', '0'.repeat(32), '--by', 'A. B.', '--note', 'x'.repeat(501)], '--note is 1 to 500'],
    [['close', '0'.repeat(32), '--by', 'A. B.', '--note', 'of 4111 1111 1111 1111'], 'number of a card'],
    [['close', '0'.repeat(32), '--by', 'A. B.'], "equired option '--note <text>'"],
    [['list', '--database', 'mysql://user:secret@host/db'], '--database is no address of a PostgreSQL'],
  ] as const)('refuses %j before anything is opened', async (args, words) => {
    const { code, err } = await run('incident', ...args);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    expect(err).not.toContain('secret');
    expect(err).not.toContain('4111');
  });
});
