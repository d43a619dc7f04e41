import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { LAUNCH_ARGS, STOCK_FEATURES } from '../../scripts/chromium.mjs';

/**
 * Three browser worlds, because what agents use is none of Playwright's making: its Chromium switches storage
 * partitioning off, and then denies storage and Web Locks in cross-site frames altogether.
 */
export type World = 'stock' | 'cookies-blocked' | 'storage-denied';

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** A fresh profile in the given world. */
export async function openWorld(world: World, options: { locale?: string } = {}): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'rc-e2e-'));
  await mkdir(join(profile, 'Default'));
  // 0: third-party cookies allowed, which is what desktops of agents are set to.
  const preferences = world === 'stock' ? { profile: { cookie_controls_mode: 0 } } : {};
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const features = world === 'storage-denied' ? [] : [STOCK_FEATURES];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...LAUNCH_ARGS, ...features],
    viewport: { width: 1280, height: 800 },
    locale: options.locale ?? 'en-US',
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The browsers of one worker, one for each world. Starting one costs more than most tests. */
export interface OpenWorlds {
  open(world: World): Promise<Browser>;
  /** A test is over. Its pages and cookies go, and the whole browser when it is `spoilt`. */
  done(world: World, spoilt: boolean): Promise<void>;
  close(): Promise<void>;
}

export function openWorlds(): OpenWorlds {
  const open = new Map<World, Browser>();
  return {
    async open(world) {
      const browser = open.get(world) ?? (await openWorld(world));
      open.set(world, browser);
      return browser;
    },
    async done(world, spoilt) {
      const browser = open.get(world);
      if (!browser) return;
      if (spoilt) {
        open.delete(world);
        return browser.close();
      }
      const { context } = browser;
      // The last page would take the browser with it.
      const spare = await context.newPage();
      for (const page of context.pages()) if (page !== spare) await page.close();
      await context.clearCookies();
      await context.clearPermissions();
    },
    async close() {
      for (const browser of open.values()) await browser.close();
    },
  };
}
