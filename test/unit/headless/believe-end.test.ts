import { describe, expect, it } from 'vitest';
import { answer, callOf, QUEUE, scripted } from '../../support/queue-run.ts';

const is = (world: ReturnType<typeof scripted>, state: 'active' | 'paused') =>
  void (world.call = callOf(state, { agent: { queue: QUEUE, says: state } }));
const NOBODY = [
  ['without participants', callOf('active', {})],
  ['whose participants have all left', callOf('none', { agent: { queue: QUEUE, state: 'terminated' } })],
] as const;

/** A platform that obeys, and whose reads of these numbers, from 1 on, say that nobody is there. */
function denying(nobody: unknown, from: 'active' | 'paused', ...numbers: readonly number[]) {
  const world = scripted();
  is(world, from);
  world.command = ({ body }) => {
    is(world, JSON.stringify(body).includes('PAUSED') ? 'paused' : 'active');
    return answer(200, {});
  };
  world.read = () => answer(200, numbers.includes(world.reads) ? nobody : world.call);
  return world;
}

describe.each(NOBODY)('a read %s', (_what, nobody) => {
  it.each([[[1]], [[1, 2]], [[2]], [[2, 3]]])(
    'is no end where the next shows the call: %j',
    async (numbers) => {
      const pause = denying(nobody, 'active', ...numbers);
      expect(await pause.control()).toMatchObject({ outcome: 'confirmed', state: 'paused' });
      const resume = denying(nobody, 'paused', ...numbers);
      expect(await resume.control({ action: 'resume' })).toMatchObject({ outcome: 'confirmed' });
      const already = denying(nobody, 'paused', ...numbers);
      // That it is so takes two looks two seconds long: a Pause does not wait for more.
      expect((await already.control()).state).toBe('paused');
      expect((await denying(nobody, 'active', ...numbers).status()).found).toBe(true);
    },
  );

  it('is one when three in four seconds say so', async () => {
    const world = denying(nobody, 'active', 1, 2, 3);
    expect(await world.control()).toMatchObject({ outcome: 'ended', commanded: false, latencyMs: 4_000 });
    expect(world.reads).toBe(3);
  });

  it('ends no pause that outlasts a resume', async () => {
    const world = denying(nobody, 'paused', 3);
    world.mayTakeEffectUntil = world.clock.wall() + 30_000;
    expect(await world.control()).toMatchObject({ outcome: 'confirmed', outlasted: true });
  });

  it('is believed at once by a run, which goes on hearing of the call', async () => {
    const world = denying(nobody, 'active', 1);
    const { results } = await world.run({}, async () => {
      expect(world.results).toMatchObject([{ outcome: 'ended' }]);
      await world.clock.pass(1_500);
      world.tell();
    });
    expect(results).toMatchObject([{ outcome: 'done' }]);
  });
});
