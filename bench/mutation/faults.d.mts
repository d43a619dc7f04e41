import type { Plugin } from 'vite';

/** One small fault in one source file. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly find: string;
  readonly replace: string;
}

/** Every fault that can be planted in `code`, in the order in which the code stands. */
export function faultsOf(code: string, file: string): readonly Fault[];
export function withFault(code: string, fault: Fault): string;
/** Loads one file with a fault in it. */
export function planting(fault: Fault): Plugin;
