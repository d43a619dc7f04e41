import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../src/app/view-state.ts';
import type { Alarm, BlockedReason } from '../../../src/app/view.ts';
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
import type { Leg } from '../../../src/domain/snapshot.ts';
import type { Since } from '../../../src/domain/claim-state.ts';
import { driveCall, settledCall, type CallDriver } from '../../support/call-driver.ts';

const AROUND = {
  shownSince: (since: Since) => ({ ...since, steadyAt: 0 }),
  shownAt: (at: number) => at,
  signedOut: false,
  isRenewing: false,
  notLogged: false,
  isSettled: true,
  isHeldBack: false,
  isOpening: false,
  startStop: 'off',
  permissions: new Set<string>(),
} as const;
const show = (call: CallDriver, around = {}) => viewOf(call.call, { ...AROUND, ...around });
const after = (call: CallDriver, ...steps: readonly ((call: CallDriver) => unknown)[]) => {
  for (const step of steps) step(call);
  return call;
};
const pause = (call: CallDriver) => call.ask('pause', 'wish-p');
const resume = (call: CallDriver) => {
  call.ask('resume', 'wish-r');
  call.give({ kind: 'prepared', wishId: 'wish-r' });
};
const noLeg = makeSnapshot({ legs: [makeCustomer()] });
const notMine = () =>
  after(driveCall(), (call) => {
    call.give({ kind: 'opened', generation: 1 });
    call.read(noLeg);
    call.pass(1_000);
    call.read(noLeg);
  });
const unheardOf = () =>
  after(driveCall(), (call) => {
    call.give({ kind: 'opened', generation: 1 });
    for (let read = 0; read < 3; read += 1) {
      call.read({ kind: 'not-found' });
      call.pass(2_000);
    }
  });

interface Row {
  readonly title: string;
  readonly call: CallDriver;
  readonly around?: { readonly signedOut: boolean };
  readonly pause: BlockedReason | 'can';
  readonly resume: BlockedReason | 'can';
}

const CONTROLS: readonly Row[] = [
  { title: 'nothing is known yet', call: driveCall(), pause: 'can', resume: 'can' },
  { title: 'recording', call: settledCall(recording()), pause: 'can', resume: 'already-recording' },
  { title: 'paused', call: settledCall(paused()), pause: 'can', resume: 'can' },
  { title: 'held', call: settledCall(held()), pause: 'can', resume: 'held' },
  { title: 'not recorded', call: settledCall(notRecording()), pause: 'can', resume: 'not-recorded' },
  {
    title: 'checking',
    call: after(settledCall(paused()), (call) => call.event(recording())),
    pause: 'can',
    resume: 'can',
  },
  {
    title: 'channel lost',
    call: after(settledCall(recording()), (call) => call.give({ kind: 'lost' })),
    pause: 'can',
    resume: 'can',
  },
  {
    title: 'Pause has just been pressed',
    call: after(settledCall(recording()), pause),
    pause: 'can',
    resume: 'just-paused',
  },
  {
    title: 'a pause is under way',
    call: after(settledCall(recording()), pause, (call) => call.pass(800)),
    pause: 'can',
    resume: 'can',
  },
  {
    title: 'a resume is under way',
    call: after(settledCall(paused()), resume),
    pause: 'can',
    resume: 'in-progress',
  },
  {
    title: 'a pause was refused',
    call: after(settledCall(recording()), pause, (call) => call.answer({ kind: 'denied' })),
    pause: 'can',
    resume: 'already-recording',
  },
  {
    title: 'the call ended',
    call: after(settledCall(recording()), (call) => call.event(gone())),
    pause: 'ended',
    resume: 'ended',
  },
  { title: 'not a call of this agent', call: notMine(), pause: 'no-live-leg', resume: 'no-live-leg' },
  { title: 'Genesys does not find the call', call: unheardOf(), pause: 'can', resume: 'can' },
  {
    title: 'the first read shows no leg of this agent: it may only lag',
    call: after(driveCall(), (call) => {
      call.give({ kind: 'opened', generation: 1 });
      call.read(noLeg);
    }),
    pause: 'can',
    resume: 'can',
  },
  {
    title: 'signed out',
    call: settledCall(recording()),
    around: { signedOut: true },
    pause: 'signed-out',
    resume: 'signed-out',
  },
];

const contraryReads = (call: CallDriver) => {
  for (let read = 0; read < 4; read += 1) {
    call.pass(2_500);
    call.read(recording());
  }
};

const ALARMS: readonly {
  readonly title: string;
  readonly call: CallDriver;
  readonly alarms: readonly Partial<Alarm>[];
}[] = [
  { title: 'a quiet call', call: settledCall(recording()), alarms: [] },
  {
    title: 'a refused pause, with the permission that is missing',
    call: after(settledCall(recording()), pause, (call) =>
      call.answer({ kind: 'denied', permission: 'conversation:recording:pause', correlationId: 'c-1' }),
    ),
    alarms: [
      {
        kind: 'failed',
        action: 'pause',
        failure: 'denied',
        code: 'REC-403',
        permission: 'conversation:recording:pause',
        correlationId: 'c-1',
      },
    ],
  },
  {
    title: 'no request is accepted for a minute',
    call: after(settledCall(recording()), pause, (call) =>
      call.answer({ kind: 'rate-limited', retryAfterMs: 60_000 }),
    ),
    alarms: [{ kind: 'failed', code: 'REC-429', retryAfterMs: 60_000 }],
  },
  {
    title: 'a pause that nobody confirms',
    call: after(settledCall(recording()), pause, (call) => call.answer(), contraryReads),
    alarms: [{ kind: 'unconfirmed', action: 'pause', code: 'REC-UNCONFIRMED' }],
  },
  {
    title: 'a refused resume is open until it is known to be still paused',
    call: after(settledCall(paused()), resume, (call) => call.answer({ kind: 'denied' })),
    alarms: [{ kind: 'unconfirmed', action: 'resume', code: 'REC-403' }],
  },
  {
    title: 'a refused resume failed when it is known to be still paused',
    call: after(settledCall(paused()), resume, (call) => {
      call.answer({ kind: 'denied' });
      call.read(paused());
      call.pass(1_000);
      call.read(paused());
    }),
    alarms: [{ kind: 'failed', action: 'resume', code: 'REC-403' }],
  },
  {
    title: 'somebody resumed',
    call: after(settledCall(paused()), (call) => call.event(recording()), contraryReads),
    alarms: [{ kind: 'resumed-by-someone-else' }],
  },
  {
    title: 'the call ended while it was paused',
    call: after(settledCall(paused()), (call) => call.event(gone())),
    alarms: [{ kind: 'ended-while-paused' }],
  },
];

describe('view of a call', () => {
  for (const { title, call, around, ...controls } of CONTROLS) {
    it(`tells what can be done: ${title}`, () => {
      const view = show(call, around);
      const short = (control: typeof view.pause) => (control.can ? 'can' : control.why);
      expect({ pause: short(view.pause), resume: short(view.resume) }).toEqual(controls);
    });
  }

  for (const { title, call, alarms } of ALARMS) {
    it(`raises alarms: ${title}`, () => {
      const view = show(call);
      expect(view.alarms).toHaveLength(alarms.length);
      for (const [index, alarm] of alarms.entries()) expect(view.alarms[index]).toMatchObject(alarm);
    });
  }

  it('does not say that the agent is not on a call of which nothing is known', () => {
    const whyNot = (call: CallDriver) => show(call, { startStop: 'snippet' }).captures[0]?.control;
    expect(whyNot(driveCall())).toEqual({ can: false, why: 'unknown' });
    expect(whyNot(notMine())).toEqual({ can: false, why: 'no-live-leg' });
  });

  it('offers to stop a snippet that an event has told of, whatever a read of that second says', () => {
    const call = settledCall(recording());
    call.event(recording({ leg: { recorders: { customer: 'active', snippet: 'active' } } }));
    call.give({ kind: 'refresh' });
    call.read(recording({ leg: { recorders: { customer: 'active', snippet: 'none' } } }));
    expect(show(call).captures).toMatchObject([{ target: 'snippet', state: 'on', action: 'stop' }]);
  });

  it('says of a call that rings that a snippet needs a connection, not that the agent is not on it', () => {
    const rings = settledCall(makeSnapshot({ legs: [makeLeg({ connected: false, ringing: true })] }));
    expect(show(rings, { startStop: 'snippet' }).captures[0]?.control).toEqual({
      can: false,
      why: 'not-connected',
    });
  });

  it('names the right that a pause needs where the user is known to lack it, and lets Pause be pressed', () => {
    const call = settledCall(recording());
    const lacks = (...permissions: string[]) => show(call, { permissions: new Set(permissions) });
    expect(lacks('conversation:communication:view')).toMatchObject({
      pause: { can: true },
      lacks: 'conversation:recording:pause',
    });
    for (const right of ['conversation:recording:pause', 'conversation:recording:pauseOthers'])
      expect(lacks(right).lacks).toBeUndefined();
    // A platform that tells of no permission has told of no lack either.
    expect(lacks().lacks).toBeUndefined();
  });

  it('names the kind of a pause', () => {
    expect(show(settledCall(paused())).pauseKind).toBe('secure');
    expect(show(settledCall(held())).pauseKind).toBe('hold');
    expect(show(settledCall(recording())).pauseKind).toBeUndefined();
  });

  it('calls the channel live, deaf or lost', () => {
    const call = settledCall(paused());
    expect(show(call).channel).toBe('live');
    expect(show(call, { signedOut: true }).channel).toBe('lost');
    call.give({ kind: 'refresh' });
    call.read(notRecording());
    call.pass(10_000);
    expect(show(call).channel).toBe('deaf');
    call.give({ kind: 'lost' });
    expect(show(call).channel).toBe('lost');
  });

  it('says beside safe that the screen is still recorded', () => {
    const call = settledCall(paused());
    call.event(paused({ leg: { screen: 'active' } }));
    expect(show(call)).toMatchObject({ safe: true, screenStillRecorded: true });
  });

  it('says that nothing is logged when the journal refuses, here or anywhere', () => {
    const call = settledCall(recording());
    expect(show(call).notLogged).toBe(false);
    expect(show(call, { notLogged: true }).notLogged).toBe(true);
    pause(call);
    call.give({ kind: 'logged', wishId: 'wish-p', ok: false });
    expect(show(call).notLogged).toBe(true);
  });

  it('shows how the last wish ended, with its code', () => {
    const call = after(settledCall(recording()), pause, (one) => one.answer({ kind: 'denied' }));
    expect(show(call)).toMatchObject({ outcome: 'failed', failure: 'REC-403' });
    expect(show(call).pending).toBeUndefined();
  });
});

describe('a call whose agent is signed out', () => {
  const signedOut = (call: CallDriver) =>
    show(
      after(call, (one) => one.give({ kind: 'signed-out' })),
      { signedOut: true },
    );

  it('was paused, as far as anybody here knows, where that was not in doubt', () => {
    expect(signedOut(settledCall(paused()))).toMatchObject({ state: 'unknown', wasPaused: true });
    expect(signedOut(settledCall(recording())).wasPaused).toBeUndefined();
    expect(signedOut(settledCall(held())).wasPaused).toBeUndefined();
    const doubted = settledCall(paused());
    doubted.pass(5_000);
    doubted.event(recording());
    expect(show(doubted).state).toBe('checking');
    expect(signedOut(doubted).wasPaused).toBeUndefined();
  });

  it('is not said to have been paused where only the log tells of that', () => {
    const call = driveCall();
    call.give({ kind: 'paused-here', pause: { ms: 10_000, extensions: 0, isSame: true, isPressed: true } });
    expect(signedOut(call).wasPaused).toBeUndefined();
    const seen = settledCall(paused());
    seen.event(recording());
    seen.read(recording());
    seen.give({ kind: 'paused-here', pause: { ms: 10_000, extensions: 0, isSame: true, isPressed: true } });
    expect(signedOut(seen).wasPaused).toBeUndefined();
  });

  it('is not said to have been paused once somebody is signed in again, or it is over', () => {
    const call = settledCall(paused());
    expect(signedOut(call).wasPaused).toBe(true);
    expect(show(call).wasPaused).toBeUndefined();
    const over = after(settledCall(paused()), (one) => one.event(gone()));
    expect(signedOut(over).wasPaused).toBeUndefined();
  });
});

describe('what panels have written on the call', () => {
  const OTHER = { 'rc1.5f0c2d34.3': 'x' };
  const ben = (different: Partial<Leg> = {}) =>
    makeLeg({
      participantId: 'ben-1',
      userId: 'user-ben',
      live: false,
      connected: false,
      marks: OTHER,
      ...different,
    });

  it('is told of a pause that is not known to be this agent’s, beside what this agent’s own panels wrote', () => {
    const own = { 'rc1.a1b2c3d4.1': 'y' };
    const call = settledCall(
      paused({ leg: { marks: own, startedAt: 2_000 }, more: [ben({ startedAt: 1_000 })] }),
    );
    expect(show(call).marks).toEqual({ own, others: OTHER, callSince: 1_000 });
    expect(show(call)).toMatchObject({ state: 'paused', safe: true });
  });

  it.each([
    ['a call that is not paused', recording({ more: [ben()] })],
    ['a participant that is nobody’s', paused({ more: [ben({ userId: undefined })] })],
    ['nobody', paused({ more: [ben({ marks: undefined as unknown as Record<string, string> })] })],
  ])('is not told of %s', (_whom, snapshot) => {
    expect(show(settledCall(snapshot))).not.toHaveProperty('marks');
  });

  it('is told of what this agent’s panels wrote alone, unless this one has seen the pause begin', () => {
    const leg = { marks: { 'rc1.a1b2c3d4.1': 'y' } };
    expect(show(settledCall(paused({ leg }))).marks).toMatchObject({ own: leg.marks, others: {} });
    const seen = settledCall(recording({ leg }));
    seen.event(paused({ leg }));
    seen.read(paused({ leg }));
    seen.pass(1_000);
    seen.read(paused({ leg }));
    expect(show(seen)).toMatchObject({ state: 'paused', since: { kind: 'exact' } });
    expect(show(seen)).not.toHaveProperty('marks');
  });

  it('is not told of this agent’s own pause', () => {
    const call = settledCall(recording({ more: [ben()] }));
    pause(call);
    call.answer();
    call.pass(1_000);
    call.event(paused({ more: [ben()] }));
    call.pass(1_000);
    call.read(paused({ more: [ben()] }));
    expect(show(call).state).toBe('paused');
    expect(show(call)).not.toHaveProperty('marks');
  });

  it('changes nothing else that is shown', () => {
    const { marks: _marks, ...shown } = show(settledCall(paused({ more: [ben()] })));
    const { marks: _none, ...silent } = ben();
    expect(shown).toEqual(show(settledCall(paused({ more: [silent] }))));
  });
});
