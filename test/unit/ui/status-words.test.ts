import { describe, expect, it } from 'vitest';
import { stateWord, statusLine } from '../../../src/ui/agent/status-words.ts';
import { alarmText } from '../../../src/ui/agent/alarm-words.ts';
import { byUrgency } from '../../../src/ui/agent/urgency.ts';
import { deDE } from '../../../src/ui/locales/de-DE.ts';
import { enUS } from '../../../src/ui/locales/en-US.ts';
import { es } from '../../../src/ui/locales/es.ts';
import { fr } from '../../../src/ui/locales/fr.ts';
import { makeCall } from './views.ts';

const RINGS = makeCall({ state: 'unknown', ringing: true });

describe('the words for a call that rings', () => {
  it.each([enUS, deDE, es, fr])('say that it rings, and of recording that it is not known yet', (words) => {
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
    expect(byUrgency([rings, unknown, recording])).toEqual(['b', 'c', 'a']);
  });
});
