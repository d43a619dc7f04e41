import { describe, expect, it } from 'vitest';
import { ok } from '../../../src/domain/result.ts';
import { createQueueApi } from '../../../src/genesys/queue-api.ts';
import type { Rest } from '../../../src/genesys/http/rest.ts';

const NOW = { from: 0, to: 1 };
const OTHER = { conversationId: '00000000-0000-4000-8000-000000000002' };
const CALL = { conversationId: '00000000-0000-4000-8000-000000000001' };

/** Answers the pages in this order, and the last one again and again. */
function asked(...pages: unknown[]) {
  const rest: Rest = {
    ask: async (_request, decode) => decode(pages.length > 1 ? pages.shift() : pages[0]),
    tell: async () => ok(undefined),
  };
  return createQueueApi(rest);
}

describe('half a list is none', () => {
  it.each([
    ['counts more than it shows', [{ totalHits: 50 }]],
    ['ends before its total', [{ totalHits: 2, conversations: [CALL] }, { totalHits: 2 }]],
    [
      'shows one page twice',
      [
        { totalHits: 2, conversations: [CALL] },
        { totalHits: 2, conversations: [CALL] },
      ],
    ],
    [
      'shows some of it twice, and no more',
      [
        { totalHits: 3, conversations: [CALL, OTHER] },
        { totalHits: 3, conversations: [OTHER] },
      ],
    ],
    ['never ends', [{ totalHits: 1e9, conversations: [CALL] }]],
  ])('of calls: it %s', async (_title, pages) => {
    const calls = await asked(...pages).calls('queue', NOW, 'live');
    expect(calls).toEqual({ ok: false, failure: { kind: 'malformed', what: 'totalHits' } });
  });

  it('of queues: a page is missing', async () => {
    const queues = await asked(
      { entities: [{ id: 'a', name: 'A' }], pageCount: 3 },
      { pageCount: 3 },
    ).queues();
    expect(queues).toEqual({ ok: false, failure: { kind: 'malformed', what: 'pageCount' } });
  });

  it('of queues: a page is the one before', async () => {
    const page = { entities: [{ id: 'a', name: 'A' }], pageCount: 2 };
    expect(await asked(page).queues()).toEqual({
      ok: false,
      failure: { kind: 'malformed', what: 'pageCount' },
    });
  });

  it('shows what is on two pages once', async () => {
    const pages = [
      { totalHits: 2, conversations: [CALL, CALL] },
      { totalHits: 2, conversations: [CALL, OTHER] },
    ];
    expect(await asked(...pages).calls('queue', NOW, 'live')).toEqual(ok([CALL, OTHER]));
  });

  it('is whole where it shows what it counts, and where there is nothing', async () => {
    expect(await asked({ totalHits: 1, conversations: [CALL] }).calls('queue', NOW, 'live')).toEqual(
      ok([CALL]),
    );
    expect(await asked({ totalHits: 0 }).calls('queue', NOW, 'live')).toEqual(ok([]));
    expect(await asked({ entities: [] }).queues()).toEqual(ok([]));
  });
});

describe('a queue with more calls than can be paged through', () => {
  const HOUR = 3_600_000;
  const DAY = { from: Date.UTC(2026, 0, 5), to: Date.UTC(2026, 0, 6) };
  const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

  /** Analytics of as many calls, evenly over the day, or all at one moment. It tells of those at both ends of an interval. */
  function busy(count: number, spread = DAY.to - DAY.from) {
    const asks = { times: 0, furthest: 0 };
    const all = Array.from({ length: count }, (_, index) => ({
      id: idOf(index),
      at: DAY.from + Math.floor((index * spread) / count),
    }));
    const rest: Rest = {
      async ask({ body }, decode) {
        const { interval, paging } = body as {
          interval: string;
          paging: { pageSize: number; pageNumber: number };
        };
        const [from = 0, to = 0] = interval.split('/').map((each) => Date.parse(each));
        const within = all.filter(({ at }) => at >= from && at <= to);
        asks.times += 1;
        asks.furthest = Math.max(asks.furthest, paging.pageNumber);
        const start = (paging.pageNumber - 1) * paging.pageSize;
        return decode({
          totalHits: within.length,
          conversations: within
            .slice(start, start + paging.pageSize)
            .map(({ id }) => ({ conversationId: id })),
        });
      },
      tell: async () => ok(undefined),
    };
    return { asks, api: createQueueApi(rest) };
  }

  it.each([9_999, 10_001, 25_000])('is told of whole, each call once: %i', async (count) => {
    for (const which of ['all', 'live'] as const) {
      const { api, asks } = busy(count);
      const found = await api.calls('queue', DAY, which);
      expect(found.ok && new Set(found.value.map(({ conversationId }) => conversationId)).size).toBe(count);
      expect(found.ok && found.value.length).toBe(count);
      expect(asks.furthest).toBeLessThanOrEqual(100);
      // Little more than the pages that there are.
      expect(asks.times).toBeLessThan((count / 100) * 1.2 + 2);
    }
  });

  it('is a failure where no shorter time has fewer, and soon', async () => {
    const { api, asks } = busy(20_000, 0);
    expect(await api.calls('queue', { from: DAY.from - HOUR, to: DAY.to }, 'all')).toEqual({
      ok: false,
      failure: { kind: 'malformed', what: 'totalHits' },
    });
    expect(asks.times).toBeLessThan(150);
  });
});

describe('recordings', () => {
  const one = { id: 'r', media: 'audio', fileState: 'AVAILABLE' };

  it.each([{}, { conversationId: 'call' }])('are those of the call that was asked for: %j', async (more) => {
    expect(await asked([{ ...one, ...more }]).recordings('call')).toMatchObject({
      ok: true,
      value: [{ recordingId: 'r' }],
    });
  });

  // What is announced of a call is signed.
  it('of another call are not believed', async () => {
    expect(await asked([one, { ...one, conversationId: 'other' }]).recordings('call')).toEqual({
      ok: false,
      failure: { kind: 'malformed', what: 'conversationId' },
    });
  });
});
