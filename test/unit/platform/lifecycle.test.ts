// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { watchPage } from '../../../src/platform/lifecycle.ts';

function watched() {
  const seen: unknown[] = [];
  const cancel = watchPage({
    awake: (why) => seen.push(why),
    leaving: () => seen.push('leaving'),
    frozen: () => seen.push('frozen'),
    thawed: () => seen.push('thawed'),
    bug: (error) => seen.push(error),
  });
  return { seen, cancel };
}

const setVisibility = (value: string) =>
  Object.defineProperty(document, 'visibilityState', { value, configurable: true });

describe('watchPage', () => {
  it('reports every way to wake up, and leaving', () => {
    const { seen, cancel } = watched();
    for (const name of ['pageshow', 'focus', 'online', 'pagehide']) window.dispatchEvent(new Event(name));
    cancel();
    expect(seen).toEqual(['pageshow', 'focus', 'online', 'leaving']);
  });

  it('reports that the page became visible, not that it was hidden', () => {
    const { seen, cancel } = watched();
    setVisibility('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    setVisibility('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    cancel();
    expect(seen).toEqual(['visible']);
  });

  it('reports that the page is frozen and runs again', () => {
    const { seen, cancel } = watched();
    document.dispatchEvent(new Event('freeze'));
    document.dispatchEvent(new Event('resume'));
    cancel();
    expect(seen).toEqual(['frozen', 'thawed']);
  });

  it('takes a page out of the back/forward cache for one that was frozen, before anything else', () => {
    const { seen, cancel } = watched();
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    cancel();
    expect(seen).toEqual(['thawed', 'pageshow']);
  });

  it('reports exceptions that nobody caught', () => {
    const { seen, cancel } = watched();
    const bug = new Error('bug');
    window.dispatchEvent(new ErrorEvent('error', { error: bug }));
    window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason: bug }));
    cancel();
    expect(seen).toEqual([bug, bug]);
  });

  it('reports nothing once cancelled', () => {
    const { seen, cancel } = watched();
    cancel();
    window.dispatchEvent(new Event('focus'));
    expect(seen).toEqual([]);
  });
});
