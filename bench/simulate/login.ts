import type { Choices } from '../../test/support/random.ts';
import type { HiddenFrame } from '../../src/genesys/sign-in/hidden-frame.ts';
import type { PopupWindow } from '../../src/genesys/sign-in/popup.ts';
import { restoreLaunch, type PageWindow } from '../../src/genesys/sign-in/restore-launch.ts';
import type { Agenda } from './agenda.ts';
import { LATENCY_MS, type Network } from './network.ts';
import { REDIRECT, type Simulated } from './platform.ts';

/** What a person does who finds the sign-in form in a window. `userId` is asked by then: they may have left the workplace. */
export type AtForm = { readonly afterMs: number; userId(): string | undefined } | 'closes';

/** The panel that a window or frame belongs to. */
export interface Opener {
  readonly tabId: number;
  hear(message: { origin: string; source: unknown; data: unknown }): void;
  run(code: () => void): void;
}

/** Genesys' sign-in pages in one browser, with the cookie that all its tabs share. */
export interface Login {
  /** The desktop signs this user in, or everybody out. */
  become(userId: string | undefined): Promise<void>;
  hiddenFrame(opener: Opener): HiddenFrame;
  /** `undefined`: the browser blocks it. */
  popup(opener: Opener, url: string): PopupWindow | undefined;
  /** The tab that an access token was fetched in. */
  tabOf(token: string): number | undefined;
  isBlocked: boolean;
}

export interface LoginDeps {
  readonly agenda: Agenda;
  readonly network: Network;
  readonly platform: Simulated;
  readonly random: Choices;
  readonly atForm: () => AtForm;
}

export function createLogin({ agenda, network, platform, random, atForm }: LoginDeps): Login {
  const fetchedIn = new Map<string, number>();
  let cookie = '';

  /** Where the browser ends: at an address of ours, or at a page, or nowhere. */
  async function load(method: string, url: string, isFramed: boolean, body = ''): Promise<URL | undefined> {
    const { pathname, searchParams } = new URL(url);
    const headers = { cookie, ...(isFramed && { 'sec-fetch-dest': 'iframe' }) };
    const reply = await platform.core.handle({ method, path: pathname, query: searchParams, headers, body });
    if (reply === 'lost') return undefined;
    keep(reply.headers['set-cookie']);
    const { location } = reply.headers;
    return location === undefined ? undefined : new URL(location);
  }
  function keep(text: string | undefined): void {
    if (text !== undefined) cookie = text.split(';')[0] ?? '';
  }
  const soon = (run: () => void) => agenda.after(random.between(10, 2 * LATENCY_MS), run);

  /** Our own page, in the window or frame at the end of its way. */
  function arriveAt(opener: Opener, target: URL, via: 'child' | 'popup', source: unknown): void {
    const token = new URLSearchParams(target.hash.slice(1)).get('access_token');
    if (token !== null) fetchedIn.set(token, opener.tabId);
    const panel = {
      postMessage: (data: unknown) => opener.run(() => opener.hear({ origin: target.origin, source, data })),
    };
    const page = {
      location: target,
      history: { replaceState: () => undefined },
      ...(via === 'child' ? { parent: panel, opener: null } : { parent: undefined, opener: panel }),
      close: () => undefined,
    };
    restoreLaunch(page as unknown as PageWindow, { note: () => undefined });
  }

  return {
    isBlocked: false,
    tabOf: (token) => fetchedIn.get(token),
    async become(userId) {
      const method = userId === undefined ? 'DELETE' : 'POST';
      const body = userId === undefined ? '' : JSON.stringify({ userId });
      const path = '/_sandbox/session';
      const reply = await platform.core.handle({
        method,
        path,
        query: new URLSearchParams(),
        headers: { cookie },
        body,
      });
      if (reply !== 'lost') keep(reply.headers['set-cookie']);
    },

    hiddenFrame(opener) {
      const source = {};
      let isOpen = true;
      let loaded = () => {};
      return {
        go(url) {
          soon(() => {
            const going = network.isUp ? load('GET', url, true) : Promise.resolve(undefined);
            void going.then((target) =>
              soon(() => {
                if (!isOpen) return;
                if (target !== undefined) arriveAt(opener, target, 'child', source);
                opener.run(loaded);
              }),
            );
          });
        },
        onLoad: (run) => void (loaded = run),
        sent: (from) => from === source,
        close: () => void (isOpen = false),
      };
    },

    popup(opener, url) {
      if (this.isBlocked) return undefined;
      const source = {};
      let isClosed = false;
      const end = (target: URL) => {
        if (!isClosed) arriveAt(opener, target, 'popup', source);
        isClosed = true;
      };
      /** The form: a person fills it in, or closes the window. */
      function ask(): void {
        const act = atForm();
        if (act === 'closes') return void agenda.after(2_000, () => void (isClosed = true));
        agenda.after(act.afterMs, () => {
          const userId = act.userId();
          if (userId === undefined) return void (isClosed = true);
          const form = new URLSearchParams([...new URL(url).searchParams, ['sandbox_user', userId]]);
          void go('POST', form.toString());
        });
      }
      async function go(method: string, body = ''): Promise<void> {
        if (isClosed) return;
        // An address is loaded again; a form that did not leave is filled in anew, by whoever sits there then.
        if (!network.isUp) return void agenda.after(5_000, () => (method === 'GET' ? void go('GET') : ask()));
        const target = await load(method, url, false, body);
        soon(() => (target === undefined ? ask() : end(target)));
      }
      soon(() => void go('GET'));
      return {
        sent: (from) => from === source,
        get closed() {
          return isClosed;
        },
        focus: () => undefined,
        close: () => void (isClosed = true),
      };
    },
  };
}

export const APP_ORIGIN = new URL(REDIRECT).origin;
