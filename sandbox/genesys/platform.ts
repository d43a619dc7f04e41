import type { EndpointName, RequestLine, Switches } from '../control.ts';
import { tokenLifeOf } from './admin/clients.ts';
import { createOrganisation } from './admin/organisation.ts';
import type { Organisation } from './admin/organisation.ts';
import type { CoreOptions } from './core.ts';
import { unknownToSandbox } from './errors.ts';
import type { Faults } from './faults.ts';
import { createFaults } from './faults.ts';
import { faultyAnswer } from './faulty-answer.ts';
import { createIds } from './ids.ts';
import type { Channels } from './notifications/channels.ts';
import { createChannels } from './notifications/channels.ts';
import { createFeed } from './notifications/feed.ts';
import type { Feed } from './notifications/feed.ts';
import type { Sockets } from './notifications/sockets.ts';
import { createSockets } from './notifications/sockets.ts';
import type { SignIn } from './oauth/sign-in.ts';
import { createSignIn } from './oauth/sign-in.ts';
import type { Tokens } from './oauth/tokens.ts';
import { createTokens } from './oauth/tokens.ts';
import { oauthClients } from './people.ts';
import { createRequestLog } from './request-log.ts';
import type { Heard } from './request-log.ts';
import { createApi } from './rest/api.ts';
import { DEFAULT_SWITCHES } from './switches.ts';
import type { Timing } from './timing.ts';
import type { Plan, Reply, WireRequest } from './wire.ts';
import { reply } from './wire.ts';
import { createRecordingFiles, type RecordingFiles } from './world/recording-files.ts';
import { createWorld } from './world/world.ts';
import type { World } from './world/world.ts';

/** One life of the simulated platform, from a reset to the next. */
export interface Platform {
  timing: Timing;
  switches: Required<Switches>;
  faults: Faults;
  world: World;
  tokens: Tokens;
  channels: Channels;
  sockets: Sockets;
  signIn: SignIn;
  feed: Feed;
  organisation: Organisation;
  files: RecordingFiles;
  requests(): RequestLine[];
  /** Ends this life: whoever still waits for an answer or listens on a socket is cut off. */
  end(): void;
  handle(request: WireRequest): Promise<Reply>;
}

/** Where the order of event and answer matters, they are this far apart, so that two sockets cannot swap them. */
const APART_MS = 25;

export function createPlatform(options: CoreOptions, timing: Timing, changed: () => void): Platform {
  const ids = createIds(timing.random);
  const switches = { ...DEFAULT_SWITCHES };
  const faults = createFaults();
  const channels = createChannels(timing, ids, changed);
  const clients = oauthClients(options.redirectUri);
  const organisation = createOrganisation(clients, switches);
  const tokens = createTokens(
    timing,
    ids,
    switches,
    (client) => tokenLifeOf(organisation, client.id),
    (token) => channels.tokenRevoked(token),
  );
  const feed = createFeed(timing, ids, switches, faults, channels);
  const log = createRequestLog(timing);
  /** How long the events of the effect that is under way wait. */
  let eventDelayMs = 0;
  let published = 0;
  const world = createWorld(timing, ids, (snapshot) => {
    published += 1;
    feed.publish(snapshot, eventDelayMs);
    changed();
  });
  const files = createRecordingFiles(timing, ids, switches, world);
  const signIn = createSignIn(clients, tokens, timing, ids, switches);
  const waiting = new Set<(answer: Reply) => void>();
  const api = createApi({
    world,
    organisation,
    files,
    channels,
    tokens,
    switches,
    timing,
    ids,
    socketOrigin: options.socketOrigin,
  });

  interface Errand {
    endpoint: EndpointName | undefined;
    isApi: boolean;
    plan(heard: Heard): Plan;
    finish(answer: Reply): Reply;
  }

  function errandOf(request: WireRequest): Errand {
    if (request.path.startsWith('/api/')) return { isApi: true, ...api.errand(request) };
    return {
      endpoint: signIn.endpointOf(request),
      isApi: false,
      plan() {
        let answer: Reply | undefined;
        return {
          effect() {
            answer = signIn.handle(request);
          },
          answer: () => answer ?? unknownToSandbox(`${request.method} ${request.path}`),
        };
      },
      finish: (answer) => (request.path === '/login/oauth/token' ? api.withCors(answer) : answer),
    };
  }

  /** Runs what was planned and answers when the answer may leave. */
  function carryOut(plan: Plan, ignored: boolean, answerInMs: number): { answer: Reply; inMs: number } {
    const before = published;
    eventDelayMs = switches.eventBefore2xx ? 0 : answerInMs + APART_MS;
    try {
      if (!ignored) plan.effect?.();
    } finally {
      eventDelayMs = 0;
    }
    const waits = switches.eventBefore2xx && published > before ? APART_MS : 0;
    return { answer: plan.answer(), inMs: Math.max(answerInMs, waits) };
  }

  function serve(request: WireRequest, heard: Heard, leave: (answer: Reply) => void): void {
    const errand = errandOf(request);
    if (errand.endpoint !== undefined) heard.endpoint = errand.endpoint;
    const { slow, answer: fault } = faults.forRequest(errand.endpoint, errand.isApi);
    const late = slow?.effect === 'late' ? slow.delayMs : 0;
    const slowBy = slow !== undefined && late === 0 ? slow.delayMs : 0;
    const later = (ms: number, answer: Reply): void => {
      if (ms <= 0) leave(errand.finish(answer));
      else timing.after(ms, () => leave(errand.finish(answer)));
    };
    const work = (): void => {
      const plan = errand.plan(heard);
      const instead = fault && faultyAnswer(fault, errand.endpoint);
      if (instead !== undefined) {
        later(slowBy, instead);
        return;
      }
      const { answer, inMs } = carryOut(plan, fault?.fault === 'ignored', slowBy);
      if (fault?.fault === 'lost') later(inMs, 'lost');
      else if (fault?.fault === 'body' && answer !== 'lost') {
        later(inMs, { ...answer, status: fault.status ?? answer.status, body: fault.body });
      } else later(inMs, answer);
    };
    if (late > 0) timing.after(late, work);
    else work();
  }

  return {
    timing,
    switches,
    faults,
    world,
    tokens,
    channels,
    sockets: createSockets(timing, channels, faults),
    signIn,
    organisation,
    feed,
    files,
    requests: log.lines,
    end() {
      timing.stop();
      for (const { line } of channels.all()) line?.drop();
      for (const leave of waiting) leave('lost');
    },
    handle(request) {
      if (request.path === '/favicon.ico') return Promise.resolve(reply(404));
      // Preflights are the browser's own and are not kept.
      if (request.method === 'OPTIONS') return Promise.resolve(api.preflight());
      const heard: Heard = {};
      const answered = log.arrived(request, heard);
      return new Promise((resolve) => {
        const leave = (answer: Reply): void => {
          waiting.delete(leave);
          answered(answer);
          resolve(answer);
        };
        waiting.add(leave);
        serve(request, heard, leave);
      });
    },
  };
}
