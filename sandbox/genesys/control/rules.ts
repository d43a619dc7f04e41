import {
  SEED,
  type ActRequest,
  type EndpointName,
  type FaultRequest,
  type Medium,
  type Switches,
} from '../../control.ts';
import { QUEUES, USERS } from '../people.ts';
import type { Rule } from './check.ts';
import { atLeast, check, ControlMistake, fieldsOf, flag, listOf, oneOf, text, texts } from './check.ts';

type Rules = Readonly<Record<string, Rule>>;

const MEDIA = ['call', 'callback', 'message', 'email', 'video', 'screen'] as const satisfies Medium[];
const user = oneOf(...USERS.map(({ id }) => id));
/** Clients that act by themselves have roles as well. */
const person = oneOf(...USERS.map(({ id }) => id), SEED.clients.credentials, SEED.clients.installer);
const queue = oneOf(...QUEUES.map(({ id }) => id));
const literally =
  (wanted: unknown): Rule =>
  (value) =>
    value === wanted ? undefined : `must be ${JSON.stringify(wanted)}`;

export const checkReset = (body: unknown): void => check(body, {}, { seed: atLeast(0) });

export const checkCall = (body: unknown): void =>
  check(
    body,
    {},
    {
      medium: oneOf(...MEDIA),
      agentId: user,
      queueId: queue,
      state: oneOf('alerting', 'connected'),
      customerName: text,
      recorders: listOf('customer', 'agent'),
      screen: flag,
    },
  );

/** What an act needs besides its conversation. */
const ACTS: Readonly<Record<ActRequest['act'], { required?: Rules; optional?: Rules }>> = {
  answer: {},
  decline: {},
  hold: {},
  unhold: {},
  hangup: {},
  'customer-hangup': {},
  wrapup: {},
  transfer: { required: { to: user } },
  consult: { required: { to: user } },
  conference: { required: { to: user } },
  park: {},
  retrieve: {},
  merge: { required: { from: text } },
  monitor: {},
  coach: {},
  barge: {},
  leave: {},
  'watch-screen': {},
  'leave-screen': {},
  pause: {},
  resume: {},
  'snippet-start': {},
  'snippet-stop': {},
  'adhoc-start': {},
  'adhoc-stop': {},
  'screen-start': {},
  'screen-stop': {},
  republish: { optional: { age: atLeast(0) } },
};

export function checkAct(body: unknown): void {
  const { required, optional } = ruleFor(body, 'act', ACTS);
  check(body, { conversationId: text, act: text, ...required }, { by: user, ...optional });
}

const ENDPOINTS: Readonly<Record<EndpointName, true>> = {
  any: true,
  'pause-own': true,
  'pause-others': true,
  adhoc: true,
  snippet: true,
  'read-call': true,
  'list-calls': true,
  'list-conversations': true,
  me: true,
  'token-check': true,
  'token-exchange': true,
  authorize: true,
  'create-channel': true,
  subscribe: true,
  attributes: true,
  analytics: true,
  queues: true,
  limits: true,
  'recording-metadata': true,
  'recording-annotations': true,
  recordings: true,
};

type FaultName = Exclude<FaultRequest, { clear: true }>['fault'];

const endpoint = oneOf(...Object.keys(ENDPOINTS));
const times = { times: atLeast(0) };
const ofEvents = { ...times, conversationId: text };

const FAULTS: Readonly<Record<FaultName, { required?: Rules; optional?: Rules }>> = {
  status: {
    required: { endpoint, status: atLeast(200) },
    optional: { ...times, code: text, message: text, retryAfter: text, permission: text },
  },
  lost: { required: { endpoint, when: oneOf('before', 'after') }, optional: times },
  slow: {
    required: { endpoint, delayMs: atLeast(0) },
    optional: { ...times, effect: oneOf('now', 'late') },
  },
  ignored: { required: { endpoint }, optional: times },
  body: { required: { endpoint, body: text }, optional: { ...times, status: atLeast(200) } },
  'event-dropped': { optional: ofEvents },
  'event-doubled': { optional: ofEvents },
  'event-late': { required: { delayMs: atLeast(0) }, optional: ofEvents },
  'event-malformed': { required: { frame: text }, optional: times },
  socket: {
    required: {
      how: oneOf('half-open', 'deaf', 'close', 'closing-notice', 'evict', 'expire', 'token-revoked'),
    },
  },
  inactive: { required: { userId: user } },
  'socket-refused': {},
};

export function checkFault(body: unknown): void {
  if ('clear' in fieldsOf(body)) {
    check(body, { clear: literally(true) });
    return;
  }
  const { required, optional } = ruleFor(body, 'fault', FAULTS);
  check(body, { fault: text, ...required }, optional);
}

const SWITCHES: Readonly<Record<keyof Required<Switches>, Rule>> = {
  otherLegsUpdate: flag,
  eventBefore2xx: flag,
  readLagMs: atLeast(0),
  casing: oneOf('lower', 'upper', 'mixed'),
  securePauseCarried: flag,
  loginFraming: oneOf('refused', 'redirects-only', 'allowed'),
  identityProvider: oneOf('none', 'coop'),
  signInRefusal: oneOf('none', 'unknown-client', 'unregistered-redirect'),
  bootstrapOnce: flag,
  pauseSurvivesTransfer: flag,
  screenPausesWithAudio: flag,
  suppressOnHold: flag,
  agentsSeeRecordings: flag,
  duplicateEvents: flag,
  pauseNeedsDisconnect: flag,
  retryAfterExposed: flag,
  tokenLifeSeconds: atLeast(0),
  requestsPerMinute: atLeast(1),
  rateLimitBy: oneOf('token', 'client', 'organization'),
  snippetNeedsUser: flag,
  analyticsLagMs: atLeast(0),
  recordingDelayMs: atLeast(0),
  recordingUploadMs: atLeast(0),
  createLagMs: atLeast(0),
  attributeLength: atLeast(0),
  attributesPerParticipant: atLeast(0),
  halfVisible: oneOf('nothing', 'pages', 'some', 'filtered'),
  refusedQueues: texts,
};

export const checkSwitch = (body: unknown): void => check(body, {}, SWITCHES);
export const checkPerson = (body: unknown): void =>
  check(body, { userId: person }, { lacks: texts, joins: texts });
export const checkClock = (body: unknown): void => check(body, { advanceMs: atLeast(0) });
export const checkRecording = (body: unknown): void =>
  check(
    body,
    { conversationId: text },
    {
      fileState: text,
      media: text,
      delayMs: atLeast(0),
      pausesLateMs: atLeast(0),
      pausesShortMs: atLeast(0),
      pausesMissing: flag,
    },
  );
export const checkSession = (body: unknown): void => check(body, { userId: user });

function ruleFor<T>(body: unknown, key: string, rules: Readonly<Record<string, T>>): T {
  const name = fieldsOf(body)[key];
  const wrong = oneOf(...Object.keys(rules))(name);
  const found = rules[String(name)];
  if (wrong !== undefined || found === undefined) throw new ControlMistake(`"${key}" ${wrong}.`);
  return found;
}
