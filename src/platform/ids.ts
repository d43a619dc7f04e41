import type { Ids } from '../app/ports.ts';

/** Needs a secure context: https, or a loopback host. */
export const randomIds: Ids = { next: () => crypto.randomUUID() };
