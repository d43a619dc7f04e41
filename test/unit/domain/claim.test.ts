import { describe, expect, it } from 'vitest';
import type { Policy, Unsafe } from '../../../src/domain/claim.ts';
import type { SafeLost } from '../../../src/domain/safe-lost.ts';
import type { Leg } from '../../../src/domain/snapshot.ts';
import {
  AGENT,
  gone,
  held,
  makeLeg,
  makePolicy,
  notRecording,
  paused,
  recording,
} from '../../support/builders.ts';
import { settledCall, type CallDriver } from '../../support/call-driver.ts';

const unspecified = { ...paused({ leg: { securePause: undefined } }), securePause: undefined };
const colleague = (recorders: Leg['recorders']) =>
  makeLeg({ participantId: 'agent-2', userId: 'user-colleague', recorders });

interface SafeRow {
  readonly title: string;
  readonly call: () => CallDriver;
  readonly unsafe: Unsafe | undefined;
}

const pausedWith = (leg: Partial<Leg>, policy?: Policy) => () => settledCall(paused({ leg }), policy);
const after = (change: (call: CallDriver) => void, policy?: Policy) => () => {
  const call = settledCall(paused(), policy);
  change(call);
  return call;
};
const screenOff = paused({ leg: { screen: 'none' } });
const screenOn = (call: CallDriver) => void call.event(paused({ leg: { screen: 'active' } }));

/** Rule 3: one row for each reason that withholds *safe* from a pause. */
const SAFE: readonly SafeRow[] = [
  { title: 'a secure pause and nothing against it', call: pausedWith({}), unsafe: undefined },
  { title: 'a hold', call: () => settledCall(held()), unsafe: 'hold' },
  { title: 'a pause of unknown kind', call: () => settledCall(unspecified), unsafe: 'unspecified' },
  {
    title: 'the own leg tells a secure pause and the conversation denies it',
    call: () => settledCall({ ...paused(), securePause: false }),
    unsafe: 'unspecified',
  },
  { title: 'a snippet', call: pausedWith({ recorders: { snippet: 'active' } }), unsafe: 'snippet' },
  { title: 'an ad hoc recording', call: pausedWith({ recorders: { adhoc: 'active' } }), unsafe: 'adhoc' },
  {
    title: 'the agent-side recorder of somebody else on the call',
    call: () => settledCall(paused({ more: [colleague({ agent: 'active' })] })),
    unsafe: 'agent',
  },
  {
    title: 'the recorder of a leg that is over does not count',
    call: () => settledCall(paused({ more: [{ ...colleague({ agent: 'active' }), live: false }] })),
    unsafe: undefined,
  },
  { title: 'a screen recording is only a warning by default', call: after(screenOn), unsafe: undefined },
  {
    title: 'a screen recording where the customer blocks it',
    call: after(screenOn, makePolicy({ screen: 'block' })),
    unsafe: 'screen',
  },
  {
    title: 'a deaf channel',
    call: after((call) => {
      call.give({ kind: 'refresh' });
      call.read(notRecording());
      call.give({ kind: 'refresh' });
      call.read(paused());
      call.pass(10_000);
    }),
    unsafe: 'channel',
  },
  { title: 'the journal has not answered', call: after((call) => call.ask('pause')), unsafe: 'journal' },
  {
    title: 'the journal refuses: safe is said, and beside it that nothing is logged',
    call: after((call) => {
      call.ask('pause', 'wish-1');
      call.give({ kind: 'logged', wishId: 'wish-1', ok: false });
    }),
    unsafe: undefined,
  },
  {
    title: 'the journal answered for a wish before, and not yet for this one',
    call: after((call) => {
      call.ask('pause', 'wish-1');
      call.pass(500);
      call.ask('pause', 'wish-2');
      call.give({ kind: 'logged', wishId: 'wish-1', ok: true });
    }),
    unsafe: 'journal',
  },
  {
    title: 'a double click owes the journal nothing more',
    call: after((call) => {
      call.ask('pause', 'wish-1');
      call.give({ kind: 'logged', wishId: 'wish-1', ok: true });
      call.ask('pause', 'wish-2');
    }),
    unsafe: undefined,
  },
  { title: 'the agent asked for a resume', call: after((call) => call.ask('resume')), unsafe: 'resuming' },
  {
    title: 'the pause is as long as it may be',
    call: after((call) => void call.pass(20_001), makePolicy({ maxSeconds: 20 })),
    unsafe: 'expired',
  },
];

interface AlarmRow {
  readonly title: string;
  readonly when: (call: CallDriver) => void;
  readonly alarm: SafeLost | undefined;
}

const contraryReads = (call: CallDriver) => {
  for (let read = 0; read < 4; read += 1) {
    call.pass(2_500);
    call.read(recording());
  }
};

/** Rule 3: losing *safe* without this agent's wish is an alarm. */
const ALARMS: readonly AlarmRow[] = [
  {
    title: 'somebody resumes: first it cannot be confirmed',
    when: (call) => call.event(recording()),
    alarm: 'cannot-confirm',
  },
  {
    title: 'somebody resumed, as the reads say',
    when: (call) => {
      call.event(recording());
      contraryReads(call);
    },
    alarm: 'resumed-by-someone-else',
  },
  {
    title: 'somebody resumes just after the agent clicked on pause again',
    when: (call) => {
      call.ask('pause', 'wish-1');
      call.give({ kind: 'logged', wishId: 'wish-1', ok: true });
      call.event(recording());
    },
    alarm: 'cannot-confirm',
  },
  {
    title: 'it was only checked and is safe again',
    when: (call) => {
      call.event(recording());
      call.pass(1_000);
      call.read(paused());
    },
    alarm: undefined,
  },
  { title: 'the channel is lost', when: (call) => call.give({ kind: 'lost' }), alarm: 'cannot-confirm' },
  { title: 'the token is gone', when: (call) => call.give({ kind: 'signed-out' }), alarm: 'cannot-confirm' },
  { title: 'frames stay away', when: (call) => call.pass(36_000), alarm: 'cannot-confirm' },
  {
    title: 'a snippet begins',
    when: (call) => call.event(paused({ leg: { recorders: { snippet: 'active' } } })),
    alarm: 'other-recorder',
  },
  { title: 'the agent resumes', when: (call) => call.ask('resume'), alarm: undefined },
  {
    title: 'the agent resumed, and the recording goes on',
    when: (call) => {
      call.ask('resume', 'wish-1');
      call.give({ kind: 'prepared', wishId: 'wish-1' });
      call.answer();
      call.event(recording());
    },
    alarm: undefined,
  },
  { title: 'the pause gets too long', when: (call) => call.beat(181_000), alarm: undefined },
  { title: 'the call ends', when: (call) => call.event(gone()), alarm: undefined },
  {
    title: 'the agent has read it',
    when: (call) => {
      call.give({ kind: 'lost' });
      call.give({ kind: 'settled' });
    },
    alarm: undefined,
  },
  {
    title: 'the agent acts on it',
    when: (call) => {
      call.give({ kind: 'lost' });
      call.ask('pause');
    },
    alarm: undefined,
  },
];

describe('claim', () => {
  for (const { title, call, unsafe } of SAFE) {
    it(`${unsafe ? 'withholds' : 'shows'} safe: ${title}`, () => {
      const { claim } = call().call;
      expect({ safe: claim.safe, unsafe: claim.unsafe }).toEqual({ safe: unsafe === undefined, unsafe });
    });
  }

  for (const { title, when, alarm } of ALARMS) {
    it(`${alarm ? 'raises an alarm' : 'raises none'}: ${title}`, () => {
      const call = settledCall(paused());
      if (title.includes('too long')) {
        for (let read = 0; read < 7; read += 1) {
          call.beat(30_000);
          if (call.call.evidence.reads.reading) call.read(paused());
        }
      } else when(call);
      expect(call.call.claim.safe).toBe(alarm === undefined && title.includes('safe again'));
      expect(call.call.safeLost).toBe(alarm);
    });
  }

  it('keeps a snippet in mind until a read sent after its last sign says otherwise', () => {
    const capturing = paused({ leg: { recorders: { snippet: 'active' } } });
    const call = settledCall(capturing);
    call.event(capturing);
    call.pass(2_000);
    call.event(paused());
    call.event(capturing);
    call.read(paused());
    expect(call.call.claim.safe).toBe(false);
    call.pass(1_000);
    call.read(paused());
    expect(call.call.claim.safe).toBe(true);
  });

  it('does not let a pair of events in the wrong order clear the screen', () => {
    const call = settledCall(paused(), makePolicy({ screen: 'block' }));
    screenOn(call);
    call.event(screenOff);
    call.pass(1_000);
    expect(call.call.claim.unsafe).toBe('screen');
  });

  it('does not let one event clear the screen, however late it comes: it may be older', () => {
    const call = settledCall(paused(), makePolicy({ screen: 'block' }));
    screenOn(call);
    call.pass(5_000);
    call.event(screenOff);
    expect(call.call.claim.unsafe).toBe('screen');
    call.event(screenOff);
    expect(call.call.claim.unsafe).toBe('screen');
    call.pass(1_000);
    call.event(screenOff);
    expect(call.call.claim.safe).toBe(true);
  });

  it.each([
    ['a leg of somebody else that is over', { live: false, screen: 'active' as const }],
    ['a leg of somebody else', { live: true, screen: 'none' as const }],
  ])('does not let %s clear the screen', (_what, other) => {
    const call = settledCall(paused(), makePolicy({ screen: 'block' }));
    screenOn(call);
    const untold = paused({ more: [makeLeg({ participantId: 'leg-ben', userId: 'user-ben', ...other })] });
    for (let event = 0; event < 3; event += 1) {
      call.pass(2_000);
      call.event(untold);
    }
    expect(call.call.claim.recorders).toContain('screen');
  });

  it.each([
    ['goes on with its user into another leg that tells nothing', AGENT, 'agent-3', true],
    ['is over with its leg when its user has no other', 'user-colleague', 'agent-2', false],
  ])('a screen recording %s', (_what, userId, participantId, goesOn) => {
    const leg = (changes: Partial<Leg>) => makeLeg({ participantId, userId, ...changes });
    const call = settledCall(paused(), makePolicy({ screen: 'block' }));
    call.event(paused({ more: [leg({ screen: 'active' })] }));
    call.pass(5_000);
    call.event(paused({ more: [leg({ live: false })] }));
    expect(call.call.claim.recorders.includes('screen')).toBe(goesOn);
  });

  it('counts one pause from its beginning, whatever channels come and go', () => {
    const call = settledCall(paused(), makePolicy({ maxSeconds: 20 }));
    for (let generation = 2; generation < 5; generation += 1) {
      call.pass(5_000);
      call.give({ kind: 'lost' });
      call.give({ kind: 'opened', generation });
      call.read(paused());
      call.pass(1_000);
      call.read(paused());
    }
    expect(call.call.claim.safe).toBe(true);
    call.pass(20_000 - call.at + 1_001);
    expect(call.call.claim).toMatchObject({ state: 'paused', safe: false, unsafe: 'expired' });
  });

  it('is safe again when a Pause that is pressed after the limit has been proven, and for as long again', () => {
    const call = settledCall(paused(), makePolicy({ maxSeconds: 20 }));
    call.pass(21_000);
    expect(call.call.claim.unsafe).toBe('expired');
    call.ask('pause', 'wish-1');
    call.give({ kind: 'logged', wishId: 'wish-1', ok: true });
    expect(call.call.claim.safe).toBe(false);
    call.answer();
    expect(call.call.claim.safe).toBe(false);
    call.pass(700);
    call.read(paused());
    expect(call.call.claim.safe).toBe(true);
    call.give({ kind: 'frame' });
    call.pass(19_900);
    expect(call.call.claim.safe).toBe(true);
    call.pass(200);
    expect(call.call.claim.unsafe).toBe('expired');
  });

  it('tells when safe comes and goes', () => {
    const call = settledCall(paused());
    expect(call.effects.filter((effect) => effect.kind === 'safe-shown')).toHaveLength(1);
    call.event(recording());
    expect(call.effects.filter((effect) => effect.kind === 'safe-withdrawn')).toHaveLength(1);
  });

  it('is valid for 35 s after the last frame, and while safe no longer than the pause may last', () => {
    const call = settledCall(recording());
    expect(call.call.claim.validUntil).toBe(35_000);
    const safe = settledCall(paused(), makePolicy({ maxSeconds: 20 }));
    expect(safe.call.claim.validUntil).toBe(21_000);
  });

  it('sends no proof of a pause that is already too long, however late the heartbeat comes', () => {
    const call = settledCall(paused(), makePolicy({ maxSeconds: 28 }));
    call.sleep(30_000);
    expect(call.give({ kind: 'frame' }).some((effect) => effect.kind === 'read')).toBe(false);
  });

  it('tells that a call ended while it was paused, until the agent has read it', () => {
    const call = settledCall(paused());
    expect(call.event(gone()).filter((effect) => effect.kind === 'ended-while-paused')).toHaveLength(1);
    expect(call.call.endedWhilePaused).toBe(true);
    call.give({ kind: 'settled' });
    expect(call.call.endedWhilePaused).toBe(false);
    expect(call.give({ kind: 'tick' })).toEqual([]);
  });

  it('names those who capture', () => {
    const both = recording({ leg: { recorders: { customer: 'active', snippet: 'active' } } });
    expect(settledCall(both).call.claim.recorders).toEqual(['customer', 'snippet']);
    expect(settledCall(notRecording()).call.claim.recorders).toEqual([]);
  });
});
