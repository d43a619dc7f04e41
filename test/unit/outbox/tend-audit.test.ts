import { beforeEach, expect, it } from 'vitest';
import { createJournal } from '../../../src/outbox/journal.ts';
import { logLines } from '../../../src/outbox/whole-log.ts';
import { tendAudit } from '../../../src/tend-audit.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { counterIds, memoryStorage, refusing, silentLog } from '../../support/browser-fakes.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { freshDatabase } from '../../support/fake-database.ts';

const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const daysAgo = (days: number) => new Date(NOW - days * 86_400_000).toISOString();

let clock: FakeClock;
beforeEach(async () => {
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

const tend = (retentionDays: number, now: () => number | undefined = () => NOW) =>
  tendAudit(
    { retentionDays },
    {
      fetch: refusing,
      sharing: { locks: refusing, broadcast: refusing },
      clock,
      time: { now, heard() {} },
      log: silentLog,
    },
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
  expect(await standing()).toBeUndefined();
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
