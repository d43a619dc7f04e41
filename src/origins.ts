import { domainOfHost, REGION_DOMAINS } from './regions.ts';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export const isLoopback = (host: string): boolean => LOOPBACK.has(host.toLowerCase());

const isLoopbackOrigin = (origin: string): boolean =>
  URL.canParse(origin) && isLoopback(new URL(origin).hostname);

/**
 * After a sign-in within the frame the referrer is the sign-in page, which tells nothing about who frames us. It stands
 * for the desktop of its region: Genesys decides who may frame its sign-in page.
 */
function embedderOf(referrer: string): string {
  const origin = URL.canParse(referrer) ? new URL(referrer).origin : '';
  const domain = REGION_DOMAINS.find((known) => origin === `https://login.${known}`);
  return domain === undefined ? origin : `https://apps.${domain}`;
}

/**
 * Origins of all frames around this one, nearest first; empty at the top. Where the browser does not list them, the
 * referrer tells the nearest; an empty string stands for one that nobody tells.
 */
export function ancestorsOf(page: Window): readonly string[] {
  if (page.parent === page) return [];
  // Missing in some browsers although the DOM types promise it.
  const listed: DOMStringList | undefined = page.location.ancestorOrigins;
  return listed ? Array.from(listed) : [embedderOf(page.document.referrer)];
}

export interface Trust {
  /** Our own origin: a hidden frame of our own page signs in. */
  readonly self: string;
  readonly allowedOrigins: readonly string[];
  /** Host of the gateway, when one is configured. */
  readonly gatewayHost?: string | undefined;
}

/**
 * The first ancestor that may not show this app, if any. A page around it could lay something over the buttons, so
 * every ancestor counts, also outside the desktop (Genesys embedded in a CRM).
 */
export function untrustedAncestor(ancestors: readonly string[], trust: Trust): string | undefined {
  const onLoopback = trust.gatewayHost !== undefined && isLoopback(trust.gatewayHost);
  return ancestors.find(
    (origin) =>
      origin !== trust.self &&
      domainOfHost(origin) === undefined &&
      !trust.allowedOrigins.includes(origin) &&
      !(onLoopback && isLoopbackOrigin(origin)),
  );
}
