import { describe, expect, it } from 'vitest';
import type { KnownPause } from '../../../src/domain/belief.ts';
import type { Policy } from '../../../src/domain/claim.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { held, makePolicy, notRecording, paused, recording } from '../../support/builders.ts';
import { driveCall, settledCall, type CallDriver } from '../../support/call-driver.ts';

/** The pause of a settled call is first seen 1 s after its channel was opened. */
const SEEN_AT = 1_000;
const unspecified = { ...paused({ leg: { securePause: undefined } }), securePause: undefined };

const rules = (changes: Partial<Policy> = {}) =>
  makePolicy({ maxSeconds: 60, warnAfterSeconds: 30, extendSeconds: 20, maxExtensions: 2, ...changes });
const limitOf = ({ call }: CallDriver) => call.claim.limit;
const extend = (call: CallDriver) => call.give({ kind: 'extend' });
/** Until this long into the pause, with a heartbeat every 30 s and an answer to each read. */
function until(call: CallDriver, seconds: number): void {
  for (let left = SEEN_AT + seconds * 1_000 - call.at; left > 0; left -= 1_000)
    if (call.beat(Math.min(left, 1_000)).some(({ kind }) => kind === 'read')) call.read(paused());
}

describe('the limit of a pause', () => {
  it('is counted from when the pause was first seen', () => {
    const call = settledCall(paused(), rules());
    expect(limitOf(call)).toEqual({ warnsAt: 31_000, endsAt: 61_000, seconds: 60, extendableUntil: 81_000 });
  });

  it('wakes the call when the warning is due, at the end and when it can be extended no more', () => {
    const call = settledCall(unspecified, rules());
    const ticks: number[] = [];
    for (const at of [31_000, 61_000, 81_000]) {
      const before = call.effects.length;
      call.beat(at - call.at);
      ticks.push(call.call.at);
      expect(call.effects.slice(before).filter(({ kind }) => kind === 'send')).toEqual([]);
    }
    expect(ticks).toEqual([31_000, 61_000, 81_000]);
  });

  it.each([
    ['a hold', held()],
    ['a call that is not recorded', notRecording()],
    ['a recording', recording()],
  ])('is none of %s', (_what, snapshot) => {
    const call = settledCall(snapshot, rules());
    expect(limitOf(call)).toBeUndefined();
    expect(extend(call)).toEqual([]);
  });

  it('is that of the queue the call is in by now', () => {
    const call = settledCall(paused(), rules());
    call.give({ kind: 'configured', policy: rules({ maxSeconds: 40 }), mayPauseOthers: false });
    expect(limitOf(call)?.endsAt).toBe(41_000);
  });
});

describe('a pause that other panels of this browser have known for longer', () => {
  const known = (agoSeconds: number, more: Partial<KnownPause> = {}) =>
    ({
      kind: 'paused-here',
      pause: { ms: agoSeconds * 1_000, extensions: 0, isSame: true, isPressed: true, ...more },
    }) as const;
  function foundPaused(agoSeconds: number, more: Partial<KnownPause> = {}): CallDriver {
    const call = driveCall(rules());
    call.give(known(agoSeconds, more));
    call.give({ kind: 'opened', generation: 1 });
    call.read(paused());
    call.pass(SEEN_AT);
    call.read(paused());
    expect(call.call.claim.state).toBe('paused');
    return call;
  }

  it('is over where this panel has seen a recording since', () => {
    const call = settledCall(recording(), rules());
    call.give({ kind: 'lost' });
    call.give(known(40));
    call.give({ kind: 'opened', generation: 2 });
    call.read(paused());
    call.pass(SEEN_AT);
    call.read(paused());
    expect(limitOf(call)?.endsAt).toBe(call.at + 60_000);
  });

  it('has the limit and the clock that it has there', () => {
    const call = foundPaused(40);
    const begun = call.wall - SEEN_AT - 40_000;
    expect(limitOf(call)).toMatchObject({ endsAt: 20_000, seconds: 60 });
    expect(call.call.claim).toMatchObject({ safe: true, since: { at: begun, kind: 'exact' } });
    until(call, 20);
    expect(call.call.claim.unsafe).toBe('expired');
  });

  it('is not safe here where it is over its limit there, until a Pause proves it anew', () => {
    const call = foundPaused(70);
    expect(call.call.claim).toMatchObject({ safe: false, unsafe: 'expired' });
    expect(call.effects.map(({ kind }) => kind)).not.toContain('safe-shown');
    pauseAnew(call);
    expect(call.call.claim.safe).toBe(true);
    expect(limitOf(call)).toMatchObject({ endsAt: call.at + 60_000, seconds: 60 });
  });

  it('runs out in the step in which it is told late', () => {
    const call = settledCall(paused(), rules());
    expect(call.call.claim.safe).toBe(true);
    call.give(known(70));
    expect(call.call).toMatchObject({ claim: { unsafe: 'expired' }, safeLost: undefined });
    expect(call.call.claim.since).toEqual({ at: call.wall - 70_000, kind: 'exact' });
  });

  it('was extended here as often as there, and no further than the rules allow', () => {
    const call = foundPaused(75, { extensions: 1 });
    expect(limitOf(call)).toMatchObject({ endsAt: 5_000, seconds: 80 });
    extend(call);
    expect(limitOf(call)).toMatchObject({ endsAt: 25_000, seconds: 100, extendableUntil: -Infinity });
    const used = foundPaused(75, { extensions: 2 });
    extend(used);
    expect(limitOf(used)).toMatchObject({ endsAt: 25_000, seconds: 100 });
  });

  it('has no clock of its beginning where another one may have come since', () => {
    const call = foundPaused(70, { isSame: false });
    expect(call.call.claim).toMatchObject({ unsafe: 'expired', since: { kind: 'at-least' } });
  });

  it('is another one where this panel has seen a pause begin', () => {
    const call = settledCall(recording(), rules());
    call.event(paused());
    call.pass(2_000);
    call.read(paused());
    expect(call.call.claim.since?.kind).toBe('exact');
    call.give(known(500));
    expect(call.call.claim).toMatchObject({ safe: true, since: { kind: 'exact' } });
  });

  it.each([
    ['a younger one', () => settledCall(paused(), rules()), known(0), 61_000],
    ['an older one after a Pause of this panel', () => pausedHere(), known(500), 63_000],
    ['one whose age is no number', () => settledCall(paused(), rules()), known(NaN), 61_000],
  ])('is not counted from %s', (_what, begin, input, endsAt) => {
    const call = begin();
    call.pass(1_000);
    call.give(input);
    expect(limitOf(call)).toMatchObject({ endsAt, seconds: 60 });
  });

  it.each([
    ['recorded', recording()],
    ['held', held()],
    ['not recorded', notRecording()],
  ])('is over for a panel that has seen the call %s', (_what, snapshot) => {
    const call = settledCall(snapshot, rules());
    call.give(known(500));
    call.event(paused());
    call.pass(2_000);
    call.read(paused());
    expect(call.call.claim.state).toBe('paused');
    expect(limitOf(call)!.endsAt).toBeGreaterThan(60_000);
  });

  it('is over for a panel that finds the call recorded, however it is paused next', () => {
    const call = driveCall(rules());
    call.give(known(500));
    call.give({ kind: 'opened', generation: 1 });
    call.read(recording());
    call.event(paused());
    call.pass(2_000);
    call.read(paused());
    expect(call.call.claim.state).toBe('paused');
    expect(limitOf(call)!.endsAt).toBeGreaterThan(60_000);
  });

  it('is none that ends by itself', () => {
    const call = foundPaused(20);
    expect(call.call.evidence.belief.ownPause).toBeUndefined();
  });

  function pausedHere(): CallDriver {
    const call = settledCall(paused(), rules());
    call.pass(1_000);
    pauseAnew(call);
    return call;
  }
});

describe('a resume that comes to nothing', () => {
  /** Pressed 40 s into the pause and refused; then the call is read, and is paused. */
  function refused(...reads: readonly Snapshot[]): CallDriver {
    const call = settledCall(paused(), rules());
    until(call, 20);
    extend(call);
    until(call, 40);
    call.ask('resume');
    call.give({ kind: 'prepared', wishId: call.call.wishes.current?.id ?? '' });
    expect(call.call.claim.state).toBe('recording');
    call.answer({ kind: 'denied' });
    for (const snapshot of reads) {
      call.pass(1_000);
      call.read(snapshot);
    }
    return call;
  }

  it('leaves the pause what it was: its limit, its extensions and its clock', () => {
    const before = settledCall(paused(), rules());
    until(before, 20);
    extend(before);
    const call = refused(paused(), paused());
    expect(call.call.claim.state).toBe('paused');
    expect(limitOf(call)).toMatchObject({ endsAt: 81_000, seconds: 80 });
    expect(call.call.evidence.belief.extensions).toBe(1);
    expect(call.call.claim.since).toEqual(before.call.claim.since);
  });

  it('and a recording that is seen meanwhile begin another pause', () => {
    const call = refused(recording());
    call.event(paused());
    call.pass(2_000);
    call.read(paused());
    expect(call.call.claim.state).toBe('paused');
    expect(limitOf(call)?.endsAt).toBeGreaterThan(100_000);
    expect(call.call.evidence.belief.extensions).toBe(0);
  });
});

describe('what is said of a pause over its limit', () => {
  const news = (call: CallDriver) =>
    call.effects.map(({ kind }) => kind).filter((kind) => kind === 'over-limit' || kind.startsWith('safe-'));

  it('is told when it is taken back, as safe is', () => {
    const call = settledCall(paused(), rules());
    until(call, 60);
    expect(news(call)).toEqual(['safe-shown', 'safe-withdrawn']);
    call.event(recording());
    expect(news(call)).toEqual(['safe-shown', 'safe-withdrawn', 'safe-withdrawn']);
  });

  it('is told where the channel was lost before the limit and is back after it', () => {
    const call = settledCall(paused(), rules());
    until(call, 55);
    call.give({ kind: 'lost' });
    call.pass(10_000);
    call.give({ kind: 'opened', generation: 2 });
    call.read(paused());
    call.pass(1_000);
    call.read(paused());
    expect(call.call.claim.unsafe).toBe('expired');
    expect(news(call)).toEqual(['safe-shown', 'safe-withdrawn', 'over-limit']);
  });

  it('is told anew once a resume that was asked for has failed', () => {
    const call = settledCall(paused(), rules());
    until(call, 60);
    call.ask('resume');
    call.give({ kind: 'prepared', wishId: call.call.wishes.current?.id ?? '' });
    call.answer({ kind: 'denied' });
    for (let looks = 0; looks < 4; looks += 1) {
      call.read(paused());
      call.pass(1_500);
    }
    expect(call.call.claim).toMatchObject({ state: 'paused', unsafe: 'expired' });
    expect(news(call).slice(2)).toEqual(['safe-withdrawn', 'over-limit']);
  });

  it('is told nowhere where no pause may last any time', () => {
    const call = settledCall(paused(), rules({ maxSeconds: 0, maxExtensions: 0 }));
    call.event(recording());
    expect(news(call)).toEqual([]);
  });
});

describe('a Pause that another page has proven', () => {
  it('begins the time of the pause anew, and no earlier one does', () => {
    const call = settledCall(paused(), rules());
    until(call, 50);
    call.give({ kind: 'paused-elsewhere', at: call.wall - 100_000 });
    expect(limitOf(call)?.endsAt).toBe(61_000);
    call.give({ kind: 'paused-elsewhere', at: call.wall - 1_000 });
    expect(limitOf(call)?.endsAt).toBe(call.at - 1_000 + 60_000);
    expect(call.call.claim.safe).toBe(true);
  });

  it('makes safe again what had run out once a read proves it here too', () => {
    const call = settledCall(paused(), rules());
    until(call, 70);
    expect(call.give({ kind: 'paused-elsewhere', at: call.wall }).map(({ kind }) => kind)).toEqual(['read']);
    expect(call.call.claim).toMatchObject({ safe: false, unsafe: 'unproven' });
    call.read(paused());
    expect(call.call.claim.safe).toBe(true);
  });

  it('claims nothing where this page has seen none, or a recording since', () => {
    const call = settledCall(recording(), rules());
    const at = call.wall - 10_000;
    expect(call.give({ kind: 'paused-elsewhere', at })).toEqual([]);
    expect(call.call.claim.state).toBe('recording');
    expect(limitOf(call)).toBeUndefined();
  });
});

describe('what the log knows of a pause that this page has seen', () => {
  const known = (ms: number, extensions = 0) =>
    ({ kind: 'paused-here', pause: { ms, extensions, isSame: true, isPressed: true } }) as const;

  it('begins its time anew where a Pause came later, and safe only by a read of its own', () => {
    const call = settledCall(paused(), rules());
    until(call, 50);
    call.give(known(10_000));
    expect(limitOf(call)?.endsAt).toBe(call.at + 50_000);
    const late = settledCall(paused(), rules());
    until(late, 70);
    expect(late.give(known(10_000)).map(({ kind }) => kind)).toEqual(['read']);
    expect(late.call.claim.unsafe).toBe('unproven');
  });

  it('began no earlier than a Pause that was proven, whatever the log says of the time since', () => {
    const call = settledCall(paused(), rules());
    until(call, 50);
    const { kind, pause } = known(10_000);
    call.give({ kind, pause: { ...pause, isSame: false } });
    expect(limitOf(call)?.endsAt).toBe(call.at + 50_000);
    const seen = settledCall(paused(), rules());
    until(seen, 50);
    seen.give({ kind, pause: { ...pause, isSame: false, isPressed: false } });
    expect(limitOf(seen)?.endsAt).toBe(61_000);
  });

  it('counts the extensions that it did not hear of, once', () => {
    const call = settledCall(paused(), rules());
    until(call, 30);
    call.give(known(call.at - SEEN_AT, 1));
    call.give(known(call.at - SEEN_AT + 2_000, 1));
    expect(limitOf(call)).toMatchObject({ seconds: 80, endsAt: 81_000 });
  });

  it('counts those that were taken in time also where it hears of them after its own limit', () => {
    const call = settledCall(paused(), rules());
    until(call, 95);
    expect(call.give(known(call.at - SEEN_AT, 2)).map(({ kind }) => kind)).toEqual(['read']);
    expect(limitOf(call)).toMatchObject({ seconds: 100, endsAt: 101_000 });
    expect(call.call.claim).toMatchObject({ safe: false, unsafe: 'unproven' });
    call.read(paused());
    expect(call.call.claim.safe).toBe(true);
  });

  it('reads nothing where what it was extended by is over as well', () => {
    const call = settledCall(paused(), rules());
    until(call, 110);
    expect(call.give(known(call.at - SEEN_AT, 2))).toEqual([]);
    expect(call.call.claim.unsafe).toBe('expired');
  });
});

describe('the beginning that the log tells of', () => {
  it('is exact until the channel is lost: what comes after that may be another pause', () => {
    const call = driveCall(rules());
    call.give({ kind: 'paused-here', pause: { ms: 10_000, extensions: 0, isSame: true, isPressed: true } });
    call.give({ kind: 'opened', generation: 1 });
    call.read(paused());
    call.pass(SEEN_AT);
    call.read(paused());
    expect(call.call.claim.since?.kind).toBe('exact');
    call.give({ kind: 'lost' });
    call.give({ kind: 'opened', generation: 2 });
    call.read(paused());
    call.pass(SEEN_AT);
    call.read(paused());
    expect(call.call.claim).toMatchObject({ state: 'paused', since: { kind: 'at-least' } });
  });
});

describe('an extension', () => {
  it('that comes from another page before this one has seen the pause that it knows of counts', () => {
    const call = driveCall(rules());
    call.give({ kind: 'paused-here', pause: { ms: 10_000, extensions: 0, isSame: true, isPressed: true } });
    call.give({ kind: 'opened', generation: 1 });
    call.give({ kind: 'extend', isElsewhere: true });
    expect(extend(call)).toEqual([]);
    call.read(paused());
    call.pass(SEEN_AT);
    call.read(paused());
    expect(limitOf(call)).toMatchObject({ seconds: 80 });
  });

  it('adds its time to the limit, is told once and asks nothing of the platform', () => {
    const call = settledCall(paused(), rules());
    until(call, 40);
    expect(extend(call)).toEqual([{ kind: 'extended' }]);
    expect(limitOf(call)).toMatchObject({ endsAt: 81_000, seconds: 80, warnsAt: 31_000 });
    until(call, 79);
    expect(call.call.claim.safe).toBe(true);
    until(call, 81);
    expect(call.call.claim).toMatchObject({ safe: false, unsafe: 'expired' });
  });

  it('of another page counts alike, and is told by that one', () => {
    const call = settledCall(paused(), rules());
    expect(call.give({ kind: 'extend', isElsewhere: true })).toEqual([]);
    expect(limitOf(call)).toMatchObject({ seconds: 80 });
    until(call, 85);
    expect(call.call.claim.unsafe).toBe('expired');
    expect(call.give({ kind: 'extend', isElsewhere: true }).map(({ kind }) => kind)).toEqual(['read']);
    expect(call.call.claim).toMatchObject({ safe: false, unsafe: 'unproven' });
  });

  it('that came after the limit is proven by a read that was sent after it, whatever was under way', () => {
    const call = settledCall(paused(), rules());
    until(call, 65);
    expect(call.give({ kind: 'refresh' }).map(({ kind }) => kind)).toEqual(['read']);
    extend(call);
    call.read(paused());
    expect(call.call.claim.unsafe).toBe('unproven');
    expect(call.pass(1_500).map(({ kind }) => kind)).toEqual(['read']);
    call.read(paused());
    expect(call.call.claim.safe).toBe(true);
  });

  it('that came after the limit, and that no read has proven, is asked about with each heartbeat', () => {
    const call = settledCall(paused(), rules({ extendSeconds: 120 }));
    until(call, 65);
    // The last read of an episode is under way.
    call.give({ kind: 'refresh' });
    for (let reads = 1; reads < 4; reads += 1) {
      call.read({ kind: 'timeout' });
      call.pass(2_500);
    }
    extend(call);
    call.read(paused());
    expect(call.call.claim.unsafe).toBe('unproven');
    expect(call.beat(50_000).map(({ kind }) => kind)).toContain('read');
    call.read(paused());
    expect(call.call.claim.safe).toBe(true);
  });

  it('is taken as often as the customer allows, and no more', () => {
    const call = settledCall(paused(), rules());
    expect([1, 2, 3].map(() => extend(call).length)).toEqual([1, 1, 0]);
    expect(limitOf(call)).toMatchObject({ endsAt: 101_000, extendableUntil: -Infinity });
  });

  it('is none where the customer allows none', () => {
    const call = settledCall(paused(), rules({ maxExtensions: 0 }));
    expect(extend(call)).toEqual([]);
    expect(limitOf(call)?.endsAt).toBe(61_000);
  });

  it('counts no more under the rules of another queue than those allow', () => {
    const call = settledCall(paused(), rules());
    extend(call);
    extend(call);
    call.give({ kind: 'configured', policy: rules({ maxExtensions: 1 }), mayPauseOthers: false });
    expect(limitOf(call)?.endsAt).toBe(81_000);
  });

  it('after the end makes the pause safe by a read that is sent after it, and not before', () => {
    const call = settledCall(paused(), rules());
    until(call, 65);
    expect(call.call.claim.unsafe).toBe('expired');
    const effects = extend(call).map(({ kind }) => kind);
    expect(effects.toSorted()).toEqual(['extended', 'read']);
    expect(call.call.claim).toMatchObject({ safe: false, unsafe: 'unproven' });
    expect(call.call.safeLost).toBeUndefined();
    call.read(paused());
    expect(call.call.claim.safe).toBe(true);
    until(call, 81);
    expect(call.call.claim.unsafe).toBe('expired');
  });

  it('after the end proves nothing where the read says otherwise', () => {
    const call = settledCall(paused(), rules());
    until(call, 65);
    extend(call);
    call.read(recording());
    expect(call.call.claim).toMatchObject({ state: 'checking', safe: false });
  });

  it('comes too late where it would leave no time', () => {
    const call = settledCall(paused(), rules());
    until(call, 80);
    expect(extend(call)).toEqual([]);
    expect(limitOf(call)?.endsAt).toBe(61_000);
  });

  it('raises no alarm by itself in the step in which the pause runs out', () => {
    const call = settledCall(paused(), rules({ maxSeconds: 20, warnAfterSeconds: 10 }));
    call.sleep(21_000);
    extend(call);
    expect(call.call).toMatchObject({ safeLost: undefined, claim: { unsafe: 'unproven' } });
  });

  it.each([
    ['a Pause that is proven', (call: CallDriver) => pauseAnew(call)],
    [
      'a pause after a recording',
      (call: CallDriver) => {
        call.event(recording());
        call.pass(1_000);
        call.read(recording());
        call.event(paused());
        call.pass(1_500);
        call.read(paused());
      },
    ],
  ])('belongs to one pause: %s begins with none', (_what, begin) => {
    const call = settledCall(paused(), rules());
    extend(call);
    extend(call);
    begin(call);
    const { pauseAt } = call.call.evidence.belief;
    expect(limitOf(call)).toMatchObject({ endsAt: pauseAt! + 60_000, seconds: 60 });
    expect(extend(call)).toEqual([{ kind: 'extended' }]);
  });

  it('stays with its pause over a lost channel', () => {
    const call = settledCall(paused(), rules());
    extend(call);
    call.give({ kind: 'lost' });
    expect(limitOf(call)).toBeUndefined();
    expect(extend(call)).toEqual([]);
    call.give({ kind: 'opened', generation: 2 });
    call.read(paused());
    call.pass(1_000);
    call.read(paused());
    expect(limitOf(call)?.endsAt).toBe(81_000);
  });
});

describe('that the limit is over', () => {
  const over = (call: CallDriver) => call.call.limitReadAt;

  it.each([
    ['reads it', (call: CallDriver) => void call.give({ kind: 'settled' })],
    ['resumes', (call: CallDriver) => void call.ask('resume')],
    ['pauses again', (call: CallDriver) => void call.ask('pause')],
  ])('is read when the agent %s', (_what, act) => {
    const call = settledCall(paused(), rules());
    until(call, 61);
    expect(over(call)).toBeUndefined();
    act(call);
    expect(over(call)).toBe(61_000);
  });

  it('is not read beforehand', () => {
    const call = settledCall(paused(), rules());
    until(call, 59);
    call.give({ kind: 'settled' });
    expect(over(call)).toBeUndefined();
  });
});

function pauseAnew(call: CallDriver): void {
  call.ask('pause', 'again');
  call.give({ kind: 'logged', wishId: 'again', ok: true });
  call.answer();
  call.pass(1_000);
  call.read(paused());
}
