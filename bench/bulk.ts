// npm run bench -- bulk: how well a run over a queue uses a rate limit, in simulated time against the simulated platform.
import { measureBulk, type BulkDay, type BulkFigures } from './bulk/measure-bulk.ts';

interface Row {
  readonly name: string;
  readonly day: BulkDay;
  /** Of the permitted rate, at least. */
  readonly share: number;
  /** Others use up the limit as well: then a Pause may meet a 429 that is not of our making. */
  readonly isShared?: true;
}

const MINUTES = 10;
/** A Pause by hand looks before it commands; an answer takes 60 simulated ms. */
const LOOK_AND_COMMAND_MS = 100;
/** More than a run gets done in ten minutes: a call takes three requests. */
const enough = (limit: number) => Math.ceil((limit * MINUTES) / 2.6);
const long = (limit: number, day: BulkDay): BulkDay => ({
  limit,
  calls: enough(limit),
  forMinutes: MINUTES,
  pauses: 20,
  ...day,
});

const ROWS: readonly Row[] = [
  ...[180, 300, 600].flatMap((limit) => [
    { name: `${limit}, may be read`, day: long(limit, { told: true }), share: 0.95 },
    { name: `${limit}, may not be read`, day: long(limit, { told: false }), share: 0.9 },
  ]),
  {
    name: '300 for all tokens of the client, may be read',
    day: long(300, { told: true, limitBy: 'client' }),
    share: 0.95,
  },
  {
    name: '300 for the organisation, others spend 150',
    day: long(300, { told: true, limitBy: 'organization', others: 150 }),
    share: 0.5,
    isShared: true,
  },
  {
    name: '… which may not be read',
    day: long(300, { told: false, limitBy: 'organization', others: 150 }),
    share: 0.5,
    isShared: true,
  },
];

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function lineOf(
  name: string,
  { perMinute, share, shareOfLimit, rateLimited, pauses, untrue }: BulkFigures,
): string {
  return [
    name.padEnd(46),
    `${perMinute.toFixed(1)}/min`.padStart(10),
    percent(share).padStart(8),
    percent(shareOfLimit).padStart(8),
    String(rateLimited).padStart(5),
    `${pauses.confirmed} of ${pauses.asked}`.padStart(9),
    `${pauses.slowestMs.toFixed(0)} ms`.padStart(9),
    String(pauses.refused).padStart(5),
    String(untrue).padStart(7),
  ].join('  ');
}

const HEAD = [
  'limit a minute'.padEnd(46),
  'taken'.padStart(10),
  'of 95 %'.padStart(8),
  'of all'.padStart(8),
  '429'.padStart(5),
  'Pauses'.padStart(9),
  'slowest'.padStart(9),
  '429'.padStart(5),
  'untrue'.padStart(7),
].join('  ');

function isFine({ share, isShared }: Row, { pauses, ...figures }: BulkFigures): boolean {
  const isPauseFree = pauses.confirmed === pauses.asked && pauses.refused === 0;
  return (
    figures.share >= share &&
    figures.untrue === 0 &&
    pauses.asked > 0 &&
    pauses.slowestMs <= LOOK_AND_COMMAND_MS &&
    (isPauseFree || isShared === true)
  );
}

export async function bulk(): Promise<number> {
  console.log(HEAD);
  const missed: string[] = [];
  for (const row of ROWS) {
    const figures = await measureBulk(row.day);
    console.log(lineOf(row.name, figures));
    if (!isFine(row, figures)) missed.push(row.name);
  }
  const whole = await measureBulk({ refusals: 10, refusedByLimit: 1, ends: 15, joins: 10 });
  const isWhole = whole.untrue === 0 && whole.joined === 10;
  if (!isWhole) missed.push('a whole queue');
  console.log(
    `bulk: ${ROWS.length} runs of ${MINUTES} simulated minutes, and 200 calls with 10 that join, 15 that end, 10 refusals ` +
      `and a 429 in ${whole.seconds.toFixed(0)} s (${whole.untrue} results missing, doubled or untrue); ` +
      (missed.length === 0 ? 'every target is met' : `missed: ${missed.join('; ')}`),
  );
  return missed.length === 0 ? 0 : 1;
}
