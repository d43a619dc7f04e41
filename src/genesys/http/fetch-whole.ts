import type { Cancel, Clock } from '../../app/ports.ts';

export type Fetched =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** By lower-case name. */
      readonly headers: Readonly<Record<string, string>>;
      /** Absent: the answer is longer than the limit, and the rest of it was not read. */
      readonly text?: string;
    }
  /** Sent, and no whole answer within the time allowed. */
  | { readonly kind: 'timeout' }
  /** No connection, or it dropped before the answer was complete. */
  | { readonly kind: 'offline' };

export interface FetchLimits {
  /** For the whole answer, to its last byte. */
  readonly timeoutMs: number;
  /** Of the body, unpacked. With 0 the body is not read at all. */
  readonly maxBytes: number;
  readonly clock?: Pick<Clock, 'after'>;
}

const systemClock: Pick<Clock, 'after'> = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * The one place of the product that calls `fetch`: whoever answers may drip for ever, never stop or never answer, and
 * still this ends in time and holds no more than the limit. The request leaves within the calling task; never rejects,
 * and keeps nothing of an error, which may hold URL and headers.
 *
 * The timer is our own and held to the end: the signal of `AbortSignal.timeout` is garbage-collected while a body is
 * read, and then nothing ends it (docs/platform-notes.md, "Requests").
 */
export async function fetchWhole(
  send: typeof fetch,
  url: string,
  init: RequestInit,
  { timeoutMs, maxBytes, clock = systemClock }: FetchLimits,
): Promise<Fetched> {
  const abort = new AbortController();
  let cancel: Cancel = () => undefined;
  const late = new Promise<Fetched>((resolve) => {
    cancel = clock.after(timeoutMs, () => {
      resolve({ kind: 'timeout' });
      abort.abort();
    });
  });
  try {
    return await Promise.race([carry(send, url, { ...init, signal: abort.signal }, maxBytes), late]);
  } finally {
    cancel();
  }
}

async function carry(send: typeof fetch, url: string, init: RequestInit, maxBytes: number): Promise<Fetched> {
  try {
    const answer = await send(url, init);
    const text = await read(answer.body, maxBytes);
    return {
      kind: 'answered',
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      ...(text !== undefined && { text }),
    };
  } catch {
    return { kind: 'offline' };
  }
}

/** The body as text, or nothing as soon as it is longer than the limit. */
async function read(body: Response['body'], maxBytes: number): Promise<string | undefined> {
  if (body === null) return '';
  const reader = body.getReader();
  if (maxBytes === 0) return cancel(reader);
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  do {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes <= maxBytes) text += decoder.decode(value, { stream: true });
  } while (bytes <= maxBytes);
  return cancel(reader);
}

/** Nobody waits for it: what ends the connection may itself hang. */
function cancel(reader: ReadableStreamDefaultReader): undefined {
  reader.cancel().catch(() => undefined);
}
