import { describe, expect, it } from 'vitest';
import { watchedCall } from '../../support/watched-call.ts';

/** Paused from 20 s on. */
async function pausedCall() {
  const call = await watchedCall();
  await call.until(20);
  call.happens('paused');
  await call.until(40);
  return call;
}

/** The call is over, and this was left out of its recording. */
async function over(
  call: Awaited<ReturnType<typeof watchedCall>>,
  pauses: readonly (readonly [from: number, to: number])[],
) {
  const ended = Math.ceil(call.seconds()) + 10;
  await call.until(ended);
  call.happens('ended');
  call.recorded('r1', [0, ended], pauses);
  await call.until(ended + 120);
  return call.lines();
}

const UNSEEN = { verdict: 'unknown', why: 'unseen' };

describe('a pause that ended, and nobody knows when', () => {
  it.each([
    ['left out to the end', [20, 60], { verdict: 'proved' }],
    ['recorded since it was seen last', [20, 45], UNSEEN],
    ['recorded while it was seen', [26, 60], { verdict: 'late' }],
  ] as const)('because the watch was closed, is %s', async (_what, pause, expected) => {
    const call = await pausedCall();
    // The event of the resume is lost.
    await call.until(60);
    call.restart('closed');
    call.happens('recording');
    expect(await over(call, [pause])).toMatchObject([{ ...expected, from: 20, to: 60 }]);
  });

  it.each([
    ['6 s', [20, 34], UNSEEN],
    ['2 s', [20, 38], { verdict: 'proved' }],
    ['15 s', [20, 25], { verdict: 'short' }],
  ] as const)('because its event may be late, is recorded for the last %s', async (_how, pause, expected) => {
    const call = await pausedCall();
    call.happens('recording');
    expect(await over(call, [pause])).toMatchObject([{ ...expected, from: 20, to: 40 }]);
  });

  it.each([
    [[20, 215], UNSEEN],
    [[20, 259], { verdict: 'proved' }],
    [[20, 100], { verdict: 'short' }],
  ] as const)('because a read found it over, is recorded after %j', async (pause, expected) => {
    const call = await pausedCall();
    await call.until(210);
    call.shows('recording');
    await call.until(270);
    const [line] = await over(call, [pause]);
    expect(line).toMatchObject({ ...expected, from: 20, end: 'unseen' });
  });

  it.each(['the watch stood still', 'events came late'])(
    'because %s while it was resumed and paused anew, is no fault, and the next one is its own',
    async (what) => {
      const call = await pausedCall();
      if (what === 'the watch stood still') {
        call.shows('recording');
        call.clock.sleep(12_000);
      } else {
        call.shows('recording');
        await call.until(46);
      }
      call.shows('paused');
      call.event('recording');
      call.event('paused');
      await call.until(80);
      call.happens('recording');
      const hole = what === 'the watch stood still' ? 12 : 6;
      const lines = await over(call, [
        [20, 41],
        [40 + hole - 1, 80],
      ]);
      expect(lines).toMatchObject([
        { ...UNSEEN, from: 20 },
        { verdict: 'proved', to: 80 },
      ]);
    },
  );

  it('because the watch was killed, is no fault where the call is paused anew', async () => {
    const call = await pausedCall();
    call.shows('recording');
    call.restart('killed');
    await call.until(60);
    call.happens('paused');
    await call.until(80);
    call.happens('recording');
    const lines = await over(call, [
      [20, 40],
      [60, 80],
    ]);
    expect(lines).toMatchObject([
      { ...UNSEEN, from: 20 },
      { verdict: 'proved', from: 60 },
    ]);
  });

  it('is compared from one watch to the next where it goes on', async () => {
    const call = await pausedCall();
    call.restart('closed');
    await call.until(60);
    call.restart('closed');
    await call.until(80);
    call.happens('recording');
    const lines = await over(call, [[20, 80]]);
    expect(lines.map(({ verdict }) => verdict)).toEqual(['proved', 'proved', 'proved']);
  });
});
