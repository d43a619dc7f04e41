import { describe, expect, it } from 'vitest';
import { fetchWhole } from '../../../../src/genesys/http/fetch-whole.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';

const LIMITS = { timeoutMs: 8_000, maxBytes: 10 };

function setUp(send: (init: RequestInit) => Promise<Response>, limits = LIMITS) {
  const clock = fakeClock();
  const answer = fetchWhole(
    ((_url: string, init: RequestInit) => send(init)) as typeof fetch,
    'x',
    {},
    {
      ...limits,
      clock,
    },
  );
  return { clock, answer };
}

const never = () => new Promise<never>(() => undefined);

/** A body that gives these chunks and then, unless told otherwise, hangs. */
function body(chunks: readonly string[], { ends = false, onCancel = () => {} } = {}) {
  const left = [...chunks];
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift();
      if (next !== undefined) controller.enqueue(new TextEncoder().encode(next));
      else if (ends) controller.close();
      return next === undefined && !ends ? never() : undefined;
    },
    cancel: () => {
      onCancel();
      return never();
    },
  });
}

describe('fetchWhole', () => {
  it('sends within the calling task', () => {
    let sent = false;
    setUp(() => {
      sent = true;
      return never();
    });
    expect(sent).toBe(true);
  });

  it.each([
    ['in one piece', ['{"a":"\u00e9"}']],
    ['in pieces', ['{"a"', ':', '1}']],
    ['of the full length', ['0123456789']],
    ['that is empty', []],
  ])('answers a body %s', async (_what, chunks) => {
    const { answer } = setUp(async () => new Response(body(chunks, { ends: true }), { status: 201 }));
    expect(await answer).toEqual({ kind: 'answered', status: 201, headers: {}, text: chunks.join('') });
  });

  it('puts characters together that came in two pieces', async () => {
    const bytes = new TextEncoder().encode('\u20ac');
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, 1));
        controller.enqueue(bytes.slice(1));
        controller.close();
      },
    });
    const { answer } = setUp(async () => new Response(stream));
    expect(await answer).toMatchObject({ text: '\u20ac' });
  });

  it('gives up a request that is never answered, and aborts it', async () => {
    let signal: AbortSignal | null | undefined;
    const { clock, answer } = setUp((init) => {
      signal = init.signal;
      return never();
    });
    clock.advance(8_000);
    expect(await answer).toEqual({ kind: 'timeout' });
    expect(signal?.aborted).toBe(true);
  });

  it('gives up a body that hangs or drips, although its headers came', async () => {
    const { clock, answer } = setUp(async () => new Response(body(['{'])));
    await settle();
    clock.advance(8_000);
    expect(await answer).toEqual({ kind: 'timeout' });
  });

  it('reads no more than the limit of a body without end, and waits for nobody to close it', async () => {
    let given = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          given += 4;
          controller.enqueue(new Uint8Array(4).fill(0x61));
        },
        cancel: () => {
          cancelled = true;
          return never();
        },
      },
      { highWaterMark: 0 },
    );
    const { answer } = setUp(async () => new Response(endless, { headers: { 'X-One': '1' } }));
    expect(await answer).toEqual({ kind: 'answered', status: 200, headers: { 'x-one': '1' } });
    expect({ given, cancelled }).toEqual({ given: 12, cancelled: true });
  });

  it('does not wait for a body that is not wanted', async () => {
    let cancelled = false;
    const { answer } = setUp(async () => new Response(body([], { onCancel: () => (cancelled = true) })), {
      ...LIMITS,
      maxBytes: 0,
    });
    expect(await answer).toEqual({ kind: 'answered', status: 200, headers: {} });
    expect(cancelled).toBe(true);
  });

  it.each([
    ['no connection', () => Promise.reject(new TypeError('Failed to fetch https://secret.example'))],
    [
      'an error in the call',
      () => {
        throw new Error('illegal');
      },
    ],
    [
      'a body that breaks off',
      async () =>
        new Response(
          new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) }),
        ),
    ],
  ])('keeps nothing of %s', async (_what, send) => {
    expect(await setUp(send).answer).toEqual({ kind: 'offline' });
  });

  it('leaves no timer behind', async () => {
    const { clock, answer } = setUp(async () => new Response('ok'));
    await answer;
    expect(clock.waiting).toBe(0);
  });
});
