import { beforeEach, expect, it } from 'vitest';
import { ok } from '../../../src/domain/result.ts';
import type { ApiRequest } from '../../../src/genesys/http/transport.ts';
import { createJournal } from '../../../src/outbox/journal.ts';
import { logLines } from '../../../src/outbox/whole-log.ts';
import type { BrowserSharing } from '../../../src/panels/browser.ts';
import { tendAudit } from '../../../src/tend-audit.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { counterIds, memoryStorage, refusing, silentLog } from '../../support/browser-fakes.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { freshDatabase } from '../../support/fake-database.ts';
import { deniedSharing, fakeBrowser } from '../panels/fake-browser.ts';

const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const daysAgo = (days: number) => new Date(NOW - days * 86_400_000).toISOString();

let clock: FakeClock;
let told: ApiRequest[];
beforeEach(async () => {
  told = [];
  freshDatabase();
  clock = fakeClock(NOW);
  const { append } = createJournal({
    ids: counterIds('chain'),
    clock,
    log: silentLog,
    storage: memoryStorage,
  });
  for (const [id, age] of [
    ['a', 40],
    ['b', 35],
    ['c', 1],
  ] as const)
    await append(makeFacts({ id, wishId: id, at: daysAgo(age) }));
});

const tend = (
  retentionDays: number,
  now: () => number | undefined = () => NOW,
  {
    participantData = false,
    sharing = deniedSharing,
    load,
  }: { participantData?: boolean; sharing?: BrowserSharing; load?: Parameters<typeof tendAudit>[2] } = {},
) =>
  tendAudit(
    { retentionDays, participantData },
    {
      fetch: refusing,
      rest: { tell: async (request) => (told.push(request), ok(undefined)) },
      sharing,
      clock,
      time: { now, heard() {} },
      random: () => 0,
      log: silentLog,
    },
    load,
  );

const count = async () =>
  (await logLines('jsonl')).filter((line) => !line.startsWith('{"checkpoint"')).length;
/** The requests of a fake IndexedDB take turns of the event loop, and so does loading a file. */
async function pass(ms: number): Promise<void> {
  await clock.pass(ms);
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
}

it('takes what is old away a minute after the start where there is no webhook, and says that nothing waits', async () => {
  const { standing, appended } = tend(30);
  await pass(59_000);
  expect(await count()).toBe(3);
  await pass(1_000);
  await expect.poll(count).toBe(1);
  appended();
  expect(await standing()).toEqual({});
});

it('asks for the file that does this again when it does not come', async () => {
  let asked = 0;
  const load = () => {
    asked += 1;
    return asked < 3 ? Promise.reject(new Error('No such file.')) : import('../../../src/handle-audit.ts');
  };
  tend(30, undefined, { load });
  await pass(60_000);
  expect(asked).toBe(1);
  await pass(10_000);
  expect(asked).toBe(2);
  await pass(10_000);
  expect(asked).toBe(2);
  await pass(10_000);
  await expect.poll(count).toBe(1);
  expect(asked).toBe(3);
});

it('takes nothing away that is young enough', async () => {
  tend(60);
  await pass(60_000);
  expect(await count()).toBe(3);
});

it('takes nothing away while only this computer says what time it is', async () => {
  clock.setWall(NOW + 400 * 86_400_000);
  tend(30, () => undefined);
  await pass(60_000);
  expect(await count()).toBe(3);
});

const marksOn = () => [];
const pausedBy = async (userId: string, id: string) => {
  const { append } = createJournal({
    ids: counterIds('chain'),
    clock,
    log: silentLog,
    storage: memoryStorage,
  });
  const at = new Date(NOW).toISOString();
  await append(makeFacts({ id, wishId: id, at, userId, participantId: 'leg-1', phase: 'confirmed' }));
};

it('tells calls what their agent has brought about, once it is known whose entries may leave, and until they may not', async () => {
  const { act, appended, standing } = tend(60, undefined, { participantData: true });
  await pausedBy('ada', 'd');
  await pass(10_000);
  expect(told).toEqual([]);
  act({ userId: 'ada', marksOn });
  await expect.poll(() => told.length).toBe(1);
  expect(told[0]).toMatchObject({
    method: 'PATCH',
    path: '/api/v2/conversations/{conversationId}/participants/{participantId}/attributes',
    params: { participantId: 'leg-1' },
  });
  expect(await standing()).toEqual({ onCalls: { waiting: 0, refused: 0 } });
  act(undefined);
  await pausedBy('ada', 'e');
  appended();
  await pass(3_600_000);
  expect(told).toHaveLength(1);
  act({ userId: 'ben', marksOn });
  await pass(3_600_000);
  expect(told).toHaveLength(1);
  act({ userId: 'ada', marksOn });
  await expect.poll(() => told.length).toBe(2);
});

it('sends nothing in the name of who has left while it waited for its turn', async () => {
  const { sharing } = fakeBrowser().frame();
  let free = () => {};
  void sharing
    .locks()
    .request('rc1.attributes.ada', {}, () => new Promise<void>((resolve) => (free = resolve)));
  const { act } = tend(60, undefined, { participantData: true, sharing });
  await pausedBy('ada', 'd');
  act({ userId: 'ada', marksOn });
  await pass(2_000);
  act(undefined);
  free();
  await pass(3_600_000);
  expect(told).toEqual([]);
});

it('tells calls nothing where that is not switched on', async () => {
  const { act, appended } = tend(60);
  act({ userId: 'ada', marksOn });
  await pausedBy('ada', 'd');
  appended();
  await pass(3_600_000);
  expect(told).toEqual([]);
});
