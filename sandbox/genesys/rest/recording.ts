import type { Medium } from '../../control.ts';
import { missingAnyPermissions, missingPermissions, problem, unknownToSandbox } from '../errors.ts';
import { nestedConversation } from '../shapes/nested.ts';
import { restOverall } from '../shapes/casing.ts';
import { jsonReply, reply } from '../wire.ts';
import type { WireResponse } from '../wire.ts';
import type { Conversation, Participant } from '../world/model.ts';
import { liveAgentLeg } from '../world/model.ts';
import { conversationRecording, setSecurePause } from '../world/recording.ts';
import { notFound } from './conversations.ts';
import type { Backend, Call, Outcome, Route } from './route.ts';
import { fieldOf } from './route.ts';

const WRITE = ['conversations'];
const PAUSE_OTHERS = 'conversation:recording:pauseOthers';

/** Operation B by medium. Cobrowse and social conversations do not exist here, so those are never found. */
const MEDIA: Record<string, Medium | undefined> = {
  calls: 'call',
  callbacks: 'callback',
  cobrowsesessions: undefined,
  emails: 'email',
  messages: 'message',
  screenshares: 'screen',
  socials: undefined,
  videos: 'video',
};

export const RECORDING_ROUTES: readonly Route[] = [
  {
    method: 'PATCH',
    path: '/api/v2/conversations/calls/{conversationId}',
    endpoint: 'pause-own',
    scopes: WRITE,
    run: pauseOwn,
  },
  ...Object.entries(MEDIA).map(([path, medium]): Route => ({
    method: 'PUT',
    path: `/api/v2/conversations/${path}/{conversationId}/recordingstate`,
    endpoint: 'pause-others',
    scopes: WRITE,
    run: (backend, call) => pauseOthers(backend, call, (conversation) => conversation.medium === medium),
  })),
  {
    method: 'PATCH',
    path: '/api/v2/conversations/{conversationId}/recordingstate',
    endpoint: 'pause-others',
    scopes: WRITE,
    run(backend, call) {
      const result = pauseOthers(backend, call, () => true);
      return 'answer' in result ? { ...result, answer: () => reply(202) } : result;
    },
  },
  {
    method: 'PATCH',
    path: '/api/v2/conversations/calls/{conversationId}/participants/{participantId}',
    endpoint: 'adhoc',
    scopes: WRITE,
    run: adhoc,
  },
  {
    method: 'POST',
    path: '/api/v2/conversations/calls/{conversationId}/participants/{participantId}/snippet/record',
    endpoint: 'snippet',
    scopes: WRITE,
    run: snippet,
  },
];

/** Operation A, by the agent on the call. */
function pauseOwn(backend: Backend, call: Call): WireResponse | Outcome {
  const { world, switches } = backend;
  const conversation = callOf(backend, call);
  if (conversation === undefined) return notFound();
  const needed = [
    'conversation:recording:pause',
    ...(switches.pauseNeedsDisconnect ? ['conversation:communication:disconnect'] : []),
  ];
  const missing = needed.filter((permission) => !call.user.permissions.includes(permission));
  if (missing.length > 0) return missingPermissions(missing);
  if (liveAgentLeg(conversation, call.user.id)?.state !== 'connected') {
    return problem(403, 'conversation.error.forbidden.not.active.participant');
  }
  const paused = wantedPause(call.body);
  if (paused === undefined) return badBody(call, 'recordingState');
  return {
    effect() {
      setSecurePause(conversation, paused, call.user.id, switches);
      world.commit(conversation, paused ? 'pause' : 'resume', call.user.id);
    },
    // The body comes from where reads come from, so it may still show the state before.
    answer: () =>
      jsonReply(202, nestedConversation(backend.read(conversation.id) ?? conversation, backend.restStyle)),
  };
}

/** Operations B and C, by anybody who may pause for others. */
function pauseOthers(
  { world, switches }: Backend,
  { params, body, user }: Call,
  fits: (conversation: Conversation) => boolean,
): WireResponse | Outcome {
  if (!user.permissions.includes(PAUSE_OTHERS)) return missingAnyPermissions([PAUSE_OTHERS]);
  const conversation = world.find(params['conversationId'] ?? '');
  if (conversation === undefined || !fits(conversation)) return notFound();
  const paused = wantedPause(body);
  if (paused === undefined) return problem(400, 'invalid.value');
  return {
    effect() {
      setSecurePause(conversation, paused, user.id, switches);
      world.commit(conversation, paused ? 'pause' : 'resume', user.id);
    },
    answer() {
      const recorded = conversationRecording(conversation, switches).state !== 'none';
      return jsonReply(200, recorded ? restOverall(paused ? 'paused' : 'active') : 'NONE');
    },
  };
}

/** Operation D: the agent's own recording, on the agent's own leg. */
function adhoc(backend: Backend, call: Call): WireResponse | Outcome {
  const target = ownLeg(backend, call, 'conversation:call:record', [
    'conversation:participant:wrapup',
    'conversation:communication:disconnect',
  ]);
  if ('status' in target) return target;
  const recording = fieldOf(call.body, 'recording');
  if (typeof recording !== 'boolean') return badBody(call, 'recording');
  return {
    effect: () => setRunning(backend, target, 'adhoc', recording),
    answer: () => reply(202),
  };
}

/** Operation E: start or stop a snippet, or an ad hoc recording. */
function snippet(backend: Backend, call: Call): WireResponse | Outcome {
  const target = ownLeg(backend, call, 'conversation:recording:snippetRecord');
  if ('status' in target) return target;
  const type = fieldOf(call.body, 'type');
  const record = fieldOf(call.body, 'record');
  if ((type !== 'snippet' && type !== 'adhoc') || typeof record !== 'boolean') {
    return problem(400, 'invalid.value');
  }
  return {
    effect: () => setRunning(backend, target, type, record),
    answer: () => jsonReply(200, record ? 'ACTIVE' : 'NONE'),
  };
}

interface Target {
  conversation: Conversation;
  leg: Participant;
  by: string;
}

/** The caller's own connected leg, by its participant id, or why not. Any one of the permissions will do. */
function ownLeg(
  backend: Backend,
  call: Call,
  permission: string,
  orElse: string[] = [],
): Target | WireResponse {
  const accepted = [permission, ...orElse];
  if (!accepted.some((each) => call.user.permissions.includes(each))) {
    return missingAnyPermissions(accepted);
  }
  const conversation = callOf(backend, call);
  if (conversation === undefined) return notFound();
  const leg = conversation.participants.find(({ id }) => id === call.params['participantId']);
  if (leg === undefined) return problem(404, 'conversation.error.not.conversation.participant');
  // Where a client may do this at all (a switch), it does it for the agent whose leg it names.
  const isClient = call.token.client.grant === 'CLIENT-CREDENTIALS';
  if ((leg.userId !== call.user.id && !isClient) || leg.listening) {
    return problem(403, 'conversation.error.forbidden.not.active.participant');
  }
  if (leg.state !== 'connected') return problem(400, 'conversation.error.call.disconnected');
  return { conversation, leg, by: call.user.id };
}

function setRunning(
  { world }: Backend,
  { conversation, leg, by }: Target,
  recorder: 'snippet' | 'adhoc',
  running: boolean,
): void {
  leg.running[recorder] = running;
  world.commit(conversation, `${recorder}-${running ? 'start' : 'stop'}`, by);
}

function callOf({ world }: Backend, { params }: Call): Conversation | undefined {
  const conversation = world.find(params['conversationId'] ?? '');
  return conversation?.medium === 'call' ? conversation : undefined;
}

/** These bodies can do more on the platform (hang up, mute, hold); here they only control recording. */
function badBody({ body }: Call, key: string): WireResponse {
  const others = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  if (others.length === 0 || others.includes(key)) return problem(400, 'invalid.value');
  return unknownToSandbox(`"${others.join('", "')}" in this body`);
}

/** Either casing is understood. NONE has no documented meaning as a wish and is refused. */
function wantedPause(body: unknown): boolean | undefined {
  const state = fieldOf(body, 'recordingState');
  const word = typeof state === 'string' ? state.toLowerCase() : '';
  if (word !== 'paused' && word !== 'active') return undefined;
  return word === 'paused';
}
