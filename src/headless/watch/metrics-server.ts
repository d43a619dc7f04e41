import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MetricsServer {
  readonly port: number;
  close(): void;
}

/** Serves `/metrics` to this machine only: whoever scrapes from elsewhere puts a proxy in front. */
export function serveMetrics(port: number, text: () => string): Promise<MetricsServer | 'refused'> {
  const server = createServer((request, response) => {
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
  });
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
