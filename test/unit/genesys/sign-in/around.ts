import { vi } from 'vitest';
import type { HiddenFrame } from '../../../../src/genesys/sign-in/hidden-frame.ts';
import type { PopupWindow } from '../../../../src/genesys/sign-in/popup.ts';
import type { KeptSignIns, SignInSiblings, TokenOf } from '../../../../src/genesys/sign-in/siblings.ts';
import type { FakePage } from '../../../support/fake-page.ts';

export const ORIGIN = 'https://app.example';

type News = Parameters<SignInSiblings['listen']>[0];
type Given = TokenOf & { readonly settled: boolean };

/** Siblings that give what the test puts there. */
export function fakeSiblings() {
  const told: string[] = [];
  const asked: (string | undefined)[] = [];
  const listeners = new Set<News>();
  const state: {
    give: Given | undefined;
    offered: () => Given | undefined;
    isElsewhere: boolean;
    answers: boolean;
    close: () => void;
  } = {
    isElsewhere: false,
    answers: true,
    close: () => {},
    give: undefined,
    offered: () => undefined,
  };
  return Object.assign(state, {
    told,
    asked,
    tell: (run: (news: News) => void) => {
      for (const news of listeners) run(news);
    },
    siblings: {
      ask: async (userId) => {
        asked.push(userId);
        return state.give;
      },
      offer: (current) => void (state.offered = current),
      announce: (userId) => void told.push(`here ${userId}`),
      settle: (userId) => void told.push(`settled ${userId}`),
      forget: () => void told.push('forget'),
      listen: (news) => {
        listeners.add(news);
        return () => void listeners.delete(news);
      },
      oneAtATime: (run) => run(),
      window: {
        get isElsewhere() {
          return state.isElsewhere;
        },
        show: async () => state.isElsewhere && state.answers,
        gone: () => new Promise((resolve) => (state.close = resolve)),
        opened: () => {
          told.push('window open');
          return () => void told.push('window over');
        },
      },
    } satisfies SignInSiblings,
  });
}

/** What is kept for the tab. */
export function fakeKept(first?: TokenOf) {
  const state: { signIn: TokenOf | undefined } = { signIn: first };
  return Object.assign(state, {
    kept: {
      read: async () => state.signIn,
      keep: async (signIn) => void (state.signIn = signIn),
      forget: async (token) => {
        if (token === undefined || state.signIn?.token === token) state.signIn = undefined;
      },
      possible: Promise.resolve(true),
    } satisfies KeptSignIns,
  });
}

/** The answer of the sign-in page to this address, as the page in its window posts it. */
export const answerTo = (url: URL, source: unknown, params: string) => ({
  origin: ORIGIN,
  source,
  data: { type: 'rc1.sign-in', search: '', hash: `#${params}&state=${url.searchParams.get('state')}` },
});

/** Hidden frames that answer at once, that only load, or neither. */
export function fakeFrames(page: FakePage, how: 'answer' | 'load' | 'hang' = 'answer') {
  const went: URL[] = [];
  const closed: URL[] = [];
  const windows: object[] = [];
  const open = (): HiddenFrame => {
    const self = {};
    let loaded = () => {};
    windows.push(self);
    return {
      go(url) {
        const to = new URL(url);
        went.push(to);
        if (how === 'hang') return;
        queueMicrotask(() => {
          if (how === 'answer')
            page.hear(answerTo(to, self, `access_token=frame-${went.length}&expires_in=7200`));
          else loaded();
        });
      },
      onLoad: (run) => void (loaded = run),
      sent: (source) => source === self,
      close: () => void closed.push(went.at(-1)!),
    };
  };
  return { went, closed, windows, open };
}

/** Windows that do what the test makes them do. */
export function fakePopups(page: FakePage, isBlocked = false) {
  const went: URL[] = [];
  const windows: (PopupWindow & { closed: boolean; focused: number })[] = [];
  const open = vi.fn((url: string): PopupWindow | undefined => {
    if (isBlocked) return undefined;
    went.push(new URL(url));
    const shown = {
      closed: false,
      focused: 0,
      sent: (source: unknown) => source === shown,
      focus: () => void (shown.focused += 1),
      close: () => void (shown.closed = true),
    };
    windows.push(shown);
    return shown;
  });
  const answer = (at = 0, params = 'access_token=popup&expires_in=7200') =>
    page.hear(answerTo(went[at]!, windows[at], params));
  return { went, windows, open, answer };
}
