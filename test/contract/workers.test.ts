import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/app/ports.ts';
import { ok } from '../../src/domain/result.ts';
import { afterSight, afterSighting, newWebhook } from '../../src/headless/archive/job-steps.ts';
import { createFirstLook } from '../../src/headless/archive/first-look.ts';
import type { Job } from '../../src/headless/archive/job.ts';
import { createCallBook } from '../../src/headless/serve/call-book.ts';
import { createJobEngine, type JobEngine } from '../../src/headless/serve/job-engine.ts';
import { takeLiveCalls } from '../../src/headless/serve/live-calls.ts';
import { createLook } from '../../src/headless/serve/look-for-recordings.ts';
import { renewLeases } from '../../src/headless/serve/queue-leases.ts';
import { addHeardUntil } from '../../src/headless/serve/stored-alive.ts';
import { noteReceiver } from '../../src/headless/serve/store-receiver.ts';
import { watchShare } from '../../src/headless/serve/watch-share.ts';
import { readCall, writeCalls, type Step } from '../../src/headless/serve/write-calls.ts';
import type { Database } from '../../src/headless/store/database.ts';
import { openJobs } from '../../src/headless/store/jobs.ts';
import { openDatabase } from '../../src/headless/store/open-database.ts';
import type { WatchEvent } from '../../src/headless/watch/watch-event.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';

const NOW = Date.parse('2026-11-30T10:00:00Z');
const RECORDING = { recordingId: 'recording-1', media: 'audio', fileState: 'AVAILABLE' };
const paused = (job?: Job) => job && afterSight(job, true, { until: NOW });
const POLL = { timeout: 60_000, interval: 5 };

let server: RealPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

describe('workers of one store', () => {
  let database: Database;
  let engine: JobEngine;
  beforeAll(async () => {
    database = await openDatabase({ url: await server.url() });
    const boss = await openJobs(database, (error) => expect.unreachable(error.message));
    engine = await createJobEngine(boss, database);
  });
  afterAll(async () => {
    await engine.close();
    await database.close();
  });
  const worker = (isKnown: boolean, isOnly = false) => noteReceiver(database, engine, { isKnown, isOnly });

  /** A call that was paused all the time and ended, looked at by a worker: its pause is not on the recording. */
  async function look(conversationId: string): Promise<Job | undefined> {
    const call: Job = {
      v: 1,
      conversationId,
      recorded: true,
      phase: 'ended',
      endedAt: NOW - 60_000,
      polls: 0,
      nextPollAt: NOW,
      webhooks: {},
      flagged: [],
      pauses: [{ from: NOW - 180_000, to: NOW - 120_000 }],
      proved: 'recording-1|missing?',
    };
    await database.together((inside) =>
      writeCalls(inside, engine, new Map([[conversationId, [() => call]]]), NOW),
    );
    const handle = createLook({
      firstLook: createFirstLook(),
      database,
      engine,
      clock: { wall: () => NOW },
      recordings: async () =>
        ok([
          {
            ...RECORDING,
            startTime: new Date(NOW - 300_000).toISOString(),
            endTime: new Date(NOW - 60_000).toISOString(),
          },
        ]),
      annotations: async () => ok([]),
      tell: async (event) =>
        event.kind === 'proof' ? event.proofs.map((_, n) => `${conversationId} ${n}`) : [],
      planned: () => {},
    });
    await handle({ data: { conversationId, endedAt: NOW - 60_000 }, done: async () => {} });
    return readCall(database, conversationId);
  }
  const sizes = async () => [await engine.size('deliver'), await engine.size('tell-incident')];

  it('keep what they find for one that has the address of the receiver, and tell it of incidents of before', async () => {
    expect(await worker(false)).toBe(false);
    expect(await look('call-1')).toMatchObject({ webhooks: { 'recording-1': { state: 'delivered' } } });
    expect(await sizes()).toEqual([0, 0]);

    expect(await worker(true)).toBe(true);
    expect(await sizes()).toEqual([0, 1]);

    expect(await worker(false)).toBe(true);
    expect(await look('call-2')).toMatchObject({
      webhooks: { 'recording-1': { state: 'waiting', attempts: 0 } },
    });
    expect(await sizes()).toEqual([1, 2]);
    // However long it takes until there is one.
    expect(
      await database.query(
        "select 1 from recording_control_jobs.job where keep_until < now() + interval '9 years'",
      ),
    ).toEqual([]);

    expect(await worker(true)).toBe(true);
    expect(await sizes()).toEqual([1, 2]);
    // Of a store that one process has to itself.
    expect(await worker(false, true)).toBe(false);
  });

  it('store a call with a text that no database takes, and the others with it', async () => {
    const heard = (conversationId: string, queueId: string) =>
      [conversationId, [(job?: Job) => afterSighting(job, conversationId, { live: true, queueId })]] as const;
    const [id, steps] = heard('call-odd', 'queue\u0000\ud800');
    const found = (job?: Job) =>
      job && {
        ...job,
        webhooks: { 'recording\u0000': newWebhook(job, RECORDING, { now: NOW, isSent: false }) },
      };
    const given = new Map<string, readonly Step[]>([[id, [...steps, found]], heard('call-sound', 'queue-a')]);
    await database.together((inside) => writeCalls(inside, engine, given, NOW));
    const odd = await readCall(database, 'call-odd');
    expect(odd).toMatchObject({ queueId: 'queue\ufffd\ufffd' });
    expect(Object.keys(odd?.webhooks ?? {})).toEqual(['recording\ufffd']);
    expect(await readCall(database, 'call-sound')).toMatchObject({ queueId: 'queue-a' });
    await database.query('delete from recording_control.call where conversation_id = any($1::text[])', [
      [...given.keys()],
    ]);
  });

  it('follow the live calls of one that is dead, also where nobody else would watch its queue, which is named', async () => {
    const live = (conversationId: string, queueId: string) =>
      database.together((inside) =>
        writeCalls(
          inside,
          engine,
          new Map([[conversationId, [(job) => afterSighting(job, conversationId, { live: true, queueId })]]]),
          NOW,
          'two',
        ),
      );
    await database.together((inside) => renewLeases(inside, 'two', ['queue-b'], 1_000));
    await addHeardUntil(database, new Map([['queue-b', NOW]]));
    await live('call-b', 'queue-b');
    await database.together((inside) =>
      writeCalls(inside, engine, new Map([['call-b', [paused]]]), NOW, 'two'),
    );

    const told: WatchEvent[] = [];
    const followed: string[] = [];
    let look = () => {};
    const clock = { wall: () => NOW, after: (_ms: number, run: () => void) => ((look = run), () => {}) };
    const book = createCallBook({ database, engine, clock, worker: 'one', tell: () => {} });
    const share = watchShare({
      firstLook: createFirstLook(),
      database,
      book,
      clock,
      worker: 'one',
      wanted: ['queue-a'],
      journal: { append: async () => ok(undefined) } as unknown as Journal,
      startWatch: ({ archivist }) => {
        followed.push(...archivist.start());
        return {
          channelUp: true,
          conversations: 0,
          follow: (ids) => void followed.push(...ids),
          close: () => {},
        };
      },
      tell: (event) => void told.push(event),
      tellStore: (error) => error && expect.unreachable(String(error)),
    });
    const lookAgain = async () => {
      const before = look;
      before();
      await expect.poll(() => look !== before, POLL).toBe(true);
    };
    const idle = look;
    await expect.poll(() => look !== idle, POLL).toBe(true);
    await lookAgain();
    expect(followed).toEqual([]);

    await database.query("update recording_control.worker set until = now() where id = 'two'");
    await database.query("update recording_control.queue_lease set until = now() where worker = 'two'");
    for (let n = 0; n < 20; n += 1) await lookAgain();
    expect(followed).toEqual(['call-b']);
    expect(told).toEqual([{ kind: 'queues-missing', queueIds: ['queue-b'] }]);
    await book.settled();
    // When its pause ended nobody saw.
    expect(await readCall(database, 'call-b')).toMatchObject({ pauses: [{ from: NOW, end: 'unseen' }] });

    // It is back: its queue is its own, and so is the call from then on.
    await database.together((inside) => renewLeases(inside, 'two', ['queue-b'], 1_000));
    expect((await takeLiveCalls(database, 'two', ['queue-b'])).map((job) => job.conversationId)).toEqual([
      'call-b',
    ]);
    await lookAgain();
    expect(followed).toEqual(['call-b']);
    const closed = share.close(async () => {});
    look();
    await closed;
  });
});
