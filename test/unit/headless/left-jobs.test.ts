import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/headless/archive/job.ts';
import { keyOf } from '../../../src/headless/archive/job.ts';
import { watchedCall } from '../../support/watched-call.ts';

const LEFT = 'call-9';
const HOUR = 3_600_000;

/** Another process begins where a job stands on the disk as the one before has left it; what Genesys has recorded left nothing out. */
async function beganWith(left: Partial<Job>) {
  const call = await watchedCall();
  const at = call.clock.wall();
  call.recorded('r1', [0, 300], []);
  const pause = { from: at + 60_000, to: at + 90_000 };
  call.store.jobs.set(LEFT, {
    v: 1,
    conversationId: LEFT,
    recorded: true,
    phase: 'ended',
    endedAt: at,
    polls: 1,
    webhooks: {
      r1: { key: keyOf('r1'), body: '{}', state: 'delivered', attempts: 1, nextAt: at },
    },
    flagged: [],
    pauses: [pause],
    ...left,
  });
  call.restart('killed');
  const told = () => call.proofs().map((proofs) => proofs.map(({ verdict }) => verdict));
  return { call, told };
}

describe('a job that a process left between a look and what follows from it', () => {
  it('is looked at, told and finished where no date of a next look is left', async () => {
    const endedAt = Date.UTC(2026, 0, 5, 9) - 48 * HOUR - 5_000;
    const { call, told } = await beganWith({ endedAt, polls: 290, proved: 'r1|missing?' });
    await call.until(30);
    expect(told()).toEqual([['missing']]);
    expect(call.store.jobs.has(LEFT)).toBe(false);
  });

  it.each([
    ['no recording', {}],
    ['another recording', { proved: 'r0|proved' }],
    ['one look that has shown something bad', { proved: 'r1|missing?' }],
  ])('is proved at once where its pauses were compared with %s', async (_what, more) => {
    const nextPollAt = Date.UTC(2026, 0, 5, 9) + 600_000;
    const { call, told } = await beganWith({ nextPollAt, ...more });
    await call.until(30);
    expect(told()).toEqual([['missing']]);
  });

  it('waits for its next look where nothing is to be proved', async () => {
    const nextPollAt = Date.UTC(2026, 0, 5, 9) + 600_000;
    const { call } = await beganWith({ nextPollAt, pauses: [] });
    await call.until(30);
    expect(call.store.jobs.get(LEFT)).toMatchObject({ nextPollAt, polls: 1 });
  });

  it('waits for its next look where all is known', async () => {
    const nextPollAt = Date.UTC(2026, 0, 5, 9) + 600_000;
    const { call, told } = await beganWith({ nextPollAt, proved: 'r1|proved' });
    await call.until(30);
    expect(told()).toEqual([]);
    expect(call.store.jobs.get(LEFT)).toMatchObject({ nextPollAt, polls: 1 });
  });
});
