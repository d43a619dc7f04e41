import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { SEED } from '../../sandbox/control.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { tasksDuring, type Task } from './tasks.ts';

export interface Layout {
  readonly calls: number;
  /** A panel for each call beside the one for all of them, as a desktop keeps them: they share one thread. */
  readonly framed: boolean;
}

/** Panels of one agent whose calls have been found to be recorded, and what can be measured of them. */
export interface Desk {
  readonly layout: Layout;
  readonly sandbox: Sandbox;
  readonly callIds: readonly string[];
  /** Frames with an event that the platform has sent to the panels. */
  eventsHeard(): number;
  /** CPU ms that the panels' thread spent on scripts since it began. */
  scriptMs(): Promise<number>;
  /** Tasks of the panels' thread while `run` runs. */
  tasksDuring(run: () => Promise<void>): Promise<readonly Task[]>;
  readCount(): Promise<number>;
  close(): Promise<void>;
}

const PATIENCE_MS = 60_000;

export async function openDesk(browser: Browser, sandbox: Sandbox, layout: Layout): Promise<Desk> {
  const { control } = sandbox;
  await control.reset();
  // One change is one event here, and nothing is refused for want of rate.
  await control.switch({ requestsPerMinute: 1_000_000, duplicateEvents: false });
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 400, height: 900 } });
  await context.request.post(`${sandbox.platformUrl}/_sandbox/session`, {
    data: { userId: SEED.users.ada },
  });
  const callIds: string[] = [];
  while (callIds.length < layout.calls) callIds.push((await control.call()).conversationId);

  const page = await context.newPage();
  let heard = 0;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('.conversations.calls"')) heard += 1;
    }),
  );
  const panels = layout.framed ? await openFrames(page, sandbox, callIds) : await openPage(page, sandbox);
  for (const panel of panels) await shown(panel.frame, panel.calls);
  const sessions = await Promise.all(panels.map(({ frame }) => sessionOf(context, page, frame)));

  return {
    layout,
    sandbox,
    callIds,
    eventsHeard: () => heard,
    async scriptMs() {
      const each = await Promise.all(sessions.map(scriptMsOf));
      return each.reduce((sum, ms) => sum + ms, 0);
    },
    tasksDuring: (run) => tasksDuring(browser, run),
    async readCount() {
      const requests = await control.requests();
      return requests.filter(({ endpoint }) => endpoint === 'read-call').length;
    },
    close: () => context.close(),
  };
}

interface Panel {
  readonly frame: ReturnType<Page['mainFrame']>;
  readonly calls: number;
}

async function openPage(page: Page, { appUrl, control }: Sandbox): Promise<readonly Panel[]> {
  await page.goto(`${appUrl}/index.html?gcLangTag=en-US`);
  const { conversations } = await control.truth();
  return [{ frame: page.mainFrame(), calls: conversations.length }];
}

/** All frames of the app's origin share one thread, as they do in the agent desktop. */
async function openFrames(
  page: Page,
  sandbox: Sandbox,
  callIds: readonly string[],
): Promise<readonly Panel[]> {
  await page.goto(`${sandbox.platformUrl}/_sandbox/truth`);
  const panels: Panel[] = [];
  for (const id of [undefined, ...callIds]) {
    const query = id === undefined ? '' : `&gcConversationId=${id}`;
    const src = `${sandbox.appUrl}/index.html?gcLangTag=en-US${query}`;
    const element = await page.evaluateHandle((url) => {
      const frame = document.createElement('iframe');
      frame.src = url;
      frame.style.height = '400px';
      return document.body.appendChild(frame);
    }, src);
    const frame = await element.contentFrame();
    if (!frame) throw new Error('A panel has no frame.');
    const calls = id === undefined ? callIds.length : 1;
    await shown(frame, calls);
    panels.push({ frame, calls });
  }
  return panels;
}

async function shown(frame: Panel['frame'], calls: number): Promise<void> {
  await frame.waitForFunction(
    (count) => document.querySelectorAll('[data-recording-state="recording"]').length === count,
    calls,
    // By a timer: a frame out of sight is not drawn, and hears of no animation frame.
    { timeout: PATIENCE_MS, polling: 100 },
  );
}

async function sessionOf(context: BrowserContext, page: Page, frame: Panel['frame']): Promise<CDPSession> {
  const session = await context.newCDPSession(frame === page.mainFrame() ? page : frame);
  // CPU time of the thread: what a busy machine adds to the wall clock does not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return session;
}

async function scriptMsOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? NaN) * 1_000;
}
