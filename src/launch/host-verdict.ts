import { isLoopback } from '../loopback.ts';
import { domainOfHost, REGION_DOMAINS } from './regions.ts';

/**
 * Whether the page around this one may show it. `unknown`: nobody tells who it is, which is no fault of the page and
 * needs other words than a refusal.
 */
export type HostVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'not-allowed'; readonly origin: string }
  | { readonly kind: 'unknown' };

/**
 * What tells who is around this page, and what it is worth:
 *
 * - `location.ancestorOrigins` names every frame, cannot be forged, and is missing in Firefox. An entry of `null` is one
 *   that conceals itself, or has no origin.
 * - The origin of a message from the frame around this one cannot be forged either. The desktop sends one after loading
 *   (docs/platform-notes.md, "bootstrap"); a page that stays silent tells nothing.
 * - The referrer is written by the browser and names the nearest page at most. It may be missing (`no-referrer`). After a
 *   sign-in within the frame it is the sign-in page, which stands for the desktop of its region: Genesys decides who may
 *   frame that. Our own origin tells nothing: this page was loaded from itself.
 * - What was proven before in this tab, so that a sign-in or a reload forgets nothing. Storage is kept apart by the page
 *   at the top, so that another site does not inherit it.
 * - `gcHostOrigin` is written by whoever made the address, so that it proves nothing and is not asked here.
 *
 * Without `ancestorOrigins` only the nearest frame can be known: there the header `frame-ancestors` guards alone
 * against pages further out (docs/admin-guide.md).
 */
export interface HostEvidence {
  /** Nearest first; empty at the top; `undefined` where the browser does not list them. */
  readonly listed: readonly string[] | undefined;
  readonly referrer: string;
  readonly kept: KeptOrigin;
  /** The origin of the first message from the frame around this one; `undefined` when none came in time. */
  parentSpoke(): Promise<string | undefined>;
}

/** Whom this page trusts around it. */
export interface Trust {
  /** Our own origin: a hidden frame of our own page signs in. */
  readonly self: string;
  readonly allowedOrigins: readonly string[];
  /** Host of the gateway, when one is configured. */
  readonly gatewayHost?: string | undefined;
}

/** The nearest origin around this page that was proven in this tab. */
export interface KeptOrigin {
  read(): string | undefined;
  write(origin: string): void;
}

/** To be asked before anything is navigated: afterwards the referrer is another one. */
export async function judgeHost(evidence: HostEvidence, trust: Trust): Promise<HostVerdict> {
  const { listed, kept } = evidence;
  const told = listed?.filter((origin) => origin !== CONCEALED) ?? [];
  const stranger = told.find((origin) => !isTrusted(origin, trust));
  if (stranger !== undefined) return { kind: 'not-allowed', origin: stranger };
  if (listed?.length === told.length) return { kind: 'allowed' };
  // Nothing but the browser's list tells of frames further out.
  if (listed?.slice(1).includes(CONCEALED)) return { kind: 'unknown' };
  const nearest = embedderOf(evidence.referrer, trust.self) ?? kept.read() ?? (await evidence.parentSpoke());
  if (nearest === undefined) return { kind: 'unknown' };
  if (!isTrusted(nearest, trust)) return { kind: 'not-allowed', origin: nearest };
  kept.write(nearest);
  return { kind: 'allowed' };
}

const CONCEALED = 'null';

function embedderOf(referrer: string, self: string): string | undefined {
  const origin = URL.canParse(referrer) ? new URL(referrer).origin : undefined;
  if (origin === self) return undefined;
  const domain = REGION_DOMAINS.find((known) => origin === `https://login.${known}`);
  return domain === undefined ? origin : `https://apps.${domain}`;
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

const isLoopbackOrigin = (origin: string): boolean =>
  URL.canParse(origin) && isLoopback(new URL(origin).hostname);

const KEY = 'rc1.host';

/** In the tab's own storage; in memory where that is denied. `storage` is called each time: there the mere access throws. */
export function keptOrigin(storage: () => Storage): KeptOrigin {
  let inMemory: string | undefined;
  return {
    read() {
      try {
        return storage().getItem(KEY) ?? inMemory;
      } catch {
        return inMemory;
      }
    },
    write(origin) {
      inMemory = origin;
      try {
        storage().setItem(KEY, origin);
      } catch {
        // Denied or full: this page remembers, the next one asks again.
      }
    },
  };
}

export const listedAncestors = (page: Window): readonly string[] | undefined => {
  if (page.parent === page) return [];
  // Missing in some browsers although the DOM types promise it.
  const listed: DOMStringList | undefined = page.location.ancestorOrigins;
  return listed && Array.from(listed);
};

/** The desktop speaks as soon as the frame has loaded. An agent waits for it with a customer on the line. */
const SPEAKS_WITHIN_MS = 3_000;

/**
 * Listens from now on: the desktop does not repeat what it says after loading. Who asks gets the origin of the first
 * message from the frame around this one, at once or within 3 s.
 */
export function hearParent(
  page: Pick<Window, 'parent' | 'addEventListener'>,
  clock: { after(ms: number, run: () => void): unknown },
): () => Promise<string | undefined> {
  const first = new Promise<string>((resolve) => {
    page.addEventListener('message', ({ source, origin }) => {
      if (source === page.parent) resolve(origin);
    });
  });
  return () =>
    Promise.race([
      first,
      new Promise<undefined>((resolve) => void clock.after(SPEAKS_WITHIN_MS, () => resolve(undefined))),
    ]);
}
