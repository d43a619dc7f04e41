import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { createClaims } from '../../../src/proof/claims.ts';

const START = Date.parse('2026-11-28T09:00:00Z');
let seq = 0;
const entry = (
  seconds: number,
  action: AuditEntry['action'],
  more: Partial<AuditEntry> = {},
): AuditEntry => ({
  v: 1,
  chain: 'chain-1',
  seq: (seq += 1),
  prev: '0'.repeat(64),
  hash: '1'.repeat(64),
  id: `entry-${seq}`,
  at: new Date(START + seconds * 1_000).toISOString(),
  app: '1.0.0',
  actor: 'user',
  conversationId: 'call-1',
  action,
  trigger: 'agent',
  phase: 'observed',
  ...more,
});
const claims = (...entries: AuditEntry[]) => {
  const found = createClaims();
  for (const one of entries) found.add(one);
  return [...found.all()].flatMap(([id, all]) =>
    all.map(({ from, to, by }) => [
      id,
      (from - START) / 1_000,
      to === undefined ? undefined : (to - START) / 1_000,
      by,
    ]),
  );
};

describe('what a log claims', () => {
  it('is the time in which a panel said safe', () => {
    expect(
      claims(
        entry(58, 'pause', { phase: 'requested' }),
        entry(59, 'pause', { phase: 'confirmed' }),
        entry(60, 'safe-shown'),
        entry(90, 'safe-withdrawn'),
        entry(95, 'resume', { phase: 'requested' }),
      ),
    ).toEqual([['call-1', 60, 90, 'panel']]);
  });

  it('ends with the request for a resume, and not with its confirmation', () => {
    expect(
      claims(
        entry(60, 'safe-shown'),
        entry(90, 'resume', { phase: 'requested' }),
        entry(99, 'safe-withdrawn'),
      ),
    ).toEqual([['call-1', 60, 90, 'panel']]);
  });

  it('is the time after a command was confirmed', () => {
    expect(
      claims(
        entry(60, 'pause', { phase: 'confirmed', trigger: 'cli', target: 'policy' }),
        entry(90, 'resume', { phase: 'requested', trigger: 'cli', target: 'policy' }),
      ),
    ).toEqual([['call-1', 60, 90, 'command']]);
  });

  it.each([
    ['unconfirmed', entry(60, 'pause', { phase: 'unconfirmed', trigger: 'bulk' })],
    ['of an agent, whose panel did not say safe', entry(60, 'pause', { phase: 'confirmed' })],
    ['of no pause', entry(60, 'stop', { phase: 'confirmed', trigger: 'cli', target: 'snippet' })],
  ])('is nothing where a command is %s', (_what, one) => {
    expect(claims(one)).toEqual([]);
  });

  it('goes on to the end of the call where nothing ends it', () => {
    expect(claims(entry(60, 'safe-shown'))).toEqual([['call-1', 60, undefined, 'panel']]);
    expect(claims(entry(60, 'safe-shown'), entry(80, 'ended-while-paused'))).toEqual([
      ['call-1', 60, 80, 'panel'],
    ]);
  });

  it('goes by the clock of Genesys where the log knows it', () => {
    const platformAt = new Date(START + 61_500).toISOString();
    expect(claims(entry(60, 'safe-shown', { platformAt }), entry(90, 'safe-withdrawn'))).toEqual([
      ['call-1', 61.5, 90, 'panel'],
    ]);
  });

  it('keeps browsers apart, and counts no entry twice', () => {
    const other = { chain: 'chain-2' };
    const twice = [entry(60, 'safe-shown'), entry(80, 'safe-withdrawn')];
    expect(
      claims(...twice, entry(70, 'safe-shown', other), entry(75, 'resume', { phase: 'observed' }), ...twice),
    ).toEqual([
      ['call-1', 60, 80, 'panel'],
      ['call-1', 70, undefined, 'panel'],
    ]);
  });

  it('is not read from the older part of a log after the newer one', () => {
    const [older, newer] = [entry(60, 'safe-shown'), entry(80, 'safe-withdrawn')];
    const found = createClaims();
    expect([newer, newer, older].map((one) => found.add(one))).toEqual([true, true, false]);
  });

  it('is what a watch has compared, once, where nobody else claims it', () => {
    const iso = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
    const watched = (from: number, to: number) =>
      entry(200, 'proof', { phase: 'confirmed', from: iso(from), to: iso(to) });
    expect(
      claims(
        entry(60, 'safe-shown'),
        entry(90, 'safe-withdrawn'),
        watched(61, 89),
        watched(120, 150),
        watched(120, 150),
      ),
    ).toEqual([
      ['call-1', 60, 90, 'panel'],
      ['call-1', 120, 150, 'watch'],
    ]);
  });

  it('lasts until the last of several panels of a browser takes it back', () => {
    expect(
      claims(
        entry(60, 'safe-shown'),
        entry(61, 'safe-shown'),
        entry(65, 'safe-withdrawn'),
        entry(90, 'safe-withdrawn'),
      ),
    ).toEqual([
      ['call-1', 60, 65, 'panel'],
      ['call-1', 65, 90, 'panel'],
    ]);
  });

  it('is not stretched by a panel that is gone without a word', () => {
    expect(
      claims(
        entry(60, 'safe-shown'),
        entry(61, 'safe-shown'),
        entry(65, 'safe-withdrawn'),
        entry(200, 'resume', { phase: 'requested' }),
      ),
    ).toEqual([['call-1', 60, 65, 'panel']]);
  });

  it('ends for a command when any log asks for a resume, in whatever order the logs are given', () => {
    const command = { trigger: 'cli', target: 'policy' } as const;
    const agent = { chain: 'chain-2', target: 'policy' } as const;
    expect(
      claims(
        entry(90, 'resume', { ...agent, phase: 'requested' }),
        entry(60, 'pause', { ...command, phase: 'confirmed' }),
        entry(70, 'pause', { ...command, phase: 'confirmed' }),
        entry(120, 'pause', { ...command, phase: 'confirmed' }),
      ),
    ).toEqual([
      ['call-1', 60, 90, 'command'],
      ['call-1', 120, undefined, 'command'],
    ]);
  });
});
