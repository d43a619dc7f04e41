import type { Models } from 'purecloud-platform-client-v2';
import type { Result } from '../../domain/result.ts';
import { decode, type Fields } from './fields.ts';

export interface Queue {
  readonly id: string;
  readonly name: string;
}

export interface QueuePage {
  readonly queues: readonly Queue[];
  readonly pageCount: number;
}

const queue = (fields: Fields<Models.Queue>): Queue => ({
  id: fields.id('id'),
  name: fields.text('name') ?? '',
});

/** GET routing/queues/{id}. */
export const decodeQueue = (value: unknown): Result<Queue> => decode<Models.Queue, Queue>(value, queue);

/** GET routing/queues, one page of them. */
export const decodeQueues = (value: unknown): Result<QueuePage> =>
  decode<Models.QueueEntityListing, QueuePage>(value, (listing) => ({
    queues: (listing.objects<Models.Queue>('entities') ?? []).map(queue),
    pageCount: listing.number('pageCount') ?? 1,
  }));
