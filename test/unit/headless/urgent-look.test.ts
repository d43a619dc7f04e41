import { describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';
import { answer, callOf, QUEUE, scripted } from '../../support/queue-run.ts';

/** A call of which the first look says this; the command is taken, and seen afterwards. */
async function pausing(
  first: (
    at: { ms(ms: number): Promise<void> },
    world: ReturnType<typeof scripted>,
  ) => ApiAnswer | Promise<ApiAnswer>,
) {
  const world = scripted();
  const startedAt = world.clock.now();
  let leftAt: number | undefined;
  world.command = () => {
    leftAt ??= world.clock.now() - startedAt;
    world.call = callOf('paused', { agent: { queue: QUEUE, says: 'paused' } });
    return answer(200, 'PAUSED');
  };
  const { read } = world;
  const ms = (after: number) => new Promise<void>((resolve) => world.clock.after(after, resolve));
  world.read = () => {
    world.read = read;
    return first({ ms }, world);
  };
  const result = await world.control();
  return { result, leftAt, confirmed: world.journal.find(({ phase }) => phase === 'confirmed') };
}

describe('a Pause by hand', () => {
  it.each<[string, Parameters<typeof pausing>[0], number, string]>([
    ['gets no answer to its look', () => new Promise(() => {}), 1_500, 'REC-TIMEOUT'],
    [
      'gets an answer after six seconds',
      ({ ms }) => ms(6_000).then(() => answer(200, callOf('active', { agent: { queue: QUEUE } }))),
      1_500,
      'REC-TIMEOUT',
    ],
    ['looks in vain', () => ({ kind: 'offline' }), 0, 'REC-OFFLINE'],
    ['is told of an outage', () => answer(503), 0, 'REC-500'],
  ])('leaves after a second and a half at the latest when it %s', async (_what, first, leavesAt, doubt) => {
    const { result, leftAt, confirmed } = await pausing(first);
    expect(leftAt).toBe(leavesAt);
    expect(result).toMatchObject({ outcome: 'confirmed', commanded: true });
    expect(confirmed?.failure).toBe(doubt);
  });

  it('sends nothing for what was not found, however long a second look takes', async () => {
    let reads = 0;
    const { result, leftAt } = await pausing(async ({ ms }, world) => {
      world.read = () => {
        reads += 1;
        return ms(3_000).then(() => answer(404));
      };
      return answer(404);
    });
    expect(leftAt).toBeUndefined();
    expect(reads).toBeGreaterThan(1);
    expect(result).toMatchObject({ outcome: 'not-found', looked: { times: 3 } });
  });

  it('waits for a look that takes almost as long, and knows then whose pause it is', async () => {
    const { leftAt, confirmed } = await pausing(({ ms }) =>
      ms(1_400).then(() => answer(200, callOf('active', { agent: { queue: QUEUE, says: 'active' } }))),
    );
    expect(leftAt).toBe(1_400);
    expect(confirmed).not.toHaveProperty('failure');
  });
});
