import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { ServedConfig } from './app-config.ts';
import type { SandboxControl } from './control.ts';
import { CONTROL_PATH } from './genesys/control/routes.ts';
import type { Core } from './genesys/core.ts';
import { listen, readBody, targetOf } from './listen.ts';
import type { Listening } from './listen.ts';
import { isFromThisMachine } from './loopback.ts';
import { serveOwnRoute } from './own-routes.ts';
import { createWebhookReceiver } from './webhook-receiver.ts';

export interface PlatformServerOptions {
  port: number;
  manifestFile: string | undefined;
  servedConfig: ServedConfig;
  /** Called once the port is known. */
  core(port: number): Core;
}

export interface PlatformServer {
  port: number;
  control: SandboxControl;
  close(): Promise<void>;
}

/** The sign-in and API origin: carries the core over HTTP, WebSocket and server-sent events. */
export async function createPlatformServer(options: PlatformServerOptions): Promise<PlatformServer> {
  const { servedConfig, manifestFile } = options;
  const receiver = createWebhookReceiver();
  const listening = await listen(options.port, serve);
  const core = options.core(listening.port);
  const sockets = carrySockets(listening, core);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = targetOf(request);
    const routes = {
      servedConfig,
      manifestFile,
      receiver,
      truth: core.control.truth,
      onChange: core.onChange,
      installed: core.installed,
    };
    if (path.startsWith(CONTROL_PATH)) {
      if (!isFromThisMachine(request)) return refuseStranger(response);
      if (await serveOwnRoute(routes, request, response)) return;
    }
    const answer = await core.handle({
      method: request.method ?? 'GET',
      path,
      query,
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

  return {
    port: listening.port,
    control: {
      ...core.control,
      async reset(request) {
        servedConfig.reset();
        receiver.reset();
        await core.control.reset(request);
      },
    },
    async close() {
      core.close();
      for (const client of sockets.clients) client.terminate();
      await listening.close();
    },
  };
}

/** The control says where the app signs in, so that a page from elsewhere must not reach it. */
function refuseStranger(response: ServerResponse): void {
  response.writeHead(403, { 'content-type': 'application/json', connection: 'close' });
  response.end(
    JSON.stringify({ message: 'The simulator takes orders from pages and programs of this machine only.' }),
  );
}

function carrySockets({ server }: Listening, core: Core): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy());
    let carried: WebSocket | undefined;
    const peer = core.connect(targetOf(request).path, {
      send: (text) => carried?.send(text),
      close: (code, reason) => carried?.close(code, reason),
      drop: () => carried?.terminate(),
    });
    if ('refused' in peer) {
      stream.end(`HTTP/1.1 ${peer.refused} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (accepted) => {
      carried = accepted;
      accepted.on('message', (data) => peer.received(String(data)));
      accepted.on('close', () => peer.closed());
      accepted.on('error', () => accepted.terminate());
    });
  });
  return sockets;
}

const singleHeaders = (request: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
