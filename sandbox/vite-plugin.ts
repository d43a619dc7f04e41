import { fileURLToPath } from 'node:url';
import type { Plugin, ViteDevServer } from 'vite';
import { runnerImport } from 'vite';
import { buildDesktop } from '../scripts/build-desktop.mjs';
import { isPortFree } from './free-port.ts';
import type { Sandbox, startSandbox } from './server.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** `npm run dev`: the Vite server is the app's origin, and the sandbox runs beside it. Never part of a build. */
export function sandboxPlugin(): Plugin {
  return {
    name: 'recording-control-sandbox',
    apply: (_, { command }) => command === 'serve' && process.env['VITEST'] === undefined,
    config: () => ({ server: { host: '127.0.0.1', watch: { ignored: ['**/.cache/**', '**/dist/**'] } } }),
    // Vite's dev server puts styles into the page as elements, which the app's own policy forbids.
    transformIndexHtml: (html) => html.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
    configureServer(server) {
      const starting = whenListening(server).then(() => start(server));
      server.middlewares.use((request, response, next) => {
        if (new URL(request.url ?? '/', 'http://host').pathname !== '/config.json') return next();
        return starting.then((sandbox) => {
          const { status, body } = sandbox.configAnswer();
          response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
          response.end(body);
        }, next);
      });
      starting.then(
        (sandbox) => server.config.logger.info(`\n  Agent desktop: ${sandbox.desktopUrl}/\n`),
        (error: unknown) => server.config.logger.error(`The sandbox could not start: ${String(error)}`),
      );
      server.httpServer?.on('close', () => void starting.then((sandbox) => sandbox.close()));
    },
  };
}

function whenListening(server: ViteDevServer): Promise<void> {
  return new Promise((resolve) => server.httpServer?.once('listening', () => resolve()));
}

async function start(server: ViteDevServer): Promise<Sandbox> {
  const address = server.httpServer?.address();
  if (typeof address !== 'object' || address === null) throw new Error('The dev server has no port.');
  const { port } = address;
  const desktopDir = await buildDesktop();
  // The desktop is built, not served: its page must see the same origins as in life. A change builds it anew.
  server.watcher.on('change', (file) => {
    if (/[\\/]sandbox[\\/](desktop|scenarios)[\\/]/.test(file)) void buildDesktop();
  });
  const { module } = await runnerImport<{ startSandbox: typeof startSandbox }>(path('./server.ts'), {
    configFile: false,
    logLevel: 'warn',
  });
  const desktop = Number(process.env['PORT'] ?? 8080);
  return module.startSandbox({
    ports: (await isPortFree(desktop)) ? { desktop } : {},
    appUrl: `http://127.0.0.1:${port}`,
    desktopDir,
    manifestFile: path('../manifest/app.json'),
  });
}
