import { describe, expect, it } from 'vitest';
import { failed, ok } from '../../../src/domain/result.ts';
import { AGENT, CONVERSATION, makePolicy, paused, recording } from '../../support/builders.ts';
import { fakeSession, type FakeSession, type FakeSessionOptions } from '../../support/session-fakes.ts';

const view = (fake: FakeSession) => fake.session.conversations.value[0]!;
const alarms = (fake: FakeSession) => view(fake).alarms.map(({ kind }) => kind);
const told = (fake: FakeSession, action: string) => fake.appended.filter((facts) => facts.action === action);

/** A call that is first seen paused 1 s after the channel was opened: 60 s, a warning at 30 s, two extensions of 20 s. */
async function pausedCall(options: FakeSessionOptions = {}) {
  const rules = { maxSeconds: 60, warnAfterSeconds: 30, extendSeconds: 20, maxExtensions: 2 };
  const fake = fakeSession({
    policyFor: () => ({ ...makePolicy(rules), startStop: 'off' as const }),
    ...options,
  });
  await fake.settleOn(paused());
  return fake;
}
/** Lets time pass with a heartbeat every 10 s and an answer to each read. */
async function pass(fake: FakeSession, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 10) {
    await fake.clock.pass(Math.min(left, 10) * 1_000);
    fake.report({ kind: 'frame' });
    while (fake.reads.length > 0) await fake.read(paused());
  }
}
const extend = (fake: FakeSession) => fake.session.extend(CONVERSATION);

describe('a long pause', () => {
  it('is shown with what is left from the warning on, and not before', async () => {
    const fake = await pausedCall();
    await pass(fake, 29);
    expect(view(fake)).not.toHaveProperty('limit');
    await pass(fake, 1);
    expect(view(fake).limit).toEqual({ endsAt: 61_000, isOver: false, canExtend: true });
    expect(alarms(fake)).toEqual([]);
  });

  it('alarms when it is over its limit, until it is read', async () => {
    const fake = await pausedCall();
    await pass(fake, 60);
    expect(view(fake)).toMatchObject({ safe: false, unsafe: 'expired', limit: { isOver: true } });
    expect(view(fake).alarms).toEqual([{ kind: 'over-limit', seconds: 60 }]);
    fake.session.settle(CONVERSATION);
    expect(alarms(fake)).toEqual([]);
    expect(view(fake).limit?.isOver).toBe(true);
  });

  it('gives way to another alarm in the step in which something says that it is recorded again', async () => {
    const fake = await pausedCall();
    await pass(fake, 60);
    const shown: string[] = [];
    fake.session.conversations.subscribe(() => shown.push(alarms(fake).join()));
    fake.event(recording());
    expect(view(fake)).not.toHaveProperty('limit');
    await fake.clock.pass(1_000);
    await fake.read(recording());
    expect(view(fake)).toMatchObject({ state: 'recording' });
    expect([...new Set(shown)]).toEqual(['over-limit', 'cannot-confirm', 'resumed-by-someone-else']);
    fake.event(paused());
    await fake.clock.pass(1_000);
    await fake.read(paused());
    expect(view(fake)).toMatchObject({ safe: true, alarms: [{ kind: 'recorded-meanwhile' }] });
  });

  it('alarms anew when an extension has run out as well, with the time that it had by then', async () => {
    const fake = await pausedCall();
    await pass(fake, 60);
    fake.session.settle(CONVERSATION);
    extend(fake);
    while (fake.reads.length > 0) await fake.read(paused());
    expect(view(fake)).toMatchObject({ safe: true, alarms: [], limit: { endsAt: 81_000 } });
    await pass(fake, 20);
    expect(view(fake).alarms).toEqual([{ kind: 'over-limit', seconds: 80 }]);
  });

  it('can be extended as often as the customer allows, and asks nothing of the platform for it', async () => {
    const fake = await pausedCall();
    await pass(fake, 30);
    const asked = fake.asked.length;
    extend(fake);
    extend(fake);
    extend(fake);
    expect(view(fake).limit).toEqual({ endsAt: 101_000, isOver: false, canExtend: false });
    expect(fake.asked.slice(asked)).toEqual([]);
    expect(told(fake, 'extend')).toMatchObject([
      { action: 'extend', target: 'policy', trigger: 'agent', phase: 'observed' },
      { action: 'extend' },
    ]);
  });

  it('cannot be extended any more a while after it was over', async () => {
    const fake = await pausedCall();
    await pass(fake, 79);
    expect(view(fake).limit).toMatchObject({ isOver: true, canExtend: true });
    await pass(fake, 1);
    expect(view(fake).limit).toMatchObject({ isOver: true, canExtend: false });
  });

  it('is not extended in a name that is not settled', async () => {
    const fake = await pausedCall({ settled: false });
    await pass(fake, 30);
    extend(fake);
    expect(view(fake).limit).toEqual({ endsAt: 61_000, isOver: false, canExtend: false });
    expect(told(fake, 'extend')).toEqual([]);
  });

  it('tells the journal that safe was withdrawn by the limit, and by the platform otherwise', async () => {
    const fake = await pausedCall();
    await pass(fake, 60);
    extend(fake);
    while (fake.reads.length > 0) await fake.read(paused());
    fake.event(recording());
    expect(told(fake, 'safe-withdrawn').map(({ trigger }) => trigger)).toEqual(['limit', 'platform']);
  });

  it('reads nothing more than one proof for each heartbeat while it is safe, and nothing after', async () => {
    const fake = await pausedCall();
    await pass(fake, 60);
    const asked = fake.asked.length;
    await pass(fake, 300);
    expect(fake.asked.slice(asked)).toEqual([]);
  });
});

describe('a pause that the journal knows of', () => {
  const pause = { ms: 60_000, extensions: 0, isSame: true, isPressed: true };

  it('is over its limit in a panel that takes the call on later, and is asked about for this user and call', async () => {
    const asked: string[] = [];
    const fake = await pausedCall({
      recentRequest: async (...about) => {
        asked.push(about.join(' '));
        return { ...ok(undefined), pause };
      },
    });
    expect(asked).toEqual([`${CONVERSATION} ${AGENT}`]);
    expect(view(fake)).toMatchObject({ safe: false, unsafe: 'expired', limit: { isOver: true } });
    expect(alarms(fake)).toEqual(['over-limit']);
    expect(told(fake, 'safe-shown')).toEqual([]);
    const [{ at, from = '', trigger } = { at: '', trigger: '' }, ...more] = told(fake, 'over-limit');
    expect([trigger, more]).toEqual(['limit', []]);
    expect((Date.parse(at) - Date.parse(from)) / 1_000).toBeCloseTo(61, 0);
  });

  it('is asked about again while the journal cannot tell', async () => {
    let asked = 0;
    const fake = await pausedCall({
      recentRequest: async () =>
        (asked += 1) === 1 ? failed({ kind: 'storage' }) : { ...ok(undefined), pause },
    });
    expect(view(fake)).toMatchObject({ safe: false, unsafe: 'expired' });
  });

  it('and is asked about anew by a page that did not run for a while', async () => {
    let found = {};
    const fake = await pausedCall({ recentRequest: async () => ({ ...ok(undefined), ...found }) });
    fake.event(recording());
    await fake.clock.pass(1_000);
    await fake.read(recording());
    fake.session.freeze();
    found = { pause };
    await fake.clock.pass(120_000);
    fake.session.thaw();
    fake.report({ kind: 'opened', generation: 2 });
    await fake.clock.pass(0);
    await fake.read(paused());
    await fake.clock.pass(1_000);
    await fake.read(paused());
    expect(view(fake)).toMatchObject({ state: 'paused', safe: false, unsafe: 'expired' });
  });

  it('is counted from when it is seen where the journal knows of none', async () => {
    const fake = await pausedCall({ recentRequest: async () => ok(undefined) });
    await pass(fake, 59);
    expect(view(fake)).toMatchObject({ safe: true, limit: { endsAt: 61_000 } });
  });
});

it('counts down by the clock that is shown, also where a sleep has parted the two', async () => {
  const fake = await pausedCall();
  await pass(fake, 40);
  // What the steady clock did not count.
  const steady = fake.clock.steady;
  fake.clock.steady = () => steady() - 7_000;
  fake.report({ kind: 'frame' });
  extend(fake);
  expect(view(fake).limit?.endsAt).toBe(74_000);
});
