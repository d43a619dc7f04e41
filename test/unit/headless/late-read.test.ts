import { describe, expect, it } from 'vitest';
import { watchedCall } from '../../support/watched-call.ts';
import { status } from '../../support/watching.ts';

/** Paused from 20 s to 60 s; the limit lets no read through before 40 s. */
async function pausedCall() {
  const call = await watchedCall();
  await call.until(20);
  call.watch.world.answer = {
    ...status(429),
    headers: { 'retry-after': '20' },
  } as typeof call.watch.world.answer;
  call.event('paused');
  await call.until(40);
  call.shows('paused');
  await call.until(60);
  call.happens('recording');
  await call.until(75);
  call.happens('ended');
  return call;
}

describe('a pause whose first read is late', () => {
  it.each([
    ['proved', [20, 60]],
    ['late', [32, 60]],
  ] as const)('counts from its event, and may be %s', async (verdict, pause) => {
    const call = await pausedCall();
    call.recorded('r1', [0, 75], [pause]);
    await call.until(200);
    expect(call.lines()).toMatchObject([{ verdict, from: 20, to: 60 }]);
  });

  it('counts from its event too where the first read shows that it is over, before any event does', async () => {
    const call = await watchedCall();
    await call.until(20);
    const { world } = call.watch;
    world.answer = status(503) as typeof world.answer;
    call.event('paused');
    await call.until(34);
    call.shows('recording');
    await call.until(50);
    expect(world.reads).toBeGreaterThan(0);
    call.event('recording');
    await call.until(75);
    call.happens('ended');
    call.recorded('r1', [0, 75], [[25, 34]]);
    await call.until(200);
    expect(call.lines()).toMatchObject([{ verdict: 'late', from: 20 }]);
  });
});
