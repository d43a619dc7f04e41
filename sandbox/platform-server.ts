import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { ConfigDesk, Grant } from './app-config.ts';
import type { SandboxControl } from './control.ts';
import { controlHeaders } from './genesys/control/routes.ts';
import type { Core } from './genesys/core.ts';
import type { ServerSocket } from './genesys/wire.ts';
import { listen } from './listen.ts';

export interface PlatformServerOptions {
  port: number;
  manifestFile?: string;
  configDesk: ConfigDesk;
  /** Called once the port is known. */
  core(port: number): Core;
}

export interface PlatformServer {
  port: number;
  control: SandboxControl;
  close(): Promise<void>;
}

/** How long changes are gathered before the desktop is told. */
const GATHER_MS = 30;

/** The sign-in and API origin: carries the core over HTTP, WebSocket and server-sent events. */
export async function createPlatformServer(options: PlatformServerOptions): Promise<PlatformServer> {
  const { configDesk } = options;
  const sockets = new WebSocketServer({ noServer: true });
  const listening = await listen(options.port, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  const core = options.core(listening.port);
  const control: SandboxControl = {
    ...core.control,
    async reset(request) {
      configDesk.reset();
      await core.control.reset(request);
    },
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://host');
    if (url.pathname.startsWith('/_sandbox/') && (await serveOwn(url, request, response))) return;
    const answer = await core.handle({
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: singleHeaders(request),
      body: await readBody(request),
    });
    if (answer === 'lost') {
      request.socket.destroy();
      return;
    }
    // A browser re-sends by itself what a reused connection dropped, so none is ever reused.
    response.writeHead(answer.status, { ...answer.headers, connection: 'close' });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  /** The few control routes that need the carrier. Answers whether it was one of them. */
  async function serveOwn(url: URL, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const route = `${request.method} ${url.pathname.slice('/_sandbox/'.length)}`;
    const headers = controlHeaders(request.headers.origin);
    const answer = (status: number, body: unknown): true => {
      response.writeHead(status, { ...headers, 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify(body));
      return true;
    };
    switch (route) {
      case 'GET events':
        streamTruth(response, headers);
        return true;
      case 'GET manifest': {
        const text = options.manifestFile && (await readFile(options.manifestFile, 'utf8').catch(() => ''));
        return text ? answer(200, JSON.parse(text)) : answer(404, { message: 'There is no manifest.' });
      }
      case 'POST grant': {
        const { grant } = JSON.parse((await readBody(request)) || '{}') as { grant?: unknown };
        if (grant !== 'implicit' && grant !== 'pkce') {
          return answer(400, { message: '"grant" must be "implicit" or "pkce".' });
        }
        configDesk.choose(grant satisfies Grant);
        return answer(200, {});
      }
      case 'POST config': {
        const body = await readBody(request);
        configDesk.replace({ status: Number(url.searchParams.get('status') ?? 200), body });
        return answer(200, {});
      }
      case 'POST reset':
        configDesk.reset();
        return false;
      default:
        return false;
    }
  }

  function streamTruth(response: ServerResponse, headers: Record<string, string>): void {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    let timer: NodeJS.Timeout | undefined;
    const send = (): void => {
      timer = undefined;
      void core.control.truth().then((truth) => response.write(`data: ${JSON.stringify(truth)}\n\n`));
    };
    send();
    const forget = core.onChange(() => {
      timer ??= setTimeout(send, GATHER_MS);
    });
    response.on('close', () => {
      clearTimeout(timer);
      forget();
    });
  }

  listening.server.on('upgrade', (request, stream, head) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    let carried: WebSocket | undefined;
    const socket: ServerSocket = {
      send: (text) => carried?.send(text),
      close: (code, reason) => carried?.close(code, reason),
      drop: () => carried?.terminate(),
    };
    const probe = core.connect(path, socket);
    if ('refused' in probe) {
      stream.end(`HTTP/1.1 ${probe.refused} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (accepted) => {
      carried = accepted;
      accepted.on('message', (data) => probe.received(String(data)));
      accepted.on('close', () => probe.closed());
      accepted.on('error', () => accepted.terminate());
    });
  });

  return {
    port: listening.port,
    control,
    async close() {
      core.close();
      for (const client of sockets.clients) client.terminate();
      await listening.close();
    },
  };
}

const singleHeaders = (request: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
