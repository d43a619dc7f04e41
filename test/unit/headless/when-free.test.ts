import { describe, expect, it } from 'vitest';
import { CALL, scripted } from '../../support/queue-run.ts';

/** A run that pauses meets a resume that is newer and has no answer yet, for so long. */
async function meeting(ends: 'yes' | 'no', afterMs: number) {
  const world = scripted();
  world.isOvertaken = 'perhaps';
  let leftAt: number | undefined;
  const { command } = world;
  world.command = (request) => {
    leftAt ??= world.clock.now() - startedAt;
    return command(request);
  };
  const startedAt = world.clock.now();
  world.clock.after(afterMs, () => (world.isOvertaken = ends));
  const { results } = await world.run();
  return { world, results, leftAt };
}

describe('a Pause of a run that a newer resume may have overtaken', () => {
  it('leaves once that is refused', async () => {
    const { leftAt } = await meeting('no', 6_000);
    expect(leftAt).toBeGreaterThanOrEqual(6_000);
    expect(leftAt).toBeLessThan(7_000);
  });

  it('gives way once that is known to count', async () => {
    const { world, results } = await meeting('yes', 6_000);
    expect(world.commands).toHaveLength(0);
    expect(results).toMatchObject([{ conversationId: CALL, outcome: 'unconfirmed' }]);
  });

  it('waits no longer than that can be under way, and asks the platform nothing meanwhile', async () => {
    const { world, results } = await meeting('yes', 80_000);
    expect(world.commands).toHaveLength(0);
    expect(results).toMatchObject([{ conversationId: CALL, outcome: 'unconfirmed' }]);
    expect(world.reads).toBeLessThan(5);
  });
});
