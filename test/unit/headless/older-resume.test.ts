import { describe, expect, it } from 'vitest';
import { bulkSentence } from '../../../src/headless/cli/words.ts';
import { answer, callOf, QUEUE, scripted } from '../../support/queue-run.ts';

const is = (world: ReturnType<typeof scripted>, state: 'active' | 'paused') =>
  void (world.call = callOf(state, { agent: { queue: QUEUE, says: state } }));

function paused() {
  const world = scripted();
  is(world, 'paused');
  world.command = () => answer(429, {});
  return world;
}

describe('a resume that has not left when a later pause of this home is asked for', () => {
  it('never leaves, however late its turn comes', async () => {
    const world = paused();
    const askedAt = world.clock.wall();
    await world.clock.pass(10_000);
    expect(await world.control()).toMatchObject({ action: 'pause', outcome: 'already-so' });
    await world.clock.pass(60_000);
    const result = await world.control({ action: 'resume', askedAt });
    expect(result).toMatchObject({ outcome: 'unconfirmed', state: 'paused', takenBack: true });
    expect(world.commands).toHaveLength(0);
    // Not even a line that says that it was asked for: another pause would take it for newer than itself.
    expect(world.journal).toHaveLength(0);
  });

  it('never leaves in a run that was begun before', async () => {
    const world = paused();
    const askedAt = world.clock.wall();
    await world.clock.pass(10_000);
    await world.control();
    const { results } = await world.run({ action: 'resume', askedAt });
    expect(world.commands).toHaveLength(0);
    expect(results).toMatchObject([{ outcome: 'unconfirmed', state: 'paused', takenBack: true }]);
    expect(bulkSentence(results[0]!)).toBe(
      'call-1  unconfirmed  Taken back by a later Pause from this home.',
    );
  });

  it('is sent by no later round of that run', async () => {
    const world = paused();
    world.command = () => {
      world.stats = { ...world.stats, rateLimited: world.stats.rateLimited + 1 };
      world.takenAwayAt = world.clock.wall();
      return { ...answer(429), headers: { 'retry-after': '12' } };
    };
    const { results } = await world.run({ action: 'resume' }, () => world.clock.pass(90_000));
    expect(world.commands).toHaveLength(1);
    expect(results).toMatchObject([{ takenBack: true }]);
  });

  it('never leaves although it was fit to when it began to wait in the lane', async () => {
    const world = paused();
    world.turnMs = 6_000;
    world.clock.after(3_500, () => void (world.takenAwayAt = world.clock.wall()));
    const result = await world.control({ action: 'resume' });
    expect(result).toMatchObject({ outcome: 'unconfirmed', takenBack: true, commanded: false });
    expect(world.commands).toHaveLength(0);
    // Nothing of it may take effect: a Pause has nothing to outlast.
    expect(world.journal.at(-1)).toMatchObject({ phase: 'failed', failure: 'REC-NOLEG' });
  });

  it('is a start as well', async () => {
    const world = scripted();
    const capture = (snippetState: string) =>
      void (world.call = callOf('active', {
        agent: { queue: QUEUE, says: 'active', recorders: { snippetState } },
      }));
    capture('ACTIVE');
    world.command = () => {
      capture('NONE');
      return answer(200, {});
    };
    const askedAt = world.clock.wall();
    await world.clock.pass(1_000);
    await world.control({ action: 'stop', target: 'snippet' });
    const started = await world.control({ action: 'start', target: 'snippet', askedAt });
    expect(started).toMatchObject({ outcome: 'unconfirmed', takenBack: true });
    expect(world.commands).toHaveLength(1);
  });
});

it('a resume that is asked for after a pause is sent', async () => {
  const world = paused();
  await world.control();
  await world.clock.pass(1_000);
  world.command = () => {
    is(world, 'active');
    return answer(200, 'ACTIVE');
  };
  expect(await world.control({ action: 'resume' })).toMatchObject({ outcome: 'confirmed' });
});
