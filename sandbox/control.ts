/**
 * The control of the sandbox (contract 7): what may be sent to `POST /_sandbox/<verb>` and read from `GET /_sandbox/<noun>`
 * on the platform origin. The fake desktop, the scenarios and the tests use nothing else. Every answer is JSON;
 * a body that does not fit is answered 400 with `{ "message": "<sentence naming the key>" }`.
 */

export type RecorderName = 'customer' | 'agent' | 'snippet' | 'adhoc';
export type RecorderState = 'none' | 'active' | 'paused';
export type Medium = 'call' | 'callback' | 'message' | 'email' | 'video' | 'screen';

/** Ids of what a fresh world holds. Names are shown in the user picker and in the desktop. */
export const SEED = {
  orgId: '0a1c5e00-0000-4000-8000-00000000f00d',
  clients: {
    implicit: 'c11e0000-0000-4000-8000-000000000001',
    pkce: 'c11e0000-0000-4000-8000-000000000002',
    /** A PKCE client that lacks the scopes for commands and notifications. */
    narrow: 'c11e0000-0000-4000-8000-000000000003',
    /** A client-credentials client, with a role that may pause for others, see queues, analytics and recordings. */
    credentials: 'c11e0000-0000-4000-8000-000000000004',
    /** A PKCE client with the scopes for installing from the setup page, and nothing for agents. */
    setup: 'c11e0000-0000-4000-8000-000000000005',
    /** A client-credentials client whose role may install. */
    installer: 'c11e0000-0000-4000-8000-000000000006',
  },
  secrets: { credentials: 'sandbox-client-secret', installer: 'sandbox-installer-secret' },
  users: {
    /** The agent that the desktop belongs to: may pause own calls, take snippets; no pauseOthers. */
    ada: 'a6e00000-0000-4000-8000-000000000001',
    /** A second agent, for transfers and conferences. */
    ben: 'a6e00000-0000-4000-8000-000000000002',
    /** A supervisor with pauseOthers, monitor and coach rights. */
    sol: 'a6e00000-0000-4000-8000-000000000003',
    /** An admin who may install apps, and takes no calls. */
    ina: 'a6e00000-0000-4000-8000-000000000004',
  },
  queues: {
    payments: '9e000000-0000-4000-8000-000000000001',
    support: '9e000000-0000-4000-8000-000000000002',
  },
  /** Home is the one that every organisation has. */
  divisions: {
    home: 'd1000000-0000-4000-8000-000000000001',
    claims: 'd1000000-0000-4000-8000-000000000002',
  },
} as const;

/** `POST /_sandbox/reset`: back to the seed world; sockets are closed, tokens, channels, faults and the request log forgotten. */
export interface ResetRequest {
  seed?: number;
}

/** `POST /_sandbox/call`: a new conversation. Answer: {@link CallAnswer}. */
export interface CallRequest {
  medium?: Medium; // default call
  agentId?: string; // default SEED.users.ada
  queueId?: string; // default SEED.queues.payments
  state?: 'alerting' | 'connected'; // default connected
  customerName?: string;
  /** Which recorders a policy starts when the agent connects. Default: ['customer']. [] = a call that is not recorded. */
  recorders?: ('customer' | 'agent')[];
  screen?: boolean; // screen recording is active; default false
}
export interface CallAnswer {
  conversationId: string;
  customerParticipantId: string;
  agentParticipantId: string;
}

/**
 * `POST /_sandbox/act`: something that people or the platform do to a conversation. `by` is a user id, default: the agent
 * who can do it (answer: who is alerted; wrapup: who hung up; else the first who is connected), sol for listening.
 */
export type ActRequest = { conversationId: string; by?: string } & (
  | { act: 'answer' | 'decline' | 'hold' | 'unhold' | 'hangup' | 'customer-hangup' | 'wrapup' }
  /**
   * Blind transfer (the agent's leg ends; the other alerts until `answer`), consult (the agent stays, customer held; ends by
   * `transfer` or `conference` to the same user) and conference (all talk at once), to a user id.
   */
  | { act: 'transfer' | 'consult' | 'conference'; to: string }
  /** Parks the call: the agent keeps it without talking, the customer waits; `retrieve` takes it up again on the same leg. */
  | { act: 'park' | 'retrieve' }
  /** Merges another live call of the same agent into this one: its people join here, and it is over. */
  | { act: 'merge'; from: string }
  | { act: 'monitor' | 'coach' | 'barge' | 'leave' }
  /** A supervisor watches the agent's screen live within this conversation, until they stop or the agent's part is over. */
  | { act: 'watch-screen' | 'leave-screen' }
  /** Secure pause and resume by somebody else, without a request of the app: the platform's own button, a supervisor, a script. */
  | { act: 'pause' | 'resume' }
  | { act: 'snippet-start' | 'snippet-stop' | 'adhoc-start' | 'adhoc-stop' | 'screen-start' | 'screen-stop' }
  /** Sends the current snapshot once more, or an older one (`age` snapshots ago), without any change. */
  | { act: 'republish'; age?: number }
);

/** Endpoints by a name, so that a fault can be aimed. `any` is every `/api/v2` request. */
export type EndpointName =
  | 'any'
  | 'pause-own' // operation A
  | 'pause-others' // operations B and C
  | 'adhoc' // operation D
  | 'snippet' // operation E
  | 'read-call'
  | 'list-calls'
  | 'list-conversations'
  | 'me'
  | 'token-check'
  | 'token-exchange'
  | 'authorize'
  | 'create-channel'
  | 'subscribe'
  | 'attributes'
  | 'analytics'
  | 'queues'
  | 'limits'
  | 'recording-metadata'
  | 'recording-annotations'
  | 'recordings';

/** `POST /_sandbox/fault`: adds one fault, or `{ clear: true }` for all of them. Faults are consumed `times` times (default 1; 0 = until cleared). */
export type FaultRequest =
  | { clear: true }
  | ({ times?: number } & (
      | {
          fault: 'status';
          endpoint: EndpointName;
          status: number;
          code?: string;
          message?: string;
          /** Header text as is: seconds, which the sentence of a 429 then tells too, or a date; absent = no header. */
          retryAfter?: string;
          /** For 403 `missing.permissions`: the permission that is named. */
          permission?: string;
        }
      /** The connection drops without an answer, before or after the operation took effect. */
      | { fault: 'lost'; endpoint: EndpointName; when: 'before' | 'after' }
      /** The answer (and, with `effect: 'late'`, the effect too) comes after `delayMs`. */
      | { fault: 'slow'; endpoint: EndpointName; delayMs: number; effect?: 'now' | 'late' }
      /** 2xx as usual, but nothing happens in the world. */
      | { fault: 'ignored'; endpoint: EndpointName }
      /** The body is replaced by this text. */
      | { fault: 'body'; endpoint: EndpointName; body: string; status?: number }
      /**
       * Events of this conversation (or all): dropped, doubled, delayed or replaced by this text. One time is one change,
       * with all its frames and their duplicates.
       */
      | { fault: 'event-dropped' | 'event-doubled'; conversationId?: string }
      | { fault: 'event-late'; conversationId?: string; delayMs: number }
      | { fault: 'event-malformed'; frame: string }
    ))
  /** Acts on every open socket at once. half-open: nothing is sent or answered any more, the socket stays open; deaf: heartbeats and pongs only. */
  | {
      fault: 'socket';
      how: 'half-open' | 'deaf' | 'close' | 'closing-notice' | 'evict' | 'expire' | 'token-revoked';
    }
  /**
   * A user was inactive for longer than the organisation allows: all their tokens are refused, their channels close, and the
   * sign-in page asks who they are.
   */
  | { fault: 'inactive'; userId: string }
  /** No new socket is accepted until cleared. */
  | { fault: 'socket-refused' };

/** `POST /_sandbox/switch`: how the platform behaves where nobody knows. Defaults are the harsher. Answer: all switches. */
export interface Switches {
  /** Legs of other participants show the pause too. */
  otherLegsUpdate: boolean; // default false
  /** The event of a change leaves before the 2xx of the request that caused it. */
  eventBefore2xx: boolean; // default true
  /** Reads (not events) show the world as it was this long ago; a younger conversation is shown as it began. */
  readLagMs: number; // default 300
  /** Casing of recording states in events and of recorder states. */
  casing: 'lower' | 'upper' | 'mixed'; // default mixed
  /** securePause is carried at all (older payloads lack it). */
  securePauseCarried: boolean; // default true
  /**
   * What the sign-in page does in a frame: `refused` never answers there, `redirects-only` sends a browser that is signed in
   * back without a page but refuses to be shown, `allowed` is how it was before February 2027.
   */
  loginFraming: 'refused' | 'redirects-only' | 'allowed'; // default refused
  /**
   * An identity provider between the sign-in page and the app, with Cross-Origin-Opener-Policy: it cuts a window off from
   * who opened it, or becomes the browser's error page in a window that inherits a frame's sandbox.
   */
  identityProvider: 'none' | 'coop'; // default none
  /** The platform's own error page in place of an answer: the client id, or its redirect URI, is not known there. */
  signInRefusal: 'none' | 'unknown-client' | 'unregistered-redirect'; // default none
  /** The host sends the bootstrap hook once and does not repeat it. */
  bootstrapOnce: boolean; // default true
  /** A leg that connects while a secure pause stands (transfer, consult, conference) begins paused. */
  pauseSurvivesTransfer: boolean; // default false
  screenPausesWithAudio: boolean; // default false
  /** "Suppress recording during hold" of the trunk. */
  suppressOnHold: boolean; // default true
  /** Each change is published twice about 150 ms apart. */
  duplicateEvents: boolean; // default true
  /** Operation A also wants conversation:communication:disconnect. */
  pauseNeedsDisconnect: boolean; // default false
  /** Retry-After may be read by a browser; the trace id always may. */
  retryAfterExposed: boolean; // default false
  tokenLifeSeconds: number; // life of a new access token; 0: as its client has it, which is the default
  requestsPerMinute?: number; // rate limit; default 300
  /** Whose requests are counted together: the limits page says those of a token. */
  rateLimitBy: 'token' | 'client' | 'organization'; // default token
  /** Operation E refuses client credentials, as A and D do. */
  snippetNeedsUser: boolean; // default true
  /** Analytics shows the world as it was this long ago, and nothing younger. */
  analyticsLagMs: number; // default 3000
  /** Whoever takes calls may list recordings, and the clients of agents have the scope for it. */
  agentsSeeRecordings: boolean; // default false
  /** After the end of a call its recordings are listed, as UPLOADING, this much later … */
  recordingDelayMs: number; // default 3000
  /** … and AVAILABLE this much later still. */
  recordingUploadMs: number; // default 2000
  /** What an admin has made is known everywhere only after this time: until then lists lack it, and its id is 404. */
  createLagMs: number; // default 0
  /** A participant's attributes: how long a value may be, and how many there may be. A write beyond that is refused whole. */
  attributeLength: number; // default 256
  attributesPerParticipant: number; // default 50
  /**
   * Lists of admins that show less than they count: `pages` only the first, `some` all but the last member. `filtered`
   * leaves that member out and does not count it either, as for a role without all divisions; by its id it is read.
   */
  halfVisible: 'nothing' | 'pages' | 'some' | 'filtered'; // default nothing
  /** Queues (ids) whose topics nobody may have, as where a role holds for other divisions only. */
  refusedQueues: string[]; // default none
}
export type SwitchRequest = Partial<Switches>;

/**
 * `POST /_sandbox/recording`: what becomes of the recordings of a conversation after its end, instead of AVAILABLE by
 * the switches. `media` and `fileState` are sent as they stand here, so that they can be words that nobody knows.
 */
export interface RecordingRequest {
  conversationId: string;
  fileState?: string;
  media?: string;
  /** How long after the end of the call they are listed at all. */
  delayMs?: number;
  /** By so much the annotations of its pauses begin later, or end sooner, than the pauses did; or there are none. */
  pausesLateMs?: number;
  pausesShortMs?: number;
  pausesMissing?: boolean;
}

/**
 * `POST /_sandbox/webhook` receives webhooks, of the controller and of panels; `GET /_sandbox/webhooks` tells what came, and
 * `POST /_sandbox/webhook-fault` spoils the next ones: refused by a status, accepted and the connection dropped, or neither.
 */
export interface WebhookFault {
  /** Answered instead of 200, nothing is accepted; 0: accepted, but the answer is lost. */
  status?: number; // default 200
  /** Nothing is accepted: there is never an answer, or the connection is dropped at once. */
  instead?: 'hang' | 'drop';
  times?: number; // default 1; 0 = until reset
  retryAfter?: string;
  /** The answer waits this long. */
  delayMs?: number;
}
export interface WebhookDelivery {
  at: number;
  key: string;
  headers: Record<string, string>;
  /** The body as it came, for the signature. */
  body: string;
  status: number | 'lost';
  accepted: boolean;
  /** An earlier delivery under the same key was accepted already: a receiver keeps one of them. */
  repeated: boolean;
}

/**
 * `POST /_sandbox/clock`: lets the sandbox's own time pass at once; due heartbeats, expiries and delays happen in order.
 * Until the next reset its dates then run ahead of the machine's. Answer: `{ now }`.
 */
export interface ClockRequest {
  advanceMs: number;
}

/**
 * `POST /_sandbox/person`: what an admin does to a user in the admin pages that the sandbox does not have. `lacks` takes
 * permissions away, whatever the roles say (`[]` gives all of them back); `joins` are names of groups.
 */
export interface PersonRequest {
  /** Of a user, or of a client that acts by itself. */
  userId: string;
  lacks?: string[];
  joins?: string[];
}

/** `GET /_sandbox/truth`: what each recorder is doing now and what it did when. Times are ms of the sandbox's clock. */
export interface Truth {
  now: number;
  conversations: {
    id: string;
    medium: Medium;
    queueId: string;
    customerName: string;
    ended: boolean;
    securePause: boolean;
    /** Something of this conversation is being captured right now. */
    capturing: boolean;
    participants: {
      id: string;
      userId?: string;
      name: string;
      purpose: string;
      state: string;
      held: boolean;
      listening?: 'monitor' | 'coach' | 'barge';
      /** Watches an agent's screen live. */
      watching?: true;
      recorders: Record<RecorderName, RecorderState>;
      screen: 'none' | 'active' | 'paused' | 'stopped';
      attributes: Record<string, string>;
    }[];
    history: { at: number; what: string; by: string }[];
  }[];
  channels: {
    id: string;
    userId: string;
    clientId: string;
    connected: boolean;
    topics: string[];
    expiresAt: number;
  }[];
  tokens: { userId: string; clientId: string; expiresAt: number; revoked: boolean }[];
}

/**
 * `GET /_sandbox/requests`: each request to the platform origin (not to `/_sandbox`), oldest first; Authorization and
 * preflights are not kept. `lost` is also what is not answered yet; 501 is what the sandbox does not know.
 */
export interface RequestLine {
  at: number;
  method: string;
  path: string;
  query: string;
  body: unknown;
  status: number | 'lost';
  endpoint?: EndpointName;
  userId?: string;
}

/** The control routes as direct calls. A body that does not fit rejects with the sentence that HTTP would answer. */
export interface SandboxControl {
  reset(request?: ResetRequest): Promise<void>;
  call(request?: CallRequest): Promise<CallAnswer>;
  act(request: ActRequest): Promise<void>;
  fault(request: FaultRequest): Promise<void>;
  switch(request: SwitchRequest): Promise<Switches>;
  recording(request: RecordingRequest): Promise<void>;
  clock(request: ClockRequest): Promise<{ now: number }>;
  person(request: PersonRequest): Promise<void>;
  truth(): Promise<Truth>;
  requests(): Promise<RequestLine[]>;
}
