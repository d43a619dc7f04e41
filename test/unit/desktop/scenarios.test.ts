import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../sandbox/control.ts';
import type { ControlClient } from '../../../sandbox/desktop/control-client.ts';
import { parseLaunch } from '../../../sandbox/desktop/launch.ts';
import { playScenario, prepareWorld } from '../../../sandbox/desktop/run-scenario.ts';
import { SCENARIOS } from '../../../sandbox/scenarios/scenarios.ts';

/** A simulator that only notes what it was asked. */
function notingStage() {
  const asked: string[] = [];
  const note =
    <T>(verb: string, answer: T) =>
    async (request?: unknown): Promise<T> => {
      asked.push(request === undefined ? verb : `${verb} ${JSON.stringify(request)}`);
      return answer;
    };
  const control = {
    reset: note('reset', undefined),
    grant: note('grant', undefined),
    signIn: note('sign-in', undefined),
    signOut: note('sign-out', undefined),
    act: note('act', undefined),
    fault: note('fault', undefined),
    switches: note('switch', {}),
    call: note('call', { conversationId: 'c-1', customerParticipantId: 'p-1', agentParticipantId: 'p-2' }),
  } as unknown as ControlClient;
  const stage = {
    control,
    open: async (id: string) => void asked.push(`open ${id}`),
    wait: async (ms: number) => void asked.push(`wait ${ms}`),
  };
  /** As the desktop does it. */
  async function run(query: string): Promise<void> {
    const launch = parseLaunch(query);
    const steps = await prepareWorld(launch, control);
    asked.push('look');
    await playScenario(steps, launch, stage);
  }
  return { run, asked };
}

describe('the scenarios', () => {
  it('stand in the table of their folder, word by word', () => {
    const rows = readFileSync('sandbox/scenarios/README.md', 'utf8').matchAll(
      /^\| `([\w-]+)` +\| (.+?) +\|$/gm,
    );
    const table = [...rows].map(([, name, about]) => [name, about]);
    expect(table).toEqual(expect.arrayContaining(SCENARIOS.map(({ name, about }) => [name, about])));
  });

  it.each(SCENARIOS.map(({ name }) => name))(
    '%s prepares the world before the desktop looks',
    async (name) => {
      const { run, asked } = notingStage();
      await run(`?scenario=${name}&seed=4&grant=pkce`);
      expect(asked.slice(0, 4)).toEqual([
        'reset {"seed":4}',
        'grant "pkce"',
        `sign-in "${SEED.users.ada}"`,
        'look',
      ]);
      expect(asked.length).toBeGreaterThan(4);
    },
  );

  it('none touches nothing', async () => {
    const { run, asked } = notingStage();
    await run('?scenario=none');
    expect(asked).toEqual(['look']);
  });

  it('none signs in the user whom the address names', async () => {
    const { run, asked } = notingStage();
    await run('?scenario=none&user=ben');
    expect(asked).toEqual([`sign-in "${SEED.users.ben}"`, 'look']);
  });

  it('that are unknown are refused with the names that exist', async () => {
    const { run } = notingStage();
    await expect(run('?scenario=nonsense')).rejects.toThrow('one-call');
  });
});
