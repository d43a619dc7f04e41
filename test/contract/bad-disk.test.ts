import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { runCli } from '../../src/headless/cli/run.ts';
import { badDisk, DISKS, isUnreadable, type DiskName } from '../support/bad-disk.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';
import { CALL, VERBS } from '../support/verbs.ts';
import { eventually, headlessIt as it, type Headless } from './headless-world.ts';

/** A watch may write into a folder between the look into it and its removal. */
function isRemoved(home: string): boolean {
  try {
    rmSync(home, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

let postgres: RealPostgres;
let databaseUrl = '';
beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.url();
});
afterAll(() => postgres.close());

const possible = (Object.keys(DISKS) as DiskName[]).filter((name) => DISKS[name].possible);
const LASTING = ['watch', 'serve'] as const;
const users = Object.entries(VERBS).filter(
  ([verb, { usesHome }]) => usesHome && !LASTING.some((each) => each === verb),
);
const LOGS = new Set(['pause', 'resume']);
const READS = new Set(['proof', 'metrics', 'audit verify', 'audit export']);
const WATCH = ['watch', '--json'];

/** What each verb ends with on a good disk, in this organisation: snippets need a signed-in user, and incidents a store. */
const ENDS: Readonly<Record<string, number>> = {
  start: 1,
  'incident list': 1,
  'incident review': 1,
  'incident close': 1,
  erase: 1,
};

async function callFor(verb: string, { sandbox }: Headless): Promise<string> {
  if (verb.startsWith('queue')) return SEED.queues.support;
  const { conversationId } = await sandbox.control.call();
  if (verb === 'resume') await sandbox.control.act({ conversationId, act: 'pause' });
  return conversationId;
}

/** The command line within this process: the disk is what is tried here, and a hundred processes would only cost time. */
function begin(home: string, args: readonly string[], { world }: Headless) {
  const abort = new AbortController();
  const output = { out: '', err: '' };
  const code = runCli(args, {
    // The service keeps what it learns on a server: what is tried is the rest of the home.
    environment: {
      ...world.environment(),
      RECORDING_CONTROL_HOME: home,
      ...(args[0] === 'serve' && { DATABASE_URL: databaseUrl }),
    },
    streams: {
      out: (text) => void (output.out += text),
      err: (text) => void (output.err += text),
      isTerminal: false,
    },
    signal: abort.signal,
  });
  return { output, code, interrupt: () => abort.abort('stop') };
}

describe.concurrent('a bad disk', () => {
  it.for(possible)(
    'that is %s changes nothing of what a command does, and is left alone',
    async (name, { headless, expect }) => {
      const disk = badDisk(name);
      const before = disk.untouched();
      const ends = users.map(async ([verb, { args }]) => {
        const id = await callFor(verb, headless);
        const run = begin(
          disk.home,
          args.map((arg) => (arg === CALL ? id : arg)),
          headless,
        );
        return [verb, await run.code, run.output] as const;
      });
      for (const [verb, code, { out, err }] of await Promise.all(ends)) {
        const cannotRead = isUnreadable(name) && READS.has(verb);
        expect([verb, code]).toEqual([verb, cannotRead ? 1 : (ENDS[verb] ?? 0)]);
        if (cannotRead) expect(err, verb).toMatch(/audit\.jsonl is no file/);
        if (!LOGS.has(verb)) continue;
        expect(out, verb).toContain('confirmed');
        expect(out, verb).toContain('Not logged');
        expect(err, verb).toMatch(/cannot be written|nothing is written/);
      }
      expect(disk.untouched()).toBe(before);
      disk.clean();
    },
  );

  it.for(LASTING.flatMap((verb) => possible.map((name) => [verb, name] as const)))(
    'makes %s wait or refuse in words, and never die: one that is %s',
    async ([verb, name], { headless, expect }) => {
      const disk = badDisk(name);
      const before = disk.untouched();
      const run = begin(disk.home, [verb, '--json', ...(verb === 'serve' ? ['--port', '0'] : [])], headless);
      if (DISKS[name].waits) {
        await eventually(() => run.output.out.includes('"type":"disk"'));
        expect(run.output.out).toMatch(/cannot be written \(.+\)\. Nothing is watched until it can be/);
        disk.repair?.();
        if (disk.repair) await eventually(() => run.output.out.includes('"type":"channel"'));
        run.interrupt();
      }
      expect(await run.code).toBe(DISKS[name].waits ? 130 : 1);
      if (!DISKS[name].waits) expect(run.output.err).toMatch(/nothing is written/);
      expect(disk.untouched()).toBe(before);
      disk.clean();
    },
  );
});

describe.concurrent('a home with other things among its files', () => {
  // In a process of its own: one that waits for a pipe hears no signal.
  it('holds up no watch and no command: what is not ours is moved, and said', async ({
    headless: { world, id },
  }) => {
    for (const name of ['queue', 'intents', 'finished']) {
      const at = join(world.home, name);
      mkdirSync(at);
      spawnSync('mkfifo', [join(at, 'pipe.json')]);
      mkdirSync(join(at, 'folder.json'));
      symlinkSync('/dev/zero', join(at, 'link.json'));
      utimesSync(join(at, 'folder.json'), 1, 1);
    }
    const paused = await world.run(['pause', id]);
    expect([paused.code, paused.stderr]).toEqual([0, '']);
    const running = world.start(WATCH);
    await running.line(({ type }) => type === 'channel');
    const moved = running.lines.filter(({ type }) => type === 'unreadable').map(({ file }) => file);
    expect(moved.toSorted()).toEqual(
      ['folder', 'link', 'pipe'].map((name) => join(world.home, 'set-aside', `unreadable-${name}.json`)),
    );
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(130);
  });
});

describe.concurrent('a home that is shared', () => {
  it('has one watch: a second one is refused in words, and the first goes on', async ({
    headless: { world },
  }) => {
    const first = world.start(WATCH);
    await first.line(({ type }) => type === 'channel');
    const second = await world.run(WATCH);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`Another watch uses the home ${world.home}`);
    first.kill('SIGTERM');
    expect((await first.ended).code).toBe(130);
    const third = world.start(WATCH);
    await third.line(({ type }) => type === 'channel');
  });

  it('is taken from a watch that was killed, whatever process has its number now', async ({
    headless: { world },
  }) => {
    const first = world.start(WATCH);
    await first.line(({ type }) => type === 'channel');
    first.kill('SIGKILL');
    await first.ended;
    writeFileSync(join(world.home, 'queue', 'half.json.1.tmp'), 'half');
    const second = world.start(WATCH);
    await second.line(({ type }) => type === 'channel');
  });

  it('ends a watch whose home another has taken', async ({ headless: { world } }) => {
    const running = world.start(WATCH);
    await running.line(({ type }) => type === 'channel');
    writeFileSync(join(world.home, 'watch.lock'), 'another');
    const { code, lines } = await running.ended;
    expect(code).toBe(1);
    expect(lines.some(({ type }) => type === 'home-lost')).toBe(true);
    expect(readFileSync(join(world.home, 'watch.lock'), 'utf8')).toBe('another');
  });

  it('may be removed below a watch, which says so, waits, and is no other', async ({
    headless: { world },
  }) => {
    const running = world.start(WATCH);
    await running.line(({ type }) => type === 'channel');
    await eventually(() => isRemoved(world.home));
    expect(await running.line(({ type }) => type === 'disk')).toMatchObject({
      why: expect.stringContaining('it is gone') as unknown,
    });
    mkdirSync(world.home, { mode: 0o700 });
    for (const name of ['queue', 'finished', 'set-aside']) mkdirSync(join(world.home, name));
    await running.line(({ type, why }) => type === 'disk' && why === undefined);
    await eventually(() => existsSync(join(world.home, 'watch.lock')));
    expect((await world.run(WATCH)).stderr).toContain('Another watch uses the home');
    running.kill('SIGTERM');
    const { code, stderr, lines } = await running.ended;
    expect([code, stderr]).toEqual([130, '']);
    expect(lines.some(({ type }) => type === 'home-lost')).toBe(false);
  });

  it('has one chain for commands of several containers at the same time', async ({
    headless: { sandbox, world },
  }) => {
    const ids = await Promise.all(
      Array.from({ length: 6 }, async () => (await sandbox.control.call()).conversationId),
    );
    const ends = await Promise.all(ids.map((id) => world.run(['pause', id])));
    for (const { stdout } of ends) expect(stdout).not.toContain('Not logged');
    const verified = await world.run(['audit', 'verify', '--json']);
    expect(verified.lines[0]).toMatchObject({ ok: true, chains: [{}] });
    const logged = readFileSync(join(world.home, 'audit.jsonl'), 'utf8');
    for (const id of ids) expect(logged.split(id).length).toBeGreaterThan(2);
    await eventually(() => readdirSync(world.home).every((name) => !name.endsWith('.lock')));
  });
});
