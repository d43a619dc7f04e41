import { describe, expect, it } from 'vitest';
import { answer, CALL, callOf, QUEUE, scripted, type Part } from '../../support/queue-run.ts';

const customer: Part = { purpose: 'customer' };
const here: Part = { queue: QUEUE, says: 'active' };
const gone: Part = { queue: QUEUE, state: 'terminated' };
const rings = callOf('none', { customer, first: { queue: QUEUE, state: 'alerting' } });
const elsewhere = callOf('active', { customer, first: { queue: 'queue-2', says: 'active' } });
const ended = callOf('none', { customer: { ...customer, state: 'terminated' }, first: gone });
const answered = callOf('active', { customer, first: here });
/** What a run finds nothing to act on in. */
const BEFORE = [
  ['rings', rings],
  ['is another queue’s', elsewhere],
  ['seems over', ended],
] as const;

/** Reads tell what was so `lagMs` ago; a pause is carried out at once. */
function lagging(lagMs: number) {
  const world = scripted();
  let shown: unknown = world.call;
  const become = (call: unknown, parts: Readonly<Record<string, Part>> = { customer, first: here }) => {
    world.call = call;
    if (lagMs === 0) shown = call;
    else world.clock.after(lagMs, () => void (shown = call));
    world.command = () => {
      const paused = Object.entries(parts).map(([id, part]) => [
        id,
        part.says ? { ...part, says: 'paused' as const } : part,
      ]);
      world.call = shown = callOf('paused', Object.fromEntries(paused));
      return answer(200, 'PAUSED');
    };
  };
  world.read = () => answer(200, shown);
  return {
    world,
    become,
    begin(call: unknown) {
      shown = world.call = call;
    },
  };
}

describe.each(BEFORE)('a call that %s, by a read that lags behind its topic', (_what, before) => {
  it.each([150, 400, 900])('is acted on, when reads lag %i ms', async (lagMs) => {
    const { world, become, begin } = lagging(lagMs);
    begin(before);
    world.listed = [];
    const { results } = await world.run({}, async () => {
      await world.clock.pass(1_500);
      become(answered);
      world.tell();
    });
    expect(results).toMatchObject([{ conversationId: CALL, outcome: 'done' }]);
  });

  it('is acted on when its event comes while the read is under way', async () => {
    const { world, become, begin } = lagging(400);
    begin(before);
    const read = world.read;
    world.read = () => {
      world.read = read;
      const shown = read();
      become(answered);
      world.tell();
      return shown;
    };
    const { results } = await world.run();
    expect(results).toMatchObject([{ outcome: 'done' }]);
  });

  it('would be acted on by a dry run', async () => {
    const { world, become, begin } = lagging(400);
    begin(before);
    const { results } = await world.run({ dryRun: true }, async () => {});
    expect(results[0]?.outcome).not.toBe('would-act');
    world.listed = [];
    const second = await world.run({ dryRun: true }, async () => {
      await world.clock.pass(1_500);
      become(answered);
      world.tell();
    });
    expect(second.results).toMatchObject([{ outcome: 'would-act' }]);
  });
});

it.each([
  ['rings', rings],
  ['is another queue’s', elsewhere],
])('a call that %s is looked at once more before the end, also without an event', async (_what, before) => {
  const { world, become, begin } = lagging(0);
  begin(before);
  const { results } = await world.run({}, async () => {
    await world.clock.pass(2_000);
    become(answered);
  });
  expect(results).toMatchObject([{ outcome: 'done' }]);
});

describe('what happens while the topic is not heard', () => {
  /** Paused, and then something happens to it that no event tells. */
  async function unheard(
    call: unknown,
    parts: Readonly<Record<string, Part>>,
    isBack: boolean,
    opens = true,
  ) {
    const { world, become, begin } = lagging(0);
    world.opens = opens;
    begin(answered);
    become(answered);
    const end = await world.run({}, async () => {
      await world.clock.pass(2_500);
      expect(world.results).toMatchObject([{ outcome: 'done' }]);
      world.isHeard(false);
      become(call, { customer, ...parts });
      await world.clock.pass(500);
      if (isBack) world.isHeard(true);
    });
    return { world, ...end };
  }
  const second = callOf('active', { customer, first: gone, second: here });

  it.each([
    ['until it is heard again', true, true],
    ['to the end', false, true],
    ['from the beginning on', false, false],
  ])('is read %s: another agent is paused as well', async (_how, isBack, opens) => {
    const { world, results } = await unheard(second, { first: gone, second: here }, isBack, opens);
    expect(world.commands).toHaveLength(2);
    expect(results).toMatchObject([{ outcome: 'done', again: true }]);
  });

  it('is told and not undone where somebody has resumed', async () => {
    const { world, results } = await unheard(answered, { first: here }, true);
    expect(world.commands).toHaveLength(1);
    expect(results).toMatchObject([{ outcome: 'records-again', state: 'recording' }]);
  });

  it('is told once, also where the topic is heard again while a read is under way', async () => {
    const { world, become, begin } = lagging(0);
    begin(answered);
    become(answered);
    await world.run({}, async () => {
      await world.clock.pass(2_500);
      world.isHeard(false);
      become(second, { customer, first: gone, second: here });
      world.command = () => answer(200, 'PAUSED');
      await world.clock.pass(4_000);
      world.isHeard(true);
      await world.clock.pass(1_500);
    });
    expect(world.results.map(({ outcome, again }) => [outcome, again])).toEqual([
      ['done', undefined],
      ['unconfirmed', true],
    ]);
  });

  it('costs one read for each call, and nothing where the topic was heard', async () => {
    const reads = async (gap: boolean) => {
      const { world, become, begin } = lagging(0);
      begin(answered);
      become(answered);
      await world.run({}, async () => {
        await world.clock.pass(2_500);
        if (gap) world.isHeard(false);
        if (gap) world.isHeard(true);
      });
      return world.reads;
    };
    expect(await reads(true)).toBe((await reads(false)) + 1);
  });
});

describe('a call that is listed as live, and of which a read shows nobody on it', () => {
  it('is looked at once more before the end, and acted on', async () => {
    const { world, become, begin } = lagging(0);
    begin(ended);
    let reads = 0;
    const { read } = world;
    world.read = () => {
      reads += 1;
      if (reads === 2) become(answered);
      return read();
    };
    const { results } = await world.run();
    expect(results).toMatchObject([{ conversationId: CALL, outcome: 'done', commanded: true, again: true }]);
  });

  it('has ended when two reads show so', async () => {
    const { world, begin } = lagging(0);
    begin(ended);
    const { results } = await world.run();
    expect(world.reads).toBe(2);
    expect(results).toMatchObject([{ conversationId: CALL, outcome: 'ended' }]);
  });
});
