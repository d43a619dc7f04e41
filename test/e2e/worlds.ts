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

/**
 * A browser program that gives out fresh profiles. The stock world is Chromium's headless shell, which allows third-party cookies as
 * desktops of agents do. The whole browser blocks them in the profiles that it gives out, which the other two worlds are made of.
 */
function program(world: World) {
  const path = process.env[world === 'stock' ? 'HEADLESS_SHELL_PATH' : 'CHROMIUM_PATH'];
  let running: Promise<Program> | undefined;
  return {
    async open(locale = 'en-US'): Promise<Browser> {
      running ??= chromium.launch({
        ...(path ? { executablePath: path } : {}),
        chromiumSandbox: process.getuid?.() !== 0,
        args: [...LAUNCH_ARGS, ...(world === 'storage-denied' ? [] : [STOCK_FEATURES])],
      });
      const context = await (await running).newContext({ viewport: { width: 1280, height: 800 }, locale });
      return { context, close: () => context.close() };
    },
    async close() {
      await (await running)?.close();
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
