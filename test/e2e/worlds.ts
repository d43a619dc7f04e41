import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser as Program, type BrowserContext } from '@playwright/test';
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

const launchOptions = (executablePath: string | undefined) => ({
  ...(executablePath ? { executablePath } : {}),
  chromiumSandbox: process.getuid?.() !== 0,
});
const contextOptions = (locale = 'en-US') => ({ viewport: { width: 1280, height: 800 }, locale });

/**
 * A browser program that gives out fresh profiles. The stock world is Chromium's headless shell, which allows third-party cookies as
 * desktops of agents do. The other two need settings that only the whole browser reads, once for each start of it.
 */
function program(world: World) {
  let shell: Promise<Program> | undefined;
  return {
    async open(locale?: string): Promise<Browser> {
      if (world !== 'stock') return openProfile(world, locale);
      shell ??= chromium.launch({
        ...launchOptions(process.env['HEADLESS_SHELL_PATH']),
        args: [...LAUNCH_ARGS, STOCK_FEATURES],
      });
      const context = await (await shell).newContext(contextOptions(locale));
      return { context, close: () => context.close() };
    },
    async close() {
      await (await shell)?.close();
    },
  };
}

async function openProfile(world: World, locale?: string): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'rc-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...launchOptions(process.env['CHROMIUM_PATH']),
    ...contextOptions(locale),
    args: [...LAUNCH_ARGS, ...(world === 'storage-denied' ? [] : [STOCK_FEATURES])],
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A fresh profile in a browser program of its own, which ends with it. */
export async function openWorld(world: World, options: { locale?: string } = {}): Promise<Browser> {
  const own = program(world);
  const { context, close } = await own.open(options.locale);
  return {
    context,
    async close() {
      await close();
      await own.close();
    },
  };
}

/** The browser programs of one worker, one for each world. */
export interface OpenWorlds {
  /** A fresh profile: what one test leaves behind no other test can see. */
  open(world: World): Promise<Browser>;
  close(): Promise<void>;
}

export function openWorlds(): OpenWorlds {
  const programs = new Map<World, ReturnType<typeof program>>();
  return {
    open(world) {
      const one = programs.get(world) ?? program(world);
      programs.set(world, one);
      return one.open();
    },
    async close() {
      for (const one of programs.values()) await one.close();
    },
  };
}
