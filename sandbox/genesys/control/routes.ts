import type {
  ActRequest,
  CallRequest,
  ClockRequest,
  FaultRequest,
  PersonRequest,
  RecordingRequest,
  ResetRequest,
  SandboxControl,
  SwitchRequest,
} from '../../control.ts';
import type { SignIn } from '../oauth/sign-in.ts';
import type { WireRequest, WireResponse } from '../wire.ts';
import { jsonReply, reply } from '../wire.ts';
import { ControlMistake } from './check.ts';
import { checkSession } from './rules.ts';

export const CONTROL_PATH = '/_sandbox/';

/** The control over HTTP, for pages of this machine with their cookies; the server keeps all others away. */
export async function serveControl(
  control: SandboxControl,
  signIn: SignIn,
  request: WireRequest,
): Promise<WireResponse> {
  const answer = await answerTo(control, signIn, request);
  return { ...answer, headers: { ...answer.headers, ...controlHeaders(request.headers['origin']) } };
}

export const controlHeaders = (origin: string | undefined): Record<string, string> => ({
  'access-control-allow-origin': origin ?? '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-methods': 'GET,POST,DELETE',
  'cache-control': 'no-store',
  vary: 'origin',
});

async function answerTo(
  control: SandboxControl,
  signIn: SignIn,
  request: WireRequest,
): Promise<WireResponse> {
  if (request.method === 'OPTIONS') return reply(204);
  try {
    return await run(control, signIn, request);
  } catch (error) {
    if (error instanceof ControlMistake) return jsonReply(400, { message: error.message });
    throw error;
  }
}

async function run(control: SandboxControl, signIn: SignIn, request: WireRequest): Promise<WireResponse> {
  const route = `${request.method} ${request.path.slice(CONTROL_PATH.length)}`;
  const body = parsed(request.body);
  // Bodies are checked behind these calls; the casts only name what is expected.
  switch (route) {
    case 'POST reset':
      await control.reset(body as ResetRequest);
      return jsonReply(200, {});
    case 'POST call':
      return jsonReply(200, await control.call(body as CallRequest));
    case 'POST act':
      await control.act(body as ActRequest);
      return jsonReply(200, {});
    case 'POST fault':
      await control.fault(body as FaultRequest);
      return jsonReply(200, {});
    case 'POST switch':
      return jsonReply(200, await control.switch(body as SwitchRequest));
    case 'POST recording':
      await control.recording(body as RecordingRequest);
      return jsonReply(200, {});
    case 'POST clock':
      return jsonReply(200, await control.clock(body as ClockRequest));
    case 'POST person':
      await control.person(body as PersonRequest);
      return jsonReply(200, {});
    case 'GET truth':
      return jsonReply(200, await control.truth());
    case 'GET requests':
      return jsonReply(200, await control.requests());
    case 'POST session': {
      checkSession(body);
      const { userId } = body as { userId: string };
      return jsonReply(200, {}, { 'set-cookie': signIn.remember(userId) });
    }
    case 'DELETE session':
      return jsonReply(200, {}, { 'set-cookie': signIn.forget(request.headers['cookie']) });
    default:
      return jsonReply(404, { message: `There is no control route "${route}".` });
  }
}

function parsed(body: string): unknown {
  try {
    return body === '' ? {} : (JSON.parse(body) as unknown);
  } catch {
    throw new ControlMistake('The body must be JSON.');
  }
}
