import type { IncomingMessage } from 'node:http';

const LOOPBACK = String.raw`(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?`;
const HOST = new RegExp(`^${LOOPBACK}$`, 'i');
const ORIGIN = new RegExp(`^https?://${LOOPBACK}$`, 'i');

/**
 * Whether a request comes from a program or a page of this machine. A page from anywhere can reach a loopback port too: its
 * origin tells, and where its own name was made to lead here (DNS rebinding), the host that it asks for.
 */
export const isFromThisMachine = ({ headers: { host, origin } }: IncomingMessage): boolean =>
  HOST.test(host ?? '') && (origin === undefined || ORIGIN.test(origin));
