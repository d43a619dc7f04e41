import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { SEED } from '../../sandbox/control.ts';
import { HEADLESS } from '../../test/support/build-headless.ts';

const CLI = join(HEADLESS, 'cli.js');

export interface WorkerOptions {
  readonly home: string;
  /** Of PostgreSQL. */
  readonly database: string;
  readonly platform: string;
}

export interface Worker {
  readonly pid: number | undefined;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** `recording-control serve` of the build, with a home of its own. What it says is not read. */
export function startWorker({ home, database, platform }: WorkerOptions): Worker {
  const child = spawn(process.execPath, [CLI, 'serve', '--json', '--port', '0'], {
    env: {
      PATH: process.env['PATH'],
      GENESYSCLOUD_OAUTHCLIENT_ID: SEED.clients.credentials,
      GENESYSCLOUD_OAUTHCLIENT_SECRET: SEED.secrets.credentials,
      RECORDING_CONTROL_GATEWAY: platform,
      RECORDING_CONTROL_HOME: home,
      DATABASE_URL: database,
      RECORDING_CONTROL_WEBHOOK_URL: `${platform}/_sandbox/webhook`,
      RECORDING_CONTROL_WEBHOOK_SECRET: 'secret-of-the-measurement',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => void child.on('close', () => resolve()));
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return { pid: child.pid, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}
