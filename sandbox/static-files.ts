import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { targetOf } from './listen.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Names of these files stay when their content changes, so a browser must ask each time. */
const UNHASHED = new Set(['.html', '.json']);

/** Serves a built page; what is not there is 404, never index.html, as on a plain static host. */
export async function serveStatic(
  directory: string,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string> = {},
): Promise<void> {
  const pathname = decoded(targetOf(request).path);
  const file = normalize(join(directory, pathname.endsWith('/') ? `${pathname}index.html` : pathname));
  if (!file.startsWith(normalize(directory) + sep)) {
    response.writeHead(403).end();
    return;
  }
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain', ...headers }).end('not found');
    return;
  }
  const extension = extname(file);
  response.writeHead(200, {
    'content-type': TYPES[extension] ?? 'application/octet-stream',
    'cache-control': UNHASHED.has(extension) ? 'no-cache' : 'max-age=31536000, immutable',
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
