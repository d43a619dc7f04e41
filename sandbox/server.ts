import { appConfig, createServedConfig } from './app-config.ts';
import type { AppConfigSource, ConfigAnswer, Grant } from './app-config.ts';
import type { SandboxControl } from './control.ts';
import { createCore } from './genesys/core.ts';
import { createTiming } from './genesys/timing.ts';
import { listen, targetOf } from './listen.ts';
import type { Serve } from './listen.ts';
import { createPlatformServer } from './platform-server.ts';
import { realSource } from './real-time.ts';
import { serveStatic } from './static-files.ts';

export interface SandboxOptions {
  /** Absent or 0: any free port. */
  ports?: { desktop?: number; platform?: number; app?: number };
  /** Production build, served as the app origin on 127.0.0.1. Absent: no app server. */
  appDir?: string;
  /** Where the app is served when `appDir` is absent. */
  appUrl?: string;
  /** Built desktop page, served on the desktop origin (localhost). Absent: no desktop server. */
  desktopDir?: string;
  /** Where the desktop is served when `desktopDir` is absent. */
  desktopUrl?: string;
  /** Served to the desktop at `GET /_sandbox/manifest`. */
  manifestFile?: string;
  /** Merged over the generated config.json. */
  config?: Record<string, unknown>;
  /** Extra headers of the app server. */
  appHeaders?: Record<string, string>;
  seed?: number;
}

/** Three origins, as in life. URLs have no trailing slash. */
export interface Sandbox {
  desktopUrl: string;
  platformUrl: string;
  appUrl: string;
  /** The config.json that the app origin must serve for this grant. */
  appConfig(grant: Grant): Record<string, unknown>;
  /** What the app origin serves as config.json now: whoever serves the app instead asks here. */
  configAnswer(): ConfigAnswer;
  control: SandboxControl;
  close(): Promise<void>;
}

const DEFAULT_SEED = 1;

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { ports = {}, appDir, desktopDir } = options;
  const config: AppConfigSource = { platformPort: 0, desktopUrl: '', extra: options.config ?? {} };
  const servedConfig = createServedConfig(config);

  const app =
    appDir === undefined
      ? undefined
      : await listen(
          ports.app ?? 0,
          serveWith(appDir, '/config.json', servedConfig.answer, options.appHeaders),
        );
  const desktop =
    desktopDir === undefined
      ? undefined
      : await listen(ports.desktop ?? 0, serveWith(desktopDir, '/desktop.json', desktopAnswer));
  const appUrl = withoutSlash(app ? `http://127.0.0.1:${app.port}` : (options.appUrl ?? 'http://127.0.0.1'));
  config.desktopUrl = withoutSlash(
    desktop ? `http://localhost:${desktop.port}` : (options.desktopUrl ?? 'http://localhost'),
  );

  /** The desktop page learns the two other origins from `desktop.json`; it has none built in. */
  function desktopAnswer(): ConfigAnswer {
    const platformUrl = `http://localhost:${config.platformPort}`;
    return { status: 200, body: JSON.stringify({ platformUrl, appUrl }) };
  }

  const platform = await createPlatformServer({
    port: ports.platform ?? 0,
    manifestFile: options.manifestFile,
    servedConfig,
    core: (port) =>
      createCore({
        timing: (seed) => createTiming(realSource(), seed ?? options.seed ?? DEFAULT_SEED),
        socketOrigin: `ws://localhost:${port}`,
        redirectUri: `${appUrl}/index.html`,
      }),
  });
  config.platformPort = platform.port;

  return {
    desktopUrl: config.desktopUrl,
    platformUrl: `http://localhost:${platform.port}`,
    appUrl,
    appConfig: (grant) => appConfig(grant, config),
    configAnswer: servedConfig.answer,
    control: platform.control,
    async close() {
      await Promise.all([platform.close(), app?.close(), desktop?.close()]);
    },
  };
}

/** Serves a folder in which one JSON file is made on demand. */
const serveWith =
  (directory: string, path: string, made: () => ConfigAnswer, headers: Record<string, string> = {}): Serve =>
  async (request, response) => {
    if (targetOf(request).path !== path) {
      await serveStatic(directory, request, response, headers);
      return;
    }
    const { status, body } = made();
    response.writeHead(status, {
      'content-type': 'application/json',
      'cache-control': 'no-cache',
      ...headers,
    });
    response.end(body);
  };

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
