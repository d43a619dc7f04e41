import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isThisMachine } from '../../loopback.ts';

export interface LocalServer {
  readonly port: number;
  close(): void;
}

export interface Page {
  /** Default: 200. */
  readonly status?: number;
  /** Default: plain text. */
  readonly type?: string;
  readonly body: string;
}
/** What is answered to GET, by path. One that throws is answered with 503. */
export type Pages = Readonly<Record<string, () => Page | Promise<Page>>>;

/** Answers what is about something else than pages. False: it is not. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

const PLAIN = 'text/plain; charset=utf-8';
export const METRICS_PATH = '/metrics';
/** As Prometheus reads it. */
export const metricsPage = (body: string): Page => ({
  type: 'text/plain; version=0.0.4; charset=utf-8',
  body,
});

/** A page whose own name was made to lead here (DNS rebinding) sends that name. */
const isAskedHere = (host = ''): boolean => isThisMachine(host.replace(/:\d+$/, ''));

/** Serves pages to this machine only: whoever asks from elsewhere puts a proxy in front. */
export function serveLocally(
  port: number,
  pages: Pages,
  handler: Handler = () => false,
): Promise<LocalServer | 'refused'> {
  const server = createServer(answerWith(pages, handler));
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
  (pages: Pages, handler: Handler): RequestListener =>
  (request, response) => {
    if (handler(request, response)) return;
    void pageOf(pages, request).then(({ status = 200, type = PLAIN, body }) =>
      response.writeHead(status, { 'content-type': type }).end(body),
    );
  };

async function pageOf(pages: Pages, { headers, method, url = '' }: IncomingMessage): Promise<Page> {
  if (!isAskedHere(headers.host)) return { status: 421, body: 'Ask for localhost or 127.0.0.1.\n' };
  const page = Object.hasOwn(pages, url) ? pages[url] : undefined;
  if (method !== 'GET' || page === undefined) return { status: 404, body: '' };
  try {
    return await page();
  } catch {
    // The journal cannot be read just now: no reason to end what runs.
    return { status: 503, body: '' };
  }
}
