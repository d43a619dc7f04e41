import { describe, expect, it } from 'vitest';
import { resultSentence } from '../../../src/headless/cli/words.ts';
import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';
import { answer, callOf, QUEUE, scripted } from '../../support/queue-run.ts';

function resuming(command: () => ApiAnswer) {
  const world = scripted();
  world.call = callOf('paused', { agent: { queue: QUEUE, says: 'paused' } });
  world.command = command;
  return world;
}

describe('a resume of a call that every read shows paused', () => {
  it.each([['offline'], ['timeout']] as const)(
    'is unconfirmed, and paused, without an answer: %s',
    async (kind) => {
      const result = await resuming(() => ({ kind })).control({ action: 'resume' });
      expect(result).toMatchObject({ outcome: 'unconfirmed', state: 'paused', inDoubt: true });
      expect(resultSentence(result)).toContain('The last look shows it paused');
      expect(resultSentence(result)).not.toContain('ecording.');
    },
  );

  it.each([400, 403, 404, 409, 422, 500, 503])('is still paused when it is answered: %i', async (status) => {
    const result = await resuming(() => answer(status)).control({ action: 'resume' });
    expect(result.state).toBe('paused');
    expect(result.outcome).not.toBe('confirmed');
    expect(result.inDoubt).toBeUndefined();
    expect(resultSentence(result)).not.toContain('Still recording');
  });

  it('counts as unconfirmed in a run', async () => {
    const world = resuming(() => ({ kind: 'timeout' }));
    const { results } = await world.run({ action: 'resume' });
    expect(results).toMatchObject([{ outcome: 'unconfirmed', state: 'paused' }]);
  });
});

it('that a read shows recorded is recorded, whatever got no answer', async () => {
  const world = resuming(() => {
    world.call = callOf('active', { agent: { queue: QUEUE, says: 'active' } });
    return { kind: 'timeout' };
  });
  expect(await world.control({ action: 'resume' })).toMatchObject({
    outcome: 'confirmed',
    state: 'recording',
  });
});
