import { describe, expect, it } from 'vitest';
import type { SafeLost } from '../../../src/domain/safe-lost.ts';
import { gone, held, makePolicy, notRecording, paused, recording } from '../../support/builders.ts';
import { settledCall, type CallDriver } from '../../support/call-driver.ts';

const RULES = { maxSeconds: 20, warnAfterSeconds: 10, extendSeconds: 20, maxExtensions: 1 };

/** A pause that was safe, and is over its limit. */
function expired(): CallDriver {
  const call = settledCall(paused(), makePolicy(RULES));
  expect(call.call.claim.safe).toBe(true);
  call.beat(25_000);
  expect(call.call).toMatchObject({ safeLost: undefined, claim: { state: 'paused', unsafe: 'expired' } });
  return call;
}
/** More time came too late: a read will tell. */
function unproven(): CallDriver {
  const call = expired();
  call.give({ kind: 'extend' });
  expect(call.call).toMatchObject({ safeLost: undefined, claim: { unsafe: 'unproven' } });
  return call;
}
function read(): CallDriver {
  const call = expired();
  call.give({ kind: 'settled' });
  return call;
}

const prove = (call: CallDriver, snapshot = recording()) => {
  for (let reads = 0; reads < 4; reads += 1) {
    call.pass(2_500);
    if (call.call.evidence.reads.reading) call.read(snapshot);
  }
};
const pausedAgain = (call: CallDriver) => {
  call.event(paused());
  prove(call, paused());
};

interface Row {
  readonly title: string;
  readonly when: (call: CallDriver) => void;
  readonly alarm: SafeLost | undefined;
}

const LATER: readonly Row[] = [
  { title: 'the channel is lost', when: (call) => call.give({ kind: 'lost' }), alarm: 'cannot-confirm' },
  { title: 'the token is gone', when: (call) => call.give({ kind: 'signed-out' }), alarm: 'cannot-confirm' },
  { title: 'frames stay away', when: (call) => call.pass(36_000), alarm: 'cannot-confirm' },
  {
    title: 'it becomes a hold',
    when: (call) => {
      call.event(held());
      prove(call, held());
    },
    alarm: 'cannot-confirm',
  },
  {
    title: 'nothing is recorded any more',
    when: (call) => {
      call.event(notRecording());
      prove(call, notRecording());
    },
    alarm: 'cannot-confirm',
  },
  {
    title: 'a snippet begins',
    when: (call) => call.event(paused({ leg: { recorders: { snippet: 'active' } } })),
    alarm: 'other-recorder',
  },
  {
    title: 'the agent resumes in another panel',
    when: (call) => call.give({ kind: 'resume-elsewhere', wishId: 'there', isOver: false }),
    alarm: 'resumed-in-another-window',
  },
  {
    title: 'the agent resumes, and it is recorded',
    when: (call) => {
      call.ask('resume', 'wish-1');
      call.give({ kind: 'prepared', wishId: 'wish-1' });
      call.answer();
      call.event(recording());
      prove(call);
    },
    alarm: undefined,
  },
  { title: 'the agent presses Pause again', when: (call) => call.ask('pause'), alarm: undefined },
  { title: 'the call ends', when: (call) => call.event(gone()), alarm: undefined },
  {
    title: 'it was only checked',
    when: (call) => {
      call.event(recording());
      prove(call, paused());
    },
    alarm: undefined,
  },
];

describe('a pause that was safe and is over its limit', () => {
  it.each([
    ['over its limit', expired],
    ['over its limit, as the agent has read', read],
    ['given more time, and not yet proven', unproven],
  ])('is resumed by somebody else, which is the alarm that it was before: %s', (_what, make) => {
    const call = make();
    const before = call.effects.length;
    call.event(recording());
    // In this step: the alarm of the limit goes with the pause.
    expect(call.call.safeLost).toBe('cannot-confirm');
    prove(call);
    expect(call.call.safeLost).toBe('resumed-by-someone-else');
    expect(call.effects.slice(before).filter(({ kind }) => kind === 'who-resumed')).toHaveLength(2);
    pausedAgain(call);
    expect(call.call).toMatchObject({ claim: { safe: true }, safeLost: undefined, wasRecorded: true });
  });

  for (const { title, when, alarm } of LATER)
    it(`${alarm ? 'raises an alarm' : 'raises none'}: ${title}`, () => {
      const call = expired();
      when(call);
      expect(call.call.safeLost).toBe(alarm);
    });

  it('loses no alarm that is still unread when it is paused for too long again', () => {
    const call = expired();
    call.event(recording());
    prove(call);
    pausedAgain(call);
    for (let second = 0; second < 25; second += 1) {
      call.beat(1_000);
      if (call.call.evidence.reads.reading) call.read(paused());
    }
    expect(call.call).toMatchObject({ claim: { unsafe: 'expired' }, wasRecorded: true });
  });
});

const reopened = (call: CallDriver) => {
  call.give({ kind: 'opened', generation: 2 });
  call.event(recording());
};
const resumedBySomebody = (call: CallDriver) => void call.event(recording());

/** How safe ends without a word of a recording, and what says then that it is recorded. */
const WAYS: readonly (readonly [
  what: string,
  lose: (call: CallDriver) => void,
  record: (call: CallDriver) => void,
])[] = [
  ['it was being checked', resumedBySomebody, () => {}],
  ['the channel was lost', (call) => void call.give({ kind: 'lost' }), reopened],
  ['the sign-in had ended', (call) => void call.give({ kind: 'signed-out' }), reopened],
  ['frames had stayed away', (call) => void call.pass(36_000), resumedBySomebody],
  [
    'it was held',
    (call) => {
      call.event(held());
      prove(call, held());
    },
    resumedBySomebody,
  ],
  [
    'nothing was recorded',
    (call) => {
      call.event(notRecording());
      prove(call, notRecording());
    },
    resumedBySomebody,
  ],
  [
    'a snippet was taken',
    (call) => void call.event(paused({ leg: { recorders: { snippet: 'active' } } })),
    resumedBySomebody,
  ],
];

describe('that it is recorded after safe was lost', () => {
  for (const [when, make] of [
    ['within', () => settledCall(paused())],
    ['after', expired],
  ] as const)
    it.each(WAYS)(
      `is an alarm once, where the agent has read ${when} the limit that %s`,
      (_what, lose, record) => {
        const call = make();
        lose(call);
        expect(call.call.safeLost).toBeDefined();
        call.give({ kind: 'settled' });
        expect(call.call.safeLost).toBeUndefined();
        record(call);
        prove(call);
        expect(call.call).toMatchObject({
          claim: { state: 'recording' },
          safeLost: 'resumed-by-someone-else',
        });
        call.give({ kind: 'settled' });
        call.event(recording());
        call.give({ kind: 'refresh' });
        prove(call);
        expect(call.call.safeLost).toBeUndefined();
        pausedAgain(call);
        expect(call.call).toMatchObject({ claim: { safe: true }, safeLost: undefined, wasRecorded: false });
      },
    );

  it('is told in the next pause as well, until it is read', () => {
    const call = settledCall(paused());
    call.event(recording());
    call.give({ kind: 'settled' });
    prove(call);
    pausedAgain(call);
    expect(call.call).toMatchObject({ claim: { safe: true }, safeLost: undefined, wasRecorded: true });
  });

  it('is an alarm also where Pause was pressed meanwhile, which comes too late for what was said before', () => {
    const call = settledCall(paused());
    call.event(recording());
    call.ask('pause');
    expect(call.call.safeLost).toBeUndefined();
    prove(call);
    expect(call.call.safeLost).toBe('resumed-by-someone-else');
  });

  it('is an alarm where somebody resumes while the journal has not got another press on Pause', () => {
    const call = settledCall(paused());
    call.ask('pause');
    expect(call.call).toMatchObject({ safeLost: undefined, claim: { unsafe: 'journal' } });
    call.event(recording());
    expect(call.call.safeLost).toBe('cannot-confirm');
    prove(call);
    expect(call.call.safeLost).toBe('resumed-by-someone-else');
  });

  it('is none where the agent has resumed meanwhile', () => {
    const call = settledCall(paused());
    call.give({ kind: 'lost' });
    call.ask('resume', 'wish-1');
    call.give({ kind: 'prepared', wishId: 'wish-1' });
    call.answer({ kind: 'timeout' });
    reopened(call);
    prove(call);
    expect(call.call).toMatchObject({ claim: { state: 'recording' }, safeLost: undefined });
  });

  it('is an alarm where a pause was to end by itself, and somebody else was first', () => {
    const call = expired();
    call.give({ kind: 'asked', action: 'resume', wishId: 'auto', trigger: 'auto-resume' });
    expect(call.call).toMatchObject({ safeLost: undefined, claim: { unsafe: 'resuming' } });
    call.event(recording());
    call.give({ kind: 'prepared', wishId: 'auto' });
    expect(call.call.wishes.current).toBeUndefined();
    prove(call);
    expect(call.call).toMatchObject({
      safeLost: 'resumed-by-someone-else',
      wishes: { endedByItself: false },
    });
  });

  it('is none where safe was never said', () => {
    const call = settledCall(held());
    call.give({ kind: 'lost' });
    reopened(call);
    prove(call);
    expect(call.call).toMatchObject({ claim: { state: 'recording' }, safeLost: undefined });
  });
});
