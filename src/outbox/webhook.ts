import type { Clock } from '../app/ports.ts';
import { headText } from './anchors.ts';
import { canonicalJson } from './chain.ts';
import { send } from './delivery.ts';
import type { SenderOptions } from './sender.ts';

/** What passes: too slow, too early, too many. Every other 4xx is about this entry, or about us. */
const PASSES = new Set([408, 425, 429]);

/**
 * An entry as it stands in an export: whoever keeps the bodies, a line each, has a log that `audit verify` reads. From a browser
 * nothing proves who sends it; no cookie and no referrer goes along.
 */
export const createDeliver =
  (
    url: string,
    deps: { readonly fetch: typeof fetch; readonly clock: Pick<Clock, 'wall' | 'after'> },
  ): SenderOptions['deliver'] =>
  (entry, head) =>
    send(
      {
        url,
        key: entry.id,
        body: canonicalJson(entry),
        head: headText(head),
        more: { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' },
        isForGood: (status) => status >= 400 && status < 500 && !PASSES.has(status),
      },
      deps,
    );
