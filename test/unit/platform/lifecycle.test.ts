// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { watchPage } from '../../../src/platform/lifecycle.ts';

function watched() {
  const seen: unknown[] = [];
  const cancel = watchPage({
    awake: (why) => seen.push(why),
    leaving: () => seen.push('leaving'),
    offline: () => seen.push('offline'),
    frozen: () => seen.push('frozen'),
    thawed: () => seen.push('thawed'),
    bug: (error) => seen.push('bug', error),
    foreign: (error) => seen.push('foreign', error),
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

  it('reports that the network is gone', () => {
    const { seen, cancel } = watched();
    window.dispatchEvent(new Event('offline'));
    cancel();
    window.dispatchEvent(new Event('offline'));
    expect(seen).toEqual(['offline']);
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

  const page = 'https://panel.example/rc/index.html?gcConversationId=1';
  const ours = 'https://panel.example/rc/assets/index-1a2b.js';
  const extension = 'chrome-extension://abcdefghijklmnop/content.js';
  const thrown = (...files: readonly string[]) =>
    Object.assign(new Error('x'), {
      stack: `Error: x\n${files.map((file) => `    at f (${file}:1:23)`).join('\n')}`,
    });

  it.each([
    ['our own file', ours, thrown(ours), 'bug'],
    ['our own file that throws what is no error', ours, 'x', 'bug'],
    ['our own file, called by an extension', ours, thrown(ours, extension), 'bug'],
    ['an extension that our own file has called', extension, thrown(extension, ours), 'bug'],
    ['an extension', extension, thrown(extension), 'foreign'],
    ['an extension that throws what is no error', extension, 'x', 'foreign'],
    ['a script in the page', page, thrown(page), 'foreign'],
    ['a script made in the page', '', thrown(`blob:https://panel.example/4f5e`), 'foreign'],
    ['another site', 'https://other.example/a.js', thrown('https://other.example/a.js'), 'foreign'],
    ['another app on our site', 'https://panel.example/other/a.js', 'x', 'foreign'],
    ['nobody knows whom', '', 'Script error.', 'foreign'],
  ] as const)('reports an exception of %s as what it is', (_, filename, error, kind) => {
    const { seen, cancel } = watched();
    Object.defineProperty(document, 'baseURI', { value: page, configurable: true });
    window.dispatchEvent(new ErrorEvent('error', { error, filename }));
    window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason: thrown(ours) }));
    window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason: thrown(extension) }));
    window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason: undefined }));
    cancel();
    expect(seen.filter((one) => typeof one === 'string' && one !== 'x' && one !== 'Script error.')).toEqual([
      kind,
      'bug',
      'foreign',
      'foreign',
    ]);
  });

  it('reports nothing once cancelled', () => {
    const { seen, cancel } = watched();
    cancel();
    window.dispatchEvent(new Event('focus'));
    expect(seen).toEqual([]);
  });
});
