import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/headless/cli/run.ts';
import { runInstall } from '../../src/installer/cli.ts';
import { createClock } from '../../src/platform/clock.ts';
import { hostilePlatform, MANNERS, type Manner } from '../support/hostile-platform.ts';
import { startPostgres, type RealPostgres } from '../support/real-postgres.ts';
import { eventually, headlessWorld } from './headless-world.ts';
import { VERBS, verbsOfCommandLine, type VerbRow } from '../support/verbs.ts';

const SECRET = 'secret-of-the-hostile-test';
const SPEED = 20;
/** The answer of one endpoint may have 4 MB; the rest is what the system holds between two programs. */
const MOST_POURED = 16_000_000;

/** Eight seconds are long in a test: the same clock, only faster. */
const fastClock = () => {
  const wall = Date.now();
  const passed = () => performance.now() * SPEED;
  const start = passed();
  return createClock({
    monotonic: passed,
    wall: () => wall + passed() - start,
    setTimer: (run, ms) => setTimeout(run, ms / SPEED),
    clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  });
};

let postgres: RealPostgres;
let databaseUrl = '';
beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.url();
});
afterAll(() => postgres.close());

/** What waits for a platform that is broken: once it has said so it is ended. */
const LASTING: ReadonlySet<string | undefined> = new Set(['watch', 'serve']);

async function meet({ args }: VerbRow, manner: Manner, from: 'sign-in' | 'api') {
  const platform = await hostilePlatform(manner, from);
  const home = mkdtempSync(join(tmpdir(), 'recording-control-'));
  const environment = {
    RECORDING_CONTROL_GATEWAY: platform.url,
    RECORDING_CONTROL_HOME: home,
    GENESYSCLOUD_OAUTHCLIENT_ID: 'client-of-the-test',
    GENESYSCLOUD_OAUTHCLIENT_SECRET: SECRET,
    // What only serve looks at.
    DATABASE_URL: databaseUrl,
  };
  const clock = fastClock();
  let out = '';
  let err = '';
  const abort = new AbortController();
  const heard = () => {
    if (LASTING.has(args[0]) && /tried again|LOOK AT THIS|Channel lost/.test(out + err)) abort.abort('stop');
  };
  const streams = {
    out(text: string) {
      out += text;
      heard();
    },
    err(text: string) {
      err += text;
      heard();
    },
    isTerminal: false,
  };
  try {
    const code =
      args[0] === 'install'
        ? await runInstall(args.slice(1), environment, {
            ...streams,
            meanwhile: () => undefined,
            confirm: async () => true,
            read: async () => undefined,
            write: async () => undefined,
            wait: async () => {},
            fetch,
            clock,
          })
        : await runCli(args, { environment, streams, signal: abort.signal, parts: { clock } });
    return { code, out, err, output: `${out}${err}`, poured: platform.poured, stolen: platform.stolen };
  } finally {
    platform.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const askers = Object.entries(VERBS).filter(([, row]) => row.asksGenesys);

describe('the table of verbs', () => {
  it('has each verb of the help, and no other', () => {
    expect(Object.keys(VERBS).toSorted()).toEqual(verbsOfCommandLine());
  });
});

describe.concurrent('a hostile platform', { timeout: 300_000 }, () => {
  it.for(
    askers.flatMap(([verb, row]) => (['sign-in', 'api'] as const).map((from) => [verb, from, row] as const)),
  )('neither hangs nor fills nor fools "%s", hostile from %s on', async ([, from, row], { expect }) => {
    const manners = Object.keys(MANNERS) as Manner[];
    const met = await Promise.all(
      manners.map(async (manner) => [manner, await meet(row, manner, from)] as const),
    );
    for (const [manner, { code, output, poured, stolen }] of met) {
      expect([1, 3, 130], `${manner}: ${output}`).toContain(code);
      expect(output, manner).toMatch(/[A-Z][a-z]+ .{15}/);
      expect(output, manner).not.toContain(SECRET);
      expect(output, manner).not.toContain('token-of-the-test');
      expect(output, manner).not.toMatch(/\n\s+at |\[object Object\]|undefined|confirmed after/);
      expect(poured, manner).toBeLessThan(MOST_POURED);
      expect(stolen, manner).toEqual([]);
    }
  });
});

describe('a process that waits for such a platform', { timeout: 300_000 }, () => {
  it.each(['silent', 'dripping'] as const)('ends on SIGTERM, whatever its verb: %s', async (manner) => {
    const ends = askers.map(async ([verb, { args }]) => {
      const platform = await hostilePlatform(manner, 'api');
      const world = headlessWorld(() => ({ platformUrl: platform.url }) as never);
      world.fresh();
      const running = world.start(args);
      await eventually(() => platform.met > 0);
      running.kill('SIGTERM');
      const { code } = await running.ended;
      platform.close();
      await world.clean();
      return [verb, code];
    });
    const wrong = (await Promise.all(ends)).filter(([, code]) => code !== 130);
    expect(wrong).toEqual([]);
  });
});
