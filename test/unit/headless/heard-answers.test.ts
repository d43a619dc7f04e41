import { describe, expect, it } from 'vitest';
import { watchedCall } from '../../support/watched-call.ts';
import { CALL } from '../../support/watching.ts';

const readsOf = async (call: Awaited<ReturnType<typeof watchedCall>>, run: () => void, seconds = 5) => {
  const before = call.watch.world.reads;
  run();
  await call.until(call.seconds() + seconds);
  return call.watch.world.reads - before;
};

describe('a watch', () => {
  it('reads nothing of a call that is never paused, from its begin to its end', async () => {
    const call = await watchedCall();
    await call.until(60);
    call.happens('ended');
    await call.until(70);
    expect([call.watch.world.reads, call.watch.events.at(-1)]).toEqual([
      0,
      { kind: 'ended', conversationId: CALL },
    ]);
  });

  it('reads that a pause began and that it is over, and nothing of the end after it', async () => {
    const call = await watchedCall();
    await call.until(20);
    expect(await readsOf(call, () => call.happens('paused'))).toBe(1);
    await call.until(40);
    expect(await readsOf(call, () => call.happens('recording'))).toBeGreaterThan(0);
    expect(await readsOf(call, () => call.happens('ended'))).toBe(0);
    expect(call.watch.events.at(-1)).toEqual({ kind: 'ended', conversationId: CALL });
  });

  it('reads once more where the pause began again before the read that shows its end was answered', async () => {
    const call = await watchedCall();
    await call.until(20);
    expect(await readsOf(call, () => call.happens('paused'))).toBe(1);
    call.happens('recording');
    call.happens('paused');
    await call.until(40);
    call.event('recording');
    expect(await readsOf(call, () => {})).toBeGreaterThan(0);
    expect(call.watch.events.at(-1)).toMatchObject({ view: { state: 'paused' } });
  });

  it('reads a call after an event that cannot be read, and after each new channel', async () => {
    const call = await watchedCall();
    await call.until(20);
    const say = call.watch.say;
    expect(await readsOf(call, () => say({ kind: 'unreadable', conversationId: CALL }))).toBeGreaterThan(0);
    expect(await readsOf(call, () => say({ kind: 'unreadable' }))).toBeGreaterThan(0);
    call.event('recording');
    await call.until(call.seconds() + 5);
    expect(await readsOf(call, () => say({ kind: 'opened', generation: 2 }))).toBeGreaterThan(0);
  });

  it('reads a paused call after a minute of silence, also where analytics lists it as live', async () => {
    const call = await watchedCall();
    call.watch.world.analytics = { ok: true, value: [{ conversationId: CALL }] };
    await call.until(20);
    call.happens('paused');
    await call.until(34);
    call.shows('recording');
    await call.until(59);
    const asked = call.watch.world.asked.length;
    await call.until(101);
    expect(call.watch.world.asked.length).toBeGreaterThan(asked);
    expect(call.watch.events.at(-1)).toMatchObject({ view: { state: 'recording' } });
  });

  it('reads a call of which nothing was heard for ten minutes', async () => {
    const call = await watchedCall();
    await call.until(500);
    expect(call.watch.world.reads).toBe(0);
    await call.until(720);
    expect(call.watch.world.reads).toBeGreaterThan(0);
  });
});

describe('a pause beside which an old event comes', () => {
  it('is seen once reads show it, although the first ones lag behind', async () => {
    const call = await watchedCall();
    await call.until(20);
    call.event('paused');
    await call.clock.pass(300);
    call.event('recording');
    await call.until(22);
    call.shows('paused');
    await call.until(60);
    call.happens('recording');
    await call.until(75);
    call.happens('ended');
    call.recorded('r1', [0, 75], [[32, 60]]);
    await call.until(200);
    expect(call.lines().map(({ verdict }) => verdict)).toContain('late');
  });

  it.each([
    ['before another pause', [[60, 80]]],
    ['and no other pause', []],
  ] as const)('that tells of one that is over makes no fault, %s', async (_what, pauses) => {
    const call = await watchedCall();
    await call.until(20);
    // Twice: late, and after the resume.
    call.event('paused');
    await call.until(60);
    if (pauses.length > 0) {
      call.happens('paused');
      await call.until(80);
      call.happens('recording');
    }
    await call.until(95);
    call.happens('ended');
    call.recorded('r1', [0, 95], [[15, 18], ...pauses]);
    await call.until(220);
    const faults = call.lines().filter(({ verdict }) => ['late', 'short', 'missing'].includes(verdict));
    expect(faults).toEqual([]);
    expect(call.lines().filter(({ verdict }) => verdict === 'proved')).toHaveLength(pauses.length);
  });
});
