/**
 * What leads to this machine and no further, so that it may be plain http. Two sets, because two kinds of people say it.
 * What a page trusts is written by name into config.json, policies and headers: one of three names.
 */
export const LOOPBACK_NAMES = String.raw`localhost|127\.0\.0\.1|\[::1\]`;
const NAMES = new RegExp(`^(${LOOPBACK_NAMES})$`, 'i');

export const isLoopback = (host: string): boolean => NAMES.test(host);

const MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** A host name out of an address: whatever a program of this machine may listen on, which is all of 127.0.0.0/8. */
export const isThisMachine = (host: string): boolean => MACHINE.test(host);
