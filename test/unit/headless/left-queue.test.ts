import { describe, expect, it } from 'vitest';
import { bulkSentence } from '../../../src/headless/cli/words.ts';
import { answer, CALL, callOf, QUEUE, scripted, type Part } from '../../support/queue-run.ts';

const here: Part = { queue: QUEUE, says: 'paused' };
const elsewhere: Part = { queue: 'queue-2', says: 'paused' };
const left: Part = { queue: QUEUE, state: 'terminated' };

/** A paused call with these agents. */
const withAgents = (...parts: readonly Part[]) =>
  callOf('paused', Object.fromEntries(parts.map((part, index) => [`agent-${index}`, part])));

/** A run over the queue; analytics knows the call as one of it, because one of its segments was. */
async function resumed(dryRun: boolean, ...parts: readonly Part[]) {
  const world = scripted();
  world.call = withAgents(...parts);
  await world.run({ action: 'resume', dryRun });
  return world;
}

describe.each([
  ['a run over a queue', false],
  ['its dry run', true],
])('%s', (_what, dryRun) => {
  it.each<[string, readonly Part[]]>([
    ['another queue', [left, elsewhere]],
    ['no queue', [left, { says: 'paused' }]],
    ['another queue, while it rings in this one', [elsewhere, { queue: QUEUE, state: 'alerting' }]],
  ])('leaves a call alone that an agent has by now from %s', async (_where, parts) => {
    const { commands, results } = await resumed(dryRun, ...parts);
    expect(commands).toEqual([]);
    expect(results).toMatchObject([{ conversationId: CALL, outcome: 'left-queue' }]);
    expect(bulkSentence(results[0]!)).toBe(`${CALL}  has left the queue`);
  });

  it.each<[string, readonly Part[]]>([
    ['is in a conference with', [elsewhere, here]],
    ['tells no queue of', [{ says: 'paused' }]],
  ])('acts on a call that %s an agent', async (_what2, parts) => {
    const { commands, results } = await resumed(dryRun, ...parts);
    expect(commands.length > 0).toBe(!dryRun);
    expect(results[0]?.outcome).not.toBe('left-queue');
  });
});

it('sends no second try once a read has shown that the call went to another queue', async () => {
  const world = scripted();
  world.call = withAgents(here);
  world.command = () => {
    world.call = withAgents(left, elsewhere);
    return answer(503);
  };
  await world.run({ action: 'resume' });
  expect(world.commands).toHaveLength(1);
  // The first try may have taken effect: nobody knows.
  expect(world.results).toMatchObject([{ conversationId: CALL, outcome: 'unconfirmed' }]);
});
