import { describe, expect, it } from 'vitest';
import { createParty } from '../../../src/headless/party.ts';
import { resultSentence } from '../../../src/headless/cli/words.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { answer, callOf, QUEUE, scripted } from '../../support/queue-run.ts';

/** A user's party; `refusals` are the first answers to who that is. */
function partyOf(...refusals: number[]) {
  const clock = fakeClock();
  let asked = 0;
  const carry = async () => answer(refusals[asked++] ?? 200, { id: 'user-1' });
  const party = createParty(() => carry, true, clock);
  return {
    asked: () => asked,
    async actor(isPatient: boolean) {
      const told = party.actor(isPatient);
      await clock.pass(60_000);
      return told;
    },
  };
}

describe('who acts', () => {
  it.each([503, 429])('is asked again after a %i by who needs to know', async (status) => {
    expect(await partyOf(status).actor(true)).toEqual({ kind: 'user', userId: 'user-1' });
  });

  it('stays unknown, with the reason, where nothing tells', async () => {
    expect(await partyOf(503, 503, 503, 503).actor(true)).toMatchObject({
      kind: 'user',
      failure: { kind: 'outage', status: 503 },
    });
  });

  it('is asked once by who can do without', async () => {
    const party = partyOf(503);
    expect(await party.actor(false)).toMatchObject({ failure: { kind: 'outage' } });
    expect(party.asked()).toBe(1);
  });
});

describe('a user of whom nobody knows who it is', () => {
  function world() {
    const one = scripted();
    one.actor = { kind: 'user', failure: { kind: 'outage', status: 503 } };
    const recorders = { snippetState: 'ACTIVE' };
    one.call = callOf('active', { agent: { queue: QUEUE, says: 'active', recorders } });
    one.command = () => answer(200, {});
    return one;
  }

  it('starts nothing on the leg of somebody else', async () => {
    const one = world();
    const recorders = { snippetState: 'NONE' };
    one.call = callOf('active', { agent: { queue: QUEUE, says: 'active', recorders } });
    const result = await one.control({ action: 'start', target: 'snippet' });
    expect(result).toMatchObject({ outcome: 'failed', commanded: false, failure: { kind: 'outage' } });
    expect(one.commands).toHaveLength(0);
    expect(resultSentence(result)).toContain('start snippet: failed.');
  });

  it('stops whatever captures all the same', async () => {
    const one = world();
    await one.control({ action: 'stop', target: 'snippet' });
    expect(one.commands).not.toHaveLength(0);
  });
});
