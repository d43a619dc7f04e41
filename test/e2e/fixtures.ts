import { fileURLToPath } from 'node:url';
import { test as base, expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { SEED, type ActRequest, type CallRequest, type Switches, type Truth } from '../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { openWorlds, type OpenWorlds, type World } from './worlds.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The fake desktop with one agent signed in to Genesys, and the app's panels inside. */
export interface Desk {
  readonly page: Page;
  readonly sandbox: Sandbox;
  /** Everything a page of the app wrote to the console as an error, and every exception nobody caught. */
  readonly errors: string[];
  /** Opens the desktop, with Ada signed in to Genesys unless told otherwise. `clock` gives the pages a clock of the test's. */
  open(options?: {
    grant?: 'implicit' | 'pkce';
    signedIn?: boolean;
    clock?: boolean;
    user?: 'ada' | 'ben';
  }): Promise<void>;
  /** The agent leaves Genesys in this browser. */
  signOut(): Promise<void>;
  /** The remembered Genesys sign-in of the browser. */
  signInAs(userId: string): Promise<void>;
  /** Shows the interaction with this customer. */
  select(customerName: string): Promise<void>;
  /** What panels said to the desktop, by action. */
  messages(action: string): Promise<readonly Record<string, unknown>[]>;
  /** Audit entries of a conversation (or `of` another), as this panel's database holds them. */
  journal(conversationId: string, of?: string): Promise<readonly { action: string; phase: string }[]>;
  /** The app beside the calls, which lists all of them. Taken away with the test. */
  keeper(): Promise<FrameLocator>;
  /** Replaces config.json until the next test. */
  breakConfig(text: string, status: number): Promise<void>;
  setConfig(changes: Record<string, unknown>): Promise<void>;
  /** The panel in a tab of its own, without a desktop around it. */
  panelPage(conversationId: string, query?: string): Promise<Page>;
  /** A call of the agent that is shown on the desktop; answers its conversation id. */
  call(request?: CallRequest): Promise<string>;
  act(act: ActRequest): Promise<void>;
  /** How often a panel has gone to the sign-in page. */
  redirects(): Promise<number>;
  signInButton(conversationId: string): Locator;
  /** Presses *Sign in*, which is counted, and answers the window that opens for it. */
  pressSignIn(conversationId: string): Promise<Page>;
  /** How often *Sign in* has been pressed. */
  presses(): number;
  /** Loads the panel's frame anew from its launch URL, as a desktop does. */
  reloadPanel(conversationId: string): Promise<void>;
  frame(conversationId: string): FrameLocator;
  region(conversationId: string): Locator;
  truth(conversationId: string): Promise<Truth['conversations'][number]>;
}

interface Options {
  world: World;
  /** Allowed unless a test is about sign-in: the others are signed in without a click. */
  framing: Switches['loginFraming'];
}

interface Fixtures extends Options {
  readonly desk: Desk;
  readonly platform: Sandbox;
  /** What the host of the app says with each answer; a test may change it at any time. */
  readonly appHeaders: Record<string, string>;
}

export const test = base.extend<Fixtures, { worlds: OpenWorlds }>({
  world: ['stock', { option: true }],
  framing: ['allowed', { option: true }],
  // On ports of its own: what one test leaves in the storage of its origins no other test can see.
  platform: async ({ framing, appHeaders }, use) => {
    const sandbox = await startSandbox({
      appDir: at('dist'),
      desktopDir: at('.cache/desktop'),
      manifestFile: at('manifest/app.json'),
      appHeaders,
    });
    await sandbox.control.switch({ loginFraming: framing });
    await use(sandbox);
    await sandbox.close();
  },
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
  appHeaders: async ({}, use) => {
    await use({});
  },
  worlds: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
    async ({}, use) => {
      const worlds = openWorlds();
      await use(worlds);
      await worlds.close();
    },
    { scope: 'worker' },
  ],
  desk: async ({ platform, world, worlds }, use) => {
    const browser = await worlds.open(world);
    const page = await browser.context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    const find = async (id: string) => {
      const truth = (await platform.control.truth()).conversations.find((one) => one.id === id);
      if (!truth) throw new Error(`The sandbox knows no conversation ${id}`);
      return truth;
    };
    const signInAs = async (userId: string) => {
      await browser.context.request.post(`${platform.platformUrl}/_sandbox/session`, { data: { userId } });
    };
    const frame = (id: string) => page.frameLocator(`iframe[title*="${id}"]`);
    const signInButton = (id: string) => frame(id).getByRole('button', { name: 'Sign in', exact: true });
    let presses = 0;
    await use({
      page,
      sandbox: platform,
      errors,
      async open({ grant = 'implicit', signedIn = true, clock = false, user } = {}) {
        if (clock) await page.clock.install();
        if (signedIn) await signInAs(SEED.users[user ?? 'ada']);
        await browser.context.request.post(`${platform.platformUrl}/_sandbox/grant`, { data: { grant } });
        await page.goto(`${platform.desktopUrl}/?scenario=none&grant=${grant}${user ? `&user=${user}` : ''}`);
      },
      signInAs,
      async signOut() {
        await browser.context.request.delete(`${platform.platformUrl}/_sandbox/session`);
      },
      async select(customerName) {
        await page.getByRole('button', { name: customerName }).click();
      },
      messages: (action) =>
        page.evaluate(
          (wanted) =>
            (window.__desktop?.messages ?? [])
              .filter((one) => one.direction === 'from app')
              .map((one) => one.data as Record<string, unknown>)
              .filter((data) => data['action'] === wanted),
          action,
        ),
      journal: (id, of = id) => frame(id).locator('body').evaluate(readEntries, of),
      async keeper() {
        await page.evaluate((src) => {
          const keeper = document.createElement('iframe');
          keeper.title = 'keeper';
          keeper.src = src;
          document.body.append(keeper);
        }, `${platform.appUrl}/index.html?gcLangTag=en-US`);
        return page.frameLocator('iframe[title="keeper"]');
      },
      async breakConfig(text, status) {
        await browser.context.request.post(`${platform.platformUrl}/_sandbox/config?status=${status}`, {
          data: text,
        });
      },
      async setConfig(changes) {
        const config = { ...platform.appConfig('implicit'), ...changes };
        await browser.context.request.post(`${platform.platformUrl}/_sandbox/config`, {
          data: JSON.stringify(config),
        });
      },
      async panelPage(id, query = 'gcLangTag=en-US') {
        const tab = await browser.context.newPage();
        tab.on('pageerror', (error) => errors.push(String(error)));
        await tab.goto(`${platform.appUrl}/index.html?gcConversationId=${id}&${query}`);
        return tab;
      },
      async call(request = {}) {
        const { conversationId } = await platform.control.call(request);
        const { customerName } = await find(conversationId);
        await page.getByRole('button', { name: customerName }).click();
        await page.locator(`iframe[title*="${conversationId}"]`).waitFor({ state: 'attached' });
        return conversationId;
      },
      async act(act) {
        await platform.control.act(act);
      },
      async redirects() {
        const lines = await platform.control.requests();
        return lines.filter((line) => line.endpoint === 'authorize' && line.method === 'GET').length;
      },
      signInButton,
      async pressSignIn(id) {
        await signInButton(id).waitFor();
        presses += 1;
        const [popup] = await Promise.all([browser.context.waitForEvent('page'), signInButton(id).click()]);
        return popup;
      },
      presses: () => presses,
      async reloadPanel(id) {
        await page.locator(`iframe[title*="${id}"]`).evaluate((element) => {
          const frameElement = element as HTMLIFrameElement;
          const { src } = frameElement;
          frameElement.src = src;
        });
      },
      frame,
      region: (id) => frame(id).locator(`[role="region"][data-conversation-id="${id}"]`),
      truth: find,
    });
    await browser.close();
    expect(errors, 'no exception goes uncaught').toEqual([]);
  },
});

/** What the browser gives to a frame of the app: which world this is. */
export const given = (desk: Desk, id: string) =>
  desk
    .frame(id)
    .locator('body')
    .evaluate(async () => {
      const tries = async (run: () => unknown) => {
        try {
          await run();
          return true;
        } catch {
          return false;
        }
      };
      return {
        storage: await tries(() => sessionStorage.setItem('rc-e2e', '1')),
        locks: await tries(() => navigator.locks.request('rc-e2e', () => {})),
      };
    });

/** Runs in the panel: the journal's database is the app's own, `rc1`. */
async function readEntries(
  _body: HTMLElement,
  conversationId: string,
): Promise<{ action: string; phase: string }[]> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('rc1');
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error ?? new Error('The journal does not open')));
  });
  const entries = await new Promise<{ action: string; phase: string; conversationId: string }[]>(
    (resolve, reject) => {
      const reading = database.transaction('entries').objectStore('entries').getAll();
      reading.addEventListener('success', () => resolve(reading.result));
      reading.addEventListener('error', () =>
        reject(reading.error ?? new Error('The journal does not read')),
      );
    },
  );
  database.close();
  return entries.filter((entry) => entry.conversationId === conversationId);
}

export { expect } from '@playwright/test';
