import { describe, expect, it } from 'vitest';
import type { CallEffect } from '../../../src/domain/call-input.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { gone, held, makeLeg, makePolicy, paused, recording } from '../../support/builders.ts';
import { settledCall, type CallDriver } from '../../support/call-driver.ts';

const OUTAGE: Failure = { kind: 'outage', status: 503 };
const LIMITED: Failure = { kind: 'rate-limited', retryAfterMs: 5_000 };
/** Leg and conversation disagree. */
const onlyTheLeg = { ...recording(), recordingState: 'paused' } as const;
const colleague = makeLeg({ participantId: 'agent-2', userId: 'user-colleague' });

/** What went out and what was told, in short words. */
const told = (effects: readonly CallEffect[]): readonly string[] =>
  effects.flatMap((effect) => {
    if (effect.kind === 'send') return [`send ${effect.to}${effect.as === 'others' ? ' as others' : ''}`];
    if (effect.kind === 'story') return [`${effect.wish.action} ${effect.phase}`];
    if (effect.kind === 'prepare') return ['prepare'];
    return [];
  });

interface Row {
  readonly title: string;
  readonly given: () => CallDriver;
  readonly when: (call: CallDriver) => readonly CallEffect[];
  readonly told: readonly string[];
  readonly pending?: 'pause' | 'resume';
}

const pauseSent = () => {
  const call = settledCall(recording());
  call.ask('pause');
  return call;
};
/** Old enough to be taken back. */
const pauseStanding = () => {
  const call = pauseSent();
  call.pass(800);
  return call;
};
const pauseAccepted = () => {
  const call = pauseSent();
  call.answer();
  return call;
};
const resumeSent = () => {
  const call = settledCall(paused());
  call.ask('resume');
  call.give({ kind: 'prepared', wishId: 'wish-1' });
  return call;
};
const resumeAccepted = () => {
  const call = resumeSent();
  call.answer();
  return call;
};
const fourReads = (call: CallDriver, answer: Parameters<CallDriver['read']>[0]) =>
  [1, 2, 3, 4].flatMap(() => [...call.pass(2_500), ...call.read(answer)]);

const ROWS: readonly Row[] = [
  {
    title: 'a pause that the platform cannot find once is sent again after a read, and comes true',
    given: pauseSent,
    when: (call) => [
      ...call.answer({ kind: 'not-found' }),
      ...call.pass(1_500),
      ...call.read(recording()),
      ...call.pass(500),
      ...call.answer(),
    ],
    told: ['send paused', 'pause accepted'],
    pending: 'pause',
  },
  {
    title: 'a pause that the platform cannot find three times has failed',
    given: pauseSent,
    when: (call) => [
      ...call.answer({ kind: 'not-found' }),
      ...call.pass(1_500),
      ...call.read(recording()),
      ...call.pass(500),
      ...call.answer({ kind: 'not-found' }),
      ...call.pass(2_000),
      ...call.read(recording()),
      ...call.pass(500),
      ...call.answer({ kind: 'not-found' }),
    ],
    told: ['send paused', 'send paused', 'pause failed'],
  },
  {
    title: 'a pause of a call that no read finds either has failed',
    given: pauseSent,
    when: (call) => [
      ...call.answer({ kind: 'not-found' }),
      ...[1, 2, 3, 4].flatMap(() => [...call.pass(2_500), ...call.read({ kind: 'not-found' })]),
      ...call.pass(10_000),
    ],
    told: ['pause failed'],
  },
  // rule 4: pause
  {
    title: 'pause goes out in the step of the click, after its intent',
    given: () => settledCall(recording()),
    when: (call) => call.ask('pause'),
    told: ['pause requested', 'send paused'],
    pending: 'pause',
  },
  {
    title: 'pause goes out although it is believed paused',
    given: () => settledCall(paused()),
    when: (call) => call.ask('pause'),
    told: ['pause requested', 'send paused'],
    pending: 'pause',
  },
  {
    title: 'pause goes out without a channel',
    given: () => {
      const call = settledCall(recording());
      call.give({ kind: 'lost' });
      return call;
    },
    when: (call) => call.ask('pause'),
    told: ['pause requested', 'send paused'],
    pending: 'pause',
  },
  {
    title: 'pause goes out although the one before was refused',
    given: () => {
      const call = pauseSent();
      call.answer({ kind: 'denied' });
      return call;
    },
    when: (call) => call.ask('pause'),
    told: ['pause requested', 'send paused'],
    pending: 'pause',
  },
  {
    title: 'pause overtakes a resume that is unanswered',
    given: resumeSent,
    when: (call) => call.ask('pause'),
    told: ['resume superseded', 'pause requested', 'send paused'],
    pending: 'pause',
  },
  {
    title: 'a second click on pause within 400 ms is the same wish',
    given: pauseSent,
    when: (call) => [...call.pass(399), ...call.ask('pause')],
    told: [],
    pending: 'pause',
  },
  {
    title: 'a second click on pause after 400 ms is a new wish',
    given: pauseSent,
    when: (call) => [...call.pass(400), ...call.ask('pause')],
    told: ['pause superseded', 'pause requested', 'send paused'],
    pending: 'pause',
  },
  {
    title: 'a click on a call that ended sends nothing and says why',
    given: () => {
      const call = settledCall(recording());
      call.event(gone());
      return call;
    },
    when: (call) => call.ask('pause'),
    told: ['pause requested', 'pause failed'],
  },
  // rule 1: a 2xx is accepted, not done
  {
    title: 'a 2xx is accepted, and the wish still stands',
    given: pauseSent,
    when: (call) => call.answer(),
    told: ['pause accepted'],
    pending: 'pause',
  },
  {
    title: 'a conflict counts as accepted: only a read can tell',
    given: pauseSent,
    when: (call) => call.answer({ kind: 'conflict' }),
    told: ['pause accepted'],
    pending: 'pause',
  },
  {
    title: 'an event that says paused confirms nothing',
    given: pauseAccepted,
    when: (call) => call.event(paused()),
    told: [],
    pending: 'pause',
  },
  {
    title: 'a read sent after the wish that says paused confirms the pause',
    given: pauseAccepted,
    when: (call) => [...call.pass(700), ...call.read(paused())],
    told: ['pause confirmed'],
  },
  {
    title: 'four contrary answers leave the pause unconfirmed',
    given: pauseAccepted,
    when: (call) => fourReads(call, recording()),
    told: ['pause unconfirmed'],
  },
  {
    title: 'no answer to the reads leaves the pause unconfirmed 8 s after its 2xx',
    given: pauseAccepted,
    when: (call) => call.pass(8_000),
    told: ['pause unconfirmed'],
  },
  {
    title: 'a hold seen just after the 2xx is not yet the end of a pause',
    given: () => {
      const call = settledCall(held());
      call.ask('pause');
      call.answer();
      return call;
    },
    when: (call) => [...call.pass(700), ...call.read(held()), ...call.pass(1_000), ...call.read(paused())],
    told: ['pause confirmed'],
  },
  {
    title: 'a read that was under way at the click neither confirms the pause nor ends it',
    given: () => {
      const call = settledCall(paused());
      call.beat(30_000);
      call.ask('pause');
      call.answer();
      return call;
    },
    when: (call) => call.read(paused()),
    told: [],
    pending: 'pause',
  },
  {
    title: 'a look of the agent does not shorten the wait for a pause',
    given: pauseAccepted,
    when: (call) => [...call.give({ kind: 'refresh' }), ...call.read(recording())],
    told: [],
    pending: 'pause',
  },
  {
    title: 'a wish that comes while the state is checked gets its own reads',
    given: () => {
      const call = settledCall(paused());
      call.event(recording());
      call.pass(7_500);
      call.ask('pause');
      call.answer();
      return call;
    },
    when: (call) => call.pass(500),
    told: [],
    pending: 'pause',
  },
  {
    title: 'a confirmed pause is spent: a later resume by somebody else is not corrected',
    given: () => {
      const call = pauseAccepted();
      call.pass(700);
      call.read(paused());
      return call;
    },
    when: (call) => [...call.event(recording()), ...fourReads(call, recording()), ...call.pass(60_000)],
    told: [],
  },
  // resume
  {
    title: 'resume waits for the journal',
    given: () => settledCall(paused()),
    when: (call) => call.ask('resume'),
    told: ['prepare'],
    pending: 'resume',
  },
  {
    title: 'resume goes out when the journal has it',
    given: () => {
      const call = settledCall(paused());
      call.ask('resume');
      return call;
    },
    when: (call) => call.give({ kind: 'prepared', wishId: 'wish-1' }),
    told: ['send active'],
    pending: 'resume',
  },
  {
    title: 'a resume that a pause superseded in the meantime is never sent',
    given: () => {
      const call = settledCall(paused());
      call.ask('resume');
      call.ask('pause');
      return call;
    },
    when: (call) => [
      ...call.give({ kind: 'prepared', wishId: 'wish-1' }),
      ...call.answer(),
      ...call.pass(600),
    ],
    told: ['pause accepted'],
    pending: 'pause',
  },
  {
    title: 'a resume that waits for the journal is given up when Pause is pressed in another page',
    given: () => settledCall(paused()),
    when: (call) => [
      ...call.ask('resume'),
      ...call.give({ kind: 'pause-elsewhere' }),
      ...call.give({ kind: 'prepared', wishId: 'wish-1' }),
      ...call.pass(10_000),
    ],
    told: ['prepare', 'resume superseded'],
  },
  {
    title: 'a resume that waits for a pause in flight is given up when Pause is pressed in another page',
    given: () => {
      const call = pauseStanding();
      call.ask('resume');
      call.give({ kind: 'prepared', wishId: 'wish-2' });
      return call;
    },
    when: (call) => [
      ...call.give({ kind: 'pause-elsewhere' }),
      ...call.answer(),
      ...call.pass(700),
      ...call.read(paused()),
      ...call.pass(10_000),
    ],
    told: ['resume superseded'],
  },
  ...[OUTAGE, LIMITED].flatMap((failure): readonly Row[] => [
    {
      title: `a resume that waits after ${failure.kind} is given up when Pause is pressed in another page`,
      given: () => {
        const call = resumeSent();
        call.answer(failure);
        return call;
      },
      when: (call) => [...call.give({ kind: 'pause-elsewhere' }), ...fourReads(call, paused())],
      told: ['resume superseded'],
    },
    {
      title: `a resume that is answered ${failure.kind} after Pause in another page is not sent again`,
      given: resumeSent,
      when: (call) => [
        ...call.give({ kind: 'pause-elsewhere' }),
        ...call.answer(failure),
        ...fourReads(call, paused()),
      ],
      told: ['resume superseded'],
    },
  ]),
  {
    title: 'a pause stands when Pause is pressed in another page too',
    given: pauseSent,
    when: (call) => [...call.give({ kind: 'pause-elsewhere' }), ...call.answer()],
    told: ['pause accepted'],
    pending: 'pause',
  },
  {
    title: 'resume waits for a pause that is unanswered',
    given: pauseStanding,
    when: (call) => [...call.ask('resume'), ...call.give({ kind: 'prepared', wishId: 'wish-2' })],
    told: ['pause superseded', 'prepare'],
    pending: 'resume',
  },
  {
    title: 'resume goes out when the pause before it is answered',
    given: () => {
      const call = pauseStanding();
      call.ask('resume');
      call.give({ kind: 'prepared', wishId: 'wish-2' });
      return call;
    },
    when: (call) => call.answer(),
    told: ['send active'],
    pending: 'resume',
  },
  {
    title: 'resume goes out when the pause before it has been unanswered for 30 s',
    given: () => {
      const call = pauseStanding();
      call.ask('resume');
      call.give({ kind: 'prepared', wishId: 'wish-2' });
      return call;
    },
    when: (call) => call.beat(30_000),
    told: ['send active'],
    pending: 'resume',
  },
  {
    title: 'a read sent after the resume that says recording confirms it',
    given: resumeAccepted,
    when: (call) => [...call.pass(700), ...call.read(recording())],
    told: ['resume confirmed'],
  },
  {
    title: 'a read in which only the leg says recording does not confirm the resume yet',
    given: resumeAccepted,
    when: (call) => [...call.pass(700), ...call.read(onlyTheLeg)],
    told: [],
    pending: 'resume',
  },
  {
    // Seed 17160: another one had paused, so that the own leg had never said so.
    title: 'a resume after which only the leg says recording ends unconfirmed',
    given: resumeAccepted,
    when: (call) => fourReads(call, onlyTheLeg),
    told: ['resume unconfirmed'],
  },
  {
    title: 'a resume that failed is sent again when a read shows it in the leg only',
    given: resumeSent,
    when: (call) => [...call.answer(OUTAGE), ...call.pass(1_000), ...call.read(onlyTheLeg)],
    told: ['send active'],
    pending: 'resume',
  },
  {
    title: 'a resume whose answer was lost is confirmed by a read in which leg and conversation agree',
    given: resumeSent,
    when: (call) => [...call.answer({ kind: 'offline' }), ...call.pass(1_000), ...call.read(recording())],
    told: ['resume confirmed'],
  },
  {
    title: 'a resume is confirmed by the read in which leg and conversation agree at last',
    given: resumeAccepted,
    when: (call) => [
      ...call.pass(700),
      ...call.read(onlyTheLeg),
      ...call.pass(2_500),
      ...call.read(recording()),
    ],
    told: ['resume confirmed'],
  },
  {
    title: 'a read that was under way at the click neither confirms the resume nor ends it',
    given: () => {
      const call = settledCall(paused());
      call.beat(30_000);
      call.ask('resume');
      call.give({ kind: 'prepared', wishId: 'wish-1' });
      call.answer();
      return call;
    },
    when: (call) => call.read(recording()),
    told: [],
    pending: 'resume',
  },
  // rule 5: retries
  {
    title: 'an outage is retried only after a read that was sent since',
    given: pauseSent,
    when: (call) => [...call.answer(OUTAGE), ...call.pass(400), ...call.read(recording())],
    told: ['send paused'],
    pending: 'pause',
  },
  {
    title: 'without an answer to the read nothing is retried',
    given: pauseSent,
    when: (call) => [...call.answer(OUTAGE), ...fourReads(call, OUTAGE)],
    told: ['pause unconfirmed'],
  },
  {
    title: 'a pause that took effect although the answer was lost is confirmed, not repeated',
    given: pauseSent,
    when: (call) => [...call.answer(OUTAGE), ...call.pass(400), ...call.read(paused())],
    told: ['pause confirmed'],
  },
  {
    title: 'three retries are the most, although there would be time for a fourth',
    given: pauseSent,
    when: (call) =>
      [400, 1_200, 2_500, 2_500].flatMap((backoff) => [
        ...call.answer(OUTAGE),
        ...call.pass(backoff),
        ...call.read(recording()),
      ]),
    told: ['send paused', 'send paused', 'send paused', 'pause failed'],
  },
  {
    title: 'a longer Retry-After is said at once',
    given: pauseSent,
    when: (call) => call.answer({ kind: 'rate-limited', retryAfterMs: 60_000 }),
    told: ['pause failed'],
  },
  {
    title: 'a refusal is final',
    given: pauseSent,
    when: (call) => call.answer({ kind: 'denied' }),
    told: ['pause failed'],
  },
  {
    title: 'a refusal of the own operation is followed by the one for others where it is allowed',
    given: () => {
      const call = settledCall(recording());
      call.give({ kind: 'configured', policy: makePolicy(), mayPauseOthers: true });
      call.ask('pause');
      return call;
    },
    when: (call) => call.answer({ kind: 'denied' }),
    told: ['send paused as others'],
    pending: 'pause',
  },
  // a pause that overtook a resume
  {
    title: 'both are answered and it records: the pause is sent once more, and only once',
    given: () => {
      const call = resumeSent();
      call.ask('pause');
      call.give({ kind: 'answered', commandId: 1, result: { ok: true, value: undefined } });
      call.answer();
      return call;
    },
    when: (call) => [
      ...fourReads(call, recording()),
      ...call.answer(),
      ...fourReads(call, recording()),
      ...call.pass(20_000),
    ],
    told: ['send paused', 'pause accepted', 'pause unconfirmed'],
  },
  {
    title: 'the only read was sent before both were answered: the pause is not sent again',
    given: () => {
      const call = resumeSent();
      call.ask('pause');
      call.give({ kind: 'refresh' });
      call.give({ kind: 'answered', commandId: 1, result: { ok: true, value: undefined } });
      call.read(recording());
      call.answer();
      return call;
    },
    when: (call) => fourReads(call, OUTAGE),
    told: ['pause unconfirmed'],
  },
  {
    title: 'the overtaken resume is in doubt, and reads say paused: the pause is not sent again',
    given: () => {
      const call = resumeSent();
      call.ask('pause');
      call.give({ kind: 'answered', commandId: 1, result: { ok: false, failure: { kind: 'timeout' } } });
      call.answer();
      return call;
    },
    when: (call) => fourReads(call, paused()),
    told: ['pause unconfirmed'],
  },
  // endings
  {
    title: 'the call ends, and so does the wish',
    given: pauseAccepted,
    when: (call) => call.event(gone()),
    told: ['pause unconfirmed'],
  },
  {
    title: 'a lost channel ends the wish unconfirmed 8 s after its answer',
    given: pauseAccepted,
    when: (call) => [...call.give({ kind: 'lost' }), ...call.pass(8_000)],
    told: ['pause unconfirmed'],
  },
  {
    title: 'an answer that is lost with the channel ends the wish unconfirmed: nobody knows that it failed',
    given: pauseSent,
    when: (call) => [...call.give({ kind: 'lost' }), ...call.answer({ kind: 'offline' })],
    told: ['pause unconfirmed'],
  },
  {
    title: 'a refusal while the channel is lost ends the wish failed',
    given: pauseSent,
    when: (call) => [...call.give({ kind: 'lost' }), ...call.answer({ kind: 'outage', status: 503 })],
    told: ['pause failed'],
  },
  {
    title: 'a new channel in time confirms the wish',
    given: pauseAccepted,
    when: (call) => [
      ...call.give({ kind: 'lost' }),
      ...call.give({ kind: 'opened', generation: 2 }),
      ...call.pass(1_000),
      ...call.read(paused()),
    ],
    told: ['pause confirmed'],
  },
  {
    title: 'sign-out ends a wish that the platform accepted unconfirmed: nobody knows that it failed',
    given: pauseAccepted,
    when: (call) => call.give({ kind: 'signed-out' }),
    told: ['pause unconfirmed'],
  },
  {
    title: 'sign-out ends a wish without an answer unconfirmed',
    given: pauseSent,
    when: (call) => call.give({ kind: 'signed-out' }),
    told: ['pause unconfirmed'],
  },
  {
    title: 'sign-out ends a wish whose sending was answered by nobody unconfirmed',
    given: () => {
      const call = pauseSent();
      call.answer({ kind: 'timeout' });
      return call;
    },
    when: (call) => call.give({ kind: 'signed-out' }),
    told: ['pause unconfirmed'],
  },
  {
    title: 'sign-out ends a wish that never left as failed',
    given: () => settledCall(paused()),
    when: (call) => [...call.ask('resume'), ...call.give({ kind: 'signed-out' })],
    told: ['prepare', 'resume failed'],
  },
  {
    title: 'a command nobody ever answers leaves the wish unconfirmed when it is 30 s old',
    given: pauseSent,
    when: (call) => call.beat(30_000),
    told: ['pause unconfirmed'],
  },
];

describe('wish', () => {
  for (const { title, given, when, told: expected, pending } of ROWS) {
    it(title, () => {
      const call = given();
      expect(told(when(call))).toEqual(expected);
      expect(call.call.wishes.current?.action).toBe(pending);
    });
  }

  it('takes a press for no second one of a wish that nobody has pressed', () => {
    const call = settledCall(paused());
    call.give({ kind: 'asked', action: 'resume', wishId: 'by-itself', trigger: 'auto-resume' });
    call.pass(100);
    expect(told(call.ask('resume'))).toContain('prepare');
    expect(call.call.wishes.current?.trigger).toBe('agent');
    call.pass(100);
    expect(call.ask('resume')).toEqual([]);
  });

  it('takes a resume for capture from its sending until it is answered (E3)', () => {
    const call = resumeSent();
    expect(call.call.claim.state).toBe('recording');
    call.answer({ kind: 'denied' });
    call.read(paused());
    call.pass(1_000);
    call.read(paused());
    expect(call.call.claim.state).toBe('paused');
  });

  it('takes a resume without an answer for capture until it is 30 s old (E3)', () => {
    const call = resumeSent();
    call.pass(8_000);
    call.answer({ kind: 'timeout' });
    call.ask('pause');
    call.answer();
    fourReads(call, paused());
    expect(call.call.claim.state).toBe('recording');
    call.beat(31_500 - call.at);
    call.read(paused());
    call.pass(1_000);
    call.read(paused());
    expect(call.call.claim.state).toBe('paused');
  });

  it('takes a resume for capture although Pause is pressed in another page, until it is answered (E3)', () => {
    const call = resumeSent();
    call.give({ kind: 'pause-elsewhere' });
    expect(call.call.claim.state).toBe('recording');
    call.answer({ kind: 'denied' });
    fourReads(call, paused());
    expect(call.call.claim.state).toBe('paused');
  });

  it('keeps a Resume that was pressed after the Pause in another page whose word comes late, and only such a one', () => {
    const call = resumeSent();
    const pressed = (agoMs: number) => call.wall - agoMs;
    call.pass(300);
    call.give({ kind: 'pause-elsewhere', at: pressed(301) });
    expect(call.call.wishes.current?.action).toBe('resume');
    call.give({ kind: 'pause-elsewhere', at: pressed(300) });
    expect(call.call.wishes.current).toBeUndefined();
  });

  it('takes a Pause in another page for no evidence, and asks for nothing', () => {
    const call = settledCall(recording());
    expect(call.give({ kind: 'pause-elsewhere' })).toEqual([]);
    expect(call.call.claim.state).toBe('recording');
  });

  it('takes no read of the second after an own resume was answered for a pause', () => {
    const call = resumeSent();
    call.ask('pause');
    call.answer();
    call.give({ kind: 'answered', commandId: 1, result: { ok: true, value: undefined } });
    call.pass(700);
    call.read(paused());
    expect(call.call.claim.state).toBe('recording');
    call.pass(300);
    call.read(paused());
    expect(call.call.claim.state).toBe('paused');
  });

  it('enters nothing calm at the end of a resume that an event has disputed since', () => {
    const call = resumeAccepted();
    for (let read = 0; read < 3; read += 1) {
      call.pass(2_000);
      call.read(held());
      expect(call.call.claim.state).toBe('recording');
    }
    call.event(paused());
    call.pass(8_000);
    expect(call.call.claim.state).not.toBe('held');
  });

  it('looks again when a resume is answered after all wishes are over (E5)', () => {
    const call = resumeSent();
    call.ask('pause');
    call.answer();
    fourReads(call, paused());
    expect(call.call.claim.state).toBe('recording');
    call.give({ kind: 'answered', commandId: 1, result: { ok: false, failure: OUTAGE } });
    call.pass(700);
    call.read(paused());
    call.pass(300);
    call.read(paused());
    expect(call.call.claim.state).toBe('paused');
  });

  it.each<[string, Failure | undefined]>([
    ['is refused', { kind: 'denied' }],
    ['is confirmed', undefined],
  ])('says of a resume that an earlier sending stands open, although the next one %s', (_how, failure) => {
    const call = resumeSent();
    call.answer(OUTAGE);
    call.pass(1_000);
    call.read(paused());
    const effects = [...call.answer(failure), ...(failure ? [] : fourReads(call, recording()))];
    const endings = effects.filter((one) => one.kind === 'story' && one.phase !== 'accepted');
    expect(endings).toMatchObject([
      { phase: failure ? 'failed' : 'confirmed', failure: { kind: 'unknown-outcome' } },
    ]);
    if (failure) expect(call.call.wishes.last).toMatchObject({ failure });
  });

  it('looks again at a pause that was heard while a resume was being confirmed', () => {
    const call = resumeAccepted();
    call.pass(700);
    call.event(paused({ more: [colleague] }));
    call.read(recording({ more: [colleague] }));
    call.pass(1_000);
    call.read(paused({ more: [colleague] }));
    expect(call.call.claim.state).toBe('paused');
  });

  it('remembers how the last wish ended until it came true or the agent has read it', () => {
    const call = pauseAccepted();
    fourReads(call, recording());
    expect(call.call.wishes.last).toMatchObject({ action: 'pause', ending: 'unconfirmed' });
    call.event(paused());
    call.read(paused());
    expect(call.call.wishes.last).toBeUndefined();

    const refused = pauseSent();
    refused.answer({ kind: 'denied' });
    expect(refused.call.wishes.last).toMatchObject({ ending: 'failed', failure: { kind: 'denied' } });
    refused.give({ kind: 'settled' });
    expect(refused.call.wishes.last).toBeUndefined();
  });

  it('keeps the failure of a resume until a newer read shows that it came true', () => {
    const call = pauseAccepted();
    fourReads(call, recording());
    call.ask('resume');
    call.give({ kind: 'prepared', wishId: 'wish-2' });
    call.answer({ kind: 'denied' });
    expect(call.call.wishes.last).toMatchObject({ action: 'resume', ending: 'failed' });
  });
});

describe('two presses in a row', () => {
  const press = (
    call: CallDriver,
    action: 'pause' | 'resume',
    wishId: string,
    trigger: 'agent' | 'shortcut',
  ) => call.give({ kind: 'asked', action, wishId, trigger });

  it.each([
    ['agent', 'agent'],
    ['shortcut', 'agent'],
    ['agent', 'shortcut'],
  ] as const)('a resume right after a pause is no wish (%s, then %s)', (first, second) => {
    const call = settledCall(recording());
    press(call, 'pause', 'one', first);
    call.pass(799);
    expect(press(call, 'resume', 'two', second)).toEqual([]);
    expect(call.call.wishes.current).toMatchObject({ id: 'one', action: 'pause' });
    call.pass(1);
    expect(told(press(call, 'resume', 'three', second))).toEqual(['pause superseded', 'prepare']);
  });

  it('a resume right after a pause of a paused call is no wish, whatever the pause has settled', () => {
    const call = settledCall(paused());
    call.ask('pause');
    call.answer();
    call.pass(700);
    call.read(paused());
    expect(press(call, 'resume', 'two', 'agent')).toEqual([]);
  });

  it('the second half of a double press on Pause counts as a press on Pause', () => {
    const call = settledCall(recording());
    press(call, 'pause', 'one', 'agent');
    call.pass(300);
    expect(press(call, 'pause', 'two', 'agent')).toEqual([]);
    call.pass(700);
    expect(press(call, 'resume', 'three', 'agent')).toEqual([]);
  });

  it('a pause goes out however soon after a resume', () => {
    const call = settledCall(paused());
    press(call, 'resume', 'one', 'agent');
    expect(told(press(call, 'pause', 'two', 'agent'))).toContain('send paused');
  });

  it('a resume that nobody pressed is not held up', () => {
    const call = settledCall(recording());
    press(call, 'pause', 'one', 'agent');
    expect(told(call.give({ kind: 'asked', action: 'resume', wishId: 'two', trigger: 'cli' }))).toContain(
      'prepare',
    );
  });

  it('a resume that is no wish answers no alarm', () => {
    const call = settledCall(paused());
    call.ask('pause');
    call.give({ kind: 'logged', wishId: 'wish-1', ok: true });
    call.answer();
    call.pass(700);
    call.read(paused());
    call.event(recording());
    expect(call.call.safeLost).toBeDefined();
    call.give({ kind: 'asked', action: 'resume', wishId: 'two', trigger: 'agent' });
    expect(call.call.safeLost).toBeDefined();
  });
});
