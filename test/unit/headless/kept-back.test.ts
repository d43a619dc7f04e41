import { describe, expect, it } from 'vitest';
import { bulkSentence } from '../../../src/headless/cli/words.ts';
import { answer, CALL, callOf, QUEUE, scripted, type Part } from '../../support/queue-run.ts';

const WAITS_MS = 6_000;
/** The look is over by then, and the command waits for its turn. */
const MEANWHILE_MS = 3_500;
const customer: Part = { purpose: 'customer' };
const gone: Part = { queue: QUEUE, state: 'terminated' };
type World = ReturnType<typeof scripted>;

/** A call of the queue, and a command for it whose turn comes late; `then` plays what happens in between. */
function waiting(says: 'active' | 'paused', then: (world: World) => void) {
  const world = scripted();
  world.call = callOf(says, { customer, agent: { queue: QUEUE, says } });
  world.turnMs = WAITS_MS;
  world.clock.after(MEANWHILE_MS, () => then(world));
  return world;
}
const become =
  (says: 'active' | 'paused' | 'none', parts: Readonly<Record<string, Part>>) => (world: World) => {
    world.call = callOf(says, { customer, ...parts });
    world.tell();
  };
const elsewhere = (says: 'active' | 'paused') =>
  become(says, { agent: gone, other: { queue: 'queue-2', says } });
const ORDERS = [
  ['pause', 'active'],
  ['resume', 'paused'],
] as const;

describe.each(ORDERS)('a %s of a run that waits for its turn', (action, says) => {
  it('never leaves for a call of which the topic tells meanwhile that it is another queue’s', async () => {
    const world = waiting(says, elsewhere(says));
    const { results } = await world.run({ action });
    expect(world.commands).toHaveLength(0);
    expect(results).toMatchObject([{ conversationId: CALL, outcome: 'left-queue' }]);
  });

  it('never leaves for one that is over', async () => {
    const over = become('none', { customer: { ...customer, state: 'terminated' }, agent: gone });
    const world = waiting(says, over);
    const { results } = await world.run({ action });
    expect(world.commands).toHaveLength(0);
    expect(results).toMatchObject([{ outcome: 'ended' }]);
  });

  it('never leaves for one that rings by now for the next agent, and comes back to it', async () => {
    const world = waiting(says, become('paused', { agent: gone, next: { queue: QUEUE, state: 'alerting' } }));
    // A resume looks twice before it asks.
    world.clock.after(action === 'pause' ? 6_300 : 7_500, () => {
      expect(world.commands).toHaveLength(0);
      become(says, { agent: gone, next: { queue: QUEUE, says } })(world);
    });
    await world.run({ action }, () => world.clock.pass(90_000));
    expect(world.commands.length).toBeGreaterThan(0);
  });

  it('leaves for one that went away and came back', async () => {
    const world = waiting(says, elsewhere(says));
    world.clock.after(MEANWHILE_MS + 500, () => become(says, { agent: { queue: QUEUE, says } })(world));
    await world.run({ action });
    expect(world.commands.length).toBeGreaterThan(0);
  });

  it('never leaves once Ctrl-C was pressed, and counts the call as left', async () => {
    const world = waiting(says, ({ stop }) => stop.abort());
    const { interrupted, left, results } = await world.run({ action });
    expect(world.commands).toHaveLength(0);
    expect({ interrupted, left, results }).toEqual({ interrupted: true, left: 1, results: [] });
  });
});

describe.each(ORDERS)('a %s of a run, by a read that lags behind the topic', (action, says) => {
  /** The call goes to another queue in the fourth second, and in the fifth the list still has it. */
  async function gone(lagMs: number) {
    const world = scripted();
    const mine = (world.call = callOf(says, { customer, agent: { queue: QUEUE, says } }));
    world.listed = [];
    let shown: unknown = mine;
    world.read = () => answer(200, shown);
    return world
      .run({ action }, async () => {
        await world.clock.pass(4_100);
        elsewhere(says)(world);
        if (lagMs < Infinity) world.clock.after(lagMs, () => void (shown = world.call));
        world.listed = [{ conversationId: CALL }];
        await world.clock.pass(20_000);
      })
      .then(({ results }) => ({ results, commands: world.commands }));
  }

  it('never leaves for a call of which the topic has just told that it is another queue’s', async () => {
    const { results, commands } = await gone(1_000);
    expect(commands).toHaveLength(0);
    expect(results).toMatchObject([{ outcome: 'left-queue' }]);
  });

  it('leaves where reads go on showing it: an event may be one of the past', async () => {
    expect((await gone(Infinity)).commands.length).toBeGreaterThan(0);
  });
});

describe('a resume of a run that waits for its turn', () => {
  const thenPaused = (before: (world: World) => void) => (world: World) => {
    before(world);
    world.clock.after(100, () => become('paused', { agent: { queue: QUEUE, says: 'paused' } })(world));
  };
  const resumedAndPaused = thenPaused(become('active', { agent: { queue: QUEUE, says: 'active' } }));
  const held = (world: World) => {
    const told = callOf('paused', { customer, agent: { queue: QUEUE, says: 'paused' } });
    const participants = told.participants.map((one) => ({ ...one, securePause: false, held: true }));
    world.call = { ...told, securePause: false, participants };
    world.tell();
  };

  it.each([
    ['resumed', resumedAndPaused],
    ['resumed and held', thenPaused(held)],
    ['ended the recording', thenPaused(become('none', { agent: { queue: QUEUE, says: 'none' } }))],
  ])('never ends a pause that somebody else has made meanwhile, who has %s before', async (_what, then) => {
    const world = waiting('paused', then);
    world.own = new Set([CALL]);
    const { results } = await world.run({ action: 'resume' });
    expect(world.commands).toHaveLength(0);
    expect(results).toMatchObject([{ outcome: 'not-own', state: 'paused' }]);
  });

  it('is no second try for it either', async () => {
    const world = scripted();
    world.call = callOf('paused', { customer, agent: { queue: QUEUE, says: 'paused' } });
    world.own = new Set([CALL]);
    world.command = () => {
      resumedAndPaused(world);
      return answer(503);
    };
    const { results } = await world.run({ action: 'resume' });
    expect(world.commands).toHaveLength(1);
    expect(results).toMatchObject([{ outcome: 'unconfirmed', state: 'paused' }]);
  });

  it('is done where what the topic tells is its own effect', async () => {
    const world = scripted();
    const paused = callOf('paused', { customer, agent: { queue: QUEUE, says: 'paused' } });
    world.call = paused;
    world.own = new Set([CALL]);
    let isBehind = false;
    world.read = () => answer(200, isBehind ? paused : world.call);
    world.command = () => {
      become('active', { agent: { queue: QUEUE, says: 'active' } })(world);
      isBehind = true;
      world.clock.after(1_100, () => void (isBehind = false));
      return answer(503);
    };
    const { results } = await world.run({ action: 'resume' });
    expect(world.commands).toHaveLength(1);
    expect(results).toMatchObject([{ outcome: 'done', state: 'recording' }]);
  });
});

it('a pause of a run that waits for its turn gives way to a resume that was asked for since', async () => {
  const world = waiting('active', (each) => void (each.isOvertaken = 'yes'));
  const { results } = await world.run({ action: 'pause' });
  expect(world.commands).toHaveLength(0);
  expect(results).toMatchObject([{ outcome: 'unconfirmed', state: 'recording' }]);
});

it('a pause by hand goes on being tried after Ctrl-C once it has left, and a resume does not', async () => {
  for (const [action, says, times] of [
    ['pause', 'active', 2],
    ['resume', 'paused', 1],
  ] as const) {
    const world = scripted();
    world.call = callOf(says, { customer, agent: { queue: QUEUE, says } });
    world.command = () => {
      world.stop.abort();
      return answer(503);
    };
    await world.control({ action });
    expect(world.commands.length >= 2).toBe(times === 2);
  }
});

describe('a resume that somebody has agreed to', () => {
  it('is for the calls that were shown, and says which it left alone', async () => {
    const world = scripted();
    world.call = callOf('paused', { customer, agent: { queue: QUEUE, says: 'paused' } });
    const { results } = await world.run({ action: 'resume', agreed: new Set(['another-call']) });
    expect(world.commands).toHaveLength(0);
    expect(results).toMatchObject([{ outcome: 'not-agreed', state: 'paused' }]);
    expect(bulkSentence(results[0]!)).toBe(
      `${CALL}  was not among the calls that were asked about, left as it is`,
    );
  });

  it('leaves for those', async () => {
    const world = scripted();
    world.call = callOf('paused', { customer, agent: { queue: QUEUE, says: 'paused' } });
    await world.run({ action: 'resume', agreed: new Set([CALL]) });
    expect(world.commands.length).toBeGreaterThan(0);
  });

  it('is as old as what was shown', async () => {
    const world = scripted();
    world.call = callOf('paused', { customer, agent: { queue: QUEUE, says: 'paused' } });
    const { askedAt } = await world.run({ action: 'resume', dryRun: true });
    await world.control();
    const { results } = await world.run({ action: 'resume', askedAt, agreed: new Set([CALL]) });
    expect(world.commands).toHaveLength(0);
    expect(results).toMatchObject([{ takenBack: true, state: 'paused' }]);
  });
});

describe('a pause of a run', () => {
  it.each([
    ['another queue’s', 'active', { agent: gone, other: { queue: 'queue-2', says: 'active' } }],
    ['not answered yet', 'none', { agent: { queue: QUEUE, state: 'alerting' } }],
  ] as const)('takes back no resume of a call that is %s', async (_what, says, parts) => {
    const world = scripted();
    world.call = callOf(says, { customer, ...parts });
    await world.run({ action: 'pause' });
    expect(world.takenAwayAt).toBe(-1);
  });

  it('takes back one of a call on which it acts, or would', async () => {
    for (const says of ['active', 'paused'] as const) {
      const world = scripted();
      world.call = callOf(says, { customer, agent: { queue: QUEUE, says } });
      await world.run({ action: 'pause' });
      expect(world.takenAwayAt).toBeGreaterThan(0);
    }
  });
});
