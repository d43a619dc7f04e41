import type { AppPlace } from './genesys/admin/installed.ts';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServedConfig } from './app-config.ts';
import type { Truth } from './control.ts';
import { CONTROL_PATH, controlHeaders } from './genesys/control/routes.ts';
import { readBody, targetOf } from './listen.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

export interface OwnRoutes {
  servedConfig: ServedConfig;
  manifestFile: string | undefined;
  receiver: WebhookReceiver;
  truth(): Promise<Truth>;
  installed(userId: string, place: AppPlace): unknown;
  onChange(listener: () => void): () => void;
}

/** How long changes are gathered before the desktop is told. */
const GATHER_MS = 30;

/** The control routes that need files or a stream and so stay outside the core. Answers whether it was one of them. */
export async function serveOwnRoute(
  routes: OwnRoutes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { servedConfig, manifestFile, receiver } = routes;
  if (await receiver.serve(request, response)) return true;
  const { path, query } = targetOf(request);
  const headers = controlHeaders(request.headers.origin);
  const answer = (status: number, body: string): true => {
    response.writeHead(status, { ...headers, 'content-type': 'application/json', connection: 'close' });
    response.end(body);
    return true;
  };
  const refuse = (status: number, message: string): true => answer(status, JSON.stringify({ message }));

  switch (`${request.method} ${path.slice(CONTROL_PATH.length)}`) {
    case 'GET events':
      streamTruth(routes, response, headers);
      return true;
    case 'GET manifest': {
      // What the organisation has installed; without anything installed, the app as it would be.
      const place = PLACES.find((one) => one === query.get('place')) ?? 'widget';
      const installed = routes.installed(query.get('user') ?? '', place);
      if (installed !== undefined) return answer(200, JSON.stringify(installed));
      const text = manifestFile && (await readFile(manifestFile, 'utf8').catch(() => ''));
      const app = text ? publishedAt(text, place) : undefined;
      return app ? answer(200, JSON.stringify(app)) : refuse(404, 'There is no manifest.');
    }
    case 'POST grant': {
      const grant = grantIn(await readBody(request));
      if (grant === undefined) return refuse(400, '"grant" must be "implicit" or "pkce".');
      servedConfig.choose(grant);
      return answer(200, '{}');
    }
    case 'POST config': {
      const status = Number(query.get('status') ?? 200);
      const body = await readBody(request);
      if (!Number.isInteger(status) || status < 200 || status > 599) {
        return refuse(400, '"status" must be a number from 200 to 599.');
      }
      // What curl sends of a file that is not there.
      if (body === '' && status === 200) return refuse(400, 'There is no config.json in this request.');
      servedConfig.replace({ status, body });
      return answer(200, '{}');
    }
    case 'POST reset':
      servedConfig.reset();
      receiver.reset();
      return false;
    default:
      return false;
  }
}

const PLACES: readonly AppPlace[] = ['widget', 'sidebar', 'page'];
const KEYS = { widget: 'widget', sidebar: 'keeper', page: 'page' } as const satisfies Record<
  AppPlace,
  string
>;

/** The integration of the published manifest for that place. */
function publishedAt(text: string, place: AppPlace): unknown {
  const { integrations } = JSON.parse(text) as { integrations: { key: string }[] };
  return integrations.find(({ key }) => key === KEYS[place]);
}

function grantIn(body: string): 'implicit' | 'pkce' | undefined {
  try {
    const { grant } = JSON.parse(body) as { grant?: unknown };
    return grant === 'implicit' || grant === 'pkce' ? grant : undefined;
  } catch {
    return undefined;
  }
}

function streamTruth(routes: OwnRoutes, response: ServerResponse, headers: Record<string, string>): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    timer = undefined;
    void routes.truth().then((truth) => response.write(`data: ${JSON.stringify(truth)}\n\n`));
  };
  send();
  const forget = routes.onChange(() => {
    timer ??= setTimeout(send, GATHER_MS);
  });
  response.on('close', () => {
    clearTimeout(timer);
    forget();
  });
}
