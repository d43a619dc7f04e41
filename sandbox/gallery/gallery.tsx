import { signal } from '@preact/signals';
import { render } from 'preact';
import type { Actions, AppView, ConversationView } from '../../src/app/view.ts';
import { mountAgent } from '../../src/ui/agent/mount-agent.tsx';
import { AllCalls } from '../../src/ui/all-calls/AllCalls.tsx';
import '../../src/ui/all-calls/all-calls.css';
import { LimitRow } from '../../src/ui/limit/LimitRow.tsx';
import { NoCall } from '../../src/ui/all-calls/NoCall.tsx';
import { DetailsBody } from '../../src/ui/details/DetailsBody.tsx';
import { endedNotice } from '../../src/ui/ended/ended-notice.tsx';
import { pausedBy, pausedSince } from '../../src/ui/details/marked-pause.tsx';
import { WhyPaused } from '../../src/ui/details/WhyPaused.tsx';
import '../../src/ui/details/details.css';
import '../../src/ui/limit/limit.css';
import { CLAIMED, NO_PAST, NO_PAST_SEEN, PASTS } from './pasts.ts';
import { PROOFS } from './proofs.ts';
import { STANDINGS } from './standings.ts';
import { NOW, STATES } from './states.ts';

/**
 * The agent panel in every state, for eyes, screenshots and axe. `?state=safe&theme=dark&lang=de-DE` shows one state as a
 * whole page; without `state`, all of them in both themes, in frames as wide as `?width=400` says.
 */
const LANGUAGES = Object.keys(import.meta.glob('../../src/ui/locales/*.ts')).map((path) =>
  path.replace(/^.*\/(.*)\.ts$/, '$1'),
);
const LIST = { AllCalls, NoCall };
const query = new URLSearchParams(location.search);
const root = document.getElementById('app');
if (!root) throw new Error('The gallery page has no element #app.');

const theme = query.get('theme');
if (theme) document.documentElement.dataset['theme'] = theme;

const asked = query.get('state');
const found = asked === null ? undefined : STATES[asked];
if (asked !== null && found) showOne(root, asked, found);
else showAll(root);

interface GalleryPage {
  /** What has been pressed, oldest first. */
  pressed: string[];
  readonly states: readonly string[];
  /** Shows another state in the same panel, as life does. */
  showState(name: string): void;
  /** Shows it in a panel of its own, as a page that is loaded does. */
  openState(name: string): void;
}

/** A press on Pause is answered as the application answers it: in the click's task, and the alarm it answers goes. */
const pausing = (view: ConversationView): ConversationView => ({
  ...view,
  safe: false,
  pending: 'pause',
  resume: { can: false, why: 'just-paused' },
  alarms: view.alarms.filter((alarm) => 'target' in alarm),
});

function showOne(root: HTMLElement, state: string, first: AppView): void {
  const view = signal(first);
  /** One call more or less than one. */
  const isList = (shown: AppView) =>
    'conversations' in shown && shown.conversations !== undefined && shown.conversations.length !== 1;
  // A panel for all calls is one, whatever it shows.
  let isForAll = isList(first);
  const page: GalleryPage = {
    pressed: [],
    states: Object.keys(STATES),
    showState(name) {
      const next = STATES[name];
      if (!next) return;
      isForAll ||= isList(next);
      view.value = next;
    },
    openState(name) {
      const next = STATES[name];
      if (!next) return;
      unmount();
      showOne(root, name, next);
    },
  };
  Object.assign(window, page);
  const note = (what: string) => () => void page.pressed.push(what);
  const actions: Actions = {
    pause(id) {
      page.pressed.push('pause');
      const shown = view.value;
      if (shown.phase !== 'ready') return;
      const conversations = shown.conversations.map((one) =>
        one.conversationId === id ? pausing(one) : one,
      );
      view.value = { ...shown, conversations };
    },
    resume: note('resume'),
    extend: note('more time'),
    countdownSeen: () => undefined,
    capture: note('capture'),
    nameReason: note('name reason'),
    signIn: note('sign in'),
    tryAgain: note('try again'),
    refresh: note('refresh'),
    settle: note('settle'),
    confirmName: note('confirm name'),
    forgetSignIn: note('forget sign-in'),
  };
  const nothing = () => {};
  const proof = PROOFS[state];
  const unmount = mountAgent(root, view, () => actions, {
    clock: { steady: () => NOW, after: () => nothing },
    shortcuts: () => ({ pause: 'Alt+Shift+P', resume: 'Alt+Shift+R' }),
    language: query.get('lang') ?? undefined,
    standing: async () => STANDINGS[state],
    loadLimit: async () => LimitRow,
    loadDetails: async () => ({
      Body: DetailsBody,
      Why: WhyPaused,
      PausedBy: pausedBy(async () => []),
      PausedSince: pausedSince(async () => []),
      seenPast: () => PASTS[state] ?? NO_PAST_SEEN,
      readLog: async () => (proof ? CLAIMED : []),
      followProof(_call, show) {
        if (proof) show(proof);
        return nothing;
      },
      saveLog: async () => {},
    }),
    lookBack: async () => (state === 'last-call-ended-paused' ? endedNotice(NOW - 240_000) : undefined),
    past: () => NO_PAST,
    list: () => (isForAll ? LIST : undefined),
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
        {choice('lang', LANGUAGES)}
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
