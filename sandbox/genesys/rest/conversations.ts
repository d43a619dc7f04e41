import type { Models } from 'purecloud-platform-client-v2';
import { missingAnyPermissions, problem } from '../errors.ts';
import { VIEW_OTHERS } from '../notifications/topics.ts';
import type { User } from '../people.ts';
import { flatConversation } from '../shapes/flat.ts';
import type { Style } from '../shapes/leg.ts';
import { nestedConversation } from '../shapes/nested.ts';
import { jsonReply, reply } from '../wire.ts';
import type { WireResponse } from '../wire.ts';
import type { Conversation } from '../world/model.ts';
import type { Backend, Call, Outcome, Route } from './route.ts';
import { fieldOf } from './route.ts';

const READ = ['conversations:readonly'];

export const CONVERSATION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/conversations',
    endpoint: 'list-conversations',
    scopes: READ,
    run(backend, { user, query }) {
      const wanted = query.get('communicationType');
      const entities = active(backend, user)
        .filter(({ medium }) => wanted === null || wanted.toLowerCase() === medium)
        .map((conversation) => nestedConversation(conversation, backend.restStyle));
      return jsonReply(200, listing('/api/v2/conversations', entities));
    },
  },
  {
    method: 'GET',
    path: '/api/v2/conversations/calls',
    endpoint: 'list-calls',
    scopes: READ,
    run(backend, { user }) {
      const entities = active(backend, user)
        .filter(({ medium }) => medium === 'call')
        .map((conversation) => flatConversation(conversation, backend.restStyle));
      return jsonReply(200, listing('/api/v2/conversations/calls', entities));
    },
  },
  {
    method: 'GET',
    path: '/api/v2/conversations/calls/{conversationId}',
    endpoint: 'read-call',
    scopes: READ,
    run(backend, { user, params }) {
      const conversation = backend.read(params['conversationId'] ?? '');
      if (conversation?.medium !== 'call') return notFound();
      // Assumed: a stranger without the view permission is told that he is no participant.
      if (!tookPart(conversation, user) && !user.permissions.includes(VIEW_OTHERS)) {
        return problem(404, 'conversation.error.not.conversation.participant');
      }
      return reply(200, textOf(conversation, backend.restStyle), { 'content-type': 'application/json' });
    },
  },
  {
    method: 'GET',
    path: '/api/v2/conversations/{conversationId}',
    scopes: READ,
    run(backend, { user, params }) {
      if (!user.permissions.includes(VIEW_OTHERS)) return missingAnyPermissions([VIEW_OTHERS]);
      const conversation = backend.read(params['conversationId'] ?? '');
      if (conversation === undefined) return notFound();
      return jsonReply(200, nestedConversation(conversation, backend.restStyle));
    },
  },
  {
    method: 'PATCH',
    path: '/api/v2/conversations/{conversationId}/participants/{participantId}/attributes',
    endpoint: 'attributes',
    scopes: ['conversations'],
    run: (backend, call) => setAttributes(backend, call, () => reply(202)),
  },
  {
    method: 'PATCH',
    path: '/api/v2/conversations/calls/{conversationId}/participants/{participantId}/attributes',
    endpoint: 'attributes',
    scopes: ['conversations'],
    run: (backend, call) =>
      setAttributes(backend, call, (attributes) => jsonReply(200, { attributes: { ...attributes } })),
  },
];

export const notFound = (): WireResponse => problem(404, 'conversation.error.conversation.not.found');

const tookPart = ({ participants }: Conversation, { id }: User): boolean =>
  participants.some(({ userId }) => userId === id);

const written = new WeakMap<Conversation, { readonly switches: string; readonly text: string }>();

/** Every panel asks for the same moment of a call: it is written once, for the switches as they are. */
function textOf(moment: Conversation, style: Style): string {
  const switches = JSON.stringify(style.switches);
  const known = written.get(moment);
  if (known?.switches === switches) return known.text;
  const text = JSON.stringify(flatConversation(moment, style));
  written.set(moment, { switches, text });
  return text;
}

/** Conversations in which the user has a leg that is neither over nor wrapped up. */
function active({ world, read }: Backend, { id }: User): Conversation[] {
  return world
    .all()
    .map((conversation) => read(conversation.id))
    .filter((conversation) => conversation !== undefined)
    .filter(({ participants }) =>
      participants.some(({ userId, state }) => userId === id && state !== 'terminated'),
    );
}

type Listing = Omit<Models.CallConversationEntityListing, 'entities'>;

function listing<T>(path: string, entities: T[]): Listing & { entities: T[] } {
  const uri = `${path}?pageSize=${entities.length}&pageNumber=1`;
  return {
    entities,
    pageSize: entities.length,
    pageNumber: 1,
    total: entities.length,
    firstUri: uri,
    lastUri: uri,
    selfUri: uri,
    pageCount: 1,
  };
}

/** Attributes merge, or none of them is taken; anybody on the flow may write them, no permission is listed. */
function setAttributes(
  { world, switches }: Backend,
  { params, body, user }: Call,
  answer: (attributes: Record<string, string>) => WireResponse,
): WireResponse | Outcome {
  const conversation = world.find(params['conversationId'] ?? '');
  if (conversation === undefined) return notFound();
  const participant = conversation.participants.find(({ id }) => id === params['participantId']);
  if (participant === undefined) return problem(404, 'conversation.error.not.conversation.participant');
  const given = fieldOf(body, 'attributes');
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return problem(400, 'bad.request');
  const entries: readonly (readonly [string, unknown])[] = Object.entries(given);
  const isTaken = ([, value]: (typeof entries)[number]) =>
    typeof value === 'string' && value.length <= switches.attributeLength;
  const keys = new Set([...Object.keys(participant.attributes), ...entries.map(([key]) => key)]);
  if (!entries.every(isTaken) || keys.size > switches.attributesPerParticipant)
    return problem(400, 'invalid.value');
  return {
    effect() {
      Object.assign(participant.attributes, Object.fromEntries(entries));
      world.commit(conversation, 'attributes', user.id);
    },
    answer: () => answer(participant.attributes),
  };
}
