import type { Page } from '@playwright/test';
import { SEED } from '../../sandbox/control.ts';
import { expect, type Desk } from './fixtures.ts';
import type { Cell } from './sign-in-cells.ts';

const state = 'data-recording-state';
const { ada, ben } = SEED.users;
const LONG = { timeout: 15_000 };

/** Whether a panel gets a token without the agent, once the agent is signed in to Genesys in this browser. */
const isSilent = ({ framing, world }: Cell) => framing !== 'refused' && world === 'stock';
/** Whether panels have storage, and with it one sign-in for the tab. */
const hasStorage = ({ world }: Cell) => world !== 'storage-denied';

/** One panel in one page: the desktop of the test, or another tab's. */
function panelIn(page: Page, id: string) {
  const frame = page.frameLocator(`iframe[title*="${id}"]`);
  return {
    frame,
    region: frame.locator(`[role="region"][data-conversation-id="${id}"]`),
    signIn: frame.getByRole('button', { name: 'Sign in', exact: true }),
    tryAgain: frame.getByRole('button', { name: 'Try again', exact: true }),
    pause: frame.getByRole('button', { name: 'Pause recording', exact: true }),
    who: frame.locator('.who'),
    alert: frame.getByRole('alert'),
  };
}
type Panel = ReturnType<typeof panelIn>;

/** Waits for a panel that works; presses *Sign in* when it asks. Answers how often it had to. */
async function useable(page: Page, panel: Panel, user = 'Ada'): Promise<number> {
  await expect(panel.region.or(panel.signIn).first()).toBeVisible(LONG);
  const shown = panel.frame.locator(`[${state}="recording"], [${state}="paused"]`);
  await expect(shown.or(panel.signIn).first()).toBeVisible(LONG);
  if (!(await panel.signIn.isVisible())) return 0;
  const opened = page.context().waitForEvent('page');
  await panel.signIn.click();
  const popup = await opened;
  // A browser that is signed in is sent back without a page.
  const picker = popup.getByRole('button', { name: user });
  await Promise.race([picker.click().catch(() => undefined), popup.waitForEvent('close')]);
  await expect(shown.first()).toBeVisible(LONG);
  return 1;
}

/** Commands on recordings that the platform was asked for, by whom. */
async function commandsBy(desk: Desk): Promise<readonly (string | undefined)[]> {
  const lines = await desk.sandbox.control.requests();
  return lines
    .filter(({ endpoint }) => ['pause-own', 'pause-others', 'adhoc', 'snippet'].includes(endpoint ?? ''))
    .map(({ userId }) => userId);
}

async function callOf(desk: Desk, page: Page, agentId: string, customerName: string): Promise<string> {
  const { conversationId } = await desk.sandbox.control.call({ agentId, customerName });
  await page.getByRole('button', { name: customerName }).click();
  await page.locator(`iframe[title*="${conversationId}"]`).waitFor({ state: 'attached' });
  return conversationId;
}

async function endCall(desk: Desk, page: Page, conversationId: string, by: string): Promise<void> {
  await desk.act({ conversationId, act: 'customer-hangup' });
  await desk.act({ conversationId, act: 'wrapup', by });
  await expect(page.locator(`iframe[title*="${conversationId}"]`)).toHaveCount(0);
}

/** Ben pauses his own call, under his own name, with as many presses as it takes. Answers the presses. */
async function benPauses(desk: Desk, page: Page, conversationId: string): Promise<number> {
  const panel = panelIn(page, conversationId);
  const presses = await useable(page, panel, 'Ben');
  await expect(panel.who).toContainText('Ben', LONG);
  await panel.pause.click();
  await expect(panel.region).toHaveAttribute('data-safe', 'true');
  expect(await commandsBy(desk)).toEqual([ben]);
  return presses;
}

/** Ada works, hangs up, leaves Genesys; Ben signs in to Genesys. */
async function handOver(desk: Desk): Promise<void> {
  await desk.open();
  const hers = await desk.call({ customerName: 'Customer of Ada' });
  await useable(desk.page, panelIn(desk.page, hers));
  await endCall(desk, desk.page, hers, ada);
  await desk.signOut();
}

/** A call in which Ada and Ben talk to each other, at Ben's desk. */
async function consultAt(desk: Desk): Promise<string> {
  const his = await callOf(desk, desk.page, ben, 'Customer of Ben');
  await desk.act({ conversationId: his, act: 'consult', to: ada, by: ben });
  await desk.act({ conversationId: his, act: 'answer', by: ada });
  return his;
}

export interface Scenario {
  run(desk: Desk, cell: Cell): Promise<void>;
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'cold start': {
    async run(desk, cell) {
      await desk.open();
      const panel = panelIn(desk.page, await desk.call());
      expect(await useable(desk.page, panel)).toBe(isSilent(cell) ? 0 : 1);
      await expect(panel.who).toContainText('Ada Byron');
      await panel.pause.click();
      await expect(panel.region).toHaveAttribute('data-safe', 'true');
    },
  },

  'five calls in a row, nobody alive between, and a reload of the desktop': {
    async run(desk, cell) {
      await desk.open();
      let presses = 0;
      for (const name of ['A', 'B', 'C', 'D', 'E']) {
        const id = await desk.call({ customerName: `Customer ${name}` });
        const panel = panelIn(desk.page, id);
        presses += await useable(desk.page, panel);
        if (name === 'C') {
          await desk.page.reload();
          await desk.page.getByRole('button', { name: 'Customer C' }).click();
          presses += await useable(desk.page, panel);
        }
        await panel.pause.click();
        await expect(panel.region).toHaveAttribute('data-safe', 'true');
        await endCall(desk, desk.page, id, ada);
      }
      expect(presses).toBe(isSilent(cell) ? 0 : hasStorage(cell) ? 1 : 6);
      const { tokens } = await desk.sandbox.control.truth();
      if (hasStorage(cell)) expect(tokens).toHaveLength(1);
    },
  },

  'the token ends in a call that is paused': {
    async run(desk, cell) {
      await desk.open();
      const id = await desk.call();
      const panel = panelIn(desk.page, id);
      await useable(desk.page, panel);
      await panel.pause.click();
      await expect(panel.region).toHaveAttribute('data-safe', 'true');
      await desk.sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
      if (isSilent(cell)) {
        await expect.poll(async () => (await desk.sandbox.control.truth()).tokens.length, LONG).toBe(2);
      } else {
        await expect(panel.signIn).toBeVisible(LONG);
        await expect(panel.region).toHaveAttribute(state, 'unknown');
        await expect(panel.region).not.toHaveAttribute('data-safe');
        await useable(desk.page, panel);
      }
      await expect(panel.region).toHaveAttribute(state, 'paused', LONG);
      expect((await desk.truth(id)).capturing).toBe(false);
    },
  },

  'a popup that the browser blocks': {
    async run(desk) {
      await desk.open({ signedIn: false });
      const panel = panelIn(desk.page, await desk.call());
      await expect(panel.signIn).toBeVisible(LONG);
      const body = panel.frame.locator('body');
      await body.evaluate(() => {
        Object.assign(window, { reallyOpen: window.open.bind(window) });
        window.open = () => null;
      });
      await panel.signIn.click();
      await expect(panel.alert.first()).toContainText('blocked the sign-in window');
      await expect(panel.alert.first()).toContainText("Use Genesys' own Secure pause button.");
      await body.evaluate(() => {
        window.open = (window as unknown as { reallyOpen: typeof window.open }).reallyOpen;
      });
      const opened = desk.page.context().waitForEvent('page');
      // By key: a second click at once, where something else was, would be taken for one gesture.
      await panel.tryAgain.press('Enter');
      await (await opened).getByRole('button', { name: 'Ada' }).click();
      await expect(panel.region).toHaveAttribute(state, 'recording');
    },
  },

  'a popup that is closed': {
    async run(desk) {
      await desk.open({ signedIn: false });
      const panel = panelIn(desk.page, await desk.call());
      await expect(panel.signIn).toBeVisible(LONG);
      const opened = desk.page.context().waitForEvent('page');
      await panel.signIn.click();
      await (await opened).close();
      await expectsNoAnswer(desk, panel);
      const again = desk.page.context().waitForEvent('page');
      await panel.tryAgain.click();
      await (await again).getByRole('button', { name: 'Ada' }).click();
      await expect(panel.region).toHaveAttribute(state, 'recording');
    },
  },

  'a popup that an identity provider cuts off': {
    async run(desk) {
      await desk.sandbox.control.switch({ identityProvider: 'coop' });
      await desk.open({ signedIn: false });
      const panel = panelIn(desk.page, await desk.call());
      await expect(panel.signIn).toBeVisible(LONG);
      const opened = desk.page.context().waitForEvent('page');
      await panel.signIn.click();
      const popup = await opened;
      // In a window that inherits a frame's sandbox it is the browser's own error page, from which nothing comes.
      await expect(popup.getByRole('link', { name: 'Go on' })).toHaveCount(0);
      await popup.close();
      await expectsNoAnswer(desk, panel);
      await desk.sandbox.control.switch({ identityProvider: 'none' });
      await desk.signInAs(ada);
      await panel.tryAgain.click();
      await expect(panel.region).toHaveAttribute(state, 'recording', LONG);
    },
  },

  'the platform’s own error page': {
    async run(desk) {
      for (const signInRefusal of ['unknown-client', 'unregistered-redirect'] as const) {
        await desk.sandbox.control.switch({ signInRefusal });
        await desk.open({ signedIn: false });
        const panel = panelIn(desk.page, await desk.call({ customerName: signInRefusal }));
        await expect(panel.signIn).toBeVisible(LONG);
        const opened = desk.page.context().waitForEvent('page');
        await panel.signIn.click();
        const popup = await opened;
        await expect(popup.getByRole('alert')).toBeVisible();
        const offer = panel.frame.locator('[data-sign-in]');
        await expect(offer).toContainText(SEED.clients.implicit);
        await expect(offer).toContainText(`${desk.sandbox.appUrl}/index.html`);
        await popup.close();
        await expectsNoAnswer(desk, panel);
      }
    },
  },

  'ten panels at once': {
    async run(desk, cell) {
      await desk.open();
      const names = hasStorage(cell) ? 'ABCDEFGHIJ' : 'ABC';
      const ids: string[] = [];
      for (const letter of names) ids.push(await desk.call({ customerName: `Customer ${letter}` }));
      let presses = 0;
      for (const [at, id] of ids.entries()) {
        await desk.select(`Customer ${names[at]}`);
        const panel = panelIn(desk.page, id);
        // Who signs in in one panel does so for all of them.
        if (at > 0 && hasStorage(cell)) await expect(panel.region).toHaveAttribute(state, 'recording', LONG);
        else presses += await useable(desk.page, panel);
      }
      expect(presses).toBe(isSilent(cell) ? 0 : hasStorage(cell) ? 1 : ids.length);
      const { tokens } = await desk.sandbox.control.truth();
      expect(tokens).toHaveLength(hasStorage(cell) ? 1 : ids.length);
    },
  },

  'another agent in the same tab': {
    async run(desk, cell) {
      await handOver(desk);
      await desk.open({ user: 'ben' });
      const his = await callOf(desk, desk.page, ben, 'Customer of Ben');
      expect(await benPauses(desk, desk.page, his)).toBe(isSilent(cell) ? 0 : 1);
    },
  },

  'another agent in the same tab, the first with a live call elsewhere': {
    async run(desk, cell) {
      await handOver(desk);
      const { conversationId: elsewhere } = await desk.sandbox.control.call({ agentId: ada });
      await desk.open({ user: 'ben' });
      const keeper = await desk.keeper();
      if (hasStorage(cell)) {
        await expect(keeper.locator('.who')).toContainText('Are you Ada Byron?', LONG);
        const theirs = keeper.locator(`[data-conversation-id="${elsewhere}"]`);
        await theirs.getByRole('button', { name: 'Pause recording', exact: true }).click();
        await expect(theirs.getByRole('alert')).toContainText('Nothing was sent');
        await expect(theirs.getByRole('button', { name: 'Resume recording', exact: true })).toHaveAttribute(
          'aria-disabled',
          'true',
        );
      }
      expect(await commandsBy(desk)).toEqual([]);
      const his = await callOf(desk, desk.page, ben, 'Customer of Ben');
      await benPauses(desk, desk.page, his);
      // What Ben's panel has settled, the sidebar learns.
      if (hasStorage(cell)) await expect(keeper.locator('.who')).toContainText('Ben', LONG);
    },
  },

  'another agent in the same tab, in a consult with the first': {
    async run(desk, cell) {
      await handOver(desk);
      await desk.open({ user: 'ben' });
      const his = await consultAt(desk);
      const panel = panelIn(desk.page, his);
      if (hasStorage(cell)) {
        await expect(panel.who).toContainText('Are you Ada Byron?', LONG);
        await panel.pause.click();
        await expect(panel.alert.first()).toContainText('Nothing was sent');
        await expect(panel.region).not.toHaveAttribute('data-safe');
        expect(await commandsBy(desk)).toEqual([]);
        await panel.who.getByRole('button', { name: 'Not you?' }).click();
        await expect(panel.signIn).toBeVisible();
        await useable(desk.page, panel, 'Ben');
        await expect(panel.who).toContainText('Ben', LONG);
        // The press goes out under his own name, unless signing in has taken too long for that: then it is said.
        const tooOld = panel.alert.filter({ hasText: 'Nothing was sent' });
        await expect(panel.frame.locator('[data-safe="true"]').or(tooOld).first()).toBeVisible(LONG);
        if (await tooOld.isVisible()) await panel.pause.click();
        await expect(panel.region).toHaveAttribute('data-safe', 'true');
        expect(await commandsBy(desk)).toEqual([ben]);
        return;
      }
      await benPauses(desk, desk.page, his);
    },
  },

  'another agent in a fresh tab': {
    async run(desk, cell) {
      await desk.open();
      const hers = await desk.call({ customerName: 'Customer of Ada' });
      await useable(desk.page, panelIn(desk.page, hers));
      await desk.signInAs(ben);
      const tab = await desk.page.context().newPage();
      await tab.goto(`${desk.sandbox.desktopUrl}/?scenario=none&user=ben`);
      const his = await callOf(desk, tab, ben, 'Customer of Ben');
      expect(await benPauses(desk, tab, his)).toBe(isSilent(cell) ? 0 : 1);
      await expect(panelIn(desk.page, hers).region).toHaveAttribute(state, 'recording');
    },
  },

  'another agent in a copied tab': {
    async run(desk, cell) {
      await desk.open();
      const hers = await desk.call({ customerName: 'Customer of Ada' });
      await useable(desk.page, panelIn(desk.page, hers));
      await desk.signInAs(ben);
      // A window that a page opens begins with a copy of its sessionStorage, of all origins, as a duplicated tab does.
      const opened = desk.page.context().waitForEvent('page');
      await desk.page.evaluate(
        (url) => void window.open(url),
        `${desk.sandbox.desktopUrl}/?scenario=none&user=ben`,
      );
      const tab = await opened;
      const his = await callOf(desk, tab, ben, 'Customer of Ben');
      expect(await benPauses(desk, tab, his)).toBe(isSilent(cell) ? 0 : 1);
      if (!hasStorage(cell)) return;
      const idIn = (page: Page, id: string) =>
        panelIn(page, id)
          .frame.locator('body')
          .evaluate(() => sessionStorage.getItem('rc1.tab'));
      expect(await idIn(tab, his)).not.toBe(await idIn(desk.page, hers));
    },
  },

  'another agent in a restored tab': {
    async run(desk, cell) {
      await desk.open();
      const hers = await desk.call({ customerName: 'Customer of Ada' });
      await useable(desk.page, panelIn(desk.page, hers));
      const stored: Record<string, string> = hasStorage(cell)
        ? await panelIn(desk.page, hers)
            .frame.locator('body')
            .evaluate(() => ({ ...sessionStorage }) as Record<string, string>)
        : {};
      await endCall(desk, desk.page, hers, ada);
      await desk.page.goto('about:blank');
      await desk.signOut();
      await desk.signInAs(ben);
      const tab = await desk.page.context().newPage();
      await tab.addInitScript(
        ({ appUrl, items }) => {
          if (location.origin !== appUrl || sessionStorage.getItem('rc1.tab') !== null) return;
          for (const [key, value] of Object.entries(items)) sessionStorage.setItem(key, value);
        },
        { appUrl: desk.sandbox.appUrl, items: stored },
      );
      await tab.goto(`${desk.sandbox.desktopUrl}/?scenario=none&user=ben`);
      const his = await callOf(desk, tab, ben, 'Customer of Ben');
      expect(await benPauses(desk, tab, his)).toBe(isSilent(cell) ? 0 : 1);
    },
  },
};

/** A window without an answer ends in our words: both values to check, Genesys' own button, and nothing about who closed it. */
async function expectsNoAnswer(desk: Desk, panel: Panel): Promise<void> {
  const alert = panel.alert.first();
  await expect(alert).toContainText('The sign-in window brought no answer.');
  await expect(alert).toContainText(SEED.clients.implicit);
  await expect(alert).toContainText(`${desk.sandbox.appUrl}/index.html`);
  await expect(alert).toContainText("Use Genesys' own Secure pause button.");
  await expect(alert).not.toContainText(/you (have )?closed/i);
  await expect(panel.tryAgain).toBeVisible();
}
