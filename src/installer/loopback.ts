const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A host of this machine: plain http is allowed there and nowhere else. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host.toLowerCase());
