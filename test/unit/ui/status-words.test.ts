import { describe, expect, it } from 'vitest';
import { stateWord, statusLine } from '../../../src/ui/agent/status-words.ts';
import { alarmText } from '../../../src/ui/agent/alarm-words.ts';
import { byUrgency } from '../../../src/ui/all-calls/urgency.ts';
import { enUS } from '../../../src/ui/locales/en-US.ts';
import { makeCall, makeSafeCall } from './views.ts';
import { CATALOGUES } from '../../support/catalogues.ts';

const RINGS = makeCall({ state: 'unknown', ringing: true });

describe('the words for a call that rings', () => {
  it.each(CATALOGUES)('say that it rings, and of recording that it is not known yet', (words) => {
    expect(stateWord(RINGS, words)).toBe(words.ringing.word);
    expect(statusLine(RINGS, words)).toEqual({ tone: 'plain', text: words.ringing.hint });
    for (const state of Object.values(words.state)) expect(words.ringing.word).not.toBe(state);
  });

  it('do not say of a failed pause that something is still recording', () => {
    const alarm = { kind: 'failed', action: 'pause', failure: 'denied', code: 'REC-403' } as const;
    expect(alarmText(alarm, RINGS, enUS).truth).toBe('The last pause request failed.');
  });

  it('give way to calls that may be recorded', () => {
    const recording = makeCall({ conversationId: 'b', state: 'recording' });
    const unknown = makeCall({ conversationId: 'c', state: 'unknown' });
    const rings = { ...RINGS, conversationId: 'a' };
    expect(byUrgency([rings, unknown, recording], new Set(['c']))).toEqual(['c', 'b', 'a']);
  });
});

describe('a pause that is not safe', () => {
  const reasons = ['snippet', 'adhoc', 'agent', 'screen', 'channel', 'expired'] as const;

  it.each(CATALOGUES)('leads with that, and then says why', (words) => {
    for (const unsafe of reasons) {
      const view = makeSafeCall({ safe: false, unsafe });
      expect(stateWord(view, words)).toBe(words.notSafe);
      expect(statusLine(view, words)).toEqual({
        tone: 'warning',
        text: `${words.state.paused}. ${words.unsafe[unsafe]}`,
      });
    }
    const insecure = makeSafeCall({ safe: false, pauseKind: 'unspecified' });
    expect(stateWord(insecure, words)).toBe(words.notSafe);
    expect(statusLine(insecure, words).text).toBe(`${words.state.paused}. ${words.insecure}`);
  });

  it('is called a pause while it is only on its way: to safe, or to its end', () => {
    for (const different of [{ unsafe: 'journal' }, { unsafe: 'unsettled' }, { pending: 'resume' }] as const)
      expect(stateWord(makeSafeCall({ safe: false, ...different }), enUS)).toBe('Paused');
  });
});

describe('a pause of a call that is not recorded', () => {
  const NOT_RECORDED = makeCall({ state: 'not-recording', recorders: [] });
  const ended = [
    { kind: 'unconfirmed', action: 'pause', code: 'REC-UNCONFIRMED' },
    { kind: 'failed', action: 'pause', failure: 'bad-request', code: 'REC-400' },
  ] as const;

  it.each(CATALOGUES)('ends in one sentence that says whether the agent may go on', (words) => {
    for (const alarm of ended) {
      expect(alarmText(alarm, NOT_RECORDED, words)).toEqual({
        truth: words.nothingToPause,
        next: [],
        isCalm: true,
      });
    }
  });

  it('ends otherwise once somebody records it all the same', () => {
    const beside = makeCall({ state: 'not-recording', beside: 'someone', recorders: ['adhoc'] });
    for (const shown of [beside, makeCall()])
      expect(alarmText(ended[0], shown, enUS).truth).toBe('Cannot confirm. Do not take card details.');
  });

  it('still tells of a right that is missing, which would be missed then', () => {
    const permission = 'conversation:recording:pause';
    const denied = {
      kind: 'failed',
      action: 'pause',
      failure: 'denied',
      code: 'REC-403',
      permission,
    } as const;
    expect(alarmText(denied, NOT_RECORDED, enUS).next).toEqual([
      'Your role lacks “Conversation > Recording > Pause”.',
      'Ask your administrator.',
    ]);
  });
});

describe('the words for a call that was paused when the sign-in ended', () => {
  it.each(CATALOGUES)(
    'claim neither the pause nor a recording, and stand in sight beside an alarm',
    (words) => {
      const view = makeCall({ state: 'unknown', channel: 'lost', wasPaused: true });
      expect(stateWord(view, words)).toBe(words.state.unknown);
      expect(statusLine(view, words)).toEqual({ tone: 'warning', text: words.wasPaused });
      expect(words.wasPaused).not.toContain(words.safe);
    },
  );
});
