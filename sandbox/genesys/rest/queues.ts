import { missingPermissions, problem } from '../errors.ts';
import { QUEUES, userById } from '../people.ts';
import type { WireResponse } from '../wire.ts';
import { jsonReply } from '../wire.ts';
import type { Call, Route } from './route.ts';

const VIEW = 'routing:queue:view';
const SCOPES = ['routing:readonly'];
const QUEUE_PATH = '/api/v2/routing/queues';

type Queue = (typeof QUEUES)[number];

export const QUEUE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: QUEUE_PATH,
    endpoint: 'queues',
    scopes: SCOPES,
    run: (_backend, call) => withView(call, () => page(QUEUE_PATH, QUEUES.map(queueBody), call)),
  },
  {
    method: 'GET',
    path: `${QUEUE_PATH}/me`,
    endpoint: 'queues',
    scopes: SCOPES,
    run: (_backend, call) =>
      page(
        `${QUEUE_PATH}/me`,
        QUEUES.filter(({ members }) => members.includes(call.user.id)).map(queueBody),
        call,
      ),
  },
  {
    method: 'GET',
    path: `${QUEUE_PATH}/{queueId}`,
    endpoint: 'queues',
    scopes: SCOPES,
    run: (_backend, call) =>
      withView(call, () => {
        const queue = queueOf(call);
        return queue === undefined ? problem(404) : jsonReply(200, queueBody(queue));
      }),
  },
  {
    method: 'GET',
    path: `${QUEUE_PATH}/{queueId}/members`,
    endpoint: 'queues',
    scopes: SCOPES,
    run: (_backend, call) =>
      withView(call, () => {
        const queue = queueOf(call);
        if (queue === undefined) return problem(404);
        return page(`${QUEUE_PATH}/${queue.id}/members`, queue.members.map(memberBody), call);
      }),
  },
];

const withView = ({ user }: Call, answer: () => WireResponse): WireResponse =>
  user.permissions.includes(VIEW) ? answer() : missingPermissions([VIEW]);

const queueOf = ({ params }: Call): Queue | undefined => QUEUES.find(({ id }) => id === params['queueId']);

const queueBody = ({ id, name, members }: Queue) => ({
  id,
  name,
  memberCount: members.length,
  suppressInQueueCallRecording: true,
  selfUri: `${QUEUE_PATH}/${id}`,
});

const memberBody = (id: string) => ({ id, name: userById(id)?.name ?? '', joined: true, memberBy: 'user' });

/** `pageSize` 25 unless told, 100 at most (documented for divisionviews, assumed here). */
function page<T>(path: string, all: readonly T[], { query }: Pick<Call, 'query'>): WireResponse {
  const pageSize = Number(query.get('pageSize') ?? 25);
  const pageNumber = Number(query.get('pageNumber') ?? 1);
  if (!(pageSize >= 1 && pageSize <= 100 && pageNumber >= 1)) return problem(400, 'bad.request');
  const uri = (number: number) => `${path}?pageSize=${pageSize}&pageNumber=${number}`;
  const pageCount = Math.max(1, Math.ceil(all.length / pageSize));
  return jsonReply(200, {
    entities: all.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
    pageSize,
    pageNumber,
    total: all.length,
    pageCount,
    firstUri: uri(1),
    lastUri: uri(pageCount),
    selfUri: uri(pageNumber),
    ...(pageNumber < pageCount ? { nextUri: uri(pageNumber + 1) } : {}),
  });
}
