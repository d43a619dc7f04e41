import { isPortFree } from './free-port.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';
import type { Sandbox } from './server.ts';
import { startSandbox } from './server.ts';

export interface CliOptions {
  /** What the user asked for, or undefined. */
  port: string | undefined;
  appDir: string;
  desktopDir: string;
  manifestFile: string;
}

const DEFAULT_PORT = 8080;

/** Starts the sandbox, says where it is, and answers it. A port that cannot be had is an error in words. */
export async function startFromCommandLine(options: CliOptions): Promise<Sandbox> {
  const wanted = parsePort(options.port);
  const sandbox = await startSandbox({
    appDir: options.appDir,
    desktopDir: options.desktopDir,
    manifestFile: options.manifestFile,
    ports: {
      desktop: await choosePort(wanted, 'desktop', options.port !== undefined),
      platform: await choosePort(wanted + 1, 'platform', false),
      app: await choosePort(wanted + 2, 'app', false),
    },
  });
  console.log(welcome(sandbox));
  return sandbox;
}

function parsePort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  // The platform and the app take the two ports after it.
  if (Number.isInteger(port) && port >= 1 && port <= 65_533) return port;
  throw new Error(`PORT=${text} is not a port. Give a whole number from 1 to 65533.`);
}

/** Only the desktop's own port is a promise, and only when somebody asked for it. */
async function choosePort(port: number, what: string, isAskedFor: boolean): Promise<number> {
  if (await isPortFree(port)) return port;
  if (isAskedFor) {
    throw new Error(
      `Port ${port} is taken. Stop what runs there, or choose another: PORT=${port + 10} npm start`,
    );
  }
  console.log(`Port ${port} is taken, so the ${what} gets another one.`);
  return 0;
}

function welcome({ desktopUrl, platformUrl, appUrl }: Sandbox): string {
  const width = Math.max(...SCENARIOS.map(({ name }) => name.length));
  const scenarios = SCENARIOS.map(
    ({ name, about }) => `    ${desktopUrl}/?scenario=${name.padEnd(width)}  ${about}`,
  );
  return [
    '',
    '  Recording Control runs in a sandbox: no account, no real calls.',
    '',
    `  Open   ${desktopUrl}/`,
    '',
    `  Platform (sign-in, API, sockets)  ${platformUrl}`,
    `  App                               ${appUrl}`,
    '',
    '  Scenarios',
    ...scenarios,
    '',
    '  Ctrl-C ends it.',
    '',
  ].join('\n');
}
