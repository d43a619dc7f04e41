import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openJobStore } from '../../../../src/headless/archive/job-store.ts';
import type { Job } from '../../../../src/headless/archive/job.ts';
import { carryOver } from '../../../../src/headless/serve/carry-over.ts';
import type { Queries } from '../../../../src/headless/store/database.ts';
import { fakeStore } from '../../../support/fake-store.ts';

const NOW = Date.UTC(2026, 10, 30, 10);
const HOUR = 3_600_000;
const ended: Job = {
  v: 1,
  conversationId: 'call-1',
  recorded: true,
  phase: 'ended',
  endedAt: NOW - HOUR,
  polls: 1,
  nextPollAt: NOW + 60_000,
  webhooks: {},
  flagged: [],
};
const webhook = {
  key: '0'.repeat(32),
  body: '{}',
  state: 'waiting',
  attempts: 1,
  nextAt: NOW + 5_000,
} as const;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'recording-control-carry-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function carried() {
  const store = fakeStore();
  const heard: { queue_id: string; heard_until: string }[] = [];
  const result = await carryOver({
    home,
    engine: store.engine,
    database: {
      together: (work) =>
        store.database.together((inside) => {
          const query = async (sql: string, values: readonly unknown[] = []) => {
            if (!sql.includes('queue_lease')) return inside.query(sql, values);
            heard.push(...(JSON.parse(String(values[0])) as typeof heard));
            return [];
          };
          return work({ query } as Queries);
        }),
    },
    wall: () => NOW,
    queueIds: ['queue-1', 'queue-2'],
  });
  const until = Object.fromEntries(
    heard.map(({ queue_id, heard_until }) => [queue_id, Date.parse(heard_until)]),
  );
  return { result, until, due: store.sent.map(({ queue, afterMs }) => [queue, afterMs]), store };
}

it('leaves the dates of what a watch has left as they are', async () => {
  openJobStore(home, () => NOW).save({ ...ended, webhooks: { 'recording-1': webhook } });
  expect((await carried()).due).toEqual([
    ['look', 60_000],
    ['deliver', 5_000],
  ]);
});

it('does at once what is due so far ahead that a clock was wrong', async () => {
  const far = NOW + 30 * 24 * HOUR;
  openJobStore(home, () => NOW).save({
    ...ended,
    nextPollAt: far,
    webhooks: { 'recording-1': { ...webhook, nextAt: far } },
  });
  expect((await carried()).due).toEqual([
    ['look', 0],
    ['deliver', 0],
  ]);
});

it('looks once more at a call with which nothing but its proof is left', async () => {
  const { nextPollAt: _due, ...left } = ended;
  openJobStore(home, () => NOW).save({ ...left, pauses: [{ from: NOW - 2 * HOUR }] });
  const { due, store } = await carried();
  expect(due).toEqual([['look', 0]]);
  expect(store.job('call-1')?.pauses).toEqual([{ from: NOW - 2 * HOUR, end: 'unseen' }]);
});

it('names what is no job, and where it is now', async () => {
  openJobStore(home, () => NOW).save(ended);
  writeFileSync(join(home, 'queue', 'torn.json'), '{"v":1');
  const { result } = await carried();
  expect(result).toMatchObject({
    calls: 1,
    unreadable: [
      { file: join(home, 'carried-over', 'set-aside', 'unreadable-torn.json'), why: 'It is no job.' },
    ],
  });
});

it.each([
  [
    'an hour ahead',
    JSON.stringify({ until: { 'queue-1': NOW + HOUR, 'queue-2': NOW - HOUR }, named: [] }),
    NOW - HOUR,
  ],
  ['nothing', '', NOW - 47 * HOUR],
])(
  'looks two days back where the file says %s of how far a queue is known',
  async (_what, text, ofSecond) => {
    writeFileSync(join(home, 'watched-until'), text);
    expect((await carried()).until).toEqual({ 'queue-1': NOW - 47 * HOUR, 'queue-2': ofSecond });
  },
);
