import { signal } from '@preact/signals';
import { render } from 'preact';
import type { Actions, AppView } from '../../src/app/view.ts';
import { mountAgent } from '../../src/ui/agent/mount-agent.tsx';
import { NOW, STATES } from './states.ts';

/**
 * The agent panel in every state, for eyes, screenshots and axe. `?state=safe&theme=dark&lang=de-DE` shows one state as a
 * whole page; without `state`, all of them in both themes, in frames as wide as `?width=400` says.
 */
const query = new URLSearchParams(location.search);
const root = document.getElementById('app');
if (!root) throw new Error('The gallery page has no element #app.');

const theme = query.get('theme');
if (theme) document.documentElement.dataset['theme'] = theme;

const state = query.get('state');
const view = state === null ? undefined : STATES[state];
if (view) showOne(root, view);
else showAll(root);

function showOne(root: HTMLElement, view: AppView): void {
  const nothing = () => {};
  const actions: Actions = {
    pause: nothing,
    resume: nothing,
    capture: nothing,
    signIn: nothing,
    tryAgain: nothing,
    refresh: nothing,
    settle: nothing,
    confirmName: nothing,
    forgetSignIn: nothing,
  };
  mountAgent(root, signal(view), actions, {
    clock: { steady: () => NOW, after: () => nothing },
    shortcuts: () => ({ pause: 'Alt+Shift+P', resume: 'Alt+Shift+R' }),
    language: query.get('lang') ?? undefined,
    onBug: (error) => {
      throw error;
    },
  });
}

function showAll(root: HTMLElement): void {
  const width = Number(query.get('width') ?? 320);
  const link = (changes: Record<string, string>) =>
    `?${new URLSearchParams({ ...Object.fromEntries(query), ...changes })}`;
  const choice = (key: string, values: readonly string[]) => (
    <span>
      {key}:{' '}
      {values.map((value) => (
        <>
          <a href={link({ [key]: value })}>{value}</a>{' '}
        </>
      ))}
    </span>
  );
  render(
    <main style={{ display: 'grid', gap: '24px', padding: '16px', font: '14px/1.4 system-ui, sans-serif' }}>
      <header style={{ display: 'flex', flexWrap: 'wrap', gap: '8px 24px' }}>
        <strong>{Object.keys(STATES).length} states, each light and dark</strong>
        {choice('width', ['320', '400', '1280'])}
        {choice('lang', ['en-US', 'de-DE', 'es', 'fr'])}
      </header>
      {Object.keys(STATES).map((name) => (
        <figure key={name} style={{ display: 'flex', flexWrap: 'wrap', gap: '8px 16px', margin: 0 }}>
          <figcaption style={{ flexBasis: '100%' }}>{name}</figcaption>
          {(['light', 'dark'] as const).map((one) => {
            const src = link({ state: name, theme: one });
            return (
              <a key={one} href={src} title={`${name}, ${one}, as a page of its own`}>
                <iframe
                  src={src}
                  title={`${name}, ${one}`}
                  width={width}
                  height="260"
                  loading="lazy"
                  style={{ border: 0, pointerEvents: 'none' }}
                />
              </a>
            );
          })}
        </figure>
      ))}
    </main>,
    root,
  );
}
