import { describe, expect, it } from 'vitest';
import { answer, callOf, QUEUE, scripted, type Part } from '../../support/queue-run.ts';

const KEYS = { snippet: 'snippetState', adhoc: 'adhocState' } as const;
const TARGETS = ['snippet', 'adhoc'] as const;
const agent = (recorders?: Readonly<Record<string, string>>): Part => ({
  queue: QUEUE,
  says: 'active',
  ...(recorders && { recorders }),
});

/** What the legs of the call tell of that recorder. */
const LEGS: readonly (readonly [string, readonly (string | undefined)[], 'sent' | 'already-so'])[] = [
  ['captures', ['ACTIVE'], 'sent'],
  ['pauses', ['PAUSED'], 'sent'],
  ['is told of by nobody', [undefined], 'sent'],
  ['is told of by one of two agents', ['NONE', undefined], 'sent'],
  ['is off', ['NONE'], 'already-so'],
  ['is off with both agents', ['NONE', 'NONE'], 'already-so'],
];

describe.each(TARGETS)('stop --target %s', (target) => {
  const platform = (states: readonly (string | undefined)[]) => {
    const world = scripted();
    const parts = states.map(
      (state, n) =>
        [`agent-${n}`, agent(state === undefined ? undefined : { [KEYS[target]]: state })] as const,
    );
    world.call = callOf('active', Object.fromEntries(parts));
    world.command = () => answer(200, {});
    return world;
  };
  const order = { action: 'stop', target } as const;

  it.each<[string, readonly (string | undefined)[], readonly number[]]>([
    ['who was on the call first', ['ACTIVE', 'NONE'], [0]],
    ['who came last', ['NONE', 'ACTIVE'], [1]],
    ['who pauses', ['PAUSED', 'NONE'], [0]],
    ['both', ['ACTIVE', 'ACTIVE'], [0, 1]],
    ['who captures, and not one of whom nothing is told', ['ACTIVE', undefined], [0]],
    ['of whom nothing is told, where the other has none', [undefined, 'NONE'], [0]],
  ])('of two agents goes to the leg of the one %s', async (_who, states, expected) => {
    for (const verb of ['control', 'run'] as const) {
      const world = platform(states);
      const now = [...states];
      world.command = ({ params }) => {
        now[Number(params?.['participantId']?.slice(-1))] = 'NONE';
        world.call = platform(now).call;
        return answer(200, {});
      };
      await world[verb](order);
      expect(world.commands.map(({ params }) => params?.['participantId'])).toEqual(
        expected.map((n) => `agent-${n}`),
      );
    }
  });

  it.each(LEGS)('of a recorder that %s', async (_what, states, expected) => {
    const world = platform(states);
    const { outcome } = await world.control(order);
    expect([world.commands.length > 0, outcome]).toEqual(
      expected === 'sent' ? [true, 'unconfirmed'] : [false, 'already-so'],
    );
  });

  it.each(LEGS)('over a queue, of a recorder that %s', async (_what, states, expected) => {
    const [dry] = (await platform(states).run({ ...order, dryRun: true })).results;
    expect(dry).toMatchObject({ outcome: expected === 'sent' ? 'would-act' : 'already-so' });
    const [real] = (await platform(states).run(order)).results;
    expect(real).toMatchObject({ outcome: expected === 'sent' ? 'unconfirmed' : 'already-so' });
  });
});
