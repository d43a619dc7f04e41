import type { Plugin } from 'vite';

export interface Mutant {
  readonly rule: number;
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Tried first; nothing hangs on it but time. */
  readonly seed?: number;
}

/** Replaces one exact snippet of the product. */
export function mutation(mutant: Mutant): Plugin;

/** Builds the simulator, with a plugin that breaks the product where one is given; answers the path of the bundle. */
export function buildSimulator(name?: string, plugin?: Plugin): Promise<string>;
