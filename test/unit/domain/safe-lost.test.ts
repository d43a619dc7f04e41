import { describe, expect, it } from 'vitest';
import type { RecentRequest, SafeLost } from '../../../src/domain/safe-lost.ts';
import { paused, recording } from '../../support/builders.ts';
import { settledCall, type CallDriver } from '../../support/call-driver.ts';

/** What the journal tells of a resume that this user asked for in another window, a second ago. */
const resumeElsewhere = (changes: Partial<RecentRequest> = {}): RecentRequest => ({
  wishId: 'elsewhere-1',
  action: 'resume',
  isOwnPage: false,
  agoMs: 1_000,
  ...changes,
});

const tell = (call: CallDriver, request: RecentRequest) => call.give({ kind: 'requested-here', request });

/** *Safe* for a minute, then somebody resumes. */
function resumed(): CallDriver {
  const call = settledCall(paused());
  for (let beat = 0; beat < 2; beat += 1) {
    call.beat(30_000);
    call.read(paused());
  }
  expect(call.call.claim.safe).toBe(true);
  call.event(recording());
  return call;
}

const confirmRecording = (call: CallDriver) => {
  for (let read = 0; read < 4; read += 1) {
    call.pass(2_500);
    call.read(recording());
  }
  expect(call.call.claim.state).toBe('recording');
};

const asksWho = (call: CallDriver) => call.effects.filter(({ kind }) => kind === 'who-resumed').length;

interface Row {
  readonly title: string;
  readonly request: Partial<RecentRequest>;
  readonly says: SafeLost;
}

/** Nothing but a young request of the same user's, not spent on anything else, names the agent. */
const ROWS: readonly Row[] = [
  { title: 'a resume under way', request: {}, says: 'resumed-in-another-window' },
  {
    title: 'a resume confirmed there',
    request: { ended: { phase: 'confirmed', agoMs: 0 } },
    says: 'resumed-in-another-window',
  },
  {
    title: 'a resume that nobody could confirm',
    request: { ended: { phase: 'unconfirmed', agoMs: 0 } },
    says: 'resumed-in-another-window',
  },
  { title: 'a pause', request: { action: 'pause' }, says: 'resumed-by-someone-else' },
  { title: 'a resume of this page', request: { isOwnPage: true }, says: 'resumed-by-someone-else' },
  { title: 'an old resume', request: { agoMs: 40_001 }, says: 'resumed-by-someone-else' },
  { title: 'a resume of the future', request: { agoMs: -1 }, says: 'resumed-by-someone-else' },
  {
    title: 'a resume that failed',
    request: { ended: { phase: 'failed', agoMs: 0 } },
    says: 'resumed-by-someone-else',
  },
  {
    title: 'a resume that was taken back after an answer',
    request: { isAnswered: true, ended: { phase: 'superseded', agoMs: 0 } },
    says: 'resumed-by-someone-else',
  },
  {
    title: 'a resume that was taken back on its way',
    request: { ended: { phase: 'superseded', agoMs: 0 } },
    says: 'resumed-in-another-window',
  },
];

describe('who resumed', () => {
  it('is asked in the step in which safe is lost, and the alarm does not wait for it', () => {
    const call = resumed();
    expect(call.call.safeLost).toBe('cannot-confirm');
    expect(asksWho(call)).toBe(1);
    confirmRecording(call);
    expect(call.call.safeLost).toBe('resumed-by-someone-else');
  });

  it('is asked once more when the recording is proven and nothing is known yet', () => {
    const call = resumed();
    confirmRecording(call);
    expect(asksWho(call)).toBe(2);
    tell(call, resumeElsewhere());
    expect(call.call.safeLost).toBe('resumed-in-another-window');
  });

  it('is not asked again once it is known', () => {
    const call = resumed();
    tell(call, resumeElsewhere());
    expect(call.call.safeLost).toBe('resumed-in-another-window');
    confirmRecording(call);
    expect(call.call.safeLost).toBe('resumed-in-another-window');
    expect(asksWho(call)).toBe(1);
  });

  it('is not asked when the agent resumes in this panel', () => {
    const call = settledCall(paused());
    call.ask('resume', 'wish-1');
    call.give({ kind: 'prepared', wishId: 'wish-1' });
    call.answer();
    call.event(recording());
    expect(call.call.safeLost).toBeUndefined();
    expect(asksWho(call)).toBe(0);
  });

  for (const { title, request, says } of ROWS)
    it(`says ${says} of ${title}`, () => {
      const call = resumed();
      confirmRecording(call);
      tell(call, resumeElsewhere(request));
      expect(call.call.safeLost).toBe(says);
    });

  it('is not the agent when their resume had come true before the pause that is lost now', () => {
    const call = settledCall(paused());
    const pausedAgoMs = 5_000;
    call.pass(pausedAgoMs);
    call.event(recording());
    tell(call, resumeElsewhere({ agoMs: 12_000, ended: { phase: 'confirmed', agoMs: pausedAgoMs + 3_000 } }));
    confirmRecording(call);
    expect(call.call.safeLost).toBe('resumed-by-someone-else');
  });

  it('is somebody else the next time', () => {
    const call = resumed();
    tell(call, resumeElsewhere());
    confirmRecording(call);
    call.event(paused());
    call.pass(1_000);
    call.read(paused());
    expect(call.call.safeLost).toBeUndefined();
    call.event(recording());
    confirmRecording(call);
    expect(call.call.safeLost).toBe('resumed-by-someone-else');
  });

  it('is told until it is read that the call was recorded in between, by somebody else', () => {
    const call = resumed();
    confirmRecording(call);
    expect(call.call.safeLost).toBe('resumed-by-someone-else');
    call.event(paused());
    call.pass(1_000);
    call.read(paused());
    expect(call.call.claim.safe).toBe(true);
    expect(call.call).toMatchObject({ safeLost: undefined, wasRecorded: true });
    // Also when the channel is lost and found again: that is another alarm, and says nothing of this.
    call.give({ kind: 'lost' });
    expect(call.call).toMatchObject({ safeLost: 'cannot-confirm', wasRecorded: true });
    call.give({ kind: 'opened', generation: 2 });
    call.pass(1_100);
    call.read(paused());
    if (call.call.evidence.reads.reading === undefined) call.pass(1_100);
    if (call.call.evidence.reads.reading) call.read(paused());
    expect(call.call.claim.safe).toBe(true);
    expect(call.call.wasRecorded).toBe(true);
    call.give({ kind: 'settled' });
    expect(call.call.wasRecorded).toBe(false);
  });

  it('gives way to what is lost after it', () => {
    const call = resumed();
    confirmRecording(call);
    call.event(paused());
    call.pass(1_000);
    call.read(paused());
    call.event(recording());
    confirmRecording(call);
    expect(call.call.safeLost).toBe('resumed-by-someone-else');
    call.ask('pause', 'wish-1');
    expect(call.call).toMatchObject({ safeLost: undefined, wasRecorded: false });
  });

  it('raises no alarm where nothing is claimed', () => {
    const call = settledCall(recording());
    tell(call, resumeElsewhere());
    expect(call.call.safeLost).toBeUndefined();
  });

  it('withdraws safe at once: a young resume may still take effect, whoever has lived to see it', () => {
    for (const request of [
      {},
      { ended: { phase: 'unconfirmed', agoMs: 0 } },
      { ended: { phase: 'superseded', agoMs: 0 } },
      { ended: { phase: 'failed', agoMs: 0, isUnanswered: true } },
      { agoMs: 39_000 },
    ] as const) {
      const safe = settledCall(paused());
      tell(safe, resumeElsewhere(request));
      expect(safe.call.claim).toMatchObject({ state: 'recording', safe: false });
      expect(safe.call.safeLost).toBe('resumed-in-another-window');
    }
  });

  it('withdraws nothing by a resume that is old, is over, or was asked for in this page', () => {
    for (const request of [
      { agoMs: 40_001 },
      { isOwnPage: true },
      { action: 'pause' },
      { ended: { phase: 'confirmed', agoMs: 0 } },
      { ended: { phase: 'failed', agoMs: 0 } },
    ] as const) {
      const safe = settledCall(paused());
      tell(safe, resumeElsewhere(request));
      expect(safe.call.claim.safe).toBe(true);
    }
  });
});
