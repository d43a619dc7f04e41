import { expect, it } from 'vitest';
import { answer, CALL, callOf, QUEUE, scripted, type Part } from '../../support/queue-run.ts';

const agent = (says: 'active' | 'paused'): Part => ({
  queue: QUEUE,
  says,
  recorders: { customerExperienceState: says.toUpperCase() },
});
/** A conference: the first agent was paused before the second joined, and a leg that connects is recorded. */
const joined = () => callOf('active', { first: agent('paused'), second: agent('active') });
const resumed = () => callOf('active', { first: agent('active'), second: agent('active') });

function conference(obeys = true) {
  const world = scripted();
  world.call = joined();
  world.command = () => {
    if (obeys) world.call = resumed();
    return answer(200, 'ACTIVE');
  };
  return world;
}

it('a resume by hand ends the pause of one agent beside another who is recorded', async () => {
  const world = conference();
  expect(await world.control({ action: 'resume' })).toMatchObject({
    outcome: 'confirmed',
    state: 'recording',
  });
  expect(world.commands).toHaveLength(1);
});

it('is confirmed only when nobody is paused any more', async () => {
  const world = conference(false);
  expect(await world.control({ action: 'resume' })).toMatchObject({ outcome: 'unconfirmed' });
});

it('is nothing to do where nobody is', async () => {
  const world = conference();
  world.call = resumed();
  expect(await world.control({ action: 'resume' })).toMatchObject({
    outcome: 'already-so',
    commanded: false,
  });
});

it('a run and its dry run see it as well, and heed whose pause it is', async () => {
  expect((await conference().run({ action: 'resume' })).results).toMatchObject([{ outcome: 'done' }]);
  const dry = await conference().run({ action: 'resume', dryRun: true });
  expect(dry.results).toMatchObject([{ outcome: 'would-act' }]);
  const others = conference();
  others.own = new Set();
  expect((await others.run({ action: 'resume' })).results).toMatchObject([{ outcome: 'not-own' }]);
  const own = conference();
  own.own = new Set([CALL]);
  expect((await own.run({ action: 'resume' })).results).toMatchObject([{ outcome: 'done' }]);
});

it('a pause goes to it all the same: somebody is recorded', async () => {
  const world = scripted();
  world.call = joined();
  world.command = () => {
    world.call = callOf('paused', { first: agent('paused'), second: agent('paused') });
    return answer(200, 'PAUSED');
  };
  expect(await world.control()).toMatchObject({ outcome: 'confirmed', state: 'paused' });
});
