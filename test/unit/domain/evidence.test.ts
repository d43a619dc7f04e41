import { describe, expect, it } from 'vitest';
import type { CallEffect } from '../../../src/domain/call-input.ts';
import type { ClaimState } from '../../../src/domain/claim-state.ts';
import {
  gone,
  held,
  makeCustomer,
  makeLeg,
  makeSnapshot,
  notRecording,
  paused,
  recording,
} from '../../support/builders.ts';
import { driveCall, settledCall, type CallDriver } from '../../support/call-driver.ts';

const opened = (): CallDriver => {
  const driver = driveCall();
  driver.give({ kind: 'opened', generation: 1 });
  return driver;
};
const colleague = makeLeg({ participantId: 'agent-2', userId: 'user-colleague' });
const reads = (effects: readonly CallEffect[]): number =>
  effects.filter((effect) => effect.kind === 'read').length;

interface Row {
  readonly title: string;
  readonly given: () => CallDriver;
  readonly when: (driver: CallDriver) => readonly CallEffect[];
  readonly state: ClaimState;
  /** Reads that go out because of it, if that matters. */
  readonly reads?: number;
}

/** Every state, and every kind of evidence that can reach it. */
const TRANSITIONS: readonly Row[] = [
  // unknown
  {
    title: 'unknown: a new generation asks for one read and claims nothing',
    given: driveCall,
    when: (call) => call.give({ kind: 'opened', generation: 1 }),
    state: 'unknown',
    reads: 1,
  },
  {
    title: 'unknown: without a channel no event is evidence',
    given: driveCall,
    when: (call) => call.event(recording()),
    state: 'unknown',
    reads: 0,
  },
  {
    title: 'unknown: without a channel not even a look sends a read',
    given: driveCall,
    when: (call) => call.give({ kind: 'refresh' }),
    state: 'unknown',
    reads: 0,
  },
  {
    title: 'unknown: an event that says recording is believed on arrival',
    given: opened,
    when: (call) => call.event(recording()),
    state: 'recording',
  },
  {
    title: 'unknown: a read that says recording is believed on arrival',
    given: opened,
    when: (call) => call.read(recording()),
    state: 'recording',
    reads: 0,
  },
  {
    title:
      'unknown: the first read of a generation may lag behind what no event told, and a second one follows',
    given: opened,
    when: (call) => [...call.read(recording()), ...call.pass(1_000), ...call.read(paused())],
    state: 'paused',
    reads: 1,
  },
  {
    title: 'unknown: the first read of a generation cannot end the call',
    given: opened,
    when: (call) => call.read(gone()),
    state: 'unknown',
  },
  {
    title: 'unknown: the second read of a generation can',
    given: opened,
    when: (call) => [...call.read(gone()), ...call.pass(1_000), ...call.read(gone()), ...call.pass(9_000)],
    state: 'ended',
    reads: 1,
  },
  {
    title: 'unknown: an event that says paused claims nothing (E4)',
    given: opened,
    when: (call) => call.event(paused()),
    state: 'unknown',
  },
  {
    title: 'unknown: a paused answer within the settle time after opening is too early',
    given: opened,
    when: (call) => call.read(paused()),
    state: 'unknown',
  },
  {
    title: 'unknown: a paused answer to a read sent after the settle time enters paused',
    given: opened,
    when: (call) => [...call.read(paused()), ...call.pass(1_000), ...call.read(paused())],
    state: 'paused',
    reads: 1,
  },
  {
    title: 'unknown: a read without recording fields leaves it unknown after four reads',
    given: opened,
    when: (call) => [1, 2, 3, 4].flatMap(() => [...call.read(makeSnapshot()), ...call.pass(2_000)]),
    state: 'unknown',
    reads: 3,
  },
  {
    title: 'unknown: a read that does not know the call is repeated',
    given: opened,
    when: (call) => [...call.read({ kind: 'not-found' }), ...call.pass(20_000)],
    state: 'unknown',
    reads: 1,
  },
  {
    title: 'unknown: no answer to four reads leaves it unknown and quiet',
    given: opened,
    when: (call) =>
      [1, 2, 3, 4].flatMap(() => [...call.read({ kind: 'outage', status: 503 }), ...call.pass(2_000)]),
    state: 'unknown',
    reads: 3,
  },
  {
    title: 'unknown: a recording event that may be stale is believed, and looked into (E6)',
    given: () => {
      const call = settledCall(recording());
      call.event(paused());
      for (let read = 0; read < 4; read += 1) {
        call.read({ kind: 'offline' });
        call.pass(2_000);
      }
      return call;
    },
    when: (call) => [...call.event(recording()), ...call.pass(1_000)],
    state: 'recording',
    reads: 1,
  },
  // recording
  {
    title: 'recording: an event that says paused only asks for the read (E4)',
    given: () => settledCall(recording()),
    when: (call) => call.event(paused()),
    state: 'recording',
    reads: 1,
  },
  {
    title: 'recording: the read after a calm event enters paused',
    given: () => settledCall(recording()),
    when: (call) => [...call.event(paused()), ...call.read(paused())],
    state: 'paused',
    reads: 1,
  },
  {
    title: 'recording: the read after a calm event enters held',
    given: () => settledCall(recording()),
    when: (call) => [...call.event(held()), ...call.read(held())],
    state: 'held',
  },
  {
    title: 'recording: the read after a calm event enters not-recording',
    given: () => settledCall(recording()),
    when: (call) => [...call.event(notRecording()), ...call.read(notRecording())],
    state: 'not-recording',
  },
  {
    title: 'recording: a repeated recording event asks for nothing',
    given: () => settledCall(recording()),
    when: (call) => [...call.event(recording()), ...call.event(recording()), ...call.pass(9_000)],
    state: 'recording',
    reads: 0,
  },
  {
    title: 'recording: somebody joins, and one read is due (E5)',
    given: () => settledCall(recording()),
    when: (call) => call.event(recording({ more: [colleague] })),
    state: 'recording',
    reads: 1,
  },
  {
    title: 'recording: a contrary answer to a calm event means not yet, at most four times (E6)',
    given: () => settledCall(recording()),
    when: (call) => [
      ...call.event(paused()),
      ...[1, 2, 3, 4].flatMap(() => [...call.read(recording()), ...call.pass(2_500)]),
    ],
    state: 'recording',
    reads: 4,
  },
  {
    title: 'recording: a paused event like the one before counts again after a read said otherwise',
    given: () => {
      const call = settledCall(recording());
      call.event(paused());
      for (let read = 0; read < 4; read += 1) {
        call.read(recording());
        call.pass(2_500);
      }
      return call;
    },
    when: (call) => call.event(paused()),
    state: 'recording',
    reads: 1,
  },
  {
    title: 'recording: a read that differs from an event of the same second may be the older one',
    given: () => settledCall(recording()),
    when: (call) => [...call.event(held()), ...call.read(paused())],
    state: 'recording',
  },
  {
    title: 'recording: of two calm events in the same second neither makes an answer the newer one',
    given: () => settledCall(recording()),
    when: (call) => [...call.event(held()), ...call.event(paused()), ...call.read(paused())],
    state: 'recording',
  },
  {
    title: 'recording: a read a second after the event is the newer one',
    given: () => settledCall(recording()),
    when: (call) => [
      ...call.event(held()),
      ...call.read(paused()),
      ...call.pass(1_000),
      ...call.read(paused()),
    ],
    state: 'paused',
    reads: 2,
  },
  // calm
  {
    title:
      'paused: an event that says recording turns to checking at once, and asks for the read after settling',
    given: () => settledCall(paused()),
    when: (call) => call.event(recording()),
    state: 'checking',
    reads: 0,
  },
  {
    title: 'paused: an active recorder under a paused state is recording (mapping)',
    given: () => settledCall(paused()),
    when: (call) => call.event(paused({ leg: { recorders: { customer: 'active' } } })),
    state: 'checking',
  },
  {
    title: 'paused: an event that agrees changes nothing and asks for nothing',
    given: () => settledCall(paused()),
    when: (call) => [...call.event(paused()), ...call.pass(9_000)],
    state: 'paused',
    reads: 0,
  },
  {
    title: 'paused: somebody leaves or joins, and it is checked (E3)',
    given: () => settledCall(paused()),
    when: (call) => call.event(paused({ more: [colleague] })),
    state: 'checking',
  },
  {
    title: 'paused: a field that events carried is absent, and it is checked (E3)',
    given: () => {
      const call = settledCall(paused());
      call.event(paused());
      return call;
    },
    when: (call) => call.event({ ...paused(), securePause: undefined }),
    state: 'checking',
  },
  {
    title: 'paused: the event says hold, and it is checked',
    given: () => settledCall(paused()),
    when: (call) => call.event(held()),
    state: 'checking',
  },
  {
    title: 'held: an event that says recording turns to checking at once',
    given: () => settledCall(held()),
    when: (call) => call.event(recording()),
    state: 'checking',
  },
  {
    title: 'not-recording: an event that says recording turns to checking at once',
    given: () => settledCall(notRecording()),
    when: (call) => call.event(recording()),
    state: 'checking',
  },
  {
    title: 'paused: an event that cannot be read is checked',
    given: () => settledCall(paused()),
    when: (call) => [...call.give({ kind: 'unreadable' }), ...call.pass(1_000)],
    state: 'checking',
    reads: 1,
  },
  {
    title: 'recording: an event that cannot be read asks for a read',
    given: () => settledCall(recording()),
    when: (call) => [...call.give({ kind: 'unreadable' }), ...call.pass(1_000)],
    state: 'recording',
    reads: 1,
  },
  // checking
  {
    title: 'checking: a read sent a second after the contrary event returns to paused',
    given: () => settledCall(paused()),
    when: (call) => [...call.event(recording()), ...call.pass(1_000), ...call.read(paused())],
    state: 'paused',
    reads: 1,
  },
  {
    title: 'checking: contrary evidence that comes before the answer makes the answer too old',
    given: () => settledCall(paused()),
    when: (call) => [
      ...call.event(recording()),
      ...call.pass(1_000),
      ...call.event(recording()),
      ...call.read(paused()),
    ],
    state: 'recording',
  },
  {
    title: 'checking: four contrary answers end in recording (E6)',
    given: () => settledCall(paused()),
    when: (call) => [
      ...call.event(recording()),
      ...[1, 2, 3, 4].flatMap(() => [...call.pass(2_500), ...call.read(recording())]),
    ],
    state: 'recording',
  },
  {
    title: 'checking: no answer for 8 s ends in unknown (E6)',
    given: () => settledCall(paused()),
    when: (call) => [...call.event(recording()), ...call.pass(8_000)],
    state: 'unknown',
    reads: 1,
  },
  // ended
  {
    title: 'paused: the own leg ends, and so does the matter',
    given: () => settledCall(paused()),
    when: (call) => [...call.event(gone()), ...call.pass(60_000)],
    state: 'ended',
    reads: 0,
  },
  {
    title: 'ended: a snapshot with the ended leg alive is dropped (E2)',
    given: () => {
      const call = settledCall(paused());
      call.event(gone());
      return call;
    },
    when: (call) => call.event(recording()),
    state: 'ended',
    reads: 0,
  },
  {
    title: 'ended: a transfer back brings a new leg, and the call lives again',
    given: () => {
      const call = settledCall(paused());
      call.event(gone());
      return call;
    },
    when: (call) => {
      const back = makeLeg({ participantId: 'agent-9', recordingState: 'active' });
      return call.event({ ...gone(), legs: [...gone().legs, back] });
    },
    state: 'recording',
  },
  {
    title: 'ended: a call that is back at once is not judged by a read of the same second',
    given: () => {
      const call = settledCall(paused());
      call.give({ kind: 'refresh' });
      call.event(gone());
      return call;
    },
    when: (call) => {
      const back = makeLeg({ participantId: 'agent-9', recordingState: 'paused', securePause: true });
      const answer = { ...gone(), legs: [...gone().legs, back] };
      return [...call.read(answer), ...call.read(answer)];
    },
    state: 'checking',
  },
  {
    title: 'ended: a new generation looks whether the call came back',
    given: () => {
      const call = settledCall(paused());
      call.event(gone());
      call.give({ kind: 'lost' });
      return call;
    },
    when: (call) => {
      const back = makeLeg({ participantId: 'agent-9', recordingState: 'active' });
      return [
        ...call.give({ kind: 'opened', generation: 2 }),
        ...call.read({ ...gone(), legs: [...gone().legs, back] }),
      ];
    },
    state: 'recording',
    reads: 1,
  },
  {
    title: 'ended: a call that the platform no longer knows stays ended',
    given: () => {
      const call = settledCall(paused());
      call.event(gone());
      call.give({ kind: 'lost' });
      return call;
    },
    when: (call) => [
      ...call.give({ kind: 'opened', generation: 2 }),
      ...call.read({ kind: 'not-found' }),
      ...call.pass(20_000),
    ],
    state: 'ended',
    reads: 1,
  },
  {
    title: 'ended: a new generation without an answer cannot say so any more',
    given: () => {
      const call = settledCall(paused());
      call.event(gone());
      call.give({ kind: 'lost' });
      return call;
    },
    when: (call) => [...call.give({ kind: 'opened', generation: 2 }), ...call.pass(8_000)],
    state: 'unknown',
    reads: 1,
  },
  {
    title: 'paused: an event without a participant that is known is dropped (E2)',
    given: () => settledCall(paused()),
    when: (call) => call.event(makeSnapshot({ legs: [makeLeg({ recordingState: 'active' })] })),
    state: 'paused',
    reads: 0,
  },
  // the channel
  ...(
    [
      ['recording', recording()],
      ['paused', paused()],
      ['held', held()],
      ['not-recording', notRecording()],
    ] as const
  ).flatMap(([name, snapshot]): Row[] => [
    {
      title: `${name}: the channel is lost, and nothing is claimed in the same step (E3)`,
      given: () => settledCall(snapshot),
      when: (call) => call.give({ kind: 'lost' }),
      state: 'unknown',
      reads: 0,
    },
    {
      title: `${name}: 35 s without a frame is unknown`,
      given: () => settledCall(snapshot),
      when: (call) => call.pass(36_000),
      state: 'unknown',
    },
    {
      title: `${name}: a new generation starts from unknown`,
      given: () => settledCall(snapshot),
      when: (call) => call.give({ kind: 'opened', generation: 2 }),
      state: 'unknown',
      reads: 1,
    },
  ]),
  {
    title: 'paused: a frame after a silence that no tick noticed (sleep) does not hide the silence',
    given: () => {
      const call = settledCall(paused());
      call.sleep(120_000);
      return call;
    },
    when: (call) => call.give({ kind: 'frame' }),
    state: 'unknown',
    reads: 1,
  },
  {
    title: 'unknown after silence: an answer that comes while it is silent proves nothing calm',
    given: () => {
      const call = settledCall(paused());
      call.pass(36_000);
      call.give({ kind: 'refresh' });
      return call;
    },
    when: (call) => [...call.read(paused()), ...call.give({ kind: 'frame' })],
    state: 'unknown',
  },
  {
    title: 'ended: the loss of the channel does not bring a call back',
    given: () => {
      const call = settledCall(paused());
      call.event(gone());
      return call;
    },
    when: (call) => call.give({ kind: 'lost' }),
    state: 'ended',
  },
  {
    title: 'unknown: an answer to a read of an older generation is no evidence (E1)',
    given: () => {
      const call = opened();
      call.give({ kind: 'lost' });
      return call;
    },
    when: (call) => call.read(recording()),
    state: 'unknown',
  },
  {
    title: 'unknown: a stale event of an older leg cannot end the call before a read has spoken',
    given: opened,
    when: (call) => [...call.event(gone()), ...call.read({ kind: 'offline' }), ...call.pass(2_000)],
    state: 'unknown',
    reads: 1,
  },
];

describe('evidence', () => {
  for (const { title, given, when, state, reads: expected } of TRANSITIONS) {
    it(title, () => {
      const call = given();
      const effects = when(call);
      expect(call.call.claim.state).toBe(state);
      if (expected !== undefined) expect(reads(effects)).toBe(expected);
    });
  }

  it('keeps its clock when a pause was only checked', () => {
    const call = settledCall(paused());
    const { since } = call.call.claim;
    call.pass(4_000);
    call.event(recording());
    expect(call.call.claim.since).toBeUndefined();
    call.pass(1_000);
    call.read(paused());
    expect(call.call.claim.since).toEqual(since);
  });

  it('says exactly since when, from the first event that told of the change', () => {
    const call = settledCall(recording());
    call.pass(4_000);
    call.event(paused());
    const heard = Date.UTC(2026, 0, 5, 9, 0, 0) + call.at;
    call.pass(300);
    call.read(paused());
    expect(call.call.claim.since).toEqual({ at: heard, kind: 'exact' });
  });

  it('does not date a pause from a calm event that reads have shown to be an old one', () => {
    const call = settledCall(recording());
    call.event(paused());
    call.pass(150);
    call.event(recording());
    for (let left = 0; left < 4; left += 1) {
      call.pass(2_000);
      call.read(recording());
    }
    call.beat(60_000);
    const heard = Date.UTC(2026, 0, 5, 9, 0, 0) + call.at;
    call.event(paused());
    call.pass(1_000);
    call.read(paused());
    expect(call.call.claim).toMatchObject({ state: 'paused', since: { at: heard, kind: 'exact' } });
  });

  it('says about or at least since when for what it only found so', () => {
    const startedAt = Date.UTC(2026, 0, 5, 8, 55, 0);
    const found = settledCall(recording({ leg: { startedAt } }));
    expect(found.call.claim.since).toEqual({ at: startedAt, kind: 'about' });
    expect(settledCall(paused()).call.claim.since?.kind).toBe('at-least');
  });

  it('calls a channel deaf when a read shows a change that no event told within 10 s (E8)', () => {
    const call = settledCall(paused());
    call.give({ kind: 'refresh' });
    call.read(recording());
    expect(call.pass(9_999).some((effect) => effect.kind === 'deaf')).toBe(false);
    expect(call.pass(1).filter((effect) => effect.kind === 'deaf')).toHaveLength(1);
    expect(call.call.evidence.channel.deaf).toBe(true);
  });

  it('hears the event in time and does not call the channel deaf (E8)', () => {
    const call = settledCall(paused());
    call.give({ kind: 'refresh' });
    call.read(recording());
    call.pass(5_000);
    call.event(recording());
    expect(call.beat(60_000).some((effect) => effect.kind === 'deaf')).toBe(false);
  });

  it('looks again when a read lags behind the event that ended a snippet', () => {
    const taken = paused({ leg: { recorders: { customer: 'paused', snippet: 'active' } } });
    const over = paused({ leg: { recorders: { customer: 'paused', snippet: 'none' } } });
    const call = settledCall(paused());
    call.event(taken);
    call.beat(20_000);
    call.event(over);
    call.pass(300);
    call.read(taken);
    call.pass(1_000);
    call.read(over);
    expect(call.call.claim).toMatchObject({ safe: true, recorders: [] });
  });

  it('takes a snippet off although the recorder of the agent goes on', () => {
    const both = recording({
      leg: { recorders: { customer: 'active', agent: 'active', snippet: 'active' } },
    });
    const one = recording({ leg: { recorders: { customer: 'active', agent: 'active' } } });
    const call = settledCall(one);
    call.event(both);
    call.beat(20_000);
    call.event(one);
    call.pass(150);
    call.event(one);
    call.pass(850);
    call.read(one);
    expect(call.call.claim.recorders).toEqual(['customer', 'agent']);
  });

  it('reads nothing in a quiet hour of heartbeats without a pause (rule 6)', () => {
    for (const snapshot of [
      recording(),
      held(),
      notRecording(),
      paused({ leg: { recorders: { snippet: 'active' } } }),
    ]) {
      expect(reads(settledCall(snapshot).beat(3_600_000))).toBe(0);
    }
  });

  it('reads once per heartbeat while safe is shown, and not after maxSeconds (rule 6)', () => {
    const call = settledCall(paused());
    let count = 0;
    for (let beat = 0; beat < 20; beat += 1) {
      const effects = call.beat(30_000);
      count += reads(effects);
      expect(reads(effects)).toBeLessThanOrEqual(1);
      if (reads(effects) > 0) call.read(paused());
    }
    expect(count).toBe(6);
    expect(call.call.claim).toMatchObject({ state: 'paused', safe: false, unsafe: 'expired' });
  });

  it('skips no heartbeat for a read that is not just made (rule 6)', () => {
    const call = settledCall(paused());
    call.beat(29_000 - call.at);
    call.give({ kind: 'refresh' });
    call.read(paused());
    expect(reads(call.beat(1_000))).toBe(0);
    call.beat(20_000);
    call.give({ kind: 'refresh' });
    call.read(paused());
    expect(reads(call.beat(10_000))).toBe(1);
  });

  it('ends with the customer alone on the line when the agent left', () => {
    const call = settledCall(recording());
    call.event(
      makeSnapshot({ legs: [makeCustomer(), makeLeg({ live: false, connected: false }), colleague] }),
    );
    expect(call.call.claim.state).toBe('ended');
  });
});
