import type { Choices } from '../../test/support/random.ts';
import { LATENCY_MS, type PageEnd, type Wires } from './network.ts';
import { EPOCH } from './platform.ts';

export const WEBHOOK_URL = 'https://archive.example/audit';

/** What a page sends to somebody else than Genesys. */
export interface Post {
  readonly at: number;
  readonly url: string;
  readonly method: string;
  readonly key: string;
  readonly head: string;
  readonly body: string;
  readonly credentials: string;
}

/** What becomes of it for the page. */
export type Receipt = 'lost' | { readonly status: number; readonly retryAfterMs: number };

export interface PostWitness {
  posted(post: Post): void;
  reached(post: Post): void;
  receipt(post: Post, receipt: Receipt): void;
}

/** Somebody's archive, which keeps one body for each key. */
export interface Receiver {
  isWell: boolean;
  readonly kept: ReadonlyMap<string, string>;
  /** What pages that are there have sent and have heard nothing of. */
  onTheWay(): number;
  fetchOf(page: PageEnd, witness: PostWitness): typeof fetch;
}

const SPELLS = [
  'well',
  'well',
  'well',
  'away',
  'broken',
  'busy',
  'picky',
  'loses before',
  'loses after',
  'slow',
] as const;
type Spell = (typeof SPELLS)[number];

interface Handled {
  readonly isKept: boolean;
  readonly receipt: Receipt;
  readonly delayMs?: number;
  /** How it asks to wait. */
  readonly retryAfter?: string;
}

const OK: Receipt = { status: 200, retryAfterMs: 0 };

export function createReceiver({ agenda, machine, network }: Wires, random: Choices): Receiver {
  const kept = new Map<string, string>();
  const onTheWay = new Set<Post>();
  let spell: Spell = 'well';
  let spellEndsAt = 0;
  const latency = () => random.between(5, LATENCY_MS);

  function today(): Spell {
    if (receiver.isWell) return 'well';
    if (agenda.now() >= spellEndsAt) {
      spell = random.pick(SPELLS);
      spellEndsAt = agenda.now() + random.pick([5_000, 20_000, 60_000, 120_000]);
    }
    return spell;
  }

  function busy(): Handled {
    const seconds = random.pick([1, 5, 30, 120]);
    const status = random.pick([429, 503]);
    const date = new Date(EPOCH + agenda.now() + seconds * 1_000).toUTCString();
    const retryAfter = random.pick([String(seconds), date, undefined]);
    // A date names whole seconds.
    const untilDateMs = Date.parse(date) - EPOCH - agenda.now();
    const receipt = { status, retryAfterMs: retryAfter === date ? untilDateMs : seconds * 1_000 };
    return retryAfter === undefined
      ? { isKept: false, receipt: { ...receipt, retryAfterMs: 0 } }
      : { isKept: false, receipt, retryAfter };
  }

  function handle({ key }: Post): Handled {
    switch (today()) {
      case 'well':
        return { isKept: true, receipt: OK };
      case 'away':
        return { isKept: false, receipt: 'lost' };
      case 'broken':
        return { isKept: false, receipt: { status: random.pick([500, 502, 302]), retryAfterMs: 0 } };
      case 'busy':
        return busy();
      case 'picky':
        return kept.has(key)
          ? { isKept: true, receipt: { status: 409, retryAfterMs: 0 } }
          : { isKept: false, receipt: { status: random.pick([400, 401, 422]), retryAfterMs: 0 } };
      case 'loses before':
        return random.chance(0.5) ? { isKept: false, receipt: 'lost' } : { isKept: true, receipt: OK };
      case 'loses after':
        return { isKept: true, receipt: random.chance(0.5) ? 'lost' : OK };
      case 'slow':
        return { isKept: true, receipt: OK, delayMs: random.pick([500, 4_000, 9_000, 20_000]) };
    }
  }

  function responseOf({ receipt, retryAfter }: Handled): Response | undefined {
    if (receipt === 'lost') return undefined;
    const headers = {
      date: new Date(EPOCH + agenda.now()).toUTCString(),
      ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    };
    return new Response(null, { status: receipt.status, headers });
  }

  const receiver: Receiver = {
    isWell: false,
    kept,
    onTheWay: () => onTheWay.size,
    fetchOf: (page, witness) => (url, init) => {
      // What a frame that was taken away still runs reaches no network.
      if (!page.isAlive()) return new Promise(() => undefined);
      const headers = new Headers(init?.headers);
      const post: Post = {
        at: agenda.now(),
        url: String(url),
        method: init?.method ?? 'GET',
        key: headers.get('idempotency-key') ?? '',
        head: headers.get('x-recording-control-audit-head') ?? '',
        body: String(init?.body),
        credentials: init?.credentials ?? 'same-origin',
      };
      witness.posted(post);
      onTheWay.add(post);
      page.onGone.push(() => onTheWay.delete(post));
      return new Promise((resolve, reject) => {
        const give = (handled: Handled): void =>
          machine.whenAwake(
            () =>
              page.run(() => {
                const response = responseOf(handled);
                onTheWay.delete(post);
                witness.receipt(post, handled.receipt);
                if (response) resolve(response);
                else reject(new TypeError('Failed to fetch'));
              }),
            'network',
          );
        const lost: Handled = { isKept: false, receipt: 'lost' };
        agenda.after(latency(), () => {
          // It may have left before its page went, or not.
          if (!page.isAlive() && random.chance(0.5)) return;
          if (!network.isUp) return give(lost);
          const handled = handle(post);
          if (handled.isKept) {
            witness.reached(post);
            if (!kept.has(post.key)) kept.set(post.key, post.body);
          }
          agenda.after((handled.delayMs ?? 0) + latency(), () => give(network.isUp ? handled : lost));
        });
      });
    },
  };
  return receiver;
}
