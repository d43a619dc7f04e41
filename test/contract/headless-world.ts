import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import {
  SEED,
  type RequestLine,
  type Truth,
  type WebhookDelivery,
  type WebhookFault,
} from '../../sandbox/control.ts';
import { test } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { HEADLESS } from '../support/build-headless.ts';
import type { Loose } from './sandbox-client.ts';

/** Most of it is waiting for the platform; the rest is for machines that do much else at the same time. */
export const PATIENCE = { timeout: 300_000 };
const CLI = join(HEADLESS, 'cli.js');
export const SECRET = SEED.secrets.credentials;
export const HOOK_SECRET = 'webhook-secret-of-the-test';

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
  /** Of a run with --json. */
  lines: Loose[];
}

export interface Running {
  readonly lines: Loose[];
  /** What stdout has said so far. */
  text(): string;
  /** The next line that fits, of those after the last one that was waited for. */
  line(fits: (line: Loose) => boolean): Promise<Loose>;
  kill(signal: NodeJS.Signals): void;
  /** Reads nothing more of what it prints, as `| head` does. */
  deafen(): void;
  readonly ended: Promise<Ended>;
}

/** A folder of the controller's own, and its command line as a child process. */
export function headlessWorld(sandbox: () => Sandbox) {
  const homes: string[] = [];
  let home = '';
  const started = new Set<Running>();

  const environment = (more: Record<string, string | undefined> = {}) => ({
    PATH: process.env['PATH'],
    GENESYSCLOUD_OAUTHCLIENT_ID: SEED.clients.credentials,
    GENESYSCLOUD_OAUTHCLIENT_SECRET: SECRET,
    RECORDING_CONTROL_GATEWAY: sandbox().platformUrl,
    RECORDING_CONTROL_HOME: home,
    ...more,
  });

  function start(args: readonly string[], more: Record<string, string | undefined> = {}): Running {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: environment(more) as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const running = watch(child);
    started.add(running);
    return running;
  }

  return {
    get home() {
      return home;
    },
    /** Before each test: nothing that an earlier one left. */
    fresh() {
      home = mkdtempSync(join(tmpdir(), 'recording-control-'));
      homes.push(home);
    },
    async clean() {
      for (const running of started) running.kill('SIGKILL');
      await Promise.all([...started].map(({ ended }) => ended));
      for (const each of homes) rmSync(each, { recursive: true, force: true });
    },
    environment,
    start,
    run: (args: readonly string[], more: Record<string, string | undefined> = {}): Promise<Ended> =>
      start(args, more).ended,
    hook: () => ({
      RECORDING_CONTROL_WEBHOOK_URL: `${sandbox().platformUrl}/_sandbox/webhook`,
      RECORDING_CONTROL_WEBHOOK_SECRET: HOOK_SECRET,
    }),
    async deliveries(): Promise<WebhookDelivery[]> {
      return (await (await fetch(`${sandbox().platformUrl}/_sandbox/webhooks`)).json()) as WebhookDelivery[];
    },
    async webhookFault(fault: WebhookFault): Promise<void> {
      await fetch(`${sandbox().platformUrl}/_sandbox/webhook-fault`, {
        method: 'POST',
        body: JSON.stringify(fault),
      });
    },
  };
}

/** Waits for what happens in other processes. */
export async function eventually(is: () => boolean | Promise<boolean>, everyMs = 10): Promise<void> {
  while (!(await is())) await new Promise((resolve) => setTimeout(resolve, everyMs));
}

function watch(child: ChildProcessByStdio<null, Readable, Readable>): Running {
  const lines: Loose[] = [];
  const waiting = new Set<() => void>();
  let stdout = '';
  let stderr = '';
  let rest = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.startsWith('{')) lines.push(JSON.parse(part));
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr, lines }));
  });
  return {
    lines,
    text: () => stdout,
    ended,
    kill: (signal) => void child.kill(signal),
    deafen: () => void child.stdout.destroy(),
    line: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const index = lines.findIndex((line, at) => at >= seen && fits(line));
          if (index === -1) return;
          seen = index + 1;
          waiting.delete(look);
          resolve(lines[index]);
        };
        waiting.add(look);
        void ended.then(() => reject(new Error(`The process ended: ${stdout}${stderr}`)));
        look();
      }),
  };
}

export interface Headless {
  sandbox: Sandbox;
  world: ReturnType<typeof headlessWorld>;
  /** A connected, recorded call. */
  id: string;
  truth(): Promise<Truth['conversations'][number]>;
  /** To the API, by method. */
  requests(method: string): Promise<RequestLine[]>;
  journal(): Record<string, unknown>[];
}

/** A test with a platform and a home of its own: such tests wait much and so run side by side. */
export const headlessIt = test.extend<{ headless: Headless }>({
  // oxlint-disable-next-line no-empty-pattern -- Vitest demands the pattern
  async headless({}, use) {
    const sandbox = await startSandbox();
    await sandbox.control.switch({
      readLagMs: 0,
      analyticsLagMs: 0,
      recordingDelayMs: 0,
      recordingUploadMs: 0,
    });
    const world = headlessWorld(() => sandbox);
    world.fresh();
    const { conversationId: id } = await sandbox.control.call();
    await use({
      sandbox,
      world,
      id,
      truth: async () => (await sandbox.control.truth()).conversations.find((each) => each.id === id)!,
      requests: async (method) =>
        (await sandbox.control.requests()).filter(
          (line) => line.method === method && line.path.startsWith('/api/'),
        ),
      journal: () =>
        readFileSync(join(world.home, 'audit.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>),
    });
    await world.clean();
    await sandbox.close();
  },
});
