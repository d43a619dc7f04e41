import { LOOPBACK_NAMES } from '../loopback.ts';

/**
 * The one grammar of origins: of config.json, of the installer's options, and of everything that is written into the
 * headers of a host. Letters, digits, dashes and dots only: nothing that a policy, a server's configuration or a list of
 * headers would read as its own, and no wildcard.
 */
const LABEL = '[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?';
export const ORIGIN = new RegExp(
  String.raw`^(https://${LABEL}(\.${LABEL})*|http://(${LOOPBACK_NAMES}))(:[0-9]{1,5})?$`,
);

/** The origin as browsers write it: small letters, no usual port. `undefined` for what is none, or is none of ours to trust. */
export function readOrigin(text: string): string | undefined {
  if (!ORIGIN.test(text) || !URL.canParse(text)) return undefined;
  const { origin, hostname } = new URL(text);
  // `https://1` is 0.0.0.1 to a browser: what is written is what is meant, or it is refused.
  const written = text.replace(/^https?:\/\//, '').replace(/:[0-9]+$/, '');
  return hostname === written.toLowerCase() ? origin : undefined;
}

/** Four numbers and nothing else: what a browser makes of `1`, of `0x7f.1`, and of digits of other scripts. */
const NUMBERS = /^[0-9.]+$/;

/** The origin of a whole address, of which the host is the one that was written. */
export function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, hostname } = new URL(url);
  const written = /^[a-z]+:\/\/(?:[^/?#\\]*@)?([^/?#\\:]*)/i.exec(url)?.[1];
  return NUMBERS.test(hostname) && hostname !== written ? undefined : readOrigin(origin);
}
