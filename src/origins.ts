import { domainOfHost } from './regions.ts';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export const isLoopback = (host: string): boolean => LOOPBACK.has(host.toLowerCase());

const isLoopbackOrigin = (origin: string): boolean =>
  URL.canParse(origin) && isLoopback(new URL(origin).hostname);

export interface Trust {
  /** Our own origin: a hidden frame of our own page signs in. */
  readonly self: string;
  readonly allowedOrigins: readonly string[];
  /** Host of the gateway, when one is configured. */
  readonly gatewayHost?: string | undefined;
}

/**
 * Whether a page of this origin may show this app. It could lay something over the buttons, so that every one around
 * counts, also outside the desktop (Genesys embedded in a CRM).
 */
export function isTrusted(origin: string, trust: Trust): boolean {
  const onLoopback = trust.gatewayHost !== undefined && isLoopback(trust.gatewayHost);
  return (
    origin === trust.self ||
    domainOfHost(origin) !== undefined ||
    trust.allowedOrigins.includes(origin) ||
    (onLoopback && isLoopbackOrigin(origin))
  );
}
