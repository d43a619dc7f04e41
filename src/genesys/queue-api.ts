import { failed, ok, type Result } from '../domain/result.ts';
import type { Rest } from './http/rest.ts';
import { decodeDetails, type FoundCall } from './wire/details-query.ts';
import { decodeRecordingMetadata, type RecordingFacts } from './wire/recording-metadata.ts';
import { decodeQueue, decodeQueues, type Queue } from './wire/routing.ts';

/** What a queue holds, and what is left of its calls. */
export interface QueueApi {
  queue(queueId: string): Promise<Result<Queue>>;
  queues(): Promise<Result<readonly Queue[]>>;
  /** Voice conversations of the queue that began in the interval; analytics lags behind by an unknown time. */
  calls(queueId: string, interval: Interval, which: 'live' | 'all'): Promise<Result<readonly FoundCall[]>>;
  /** Lists recordings; never makes the platform transcode one. */
  recordings(conversationId: string): Promise<Result<readonly RecordingFacts[]>>;
}

/** Epoch ms. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

const ID = /^[\w-]{1,64}$/;
/** The most that is commonly accepted. */
const PAGE = 100;
/** As many queues as one channel takes topics; ten times as many calls as a large queue holds. */
const MAX_PAGES = 100;

export function createQueueApi(rest: Rest): QueueApi {
  /** All pages, or a failure that names the total: half a list is none. */
  async function paged<P, T>(
    what: string,
    ask: (page: number) => Promise<Result<P>>,
    items: (page: P) => readonly T[],
    more: (page: P, found: number) => boolean,
  ): Promise<Result<readonly T[]>> {
    const found: T[] = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const answer = await ask(page);
      if (!answer.ok) return answer;
      const some = items(answer.value);
      found.push(...some);
      if (!more(answer.value, found.length)) return ok(found);
      // It says that there is more, and shows nothing: what is missing must not pass for nothing.
      if (some.length === 0) return failed({ kind: 'malformed', what });
    }
    return failed({ kind: 'malformed', what });
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
        ({ pageCount }) => pageNumber < pageCount,
      );
    },
    calls: (queueId, interval, which) =>
      paged(
        'totalHits',
        (pageNumber) =>
          rest.ask(
            {
              method: 'POST',
              path: '/api/v2/analytics/conversations/details/query',
              body: detailsQuery(queueId, interval, which, pageNumber),
            },
            decodeDetails,
          ),
        ({ calls }) => calls,
        ({ totalHits }, found) => found < totalHits,
      ),
    async recordings(conversationId) {
      if (!ID.test(conversationId)) return failed({ kind: 'not-found' });
      return rest.ask(
        {
          method: 'GET',
          path: '/api/v2/conversations/{conversationId}/recordingmetadata',
          params: { conversationId },
        },
        (body) => decodeRecordingMetadata(conversationId, body),
      );
    },
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
