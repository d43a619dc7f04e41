import type { Models } from 'purecloud-platform-client-v2';
import { missingPermissions, problem } from '../errors.ts';
import type { Channel } from '../notifications/channels.ts';
import { MAX_TOPICS } from '../notifications/channels.ts';
import { AVAILABLE_TOPICS, judgeTopic } from '../notifications/topics.ts';
import { jsonReply, reply } from '../wire.ts';
import type { WireResponse } from '../wire.ts';
import type { Backend, Call, Outcome, Route } from './route.ts';
import { fieldOf } from './route.ts';

const SCOPES = ['notifications'];
const CHANNELS = '/api/v2/notifications/channels';
const SUBSCRIPTIONS = `${CHANNELS}/{channelId}/subscriptions`;

export const NOTIFICATION_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: CHANNELS,
    endpoint: 'create-channel',
    scopes: SCOPES,
    run(backend, { token }) {
      let created: Channel | undefined;
      return {
        effect() {
          created = backend.channels.create(token);
        },
        // Without its effect (a fault) the answer is as useless as it can be: a channel that does not exist.
        answer: () => jsonReply(200, created ? channelBody(backend, created) : { id: backend.ids.uuid() }),
      };
    },
  },
  {
    method: 'GET',
    path: CHANNELS,
    scopes: SCOPES,
    run: (backend, call) => jsonReply(200, listChannels(backend, call)),
  },
  {
    method: 'HEAD',
    path: `${CHANNELS}/{channelId}`,
    scopes: SCOPES,
    run: (backend, call) => (channelOf(backend, call) ? reply(200) : reply(404)),
  },
  { method: 'GET', path: SUBSCRIPTIONS, scopes: SCOPES, run: listTopics },
  {
    method: 'POST',
    path: SUBSCRIPTIONS,
    endpoint: 'subscribe',
    scopes: SCOPES,
    run: (backend, call) => subscribe(backend, call, (channel) => channel.topics),
  },
  {
    method: 'PUT',
    path: SUBSCRIPTIONS,
    endpoint: 'subscribe',
    scopes: SCOPES,
    run: (backend, call) => subscribe(backend, call, () => []),
  },
  {
    method: 'DELETE',
    path: SUBSCRIPTIONS,
    scopes: SCOPES,
    run(backend, call) {
      const channel = channelOf(backend, call);
      if (channel === undefined) return problem(404);
      return { effect: () => backend.channels.subscribe(channel, []), answer: () => reply(200) };
    },
  },
  {
    method: 'GET',
    path: '/api/v2/notifications/availabletopics',
    scopes: SCOPES,
    run: () => jsonReply(200, { entities: AVAILABLE_TOPICS }),
  },
];

const channelOf = ({ channels }: Backend, { params, token }: Call): Channel | undefined =>
  channels.find(params['channelId'] ?? '', token);

const expiryOf = ({ timing }: Backend, { expiresAt }: Channel): string =>
  new Date(timing.wallEpoch + expiresAt).toISOString();

function channelBody(backend: Backend, channel: Channel): Models.Channel {
  return {
    connectUri: `${backend.socketOrigin}${channel.path}`,
    id: channel.id,
    expires: expiryOf(backend, channel),
  };
}

/** Ids of channels that another token of the client made are hidden. */
function listChannels(backend: Backend, { token, query }: Call): Models.ChannelEntityListing {
  const everyToken = query.get('includechannels')?.toLowerCase() === 'oauthclient';
  const entities = backend.channels
    .of(token)
    .filter(({ tokenId }) => everyToken || tokenId === token.id)
    .map((channel) =>
      channel.tokenId === token.id ? channelBody(backend, channel) : { expires: expiryOf(backend, channel) },
    );
  return { entities };
}

function listTopics(backend: Backend, call: Call): WireResponse {
  const channel = channelOf(backend, call);
  return channel === undefined ? problem(404) : jsonReply(200, { entities: channel.topics.map(accepted) });
}

const accepted = (id: string): Models.ChannelTopic => ({
  id,
  state: 'Permitted',
  selfUri: `/api/v2/notifications/availabletopics/${id}`,
});

function subscribe(
  backend: Backend,
  call: Call,
  before: (channel: Channel) => string[],
): WireResponse | Outcome {
  const channel = channelOf(backend, call);
  if (channel === undefined) return problem(404);
  if (!Array.isArray(call.body)) return problem(400, 'bad.request');
  const wanted = call.body.map((topic) => String(fieldOf(topic, 'id')));
  const verdicts = wanted.map((id) => ({
    id,
    verdict: judgeTopic(id, call.user, backend.switches.refusedQueues),
  }));
  const refused = verdicts.find(({ verdict }) => verdict.kind !== 'accepted')?.verdict;
  if (refused !== undefined && call.query.get('ignoreErrors') !== 'true') {
    return refused.kind === 'forbidden'
      ? missingPermissions(refused.missing)
      : problem(
          400,
          'notification.invalid.topic',
          refused.kind === 'invalid' ? { message: refused.reason } : {},
        );
  }
  const granted = verdicts.filter(({ verdict }) => verdict.kind === 'accepted').map(({ id }) => id);
  const topics = [...new Set([...before(channel), ...granted])];
  if (topics.length > MAX_TOPICS) return problem(400, 'notification.subscription.too.many.subscriptions');
  const entities = [
    ...topics.map(accepted),
    ...verdicts.flatMap(({ id, verdict }) => (verdict.kind === 'accepted' ? [] : [rejected(id, verdict)])),
  ];
  return {
    effect: () => backend.channels.subscribe(channel, topics),
    answer: () => jsonReply(200, { entities } satisfies Models.ChannelTopicEntityListing),
  };
}

const rejected = (
  id: string,
  verdict: Exclude<ReturnType<typeof judgeTopic>, { kind: 'accepted' }>,
): Models.ChannelTopic => ({
  id,
  state: 'Rejected',
  ...(verdict.kind === 'forbidden'
    ? { rejectionReason: 'Missing permissions', missingPermissions: verdict.missing }
    : { rejectionReason: verdict.reason }),
});
