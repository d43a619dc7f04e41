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

interface Executable {
  /** The variable that names the executable. */
  readonly of: 'HEADLESS_SHELL_PATH' | 'CHROMIUM_PATH';
  readonly args: readonly string[];
}

/**
 * Chromium's headless shell allows third-party cookies, as desktops of agents do, and blocks them when asked to. It never denies storage:
 * that takes the whole browser, which costs twice as much.
 */
const EXECUTABLES: Record<World, Executable> = {
  stock: { of: 'HEADLESS_SHELL_PATH', args: [STOCK_FEATURES] },
  'cookies-blocked': {
    of: 'HEADLESS_SHELL_PATH',
    args: [STOCK_FEATURES, '--test-third-party-cookie-phaseout'],
  },
  'storage-denied': { of: 'CHROMIUM_PATH', args: [] },
};

/** A browser program that gives out fresh profiles. */
function program(world: World) {
  const { of, args } = EXECUTABLES[world];
  const path = process.env[of];
  let running: Promise<Program> | undefined;
  return {
    async open(locale = 'en-US'): Promise<Browser> {
      running ??= chromium.launch({
        ...(path ? { executablePath: path } : {}),
        chromiumSandbox: process.getuid?.() !== 0,
        args: [...LAUNCH_ARGS, ...args],
      });
      // No test looks at motion, and drawing it took 7 % of the processor.
      const context = await (
        await running
      ).newContext({ viewport: { width: 1280, height: 800 }, locale, reducedMotion: 'reduce' });
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
