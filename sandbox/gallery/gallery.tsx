import { signal } from '@preact/signals';
import { render } from 'preact';
import type { Actions, AppView } from '../../src/app/view.ts';
import { mountAgent } from '../../src/ui/agent/mount-agent.tsx';
import { NOW, STATES } from './states.ts';

/**
 * The agent panel in every state, for eyes, screenshots and axe. `?state=safe&theme=dark&lang=de-DE` shows one state as a
 * whole page; without `state`, all of them in frames of the size of an interaction widget.
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
  };
  mountAgent(root, signal(view), actions, {
    clock: { wall: () => NOW, after: () => nothing },
    shortcuts: () => ({ pause: 'Alt+Shift+P', resume: 'Alt+Shift+R' }),
    language: query.get('lang') ?? undefined,
    onBug: (error) => {
      throw error;
    },
  });
}

function showAll(root: HTMLElement): void {
  const frame = (name: string) => `?${new URLSearchParams({ ...Object.fromEntries(query), state: name })}`;
  render(
    <main
      style={{ display: 'flex', flexWrap: 'wrap', gap: '16px', padding: '16px', fontFamily: 'sans-serif' }}
    >
      {Object.keys(STATES).map((name) => (
        <figure style={{ margin: 0 }}>
          <figcaption>
            <a href={frame(name)}>{name}</a>
          </figcaption>
          <iframe src={frame(name)} title={name} width="320" height="260" />
        </figure>
      ))}
    </main>,
    root,
  );
}
