import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { STATES } from './states.ts';

/** Names for `?state=`. */
export const STATE_NAMES: readonly string[] = Object.keys(STATES);

/** Builds the gallery and serves it on a free port of this machine: for screenshots and for axe. */
export async function serveGallery(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const configFile = fileURLToPath(new URL('./vite.config.ts', import.meta.url));
  await build({ configFile, logLevel: 'error' });
  const server = await preview({ configFile, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
  const { port } = server.httpServer.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
