import { describe, expect, it } from 'vitest';
import { resultSentence } from '../../../src/headless/cli/words.ts';
import type { ApiRequest } from '../../../src/genesys/http/transport.ts';
import { answer, callOf, QUEUE, scripted } from '../../support/queue-run.ts';

const TAKES_EFFECT_MS = 14_000;
const STANDS_MS = 30_000;

/** A call that is paused, a resume of this home that may take effect, and perhaps does. */
function beside(effectMs = TAKES_EFFECT_MS) {
  const world = scripted();
  const is = (state: 'active' | 'paused') =>
    void (world.call = callOf(state, { agent: { queue: QUEUE, says: state } }));
  is('paused');
  world.mayTakeEffectUntil = world.clock.wall() + STANDS_MS;
  world.command = () => {
    is('paused');
    return answer(200, 'PAUSED');
  };
  const takesEffect = () => {
    is('active');
    world.tell();
  };
  if (effectMs < STANDS_MS) world.clock.after(effectMs, takesEffect);
  return { world, is };
}
const truthOf = ({ call }: { call: unknown }) => (call as { recordingState: string }).recordingState;
const sentTo = (commands: readonly ApiRequest[]) => commands.map(({ body }) => body);

describe('a pause, while a resume of this home may take effect', () => {
  it('is sent at once although every read shows the call paused', async () => {
    const { world } = beside(Infinity);
    const asked = world.control();
    await world.clock.pass(0);
    expect(world.commands).toHaveLength(1);
    expect(await asked).toMatchObject({ outcome: 'confirmed', state: 'paused', outlasted: true });
  });

  it('is confirmed to nobody before that resume is over', async () => {
    const { world } = beside(Infinity);
    let isDone = false;
    const asked = world.control().finally(() => (isDone = true));
    await world.clock.pass(STANDS_MS - 1_000);
    expect(isDone).toBe(false);
    expect(world.journal.map(({ phase }) => phase)).not.toContain('confirmed');
    const result = await asked;
    expect(world.journal.at(-1)).toMatchObject({ action: 'pause', phase: 'confirmed' });
    expect(result.latencyMs).toBeGreaterThanOrEqual(STANDS_MS);
    expect(resultSentence(result)).toContain('A resume from before could have undone it until now.');
  });

  it('is sent once more when the resume takes effect, and ends paused', async () => {
    const { world } = beside();
    const asked = world.control();
    await world.clock.pass(TAKES_EFFECT_MS + 1_500);
    expect(truthOf(world)).toBe('paused');
    expect(await asked).toMatchObject({ outcome: 'confirmed', state: 'paused' });
    expect(truthOf(world)).toBe('paused');
    for (const body of sentTo(world.commands)) expect(JSON.stringify(body)).toContain('PAUSED');
  });

  it('is sent once more in a run as soon as the topic tells', async () => {
    const { world } = beside();
    const { results } = await world.run({}, async () => {
      await world.clock.pass(TAKES_EFFECT_MS);
      expect(world.commands).toHaveLength(2);
    });
    expect(results).toMatchObject([{ outcome: 'done', state: 'paused' }]);
  });

  it('is not waited for when the platform refuses it', async () => {
    const { world } = beside(Infinity);
    world.command = () => answer(403);
    expect(await world.control()).toMatchObject({ outcome: 'refused', failure: { kind: 'denied' } });
    expect(world.commands).toHaveLength(1);
  });

  it('is over when the call is', async () => {
    const { world } = beside(Infinity);
    world.clock.after(5_000, () => {
      world.call = callOf('none', { agent: { queue: QUEUE, state: 'terminated' } });
    });
    expect(await world.control()).toMatchObject({ outcome: 'ended' });
  });

  it('gives way to a resume that was asked for after it', async () => {
    const { world } = beside();
    world.clock.after(5_000, () => void (world.isOvertaken = 'yes'));
    expect(await world.control()).toMatchObject({ outcome: 'unconfirmed' });
    expect(truthOf(world)).toBe('active');
  });

  it('goes on outlasting when a newer resume is refused, and undoes nothing of it before', async () => {
    const { world, is } = beside();
    const { clock } = world;
    clock.after(5_000, () => void (world.isOvertaken = 'perhaps'));
    clock.after(5_500, () => is('active'));
    clock.after(9_000, () => {
      expect(world.commands).toHaveLength(1);
      world.isOvertaken = 'no';
    });
    expect(await world.control()).toMatchObject({ outcome: 'confirmed', outlasted: true });
    expect(world.commands.length).toBeGreaterThan(1);
    expect(truthOf(world)).toBe('paused');
  });

  it('gives way to one that was asked for while it looked', async () => {
    const { world, is } = beside(Infinity);
    world.read = () => {
      if (world.clock.wall() < startedAt + 5_000) return answer(200, world.call);
      world.isOvertaken = 'yes';
      is('active');
      return answer(200, world.call);
    };
    const startedAt = world.clock.wall();
    expect(await world.control()).toMatchObject({ outcome: 'unconfirmed' });
    expect(world.commands).toHaveLength(1);
    expect(truthOf(world)).toBe('active');
  });

  it('gives way to one that was asked for by when nothing else can undo it', async () => {
    const { world } = beside(Infinity);
    const startedAt = world.clock.wall();
    world.read = () => {
      if (world.clock.wall() < startedAt + 5_000) return answer(200, world.call);
      world.isOvertaken = 'yes';
      world.mayTakeEffectUntil = undefined;
      return answer(200, world.call);
    };
    expect(await world.control()).toMatchObject({ outcome: 'unconfirmed' });
    expect(world.commands).toHaveLength(1);
  });

  it('is confirmed as soon as that resume is known to be over', async () => {
    const { world } = beside(Infinity);
    world.clock.after(5_000, () => void (world.mayTakeEffectUntil = undefined));
    const { latencyMs, outcome } = await world.control();
    expect(outcome).toBe('confirmed');
    expect(latencyMs).toBeLessThan(10_000);
  });

  it('is no "already so" in a dry run', async () => {
    const { world } = beside(Infinity);
    expect(await world.look()).toMatchObject({ outcome: 'would-act' });
  });
});

it('a pause that nothing can undo is still no request where the call is paused', async () => {
  const { world } = beside(Infinity);
  world.mayTakeEffectUntil = undefined;
  expect(await world.control()).toMatchObject({ outcome: 'already-so', commanded: false });
});

it('a stop, while a start of this home may take effect, is sent, and once more when that has', async () => {
  const { world } = beside(Infinity);
  const is = (snippetState: string) =>
    void (world.call = callOf('active', {
      agent: { queue: QUEUE, says: 'active', recorders: { snippetState } },
    }));
  is('NONE');
  world.command = () => {
    is('NONE');
    return answer(200, {});
  };
  world.clock.after(TAKES_EFFECT_MS, () => is('ACTIVE'));
  const result = await world.control({ action: 'stop', target: 'snippet' });
  expect(result).toMatchObject({ outcome: 'confirmed', outlasted: true });
  expect(world.commands.length).toBeGreaterThanOrEqual(2);
  expect(JSON.stringify(world.call)).toContain('NONE');
});

it.each(['control', 'run'] as const)(
  'a resume (%s) is not sent again once a later pause of this home was asked for',
  async (verb) => {
    const { world } = beside(Infinity);
    world.mayTakeEffectUntil = undefined;
    world.command = () => {
      world.isTakenBack = true;
      return answer(503);
    };
    const result = await world[verb]({ action: 'resume' });
    expect(world.commands).toHaveLength(1);
    expect('results' in result ? result.results[0] : result).toMatchObject({ outcome: 'unconfirmed' });
    if (!('results' in result))
      expect(resultSentence(result)).toBe(
        'resume: taken back by a later Pause from this home. Still paused. The call is not being recorded.',
      );
  },
);
