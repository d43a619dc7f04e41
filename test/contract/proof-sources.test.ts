import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { SEED, type RecordingRequest } from '../../sandbox/control.ts';
import type { AuditEntry } from '../../src/domain/audit.ts';
import { readServeFile } from '../../src/headless/incidents/serve-file.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { openDatabase } from '../../src/headless/store/open-database.ts';
import { attributeKey, attributeValue } from '../../src/outbox/call-attribute.ts';
import { emptyChain, seal, type Head } from '../../src/outbox/chain.ts';
import { makeFacts } from '../support/audit-facts.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';
import { eventually, headlessIt as it, PATIENCE } from './headless-world.ts';
import { apiOf, type Loose } from './sandbox-client.ts';
import { environmentOf, storePlaces } from './store-places.ts';

let server: RealPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

const STORES = storePlaces(() => server);

/** How a pause came to be known, or that it did not. */
const SOURCES = ['watch', 'event', 'attribute', 'entry', 'recording'] as const;
type Source = (typeof SOURCES)[number];

/** What Genesys' own record says of the pause. */
const RECORDS = {
  whole: {},
  late: { pausesLateMs: 6_000 },
  short: { pausesShortMs: 15_000 },
  none: { pausesMissing: true },
  deleted: { pausesMissing: true, fileState: 'DELETED' },
} as const satisfies Record<string, Partial<RecordingRequest>>;
type RecordOf = keyof typeof RECORDS;
const PAUSE_MS = 16_000;

/** A word that nobody has proven is no more than unknown where Genesys left nothing out. */
const VERDICTS: Readonly<Record<Source, Readonly<Record<RecordOf, string | undefined>>>> = {
  watch: { whole: 'proved', late: 'late', short: 'short', none: 'missing', deleted: 'unknown' },
  event: { whole: 'proved', late: 'late', short: 'short', none: 'unknown', deleted: 'unknown' },
  attribute: { whole: 'proved', late: 'late', short: 'short', none: 'unknown', deleted: 'unknown' },
  entry: { whole: 'proved', late: 'late', short: 'short', none: 'unknown', deleted: 'unknown' },
  recording: {
    whole: 'unexplained',
    late: 'unexplained',
    short: 'unexplained',
    none: undefined,
    deleted: undefined,
  },
};

interface OneCall {
  readonly source: Source;
  readonly record: RecordOf;
  readonly conversationId: string;
  readonly agentParticipantId: string;
}

async function begin({ control }: Sandbox): Promise<readonly OneCall[]> {
  const calls: OneCall[] = [];
  for (const source of SOURCES)
    for (const record of Object.keys(RECORDS) as RecordOf[]) {
      const { conversationId, agentParticipantId } = await control.call({ queueId: SEED.queues.payments });
      await control.recording({ conversationId, ...RECORDS[record] });
      calls.push({ source, record, conversationId, agentParticipantId });
    }
  return calls;
}

/** What the agent's panel has in its log once a read has confirmed what it did. */
const entryOf = (call: OneCall, action: 'pause' | 'resume', before: Head | undefined) =>
  seal(
    makeFacts({
      id: randomUUID(),
      userId: SEED.users.ada,
      conversationId: call.conversationId,
      participantId: call.agentParticipantId,
      action,
      phase: 'confirmed',
      platformAt: new Date().toISOString(),
    }),
    before ?? emptyChain('5f0c2d34-90ab-4b1e-8d4c-1a2b3c4d5e6f'),
  );

/** … and writes on the call. */
async function write(sandbox: Sandbox, call: OneCall, action: 'pause' | 'resume', before: Head | undefined) {
  const entry = entryOf(call, action, before);
  const api = await apiOf(sandbox);
  const { status } = await api(
    'PATCH',
    `/conversations/${call.conversationId}/participants/${call.agentParticipantId}/attributes`,
    { attributes: { [attributeKey(entry)]: attributeValue(entry, undefined, entry) } },
  );
  expect(status).toBe(202);
  return entry;
}

const APP = 'https://app.example.com';

/** … or sends to the service. */
async function send(port: number | undefined, entry: AuditEntry): Promise<void> {
  const { status } = await fetch(`http://127.0.0.1:${port}/v1/entries`, {
    method: 'POST',
    headers: { origin: APP, 'content-type': 'application/json', 'idempotency-key': entry.id },
    body: JSON.stringify(entry),
  });
  expect(status).toBe(202);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.concurrent('each pause of a call', PATIENCE, () => {
  it.for(STORES)(
    'gets its verdict, by whatever source it is known, and is named where nobody knows of it: %s',
    async ([, newPlace], { headless: { sandbox, world } }) => {
      const place = await newPlace(world.home);
      const environment = { ...environmentOf(place), RECORDING_CONTROL_ENTRIES_ORIGIN: APP };
      const start = () => world.start(['serve', '--json', '--port', '0'], environment);
      const calls = await begin(sandbox);
      const of = (...sources: readonly Source[]) => calls.filter(({ source }) => sources.includes(source));
      const all = async (some: readonly OneCall[], act: 'pause' | 'resume' | 'customer-hangup') => {
        for (const { conversationId } of some) await sandbox.control.act({ conversationId, act });
      };

      let serve = start();
      const told = (state: string) => (line: Loose) => line.type === 'state' && line.state === state;
      const toldOf = (some: readonly OneCall[], state: string) =>
        eventually(() => {
          const ids = new Set(serve.lines.filter(told(state)).map(({ conversationId }) => conversationId));
          return some.every(({ conversationId }) => ids.has(conversationId));
        });
      await toldOf(calls, 'recording');

      await all(of('watch'), 'pause');
      await toldOf(of('watch'), 'paused');
      // No read proves these: Genesys answers none as long as they last.
      await sandbox.control.fault({ fault: 'status', endpoint: 'read-call', status: 503, times: 0 });
      await all(of('event'), 'pause');
      await pause(PAUSE_MS);
      await all(of('watch', 'event'), 'resume');
      await pause(1_000);
      await sandbox.control.fault({ clear: true });
      await eventually(() => {
        const last = new Map(
          serve.lines.filter(({ type }) => type === 'state').map((line) => [line.conversationId, line.state]),
        );
        return calls.every(({ conversationId }) => last.get(conversationId) === 'recording');
      });

      // Nobody watches, and of these panels tell: on the call, or to the service once it is there again.
      serve.kill('SIGKILL');
      await serve.ended;
      const heads = new Map<OneCall, Head>();
      const sent: AuditEntry[] = [];
      await all(of('attribute', 'entry', 'recording'), 'pause');
      for (const call of of('entry')) sent.push(entryOf(call, 'pause', undefined));
      for (const call of of('attribute')) heads.set(call, await write(sandbox, call, 'pause', undefined));
      await pause(PAUSE_MS);
      await all(of('attribute', 'entry', 'recording'), 'resume');
      for (const [n, call] of of('entry').entries()) sent.push(entryOf(call, 'resume', sent[n]));
      for (const call of of('attribute')) await write(sandbox, call, 'resume', heads.get(call));

      serve = start();
      await toldOf(calls, 'recording');
      const { port } = readServeFile(world.home) ?? {};
      for (const entry of sent) await send(port, entry);
      await all(calls, 'customer-hangup');
      const wanted = calls.filter(({ source, record }) => VERDICTS[source][record] !== undefined);
      const proofs = () => serve.lines.filter(({ type }) => type === 'proof').length;
      await eventually(() => proofs() >= wanted.length);
      serve.kill('SIGTERM');
      await serve.ended;

      const database = await openDatabase(place ?? { home: world.home });
      const rows = await database
        .query<{ readonly conversation_id: string; readonly source: string; readonly verdict: string }>(
          'select conversation_id, source, verdict from recording_control.verdict',
        )
        .finally(() => database.close());
      const found = new Map(
        rows.map(({ conversation_id: id, source, verdict }) => [id, `${source}: ${verdict}`]),
      );
      expect(rows).toHaveLength(found.size);
      const table = (textOf: (call: OneCall) => string | undefined) =>
        Object.fromEntries(calls.map((call) => [`${call.source} ${call.record}`, textOf(call)]));
      expect(table(({ conversationId }) => found.get(conversationId))).toEqual(
        table(({ source, record }) => VERDICTS[source][record] && `${source}: ${VERDICTS[source][record]}`),
      );
    },
  );
});
