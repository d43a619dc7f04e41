import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { createClaims } from '../../../src/proof/claims.ts';
import { makeFacts } from '../../support/audit-facts.ts';

const START = Date.parse('2026-11-28T09:00:00Z');
const iso = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
let seq = 0;
const entry = (
  seconds: number,
  action: AuditEntry['action'],
  more: Partial<AuditEntry> = {},
): AuditEntry => ({
  ...makeFacts(),
  v: 1,
  chain: 'chain-1',
  seq: (seq += 1),
  prev: '0'.repeat(64),
  hash: '1'.repeat(64),
  id: `entry-${seq}`,
  at: iso(seconds),
  conversationId: 'call-1',
  action,
  trigger: 'platform',
  phase: 'observed',
  target: 'policy',
  ...more,
});
const WATCH = { chain: 'a-watch' } as const;
const compared = (
  phase: AuditEntry['phase'],
  from: number,
  to?: number,
  more: Partial<AuditEntry> = {},
): AuditEntry =>
  entry(400, 'proof', {
    ...WATCH,
    phase,
    from: iso(from),
    ...(to !== undefined && { to: iso(to) }),
    ...more,
  });
const failed = (from: number, to?: number) => compared('failed', from, to, { failure: 'REC-SHORT' });
const claimed = (...entries: AuditEntry[]) => {
  const found = createClaims();
  for (const one of entries) found.add(one);
  return [...found.all().values()].flat().map(({ from, to, end, by, doubt, told }) => ({
    from: (from - START) / 1_000,
    ...(to !== undefined && { to: (to - START) / 1_000 }),
    end,
    by,
    ...(doubt && { doubt }),
    ...(told && { told }),
  }));
};
const safe = (from: number, to: number) => [entry(from, 'safe-shown'), entry(to, 'safe-withdrawn')];

describe('what a watch has compared', () => {
  it('is claimed by itself for the part that nobody else claims', () => {
    expect(claimed(...safe(60, 90), compared('confirmed', 58, 200))).toEqual([
      { from: 60, to: 90, end: 'seen', by: 'panel' },
      { from: 90, to: 200, end: 'call', by: 'watch' },
    ]);
    expect(claimed(...safe(60, 90), ...safe(94, 150), compared('confirmed', 58, 152))).toEqual([
      { from: 60, to: 90, end: 'seen', by: 'panel' },
      { from: 90, to: 94, end: 'seen', by: 'watch' },
      { from: 94, to: 150, end: 'seen', by: 'panel' },
    ]);
  });

  it('is not covered by a claim of which nobody saw the end', () => {
    expect(claimed(entry(60, 'safe-shown'), compared('confirmed', 150, 200))).toEqual([
      { from: 60, end: 'unseen', by: 'panel' },
      { from: 150, to: 200, end: 'call', by: 'watch' },
    ]);
  });

  it('stays a fault where it was told as one, whole or in the claim that covers it', () => {
    expect(claimed(entry(60, 'safe-shown'), failed(150, 200)).at(-1)).toEqual({
      from: 150,
      to: 200,
      end: 'seen',
      by: 'watch',
      told: 'short',
    });
    expect(claimed(...safe(60, 90), failed(61, 89))).toEqual([
      { from: 60, to: 90, end: 'seen', by: 'panel', told: 'short' },
    ]);
  });

  it('is over, where nobody saw its end, when the same log tells of the next pause', () => {
    expect(claimed(compared('confirmed', 150, 200), failed(60))).toEqual([
      { from: 60, to: 150, end: 'unseen', by: 'watch', told: 'short' },
      { from: 150, to: 200, end: 'call', by: 'watch' },
    ]);
  });

  it('is what was told of it last, and no fault that was told goes by what could not be compared again', () => {
    expect(claimed(compared('unconfirmed', 60, 90), compared('confirmed', 60, 90))).toEqual([
      { from: 60, to: 90, end: 'call', by: 'watch' },
    ]);
    expect(claimed(failed(60, 90), compared('confirmed', 60, 90))[0]).not.toHaveProperty('told');
    expect(claimed(failed(60, 90), compared('unconfirmed', 60, 90))).toMatchObject([{ told: 'short' }]);
  });

  it.each(['seen', 'call', 'unseen'] as const)('ends as the entry says: %s', (end) => {
    expect(claimed(compared('unconfirmed', 60, 90, { end }))).toMatchObject([{ to: 90, end }]);
  });

  it.each([
    ['unconfirmed', 'unseen'],
    ['confirmed', 'call'],
    ['failed', 'seen'],
  ] as const)(
    'is taken for no worse than it was where an older entry does not say how it ended: %s',
    (phase, end) => {
      expect(claimed(compared(phase, 60, 90))).toMatchObject([{ end }]);
    },
  );

  it('may be claimed no more behind a claim in a pause whose end nobody saw', () => {
    expect(claimed(...safe(60, 90), compared('unconfirmed', 58, 200))).toEqual([
      { from: 60, to: 90, end: 'seen', by: 'panel' },
      { from: 90, to: 200, end: 'unseen', by: 'watch', doubt: 'rest' },
    ]);
  });

  it('is in doubt where no date of it can be read', () => {
    expect(claimed(compared('confirmed', 60, 90, { from: 'soon' }))).toMatchObject([{ doubt: 'undated' }]);
  });
});

describe('a pause whose end a watch has heard of late', () => {
  const seenUntil = (...entries: AuditEntry[]) => {
    const found = createClaims();
    for (const one of entries) found.add(one);
    return [...found.all().values()].flat().map((one) => ((one.seenUntil ?? NaN) - START) / 1_000);
  };

  it('is claimed with until when it was seen to go on, in the part that is its own', () => {
    const late = compared('unconfirmed', 60, 90, { end: 'seen', seenUntil: iso(80) });
    expect(seenUntil(late)).toEqual([80]);
    expect(seenUntil(...safe(60, 85), compared('unconfirmed', 60, 90, { seenUntil: iso(80) }))).toEqual([
      NaN,
      85,
    ]);
  });

  it('is claimed so by a command that it ends', () => {
    expect(
      seenUntil(
        entry(60, 'pause', { ...WATCH, phase: 'confirmed', trigger: 'cli' }),
        entry(200, 'resume', { ...WATCH, source: 'watch', seenUntil: iso(190) }),
      ),
    ).toEqual([190]);
  });
});

it('is claimed once where a command and a watch go by the same end, which was heard of late', () => {
  const late = { seenUntil: iso(190) };
  expect(
    claimed(
      entry(60, 'pause', { ...WATCH, phase: 'confirmed', trigger: 'cli' }),
      entry(200, 'resume', { ...WATCH, source: 'watch', ...late }),
      compared('failed', 61, 200, { failure: 'REC-SHORT', end: 'seen', ...late }),
    ),
  ).toEqual([{ from: 60, to: 200, end: 'seen', by: 'command', told: 'short' }]);
});

describe('a resume that was observed', () => {
  const order = entry(60, 'pause', { ...WATCH, phase: 'confirmed', trigger: 'cli' });

  it('ends the claim of a command when a watch saw it, and at some time before when it was only found', () => {
    expect(claimed(order, entry(200, 'resume', { ...WATCH, source: 'watch' }))).toMatchObject([
      { from: 60, to: 200, end: 'seen' },
    ]);
    expect(
      claimed({ ...order, chain: 'another', seq: 1 }, entry(200, 'resume', { chain: 'another', seq: 2 })),
    ).toMatchObject([{ from: 60, to: 200, end: 'unseen' }]);
  });
});
