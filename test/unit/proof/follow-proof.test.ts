import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditFacts } from '../../../src/domain/audit.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { failed, ok, type Result } from '../../../src/domain/result.ts';
import { followProof } from '../../../src/proof/follow-proof.ts';
import type { ToldProof } from '../../../src/proof/left-out.ts';
import type { Evidence } from '../../../src/proof/prove.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { makeFacts } from '../../support/audit-facts.ts';

const START = Date.parse('2026-11-28T09:00:00Z');
const at = (seconds: number) => START + seconds * 1_000;
const USER = 'user-1';
const MINUTE = 60_000;

let seq = 0;
const entry = (
  seconds: number,
  action: AuditEntry['action'],
  more: Partial<AuditEntry> = {},
): AuditEntry => ({
  ...makeFacts({ id: `entry-${seconds}`, userId: USER, action, phase: 'observed' }),
  v: 1,
  chain: 'chain-1',
  seq: (seq += 1),
  prev: '0'.repeat(64),
  hash: '1'.repeat(64),
  at: new Date(at(seconds) + 3_600_000).toISOString(),
  platformAt: new Date(at(seconds)).toISOString(),
  ...more,
});
const safe = (more: Partial<AuditEntry> = {}) => [
  entry(60, 'safe-shown', more),
  entry(90, 'safe-withdrawn', more),
];

const recording = (pauses: Evidence['pauses'], recordingId = 'r1'): Evidence => ({
  recordingId,
  media: 'audio',
  during: { from: at(0), to: at(300) },
  pauses,
});
const leftOut = (from: number, to: number) => ({ reason: 'securepause', from: at(from), to: at(to) });
const PROVED = ok([recording([leftOut(58, 92)])]);
const MISSING = ok([recording([])]);
const NONE = ok([]);

interface Asked {
  readonly logged?: readonly AuditFacts[];
  readonly permissions?: ReadonlySet<string>;
}

/** A call that is over. `answers` are given in their order, and the last one again and again. */
function follow(
  answers: readonly Result<readonly Evidence[]>[],
  { logged = safe(), permissions }: Asked = {},
) {
  const clock = fakeClock();
  const looks: number[] = [];
  let told: ToldProof | undefined;
  const end = followProof(
    {
      userId: USER,
      permissions: permissions ?? new Set(['recording:recording:view']),
      readLog: async () => logged,
      readEvidence: async () => {
        looks.push(clock.steady());
        return answers[Math.min(looks.length, answers.length) - 1] ?? NONE;
      },
      after: clock.after,
    },
    (now) => {
      told = now;
    },
  );
  const said = () => told?.stretches.map((one) => one.said);
  return { clock, looks, said, told: () => told, end };
}

describe('a pause of a call that is over', () => {
  it('is called left out once looks that are 15 s apart have shown it, and not by the first', async () => {
    const { clock, said, told } = follow([PROVED]);
    await clock.pass(14_000);
    expect(said()).toEqual(['not-yet']);
    await clock.pass(2_000);
    expect(told()).toEqual({ stretches: [{ from: at(60), to: at(90), said: 'proved', recorded: [] }] });
  });

  it('is looked at again once it is known, ever more rarely, and no more after a quarter of an hour', async () => {
    const { clock, looks } = follow([PROVED]);
    await clock.pass(60 * MINUTE);
    expect(looks.map((ms) => ms / 1_000)).toEqual([0, 15, 75, 150, 300, 600]);
    expect(clock.waiting).toBe(0);
  });

  it('is not called left out while another recording is listed beside the first, until looks have shown that of both', async () => {
    const both = ok([recording([leftOut(58, 92)]), recording([leftOut(58, 92)], 'r2')]);
    const { clock, said } = follow([PROVED, both]);
    await clock.pass(29_000);
    expect(said()).toEqual(['not-yet']);
    await clock.pass(2_000);
    expect(said()).toEqual(['proved']);
  });

  it('is called left out no more once a recording is listed that has it, and recorded 15 s later', async () => {
    const both = ok([recording([leftOut(58, 92)]), recording([], 'r2')]);
    const { clock, said } = follow([PROVED, PROVED, both]);
    await clock.pass(74_000);
    expect(said()).toEqual(['proved']);
    await clock.pass(2_000);
    expect(said()).toEqual(['not-yet']);
    await clock.pass(15_000);
    expect(said()).toEqual(['missing']);
  });

  it('is called recorded until two looks show the contrary, whatever else they do not know', async () => {
    const gone = ok([recording('gone')]);
    const { clock, said } = follow([MISSING, MISSING, gone, gone, PROVED]);
    await clock.pass(149_000);
    expect(said()).toEqual(['missing']);
    await clock.pass(60 * MINUTE);
    expect(said()).toEqual(['proved']);
  });

  it('is said of the time over its limit as well, and is not known where nobody has taken that back', async () => {
    const over = [entry(60, 'safe-shown'), entry(90, 'safe-withdrawn', { trigger: 'limit' })];
    const recorded = ok([recording([leftOut(58, 150)])]);
    const seen = follow([recorded], { logged: [...over, entry(200, 'safe-withdrawn')] });
    await seen.clock.pass(16_000);
    expect(seen.said()).toEqual(['proved', 'partly']);
    expect(seen.told()?.stretches[1]?.recorded).toEqual([{ from: at(150), to: at(200) }]);
    const open = follow([recorded], { logged: [...over, entry(200, 'ended-while-paused')] });
    await open.clock.pass(16_000);
    expect(open.said()).toEqual(['proved', 'unknown']);
  });

  it('is said for the page that is left, and not for the one before it was loaded anew', async () => {
    const logged = [
      entry(60, 'safe-shown'),
      entry(65, 'safe-shown'),
      entry(90, 'safe-withdrawn'),
      entry(90, 'resume'),
    ];
    const { clock, told } = follow([PROVED], { logged });
    await clock.pass(60 * MINUTE);
    expect(told()?.stretches.map(({ from, to, said }) => [from, to, said])).toEqual([
      [at(60), at(90), 'proved'],
    ]);
  });

  it('is not known yet while there is no recording, is asked for ever more rarely, and after a quarter of an hour is not known', async () => {
    const { clock, looks, said } = follow([NONE]);
    await clock.pass(14 * MINUTE);
    expect(said()).toEqual(['not-yet']);
    await clock.pass(46 * MINUTE);
    expect(said()).toEqual(['unknown']);
    const seconds = looks.map((ms) => ms / 1_000);
    expect(seconds.slice(0, 6)).toEqual([0, 5, 20, 50, 110, 170]);
    expect(seconds.at(-1)).toBeLessThanOrEqual(15 * 60);
    expect(seconds.at(-1)).toBeGreaterThan(14 * 60 - 1);
    expect(clock.waiting).toBe(0);
  });

  it('is said 15 s after its recording is there', async () => {
    const { clock, said } = follow([NONE, NONE, PROVED]);
    await clock.pass(34_000);
    expect(said()).toEqual(['not-yet']);
    await clock.pass(2_000);
    expect(said()).toEqual(['proved']);
  });

  it('is called recorded once looks that are 15 s apart have shown it, and not by the first', async () => {
    const { clock, said } = follow([MISSING]);
    await clock.pass(14_000);
    expect(said()).toEqual(['not-yet']);
    await clock.pass(2_000);
    expect(said()).toEqual(['missing']);
  });

  it('is not called recorded when what was left out came a moment after the recording', async () => {
    const { clock, said } = follow([MISSING, PROVED]);
    await clock.pass(MINUTE);
    expect(said()).toEqual(['proved']);
  });

  it.each([
    ['missing', MISSING],
    ['proved', PROVED],
  ])('is %s by one more look where the last is the first to show it', async (verdict, last) => {
    const { clock, looks, said } = follow([...Array.from({ length: 17 }, () => NONE), last]);
    await clock.pass(60 * MINUTE);
    expect(looks).toHaveLength(19);
    expect(said()).toEqual([verdict]);
  });

  it('tells which part of it is on the recording', async () => {
    const { clock, told } = follow([ok([recording([leftOut(70, 92)])])]);
    await clock.pass(MINUTE);
    expect(told()?.stretches).toEqual([
      { from: at(60), to: at(90), said: 'partly', recorded: [{ from: at(60), to: at(70) }] },
    ]);
  });
});

describe('nothing is asked', () => {
  it.each<[string, Asked]>([
    ['no panel has said safe', { logged: [entry(60, 'pause')] }],
    ['only another user’s panel has', { logged: safe({ userId: 'user-2' }) }],
    ['it is no entry of the log yet', { logged: [makeFacts({ userId: USER, action: 'safe-shown' })] }],
  ])('where %s', async (_, asked) => {
    const { clock, looks, told } = follow([PROVED], asked);
    await clock.pass(MINUTE);
    expect(looks).toEqual([]);
    expect(told()).toBeUndefined();
  });

  it('of a user who is known to lack the right: that is said', async () => {
    const { clock, looks, told } = follow([PROVED], {
      permissions: new Set(['conversation:recording:pause']),
    });
    await clock.pass(MINUTE);
    expect(looks).toEqual([]);
    expect(told()).toEqual({ stretches: [], refused: { permission: 'recording:recording:view' } });
  });

  it('where a time is only by the clock of this computer: then it is not known', async () => {
    const [shown, { platformAt: _none, ...withdrawn }] = safe() as [AuditEntry, AuditEntry];
    const { clock, looks, said } = follow([PROVED], { logged: [shown, withdrawn] });
    await clock.pass(MINUTE);
    expect(looks).toEqual([]);
    expect(said()).toEqual(['unknown']);
  });

  it('any more once nobody reads it', async () => {
    const { clock, looks, end } = follow([NONE]);
    await clock.pass(1_000);
    end();
    await clock.pass(MINUTE);
    expect(looks).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  it('and nothing said of an answer that comes when nobody reads it any more', async () => {
    const { end, said, clock } = follow([PROVED]);
    while (said() === undefined) await Promise.resolve();
    end();
    await clock.pass(MINUTE);
    expect(said()).toEqual(['not-yet']);
  });

  it('and nothing said where the log cannot be read', async () => {
    const clock = fakeClock();
    const told: ToldProof[] = [];
    followProof(
      {
        userId: USER,
        permissions: new Set(),
        readLog: () => Promise.reject(new Error('Denied.')),
        readEvidence: async () => PROVED,
        after: clock.after,
      },
      (now) => told.push(now),
    );
    await clock.pass(MINUTE);
    expect(told).toEqual([]);
  });
});

it('asks where Genesys tells no permission at all, and says what it refuses', async () => {
  const refusal: Failure = { kind: 'denied', permission: 'recording:recording:view' };
  const { clock, looks, told } = follow([failed(refusal)], { permissions: new Set() });
  await clock.pass(20 * MINUTE);
  expect(looks).toHaveLength(1);
  expect(told()).toMatchObject({ stretches: [], refused: { permission: 'recording:recording:view' } });
});

it('keeps what was told when Genesys refuses what it has shown, and asks again', async () => {
  const denied = failed({ kind: 'denied' } as const);
  const { clock, said, told } = follow([MISSING, MISSING, denied, denied, PROVED]);
  await clock.pass(160_000);
  expect(told()).toMatchObject({ stretches: [{ said: 'missing' }] });
  expect(told()).not.toHaveProperty('refused');
  await clock.pass(60 * MINUTE);
  expect(said()).toEqual(['proved']);
});

it.each([40_000, 901_000])('waits for the %d ms that Genesys asks for, and then goes on', async (askedMs) => {
  const { clock, looks, said } = follow([failed({ kind: 'rate-limited', retryAfterMs: askedMs }), PROVED]);
  await clock.pass(askedMs - 1_000);
  expect(looks).toHaveLength(1);
  expect(said()).toEqual(['not-yet']);
  await clock.pass(17_000);
  expect(said()).toEqual(['proved']);
});

it.each<Failure>([{ kind: 'timeout' }, { kind: 'outage', status: 503 }, { kind: 'signed-out' }])(
  'keeps what it knows after $kind, and asks again',
  async (failure) => {
    const { clock, looks, said } = follow([failed(failure), failed(failure), PROVED]);
    await clock.pass(6_000);
    expect(said()).toEqual(['not-yet']);
    await clock.pass(30_000);
    expect(looks).toHaveLength(4);
    expect(said()).toEqual(['proved']);
  },
);

it('does not know at last what Genesys never answers', async () => {
  const { clock, looks, said } = follow([failed({ kind: 'signed-out' })]);
  await clock.pass(60 * MINUTE);
  expect(looks).toHaveLength(18);
  expect(said()).toEqual(['unknown']);
  expect(clock.waiting).toBe(0);
});
