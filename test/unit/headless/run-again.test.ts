import { describe, expect, it } from 'vitest';
import { bulkSentence } from '../../../src/headless/cli/words.ts';
import { answer, CALL, callOf, QUEUE, scripted, type Part } from '../../support/queue-run.ts';

const first: Part = { queue: QUEUE, says: 'active' };
const paused: Part = { queue: QUEUE, says: 'paused' };
const gone: Part = { queue: QUEUE, state: 'terminated' };
const notFound = () => answer(404, { code: 'not.found' });

/** A platform that pauses whoever is on the call. */
function obeying() {
  const world = scripted();
  let parts: Readonly<Record<string, Part>> = { first };
  const is = (state: 'active' | 'paused') => {
    const told = Object.entries(parts).map(([id, part]) => [
      id,
      part.state ? part : { ...part, says: state },
    ]);
    world.call = callOf(state, Object.fromEntries(told) as typeof parts);
  };
  is('active');
  world.command = () => {
    is('paused');
    return answer(200, 'PAUSED');
  };
  return {
    world,
    is,
    now(next: typeof parts, state: 'active' | 'paused') {
      parts = next;
      is(state);
    },
  };
}

describe('a run that has paused a call', () => {
  it('takes it on once more when another agent is recorded on it, and says so', async () => {
    const { world, now } = obeying();
    const { results } = await world.run({}, async () => {
      await world.clock.pass(2_500);
      expect(world.results).toMatchObject([{ outcome: 'done' }]);
      now({ first: gone, second: first }, 'active');
      world.tell();
      await world.clock.pass(1_000);
    });
    expect(world.commands).toHaveLength(2);
    expect(results).toMatchObject([{ conversationId: CALL, outcome: 'done', again: true, state: 'paused' }]);
    expect(bulkSentence(results[0]!)).toBe(`${CALL}  done  (again: another agent is on it)`);
  });

  it('never pauses it again where those who were on it are recorded: somebody has resumed', async () => {
    const { world, is } = obeying();
    const { results } = await world.run({}, async () => {
      await world.clock.pass(2_500);
      is('active');
      world.tell();
    });
    expect(world.commands).toHaveLength(1);
    expect(results).toMatchObject([{ outcome: 'records-again', state: 'recording' }]);
    expect(bulkSentence(results[0]!)).toBe(`${CALL}  was paused, and is recorded again`);
  });

  it('does so once only: what a third one records is said', async () => {
    const { world, now } = obeying();
    const { results } = await world.run({}, async () => {
      for (const next of ['second', 'third']) {
        await world.clock.pass(2_000);
        now({ first: gone, [next]: first }, 'active');
        world.tell();
      }
      await world.clock.pass(200);
    });
    expect(world.commands).toHaveLength(2);
    expect(results).toMatchObject([{ outcome: 'records-again' }]);
  });

  it('believes no event that a read does not bear out', async () => {
    const { world, is } = obeying();
    const { results } = await world.run({}, async () => {
      await world.clock.pass(2_500);
      is('active');
      world.tell();
      is('paused');
    });
    expect(results).toMatchObject([{ outcome: 'done' }]);
    expect(world.results).toHaveLength(1);
  });

  it('takes on again what it has found ended, when an agent is on it', async () => {
    const { world, now } = obeying();
    now({ first: gone }, 'active');
    const { results } = await world.run({}, async () => {
      expect(world.results).toMatchObject([{ outcome: 'ended' }]);
      now({ first: gone, second: first }, 'active');
      world.tell();
    });
    expect(results).toMatchObject([{ outcome: 'done' }]);
    expect(world.commands).toHaveLength(1);
  });
});

describe('a call that the platform does not find', () => {
  it.each(['pause', 'resume'] as const)(
    'is no call that has ended when only the command (%s) does not find it',
    async (action) => {
      const world = scripted();
      const is = action === 'pause' ? 'active' : 'paused';
      world.call = callOf(is, { first: is === 'paused' ? paused : first });
      world.command = notFound;
      const { results } = await world.run({ action });
      expect(results).toMatchObject([{ outcome: 'refused', failure: { kind: 'not-found' } }]);
      expect(bulkSentence(results[0]!)).toContain('and shows it when it is read');
    },
  );

  it.each([
    ['the list', true, false],
    ['the topic', false, true],
  ])('is no call that has ended while %s tells of it', async (_who, isListed, isHeard) => {
    const world = scripted();
    world.read = notFound;
    const { results } = await world.run({}, async () => {
      world.tell();
      if (!isListed) world.listed = [];
      if (!isHeard) {
        world.call = callOf('none', { first: gone });
        world.tell();
      }
    });
    expect(results).toMatchObject([{ outcome: 'refused', failure: { kind: 'not-found' } }]);
    expect(bulkSentence(results[0]!)).toContain('nothing was sent');
  });

  it('has ended when nobody tells of it', async () => {
    const world = scripted();
    world.read = notFound;
    const { results } = await world.run({}, async () => {
      world.listed = [];
    });
    expect(results).toMatchObject([{ outcome: 'ended' }]);
  });

  it('has not ended for a dry run either, while the list has it', async () => {
    const world = scripted();
    world.read = notFound;
    const { results } = await world.run({ dryRun: true });
    expect(results).toMatchObject([{ outcome: 'refused', failure: { kind: 'not-found' } }]);
  });
});
