import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

const CHUNK = Buffer.alloc(64 * 1024, 'a');
const DRIP_EVERY_MS = 5;
const BOMB = gzipSync(Buffer.alloc(32_000_000, 'a'));

type Answer = (request: IncomingMessage, response: ServerResponse, thief: string) => void;

const text =
  (body: string, type = 'application/json', status = 200): Answer =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);

const raw =
  (bytes: string): Answer =>
  (request) =>
    void request.socket.end(bytes);

function drip(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), DRIP_EVERY_MS);
  response.on('close', () => clearInterval(timer));
}

function pour(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = (): void => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.on('drain', more);
  more();
}

/** How a platform, or what stands in its way, answers when it is broken or means harm. */
export const MANNERS = {
  silent: () => undefined,
  dripping: (_request, response) => drip(response, 200),
  'a dripping error': (_request, response) => drip(response, 503),
  endless: (_request, response) => pour(response),
  'packed to unpack without end': (_request, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .end(BOMB),
  'shorter than it says': raw('HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{"id":'),
  'longer than it says': raw(
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}{"access_token":"x","expires_in":9}',
  ),
  'redirecting elsewhere': (_request, response, thief) =>
    void response.writeHead(307, { location: `${thief}/stolen` }).end(),
  'redirecting to itself': (request, response) =>
    void response.writeHead(302, { location: request.url ?? '/' }).end(),
  'with huge headers': raw(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(200_000)}\r\ncontent-length: 2\r\n\r\n{}`),
  'a page of a proxy': text('<!doctype html><title>Sign in to the network</title>', 'text/html'),
  'an empty object': text('{}'),
  null: text('null'),
  'a list where an object belongs': text('[[],[],{"id":1}]'),
  'an object of wrong types': text(
    '{"id":7,"entities":{"0":"x"},"participants":"none","access_token":["x"],"expires_in":"soon"}',
  ),
  'nested without end': text('['.repeat(200_000)),
  'without a body': text('', 'application/json', 204),
  'no HTTP': raw('220 mail.example ESMTP\r\n'),
  'breaking off': (request) => void request.socket.destroy(),
} as const satisfies Record<string, Answer>;

export type Manner = keyof typeof MANNERS;

export interface HostilePlatform {
  readonly url: string;
  /** The most that one answer took of what was poured out, in bytes. */
  readonly poured: number;
  /** Requests that followed a redirect to another host. */
  readonly stolen: readonly string[];
  /** Requests of the platform that were met in its manner. */
  readonly met: number;
  close(): void;
}

/** A platform that signs in as it should, and then answers in this manner; or answers sign-in in this manner already. */
export async function hostilePlatform(manner: Manner, from: 'sign-in' | 'api'): Promise<HostilePlatform> {
  const answer: Answer = MANNERS[manner];
  const stolen: string[] = [];
  const sockets = new Set<Socket>();
  let poured = 0;
  let met = 0;
  const listen = async (serve: (request: IncomingMessage, response: ServerResponse) => void) => {
    const server = createServer(serve);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        poured = Math.max(poured, socket.bytesWritten);
        sockets.delete(socket);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  };
  const thief = await listen((request, response) => {
    stolen.push(JSON.stringify(request.headers));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const platform = await listen((request, response) => {
    request.resume();
    if (request.url?.startsWith('/login/') && from === 'api')
      text('{"access_token":"token-of-the-test","expires_in":3600}')(request, response, thief.url);
    else {
      met += 1;
      answer(request, response, thief.url);
    }
  });
  return {
    url: platform.url,
    get poured() {
      return Math.max(poured, ...[...sockets].map((socket) => socket.bytesWritten));
    },
    stolen,
    get met() {
      return met;
    },
    close() {
      for (const { server } of [thief, platform]) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
