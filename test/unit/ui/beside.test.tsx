// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import type { ConversationView } from '../../../src/app/view.ts';
import { alarmText } from '../../../src/ui/agent/alarm-words.ts';
import { stateWord, statusLine } from '../../../src/ui/agent/status-words.ts';
import { byUrgency } from '../../../src/ui/all-calls/urgency.ts';
import { enUS } from '../../../src/ui/locales/en-US.ts';
import { cleanUp, show } from './show.ts';
import { makeCall, makeRunning, makeSafeCall, ready } from './views.ts';
import { CATALOGUES } from '../../support/catalogues.ts';

afterEach(cleanUp);

const STATES: readonly Partial<ConversationView>[] = [
  { state: 'not-recording', resume: { can: false, why: 'not-recorded' } },
  { state: 'unknown' },
  { state: 'unknown', channel: 'deaf' },
  { state: 'unknown', ringing: true },
];
const WORDS = CATALOGUES;
const besides = ['snippet', 'adhoc', 'someone', 'screen'] as const;

describe('a recorder beside a policy recording that is not known to run', () => {
  it.each(besides)('leads in every language, and no sentence denies it: %s', (beside) => {
    for (const words of WORDS)
      for (const state of STATES) {
        const view = makeCall({ ...state, beside, recorders: [beside === 'someone' ? 'adhoc' : beside] });
        expect(stateWord(view, words)).toBe(words.beside[beside]);
        expect(statusLine(view, words)).toEqual({ tone: 'warning', text: words.besideHint });
      }
  });

  it('is told in the region, in colour too, and nothing there says that nothing is recorded', () => {
    const view = makeCall({ ...STATES[0], beside: 'someone', recorders: ['adhoc'] });
    const { ui } = show(ready(view));
    const region = ui.getByRole('region');
    expect(ui.getByRole('status').textContent).toContain('Recorded by another agent');
    expect(ui.getByRole('status').textContent).toContain('Do not take card details.');
    expect(region.textContent).not.toMatch(/Not recorded|not being recorded|Nothing is recorded/);
    expect(region.querySelector('.state')?.matches('[data-beside]')).toBe(true);
    expect(region.dataset['recordingState']).toBe('not-recording');
  });

  it('names all of them where there are several', () => {
    const view = makeCall({ ...STATES[0], beside: 'snippet', recorders: ['snippet', 'screen'] });
    expect(show(ready(view)).ui.getByRole('status').textContent).toContain('Recording now: Snippet, Screen');
  });

  it('has its end offered where it is told, if it is the agent’s own', () => {
    const view = makeCall({
      ...STATES[0],
      beside: 'snippet',
      recorders: ['snippet'],
      captures: [makeRunning()],
    });
    const { ui } = show(ready(view));
    expect(ui.getByRole('button', { name: 'Stop snippet' }).closest('.state')).not.toBeNull();
  });

  it('comes before a call that is paused', () => {
    const safe = makeSafeCall({ conversationId: 'a' });
    const beside = makeCall({ ...STATES[0], conversationId: 'b', beside: 'someone' });
    expect(byUrgency([safe, beside], new Set())).toEqual(['b', 'a']);
  });

  it('is not denied by an alarm either', () => {
    const alarm = { kind: 'failed', action: 'resume', failure: 'outage', code: 'REC-500' } as const;
    const view = makeSafeCall({ safe: false, unsafe: 'snippet', recorders: ['snippet'] });
    expect(alarmText(alarm, view, enUS).truth).not.toContain('not being recorded');
    expect(alarmText(alarm, makeSafeCall(), enUS).truth).toContain('not being recorded');
  });
});
