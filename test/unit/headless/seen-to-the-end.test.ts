import { describe, expect, it } from 'vitest';
import { ok } from '../../../src/domain/result.ts';
import { watchedCall } from '../../support/watched-call.ts';
import { CALL } from '../../support/watching.ts';

/** Paused from 20 s on; what is recorded of it is the test's. */
async function pausedCall() {
  const call = await watchedCall();
  await call.until(20);
  call.happens('paused');
  return call;
}

describe('a pause that lasts to the hang-up', () => {
  it.each([
    ['proved', [[20, 45]]],
    ['short', [[20, 25]]],
    ['missing', []],
  ] as const)(
    'is compared whole, to the event that ended the call, and may be %s',
    async (verdict, pauses) => {
      const call = await pausedCall();
      await call.until(45);
      call.happens('ended');
      call.recorded('r1', [0, 45], pauses);
      await call.until(120);
      expect(call.lines()).toEqual([{ verdict, from: 20, to: 45, end: 'call' }]);
    },
  );

  it('counts to that event also where reads go on to show the call for a while', async () => {
    const call = await pausedCall();
    await call.until(45);
    call.event('ended');
    await call.until(48);
    call.shows('ended');
    call.recorded('r1', [0, 45], [[20, 45]]);
    await call.until(180);
    expect(call.lines()).toEqual([{ verdict: 'proved', from: 20, to: 45, end: 'call' }]);
  });

  it('ends when the platform says that the call did, where only analytics tells of that', async () => {
    const call = await pausedCall();
    await call.until(45);
    call.shows('ended');
    call.watch.world.analytics = ok([{ conversationId: CALL, endedAt: call.clock.wall(), recorded: true }]);
    call.recorded('r1', [0, 45], [[20, 45]]);
    await call.until(65);
    call.watch.say({ kind: 'opened', generation: 2 });
    await call.until(400);
    expect(call.lines()).toEqual([{ verdict: 'proved', from: 20, to: 45, end: 'call' }]);
  });

  it('ends where the call is found to be over when no event has told of that', async () => {
    const call = await pausedCall();
    await call.until(45);
    call.shows('ended');
    call.recorded('r1', [0, 45], [[20, 25]]);
    await call.until(400);
    expect(call.lines()).toMatchObject([{ verdict: 'short', end: 'call' }]);
  });

  it('that a command has begun is never of no length', async () => {
    const call = await watchedCall();
    await call.until(20);
    // What confirms it is a read: the event comes first.
    call.event('paused');
    await call.clock.pass(500);
    call.shows('paused');
    await call.until(45);
    call.happens('ended');
    call.recorded('r1', [0, 45], [[20, 45]]);
    await call.until(120);
    expect(call.lines()).toMatchObject([{ verdict: 'proved', to: 45 }]);
  });
});
