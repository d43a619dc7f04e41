import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { STATES } from './states.ts';

/** Names for `?state=`. */
export const STATE_NAMES: readonly string[] = Object.keys(STATES);

const configFile = fileURLToPath(new URL('./vite.config.ts', import.meta.url));

/** Builds the gallery for `serveGallery`: once, before any process serves it, as it empties the folder first. */
export async function buildGallery(): Promise<void> {
  await build({ configFile, logLevel: 'error' });
}

/** Serves the built gallery on a free port of this machine: for screenshots and for axe. */
export async function serveGallery(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = await preview({ configFile, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
  const { port } = server.httpServer.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
