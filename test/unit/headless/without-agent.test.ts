import { describe, expect, it } from 'vitest';
import { resultSentence, statusLines } from '../../../src/headless/cli/words.ts';
import { answer, CALL, callOf, QUEUE, scripted, type Part } from '../../support/queue-run.ts';

const customer: Part = { purpose: 'customer' };
const left: Part = { state: 'terminated', queue: QUEUE };
const other: Part = { queue: QUEUE, says: 'active' };
const waits: Part = { purpose: 'acd', queue: QUEUE };
/** What a call may be that lives without an agent. */
const WITHOUT: readonly (readonly [string, Readonly<Record<string, Part>>])[] = [
  ['waits in the queue again', { customer, agent: left, acd: waits }],
  ['talks to a number outside', { customer, agent: left, outside: { purpose: 'external' } }],
  ['was never answered', { customer, acd: waits }],
  ['is in a menu', { customer, ivr: { purpose: 'ivr' } }],
];

/** A platform that carries every command out. */
function obeying(parts: Readonly<Record<string, Part>>, recordingState = 'active') {
  const world = scripted();
  world.call = callOf(recordingState, parts);
  world.command = (request) => {
    const { recordingState: to } = request.body as { recordingState: string };
    world.call = callOf(to.toLowerCase(), parts);
    return answer(200, to);
  };
  return world;
}

describe.each(WITHOUT)('a call that %s', (_what, parts) => {
  it('is not over, and its recording is told', async () => {
    const status = await obeying(parts).status();
    expect(status).toMatchObject({ state: 'recording', prerequisites: { conversation: 'live', agents: 0 } });
    const untold = await obeying(parts, 'none').status();
    expect(untold).toMatchObject({ state: 'unknown', ringing: true });
    expect(statusLines(untold)[0]).toContain('No agent is on it');
  });

  it('is paused by its id, and the next agent is warned of', async () => {
    const world = obeying(parts);
    const result = await world.control();
    expect(world.commands).toHaveLength(1);
    expect(result).toMatchObject({ outcome: 'confirmed', state: 'paused', noAgent: true });
    expect(resultSentence(result)).toContain('No agent is on it: who answers next may be recorded.');
    expect(world.journal.filter(({ action }) => action === 'ended-while-paused')).toEqual([]);
  });

  it('has no recorder that could be started', async () => {
    const world = obeying(parts);
    const result = await world.control({ action: 'start', target: 'snippet' });
    expect(result).toMatchObject({ outcome: 'refused', failure: { kind: 'no-live-leg' } });
    expect(world.commands).toEqual([]);
  });

  it('is taken on by a run once an agent answers', async () => {
    const world = obeying(parts);
    const { results } = await world.run({}, async () => {
      expect(world.commands).toEqual([]);
      const connected = { ...parts, next: other };
      world.call = callOf('active', connected);
      world.command = () => {
        world.call = callOf('paused', { ...connected, next: { ...other, says: 'paused' } });
        return answer(200, 'PAUSED');
      };
      world.tell();
    });
    expect(world.commands).toHaveLength(1);
    expect(results).toMatchObject([{ conversationId: CALL, outcome: 'done' }]);
  });

  it('is a failure of the run when nobody answers, with what it does', async () => {
    const { results } = await obeying(parts).run();
    expect(results).toMatchObject([
      { outcome: 'refused', failure: { kind: 'no-live-leg' }, state: 'recording' },
    ]);
  });
});

it('waits in another queue by now: a run leaves it alone', async () => {
  const world = obeying({ customer, agent: left, acd: { purpose: 'acd', queue: 'queue-2' } });
  const { results } = await world.run();
  expect(results).toMatchObject([{ outcome: 'left-queue' }]);
});

it('is over when nobody is on it but one who listens in', async () => {
  const world = scripted();
  const body = callOf('active', {
    customer: { purpose: 'customer', state: 'terminated' },
    agent: left,
    boss: {},
  });
  Object.assign(body.participants[2]!, { monitoredParticipantId: 'agent' });
  world.call = body;
  expect(await world.control()).toMatchObject({ outcome: 'ended' });
});

it.each(['cli', 'bulk'] as const)(
  'does not end because its agent leaves while a pause (%s) is being confirmed',
  async (trigger) => {
    const world = scripted();
    world.command = () => {
      world.call = callOf('active', { customer, agent: left, outside: { purpose: 'external' } });
      return answer(200, 'PAUSED');
    };
    world.call = callOf('active', { customer, agent: other });
    const result = await world.control({ trigger, queueId: QUEUE });
    expect(result).toMatchObject({ outcome: 'unconfirmed', state: 'recording', noAgent: true });
  },
);

it('is still recorded where one who is no agent is, whatever the conversation says', async () => {
  const recorded: Part = { purpose: 'external', recorders: { customerExperienceState: 'ACTIVE' } };
  const world = obeying({ customer, agent: left, outside: recorded });
  expect(await world.control()).toMatchObject({ outcome: 'unconfirmed', state: 'recording' });
});
