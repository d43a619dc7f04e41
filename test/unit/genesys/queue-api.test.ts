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
