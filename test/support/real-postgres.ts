import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePostgres } from '../../scripts/postgres.mjs';

export interface RealPostgres {
  /** Of a database that no earlier call has named. */
  url(): Promise<string>;
  /** As an operator restarts it: every connection breaks. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL refuses to run as root: Debian's own user for it, else nobody. */
function user(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => {
    for (const name of ['postgres', 'nobody']) {
      const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
      if (status === 0) return Number(stdout);
    }
    throw new Error('There is no user that PostgreSQL may run as.');
  };
  return { uid: idOf('-u'), gid: idOf('-g') };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** A server of its own, with nothing in it, in a folder that goes with it. */
export async function startPostgres(): Promise<RealPostgres> {
  const bin = ensurePostgres();
  const as = user();
  const folder = mkdtempSync(join(tmpdir(), 'recording-control-postgres-'));
  if ('uid' in as) chownSync(folder, as.uid as number, as.gid as number);
  const data = join(folder, 'data');
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'tester', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    { ...as, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  let server = run();
  let databases = 0;

  function run(): ChildProcess {
    return spawn(
      join(bin, 'postgres'),
      ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', folder, '-c', 'fsync=off'],
      { ...as, cwd: folder, stdio: 'ignore' },
    );
  }

  /** With retries: it takes a moment to listen. */
  async function createDatabase(name: string): Promise<void> {
    const { default: pg } = await import('pg');
    for (;;) {
      const client = new pg.Client({ host: '127.0.0.1', port, user: 'tester', database: 'postgres' });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.query(`create database ${name}`);
        return await client.end();
      } catch (error) {
        await client.end().catch(() => undefined);
        if (server.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (server.exitCode !== null) return resolve();
      server.once('exit', () => resolve());
      server.kill(signal);
    });

  return {
    async url() {
      const name = `test_${(databases += 1)}`;
      await createDatabase(name);
      return `postgres://tester@127.0.0.1:${port}/${name}`;
    },
    async restart() {
      await end('SIGINT');
      server = run();
    },
    async close() {
      await end('SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
