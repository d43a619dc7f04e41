import { describe, expect, it } from 'vitest';
import type { Seen, SeenPast, SeenSample } from '../../../src/app/timeline/seen.ts';
import { timelineOf } from '../../../src/app/timeline/timeline.ts';
import type { LeftOut } from '../../../src/proof/left-out.ts';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { asText, linesOf } from '../../../src/ui/details/timeline-lines.ts';
import { enUS } from '../../../src/ui/locales/en-US.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { AGENT, CONVERSATION } from '../../support/builders.ts';

const ZERO = Date.UTC(2026, 10, 21, 9, 30, 0);
const at = (seconds: number): number => ZERO + seconds * 1_000;

/** What was seen from a second of the call on. */
const sample = (seconds: number, state: Seen['state'], different: Partial<Seen> = {}): SeenSample => ({
  at: at(seconds),
  seen: {
    state,
    by: 'read',
    isRinging: false,
    isLost: false,
    isHoldRecorded: false,
    beside: [],
    agents: 0,
    connectedAt: ZERO,
    ...(state === 'paused' && { pauseKind: 'secure' }),
    ...different,
  },
});

const unseen = (seconds: number, different: Partial<Seen> = {}): SeenSample =>
  sample(seconds, 'unknown', { by: undefined, connectedAt: undefined, agents: undefined, ...different });

let count = 0;
const facts = (seconds: number, changes: Partial<AuditFacts>): AuditFacts =>
  makeFacts({
    id: `fact-${(count += 1)}`,
    at: new Date(at(seconds)).toISOString(),
    conversationId: CONVERSATION,
    userId: AGENT,
    target: 'policy',
    ...changes,
  });

/** A wish as the journal has it: asked for, and ended. */
const wish = (
  id: string,
  action: AuditFacts['action'],
  [askedAt, endedAt]: readonly [number, number],
  changes: Partial<AuditFacts> = {},
): AuditFacts[] => [
  facts(askedAt, { ...changes, wishId: id, action, phase: 'requested' }),
  facts(endedAt, { phase: 'confirmed', ...changes, wishId: id, action }),
];

const past = (samples: readonly SeenSample[], own: readonly AuditFacts[] = [], now = 600): SeenPast => ({
  samples,
  facts: own,
  userId: AGENT,
  now: at(now),
  isPlatformTime: true,
});

const read = (given: SeenPast, logged: readonly AuditFacts[] = []): string[] =>
  linesOf(timelineOf(given, logged), enUS).map(asText);

describe('the timeline of a call', () => {
  it('tells when the agent took more time for a pause, and when its time was up', () => {
    const samples = [sample(0, 'recording', { sinceAt: ZERO }), sample(70, 'paused'), sample(310, 'paused')];
    const limit = { action: 'safe-withdrawn', trigger: 'limit', phase: 'observed' } as const;
    const own = [
      ...wish('w1', 'pause', [70, 70]),
      facts(240, { action: 'extend', phase: 'observed' }),
      facts(310, limit),
    ];
    const lines = read(past(samples, own));
    expect(lines).toContain('04:00 More time for the pause, taken by you');
    expect(lines).toContain('05:10 The time limit of the pause was over');
    // After a reload the log of this browser tells it, and nothing of another user's.
    const told = read(past([sample(320, 'paused')]), [
      ...own,
      facts(250, { action: 'extend', phase: 'observed', userId: 'ben' }),
    ]);
    expect(told.filter((line) => line.includes('More time'))).toEqual([
      '04:00 More time for the pause, taken by you (from the log)',
    ]);
  });

  it('tells a recording from its beginning, a pause of the agent’s and its end, each with how it is known', () => {
    const own = [...wish('w1', 'pause', [70, 72]), ...wish('w2', 'resume', [125, 127])];
    const reason = facts(75, { wishId: 'w1', action: 'reason', reason: 'payment', phase: 'observed' });
    const samples = [
      unseen(-5, { isRinging: true }),
      sample(2, 'recording'),
      sample(72, 'paused', { sinceAt: at(71) }),
      sample(125, 'recording', { by: undefined }),
      sample(127, 'recording'),
    ];
    expect(read(past(samples, [...own, reason]))).toEqual([
      'about 00:00–01:11 Recording (confirmed)',
      '01:11–02:05 Paused by you (payment) (confirmed)',
      '02:05– Recording, resumed by you (confirmed)',
    ]);
  });

  it('tells what has ended by itself, after how long, and where that failed', () => {
    const samples = [
      sample(0, 'recording', { sinceAt: ZERO }),
      sample(70, 'paused', { sinceAt: at(70) }),
      sample(250, 'recording', { sinceAt: at(250) }),
    ];
    const trigger = { trigger: 'auto-resume' } as const;
    const own = [...wish('w1', 'pause', [70, 70]), ...wish('w2', 'resume', [250, 250], trigger)];
    expect(read(past(samples, own))).toContain(
      '04:10– Recording, resumed automatically after 03:00 (confirmed)',
    );
    const failed = wish('w2', 'resume', [250, 251], { ...trigger, phase: 'failed', failure: 'REC-500' });
    const lines = read(past(samples.slice(0, 2), [...wish('w1', 'pause', [70, 70]), ...failed]));
    expect(lines).toContain('04:10 Automatic resume: failed (REC-500)');
    // Only the log of this browser tells of it.
    expect(read(past([sample(400, 'recording')]), wish('w2', 'resume', [250, 250], trigger))).toContain(
      '04:10 Resumed automatically (from the log)',
    );
  });

  it('tells what somebody else does from what the agent does, and what was only heard from what was read', () => {
    const samples = [
      sample(1, 'recording'),
      sample(60, 'paused'),
      sample(90, 'checking', { by: undefined }),
      sample(91, 'recording', { by: 'event' }),
    ];
    expect(read(past(samples))).toEqual([
      'about 00:00–01:00 Recording (confirmed)',
      '01:00–01:30 Paused by someone else or outside this app (confirmed)',
      '01:30– Recording, resumed by someone else or outside this app (only heard)',
    ]);
  });

  it('takes a wish in another panel of this agent for theirs, and one of another user’s for somebody else’s', () => {
    const samples = [sample(1, 'recording'), sample(60, 'paused'), sample(90, 'recording')];
    const mine = wish('w1', 'pause', [58, 60]);
    const theirs = wish('w2', 'resume', [89, 90], { userId: 'user-2' });
    expect(read(past(samples), [...mine, ...theirs]).slice(1)).toEqual([
      '01:00–01:30 Paused by you (confirmed)',
      '01:30– Recording, resumed by someone else or outside this app (confirmed)',
    ]);
  });

  it('fills in nothing after a reload: before this panel only the log speaks', () => {
    const samples = [unseen(180), sample(182, 'recording')];
    const logged = [...wish('w1', 'pause', [70, 72]), ...wish('w2', 'resume', [125, 127])];
    expect(read(past(samples), logged)).toEqual([
      '00:00–03:02 Not known: this panel was not there',
      '01:10 Paused by you (from the log)',
      '02:05 Resumed by you (from the log)',
      '03:02– Recording (confirmed)',
    ]);
  });

  it('names nobody for a change that nobody has seen', () => {
    const samples = [sample(1, 'recording'), unseen(30, { isLost: true }), sample(80, 'paused')];
    expect(read(past(samples))).toEqual([
      'about 00:00–00:30 Recording (confirmed)',
      '00:30–01:20 Not known: no live updates',
      '01:20– Paused (confirmed)',
    ]);
  });

  it('says of a pause that was only checked that it was not certain meanwhile', () => {
    const samples = [
      sample(1, 'recording'),
      sample(60, 'paused'),
      sample(70, 'checking', { sinceAt: undefined }),
      sample(72, 'paused', { sinceAt: at(60) }),
    ];
    expect(read(past(samples)).slice(1)).toEqual([
      '01:00–01:10 Paused by someone else or outside this app (confirmed)',
      '01:10–01:12 Not certain: Genesys was asked',
      '01:12– Paused (confirmed)',
    ]);
  });

  it('tells of a recording that was only feared that it was not certain, and of the resume that failed', () => {
    const samples = [
      sample(1, 'recording'),
      sample(60, 'paused'),
      sample(90, 'recording', { by: undefined }),
      sample(93, 'paused'),
    ];
    const own = wish('w1', 'resume', [90, 92], { phase: 'failed', failure: 'REC-403' });
    expect(read(past(samples, own)).slice(2)).toEqual([
      '01:30–01:33 Not certain: Genesys was asked',
      '01:30 Your Resume: failed (REC-403)',
      '01:33– Paused (confirmed)',
    ]);
  });

  it('tells holds, pauses that are not secure, recorders beside, other agents and the end', () => {
    const beside = { beside: ['snippet'] } as const;
    const own = wish('w1', 'start', [20, 22], { target: 'snippet' });
    const samples = [
      sample(1, 'recording'),
      sample(22, 'recording', beside),
      sample(40, 'recording'),
      sample(50, 'held'),
      sample(60, 'recording', { agents: 1 }),
      sample(70, 'paused', { agents: 1, pauseKind: 'unspecified', beside: ['screen'] }),
      sample(80, 'ended', { agents: 1, by: 'event', connectedAt: undefined }),
    ];
    expect(read(past(samples, own))).toEqual([
      'about 00:00–00:50 Recording (confirmed)',
      '00:22–00:40 Snippet: recorded, started by you (confirmed)',
      '00:50–01:00 On hold (confirmed)',
      '01:00–01:10 Recording (confirmed)',
      '01:00 Another agent is on the call (only heard)',
      '01:10–01:20 Paused by someone else or outside this app. This is not a secure pause. (confirmed)',
      '01:10–01:20 Screen: recorded (only heard)',
      '01:20 Your part of the call ended while paused. Another agent is still on it. (only heard)',
    ]);
  });

  it('tells what became of wishes that no state shows', () => {
    const samples = [sample(1, 'recording')];
    const own = [
      ...wish('w1', 'pause', [10, 18], { phase: 'unconfirmed' }),
      ...wish('w2', 'pause', [30, 31], { phase: 'superseded' }),
      facts(50, { wishId: 'w3', action: 'pause', phase: 'requested' }),
    ];
    expect(read(past(samples, own, 60)).slice(1)).toEqual(['00:10 Your Pause: not confirmed']);
    expect(read(past(samples, own, 90)).slice(1)).toEqual([
      '00:10 Your Pause: not confirmed',
      '00:50 Your Pause: outcome not known',
    ]);
  });

  it('tells clock times where the beginning is not known, or cannot be compared', () => {
    const given = past([sample(1, 'recording'), sample(60, 'paused')]);
    const clockTime = /^\d{1,2}:\d\d:\d\d [AP]M–/;
    expect(read(given).at(-1)).toMatch(/^01:00–/);
    expect(read({ ...given, isPlatformTime: false }).at(-1)).toMatch(clockTime);
    // The agent had an earlier part in the same call.
    expect(read(given, wish('w0', 'pause', [-300, -298])).at(-1)).toMatch(clockTime);
  });

  it('knows nothing of a call of which nothing was seen', () => {
    expect(read(past([]))).toEqual([]);
    expect(read(past([unseen(5)]))).toHaveLength(1);
  });
});

describe('after the call the timeline', () => {
  const left = (from: number, said: LeftOut['said'], different: Partial<LeftOut> = {}): LeftOut => ({
    from: at(from),
    to: at(from + 50),
    said,
    recorded: [],
    ...different,
  });
  const over = past([
    sample(0, 'recording', { sinceAt: ZERO }),
    sample(70, 'paused'),
    sample(125, 'recording'),
    sample(200, 'ended'),
  ]);
  const told = (...leftOut: LeftOut[]) => linesOf(timelineOf(over, [], leftOut), enUS).map(asText);

  it('says behind each pause whether Genesys left it out of the recording', () => {
    expect(told(left(71, 'proved'))).toEqual([
      expect.stringContaining('Recording'),
      expect.stringContaining('Paused'),
      '01:11–02:01 Left out of the voice recording',
      expect.stringContaining('Recording'),
      expect.stringContaining('ended'),
    ]);
  });

  it.each<[LeftOut['said'], string]>([
    ['missing', '01:11–02:01 This pause is on the recording. Tell your supervisor.'],
    ['not-yet', '01:11–02:01 Not known yet whether this pause was left out of the recording'],
    ['unknown', '01:11–02:01 Not known whether this pause was left out of the recording'],
  ])('says of a pause that is %s what that means', (what, line) => {
    expect(told(left(71, what))).toContain(line);
  });

  it('says which part of a pause is on the recording', () => {
    const recorded = [
      { from: at(71), to: at(80) },
      { from: at(110), to: at(121) },
    ];
    expect(told(left(71, 'partly', { recorded }))).toContain(
      '01:11–02:01 Part of this pause is on the recording (01:11–01:20, 01:50–02:01). Tell your supervisor.',
    );
  });

  it('leaves the end open of a pause that nobody saw end', () => {
    const { to: _none, ...open } = left(71, 'unknown');
    expect(told(open)).toContain('01:11– Not known whether this pause was left out of the recording');
  });
});
