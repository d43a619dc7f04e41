import { describe, expect, it } from 'vitest';
import { keepForgetting } from '../../../src/headless/incidents/forget-old.ts';
import { DatabaseAway, type Database } from '../../../src/headless/store/database.ts';
import { retentionDays } from '../../../src/headless/store/retention-days.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

function forgetting(
  answer: () => readonly object[] = () => [],
  { databaseWall, platformWall }: { databaseWall?: number; platformWall?: () => number | undefined } = {},
) {
  const clock = fakeClock();
  const asked: unknown[] = [];
  const told: unknown[] = [];
  const database = {
    async query(sql: string, values: readonly unknown[] = []) {
      if (sql.includes('now()')) return [{ ms: databaseWall ?? clock.wall() }];
      asked.push(values[0]);
      return answer();
    },
  } as unknown as Database;
  const forgetter = keepForgetting({
    database,
    clock,
    days: 400,
    platformNow: platformWall ?? (() => clock.wall()),
    forgot: (what) => told.push(what),
    failed: (error) => told.push(error),
  });
  return { clock, asked, told, forgetter };
}

describe('what is old', () => {
  it('is forgotten a minute after the start, and every six hours', async () => {
    const { clock, asked, told } = forgetting();
    const begun = clock.wall();
    await clock.pass(MINUTE);
    expect(told).toEqual([{ incidents: 0, verdicts: 0, calls: 0 }]);
    expect(asked[0]).toEqual(new Date(begun + MINUTE - 400 * DAY));
    await clock.pass(24 * 60 * MINUTE);
    expect(told).toHaveLength(5);
  });

  it('is what is old by the clock of the database too, where that of this machine is ahead', async () => {
    const right = fakeClock().wall() - 500 * DAY;
    const { clock, asked } = forgetting(() => [], { databaseWall: right });
    await clock.pass(MINUTE);
    expect(asked[0]).toEqual(new Date(right - 400 * DAY));
  });

  it('is what is old by the clock of Genesys, where both others are ahead, and nothing before that is known', async () => {
    let right: number | undefined;
    const { clock, asked } = forgetting(() => [], { platformWall: () => right });
    await clock.pass(10 * MINUTE);
    expect(asked).toEqual([]);
    right = clock.wall() - 500 * DAY;
    await clock.pass(MINUTE);
    expect(asked[0]).toEqual(new Date(right - 400 * DAY));
  });

  it('is gone into piece by piece, so that nobody waits for long', async () => {
    const pieces = [1_000, 1_000, 7];
    const { clock, told } = forgetting(() => Array.from({ length: pieces.shift() ?? 0 }, () => ({})));
    await clock.pass(MINUTE);
    expect(told).toEqual([{ incidents: 2_007, verdicts: 0, calls: 0 }]);
  });

  it('waits for the next time where the database is away', async () => {
    let isAway = true;
    const { clock, told } = forgetting(() => {
      if (isAway) throw new DatabaseAway('It is restarted.');
      return [];
    });
    await clock.pass(MINUTE);
    isAway = false;
    await clock.pass(6 * 60 * MINUTE);
    expect(told).toEqual([expect.any(DatabaseAway), { incidents: 0, verdicts: 0, calls: 0 }]);
  });

  it('is looked for no more once it is stopped', async () => {
    const { clock, asked, forgetter } = forgetting();
    await forgetter.stop();
    await clock.pass(DAY);
    expect(asked).toEqual([]);
  });
});

describe('RECORDING_CONTROL_RETENTION_DAYS', () => {
  const daysOf = (text?: string) => retentionDays({ RECORDING_CONTROL_RETENTION_DAYS: text });

  it('is 400 days unless it says otherwise', () => {
    expect(daysOf()).toBe(400);
    expect(daysOf(' ')).toBe(400);
    expect(daysOf('7')).toBe(7);
  });

  it.each(['6', '0', '-1', '1.5', '1e3', '36501', 'for ever'])('is refused as %j', (text) => {
    expect(() => daysOf(text)).toThrow('RECORDING_CONTROL_RETENTION_DAYS');
  });
});
