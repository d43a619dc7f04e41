import { expect, it } from 'vitest';
import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';
import { createLongWaits } from '../../../src/headless/http/long-waits.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const refused = (seconds: string | undefined, status = 429): ApiAnswer => ({
  kind: 'answered',
  status,
  headers: seconds === undefined ? {} : { 'retry-after': seconds },
  body: undefined,
});
const REQUEST = { method: 'GET', path: '/api/v2/x' } as const;

function waits() {
  const clock = fakeClock();
  const long = createLongWaits(clock);
  const told: number[] = [];
  const said: string[] = [];
  const stop = long.listen((ms, why) => {
    told.push(ms);
    said.push(`${why} ${ms}`);
  });
  const meet = (answer: ApiAnswer) => long.over(async () => answer)(REQUEST);
  return { clock, told, said, long, stop, meet };
}

it('tells once how long Genesys takes nothing, however many requests meet it', async () => {
  const { clock, told, meet } = waits();
  for (let n = 0; n < 24; n += 1) await meet(refused('3600'));
  expect(told).toEqual([3_600_000]);
  await clock.advance(3_600_000);
  await meet(refused('60'));
  expect(told).toEqual([3_600_000, 60_000]);
});

it('has no word for what is soon over, nor for what is no such refusal', async () => {
  const { told, meet } = waits();
  for (const answer of [refused('9'), refused(undefined), refused('3600', 503), { kind: 'offline' } as const])
    expect(await meet(answer)).toBe(answer);
  expect(told).toEqual([]);
});

it('tells whose word it is, and nothing twice that both say', async () => {
  const { clock, said, long, meet } = waits();
  long.note(55_000, 'limit');
  await meet(refused('55'));
  clock.advance(55_000);
  await meet(refused('60'));
  long.note(60_000, 'refused');
  long.note(9_000, 'limit');
  expect(said).toEqual(['limit 55000', 'refused 60000']);
});

it('tells nobody who does not listen any more', async () => {
  const { told, stop, meet } = waits();
  stop();
  await meet(refused('3600'));
  expect(told).toEqual([]);
});
