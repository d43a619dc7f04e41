import { describe, expect, it } from 'vitest';
import { makeLeg, paused, recording } from '../../support/builders.ts';
import type { CallDriver } from '../../support/call-driver.ts';
import {
  countdown,
  countdownOfPause,
  pausedHere,
  recordingHere,
  type Countdown,
} from '../../support/countdown.ts';

const BEN = makeLeg({ participantId: 'agent-2', userId: 'ben' });
const endsAt = ({ call }: Countdown): number => call.call.claim.limit?.endsAt ?? NaN;
/** Up to so many seconds before its limit. */
const until = (self: Countdown, secondsLeft: number) =>
  self.pass((endsAt(self) - self.call.at) / 1_000 - secondsLeft);
const LONG = 200;

describe('a pause that may end by itself', () => {
  it('is resumed at its limit, by one wish of its own kind, after a read that was sent just before', () => {
    const self = countdownOfPause();
    const end = endsAt(self);
    self.pass(LONG);
    expect(self.resumed()).toEqual([end]);
    const sent = self.call.effects.filter(({ kind }) => kind === 'send');
    expect(sent.map((effect) => 'to' in effect && effect.to)).toEqual(['paused', 'active']);
    const asked = self.call.effects.find((effect) => effect.kind === 'prepare');
    expect(asked).toMatchObject({ wish: { action: 'resume', trigger: 'auto-resume' } });
    const order = self.said.map(({ effect }) => effect);
    expect(order).toEqual(['claim', 'prove', 'resume', 'release']);
  });

  it('says when it comes, from the moment on in which the pause is proven', () => {
    const self = countdownOfPause();
    expect(self.coming()).toEqual({ at: endsAt(self), isInTime: false });
    until(self, 5);
    expect(self.coming()).toEqual({ at: endsAt(self), isInTime: true });
  });

  it('holds its turn until the resume has come to an end', () => {
    const self = countdownOfPause();
    until(self, 0);
    expect(self.resumed()).toHaveLength(1);
    expect(self.said.at(-1)?.effect).toBe('resume');
    self.truth = recordingHere();
    self.pass(2);
    expect(self.said.at(-1)?.effect).toBe('release');
    expect(self.call.call.wishes.current).toBeUndefined();
  });

  it('comes all the same after word of another recorder in another page, which speaks against no pause', () => {
    const self = countdownOfPause();
    const end = endsAt(self);
    until(self, 5);
    self.call.give({ kind: 'recorder-elsewhere' });
    self.pass(LONG);
    expect(self.resumed()).toEqual([end]);
  });

  it('comes later by what the agent extends it by, with a countdown of its own', () => {
    const self = countdownOfPause();
    until(self, 1);
    self.call.give({ kind: 'extend' });
    const end = endsAt(self);
    self.pass(LONG);
    expect(self.resumed()).toEqual([end]);
    expect(self.said.map(({ effect }) => effect)).toEqual([
      'claim',
      'prove',
      'release',
      'claim',
      'prove',
      'resume',
      'release',
    ]);
  });

  it('comes later also by a few seconds', () => {
    const self = countdownOfPause({ extendSeconds: 5 });
    until(self, 1);
    self.call.give({ kind: 'extend' });
    const from = self.call.at + 1_000;
    self.pass(LONG);
    expect(self.resumed()).toEqual([from + 10_000]);
  });

  it('begins its time anew with another Pause', () => {
    const self = countdownOfPause();
    until(self, 1);
    self.pause();
    const end = endsAt(self);
    self.pass(LONG);
    expect(self.resumed()).toEqual([end]);
  });

  it('stays paused after a Pause that could not be proven, whatever was proven before', () => {
    const self = countdownOfPause();
    until(self, 5);
    self.call.ask('pause');
    self.call.answer({ kind: 'denied' });
    self.pass(LONG);
    expect(self.resumed()).toEqual([]);
  });

  it('waits for the end of a hold, says so, and then counts down for 10 s', () => {
    const self = countdownOfPause();
    until(self, 5);
    self.hold(true);
    expect(self.coming()).toBe('held');
    self.pass(60);
    expect(self.resumed()).toEqual([]);
    self.hold(false);
    const from = self.call.at;
    self.pass(LONG);
    expect(self.resumed()).toEqual([from + 11_000]);
  });

  it.each([
    ['hidden for 3 s', 3],
    ['hidden for longer than it takes', 30],
  ])('counts down for 10 s anew when it was %s', (_what, seconds) => {
    const self = countdownOfPause();
    until(self, 4);
    self.isVisible = false;
    self.pass(seconds);
    expect(self.resumed()).toEqual([]);
    self.isVisible = true;
    self.pass(1);
    const from = self.call.at;
    expect(self.coming()).toMatchObject({ at: from + 10_000, isInTime: false });
    self.pass(LONG);
    expect(self.resumed()).toEqual([from + 10_000]);
  });

  it('does not come with the wake-up, when the computer has slept through its end', () => {
    const self = countdownOfPause();
    until(self, 1);
    self.call.sleep(20_000);
    self.call.give({ kind: 'tick' });
    self.give('looked');
    self.give('seen');
    expect(self.resumed()).toEqual([]);
    const from = self.call.at;
    self.pass(LONG);
    expect(self.resumed()).toEqual([from + 10_000]);
  });

  it('is not asked for any more when the journal took longer than a second', () => {
    const self = countdownOfPause();
    until(self, 1);
    const late = self.call;
    late.give({ kind: 'asked', action: 'resume', wishId: 'late', trigger: 'auto-resume' });
    late.sleep(1_001);
    expect(late.give({ kind: 'prepared', wishId: 'late' })).toMatchObject([
      { kind: 'story', phase: 'superseded' },
    ]);
  });
});

const later = (self: Countdown, what: () => void) => {
  until(self, 20);
  what();
  self.pass(LONG);
};

/** Each takes one of the conditions away, and gives it back where it can. */
const SPOILT: Readonly<Record<string, (self: Countdown) => void>> = {
  'an event that says recording': (self) =>
    later(self, () => {
      self.call.event(recordingHere());
      self.pass(2);
      self.call.event(pausedHere());
    }),
  'a read that says recording': (self) =>
    later(self, () => {
      self.truth = recordingHere();
      self.call.give({ kind: 'refresh' });
      self.pass(1);
      self.truth = pausedHere();
    }),
  'a new channel': (self) => later(self, () => self.call.give({ kind: 'opened', generation: 2 })),
  'a channel that was lost': (self) =>
    later(self, () => {
      self.call.give({ kind: 'lost' });
      self.call.give({ kind: 'opened', generation: 2 });
    }),
  'a gap in the frames': (self) =>
    later(self, () => {
      self.call.sleep(36_000);
      self.call.give({ kind: 'frame' });
    }),
  'an event that cannot be read': (self) => later(self, () => self.call.give({ kind: 'unreadable' })),
  'word of something contrary in another page': (self) =>
    later(self, () => self.call.give({ kind: 'contrary-elsewhere' })),
  'a Pause in another page, in its last second': (self) => {
    until(self, 1);
    self.call.give({ kind: 'pause-elsewhere' });
    self.pass(LONG);
  },
  'more time taken in another page, than this one can give': (self) => {
    for (const _each of [1, 2]) self.call.give({ kind: 'extend' });
    until(self, 1);
    self.call.give({ kind: 'extend', isElsewhere: true });
    self.pass(LONG);
  },
  'another agent, who comes and goes': (self) =>
    later(self, () => {
      self.truth = paused({ leg: { held: false }, more: [BEN] });
      self.call.event(self.truth);
      self.pass(5);
      self.truth = pausedHere();
      self.call.event(self.truth);
    }),
  'a Resume that failed': (self) =>
    later(self, () => {
      self.call.ask('resume');
      self.call.give({ kind: 'prepared', wishId: self.call.call.wishes.current?.id ?? '' });
      self.call.answer({ kind: 'denied' });
    }),
  'a resume in another page': (self) =>
    later(self, () => {
      self.call.give({ kind: 'resume-elsewhere', wishId: 'other', isOver: false });
      self.call.give({ kind: 'resume-elsewhere', wishId: 'other', isOver: true });
    }),
  'a hold of which nothing is told': (self) =>
    later(self, () => {
      self.truth = paused();
      self.call.event(self.truth);
    }),
  'a turn that is refused': (self) => {
    self.verdict = 'refused';
    self.pass(LONG);
  },
  'a turn of which nobody hears': (self) => {
    self.verdict = undefined;
    self.pass(LONG);
  },
  'a countdown that is never seen': (self) => {
    self.isVisible = false;
    self.pass(LONG);
  },
  'a read just before that does not come': (self) => {
    until(self, 3);
    self.isAnswering = false;
    self.pass(20);
    self.isAnswering = true;
    self.pass(LONG);
  },
};

describe('a pause stays paused, and its limit alarms', () => {
  it.each(Object.entries(SPOILT))('after %s', (_what, spoil) => {
    const self = countdownOfPause();
    spoil(self);
    expect(self.resumed()).toEqual([]);
    expect(self.said.filter(({ effect }) => effect === 'claim').length).toBeLessThanOrEqual(1);
  });

  it('where somebody else has made it', () => {
    const self = countdown();
    self.call.event(pausedHere());
    self.pass(LONG);
    expect(self.call.call.claim.state).toBe('paused');
    expect(self.resumed()).toEqual([]);
    expect(self.coming()).toBeUndefined();
  });

  it('where another agent is on the call all the time', () => {
    const self = countdown();
    self.call.event(recording({ leg: { held: false }, more: [BEN] }));
    self.truth = paused({ leg: { held: false }, more: [BEN] });
    self.pass(5);
    self.pause();
    self.pass(LONG);
    expect(self.call.call.claim.state).toBe('paused');
    expect(self.resumed()).toEqual([]);
  });

  it('where the customer has not switched it on', () => {
    const self = countdownOfPause({ autoResume: false });
    self.pass(LONG);
    expect(self.said).toEqual([]);
    expect(self.coming()).toBeUndefined();
  });
});

describe('a resume that nobody has pressed', () => {
  const asked = () => {
    const self = countdownOfPause();
    until(self, 1);
    self.call.give({ kind: 'asked', action: 'resume', wishId: 'auto', trigger: 'auto-resume' });
    self.call.give({ kind: 'prepared', wishId: 'auto' });
    return self.call;
  };

  const endings = (call: CallDriver) =>
    call.effects.flatMap((effect) =>
      effect.kind === 'story' && effect.wish.action === 'resume' ? [effect.phase] : [],
    );
  /** Reads are answered second by second. */
  const readOn = (call: CallDriver, seconds: number, truth = pausedHere()) => {
    for (let rest = seconds; rest > 0; rest -= 1)
      if (call.beat(1_000).some(({ kind }) => kind === 'read')) call.read(truth);
  };

  it.each([
    [{ kind: 'outage', status: 503 }, 'failed'],
    [{ kind: 'denied' }, 'failed'],
    [{ kind: 'timeout' }, 'unconfirmed'],
    [{ kind: 'offline' }, 'unconfirmed'],
  ] as const)('is not sent again after $kind', (failure, ending) => {
    const call = asked();
    call.answer(failure);
    readOn(call, 15);
    expect(endings(call)).toEqual([ending]);
    expect(call.effects.filter(({ kind }) => kind === 'send')).toHaveLength(2);
  });

  it('is confirmed after a lost answer when a read shows it', () => {
    const call = asked();
    call.answer({ kind: 'offline' });
    readOn(call, 2, recordingHere());
    expect(endings(call)).toEqual(['confirmed']);
    expect(call.call.wishes.endedByItself).toBe(true);
  });

  it.each([
    ['lost', { kind: 'timeout' }],
    ['given', undefined],
  ] as const)('raises its alarm late where reads fail too, and its answer was %s', (_what, failure) => {
    const call = asked();
    call.answer(failure);
    for (let rest = 15; rest > 0; rest -= 1)
      if (call.beat(1_000).some(({ kind }) => kind === 'read')) call.read({ kind: 'offline' });
    expect(endings(call).at(-1)).toBe('unconfirmed');
    expect(call.call.wishes.endedByItself).toBe(false);
    call.event(recordingHere());
    readOn(call, 30, recordingHere());
    expect(call.call).toMatchObject({ wishes: { endedByItself: true }, claim: { state: 'recording' } });
  });

  it('is not blamed for what somebody resumes once it can have no effect any more', () => {
    const call = asked();
    call.answer({ kind: 'timeout' });
    readOn(call, 60);
    expect(call.call).toMatchObject({ wishes: { commands: [], last: { ending: 'unconfirmed' } } });
    call.event(recordingHere());
    readOn(call, 5, recordingHere());
    expect(call.call).toMatchObject({ wishes: { endedByItself: false }, claim: { state: 'recording' } });
  });

  it('reads no alarm, and raises one when it has come true', () => {
    const call = asked();
    expect(call.call.limitReadAt).toBeUndefined();
    call.answer();
    call.beat(700);
    call.read(recordingHere());
    expect(call.call).toMatchObject({ wishes: { endedByItself: true }, claim: { state: 'recording' } });
    call.give({ kind: 'settled' });
    expect(call.call.wishes.endedByItself).toBe(false);
  });
});
