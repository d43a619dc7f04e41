import { failed, ok, type Result } from '../domain/result.ts';
import type { Rest } from './http/rest.ts';
import { createRecordingsApi, type RecordingsApi } from './recordings-api.ts';
import { decodeDetails, type FoundCall } from './wire/details-query.ts';
import { decodeQueue, decodeQueues, type Queue } from './wire/routing.ts';

/** What a queue holds, and what is left of its calls. */
export interface QueueApi extends RecordingsApi {
  queue(queueId: string): Promise<Result<Queue>>;
  queues(): Promise<Result<readonly Queue[]>>;
  /** Voice conversations of the queue that began in the interval; analytics lags behind by an unknown time. */
  calls(queueId: string, interval: Interval, which: 'live' | 'all'): Promise<Result<readonly FoundCall[]>>;
}

/** Epoch ms. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

const ID = /^[\w-]{1,64}$/;
/** The most that is commonly accepted. */
const PAGE = 100;
/** As many queues as one channel takes topics; ten times as many calls as a large queue holds at once. */
const MAX_PAGES = 100;
/** No queue gets more calls than all pages show in this time. */
const SHORTEST_MS = 60_000;

export function createQueueApi(rest: Rest): QueueApi {
  /** All pages, each thing once, or a failure that names the total: half a list is none, nor is one half shown twice. */
  async function paged<P, T>(
    what: string,
    ask: (page: number) => Promise<Result<P>>,
    items: (page: P) => readonly T[],
    idOf: (item: T) => string,
    more: (page: P, found: number) => boolean,
  ): Promise<Result<readonly T[]>> {
    const found = new Map<string, T>();
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const answer = await ask(page);
      if (!answer.ok) return answer;
      const some = items(answer.value);
      const before = found.size;
      for (const item of some) found.set(idOf(item), item);
      const isMore = more(answer.value, found.size);
      // It says that there is more, or another page, and shows nothing new: what is missing must not pass for nothing.
      if (found.size === before && (isMore || some.length > 0)) return failed({ kind: 'malformed', what });
      if (!isMore) return ok([...found.values()]);
    }
    return failed({ kind: 'malformed', what });
  }

  /** A busy queue has more calls in a day than can be paged through: then each half of the time is asked for by itself. */
  async function callsOf(
    queueId: string,
    interval: Interval,
    which: 'live' | 'all',
  ): Promise<Result<readonly FoundCall[]>> {
    const { from, to } = interval;
    const canBeCut = to - from >= 2 * SHORTEST_MS;
    let isTooMuch = false;
    const found = await paged(
      'totalHits',
      async (pageNumber) => {
        const answer = await rest.ask(
          {
            method: 'POST',
            path: '/api/v2/analytics/conversations/details/query',
            body: detailsQuery(queueId, interval, which, pageNumber),
          },
          decodeDetails,
        );
        isTooMuch = canBeCut && answer.ok && answer.value.totalHits > MAX_PAGES * PAGE;
        return isTooMuch ? failed({ kind: 'malformed', what: 'totalHits' }) : answer;
      },
      ({ calls }) => calls,
      ({ conversationId }) => conversationId,
      ({ totalHits }, known) => known < totalHits,
    );
    if (!isTooMuch) return found;
    const middle = Math.floor((from + to) / 2);
    const earlier = await callsOf(queueId, { from, to: middle }, which);
    if (!earlier.ok) return earlier;
    const later = await callsOf(queueId, { from: middle, to }, which);
    if (!later.ok) return later;
    // A call at the cut may be told of twice; what is known of it later counts.
    return ok([
      ...new Map([...earlier.value, ...later.value].map((call) => [call.conversationId, call])).values(),
    ]);
  }

  return {
    async queue(queueId) {
      if (!ID.test(queueId)) return failed({ kind: 'not-found' });
      return rest.ask(
        { method: 'GET', path: '/api/v2/routing/queues/{queueId}', params: { queueId } },
        decodeQueue,
      );
    },
    queues() {
      let pageNumber = 0;
      return paged(
        'pageCount',
        (page) => {
          pageNumber = page;
          const query = { pageSize: String(PAGE), pageNumber: String(page) };
          return rest.ask({ method: 'GET', path: '/api/v2/routing/queues', query }, decodeQueues);
        },
        ({ queues }) => queues,
        ({ id }) => id,
        ({ pageCount }) => pageNumber < pageCount,
      );
    },
    calls: callsOf,
    ...createRecordingsApi(rest),
  };
}

function detailsQuery(queueId: string, { from, to }: Interval, which: 'live' | 'all', pageNumber: number) {
  const dimension = (name: string, value: string) => ({ type: 'dimension', dimension: name, value });
  return {
    interval: `${new Date(from).toISOString()}/${new Date(to).toISOString()}`,
    order: 'asc',
    orderBy: 'conversationStart',
    paging: { pageSize: PAGE, pageNumber },
    ...(which === 'live' && {
      conversationFilters: [
        {
          type: 'and',
          predicates: [{ type: 'dimension', dimension: 'conversationEnd', operator: 'notExists' }],
        },
      ],
    }),
    segmentFilters: [
      { type: 'and', predicates: [dimension('queueId', queueId), dimension('mediaType', 'voice')] },
    ],
  };
}
