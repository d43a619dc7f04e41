import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isThisMachine } from '../../loopback.ts';

export interface MetricsServer {
  readonly port: number;
  close(): void;
}

/** A page whose own name was made to lead here (DNS rebinding) sends that name. */
const isAskedHere = (host = ''): boolean => isThisMachine(host.replace(/:\d+$/, ''));

/** Serves `/metrics` to this machine only: whoever scrapes from elsewhere puts a proxy in front. */
export function serveMetrics(port: number, text: () => string): Promise<MetricsServer | 'refused'> {
  const server = createServer(answerWith(text));
  return new Promise((resolve) => {
    server.once('error', () => resolve('refused'));
    server.listen(port, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        close() {
          server.close();
          server.closeAllConnections();
        },
      }),
    );
  });
}

const answerWith =
  (text: () => string): RequestListener =>
  (request, response) => {
    if (!isAskedHere(request.headers.host)) {
      response.writeHead(421, { 'content-type': 'text/plain' }).end('Ask for localhost or 127.0.0.1.\n');
      return;
    }
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    try {
      const body = text();
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(body);
    } catch {
      // The journal cannot be read just now: no reason to end a watch.
      response.writeHead(503).end();
    }
  };
