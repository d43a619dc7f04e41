import { expect, it } from 'vitest';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { makeLeg, paused, recording } from '../../support/builders.ts';
import { AUTO, countdown, recordingHere } from '../../support/countdown.ts';
import { choices } from '../../support/random.ts';

/*
 * Whatever happens to a call and around it: its pause ends by itself under all conditions together or not at all, and not twice.
 * The conditions are kept here by what was done, not by what the product makes of it.
 */

const SEQUENCES = Number(process.env['AUTO_SEQUENCES'] ?? 400);
const STEPS = 160;
const BEN = makeLeg({ participantId: 'agent-2', userId: 'ben' });

interface World {
  isRecorded: boolean;
  isHeld: boolean;
  isTwo: boolean;
}
const snapshotOf = ({ isRecorded, isHeld, isTwo }: World): Snapshot =>
  (isRecorded ? recording : paused)({ leg: { held: isHeld }, more: isTwo ? [BEN] : [] });

function run(seed: number): { readonly resumes: number } {
  const random = choices(seed);
  const self = countdown();
  const { call } = self;
  const world: World = { isRecorded: true, isHeld: false, isTwo: false };
  /** The newest Pause that was proven, and how often it was extended; nothing: since then something has spoken against it. */
  let own: { readonly at: number; extensions: number; isResumed: boolean } | undefined;
  let seenFrom = -Infinity;
  let seenAt = -Infinity;
  let heardAt = 0;
  let claimedAt = -Infinity;
  let resumes = 0;
  let told = 0;
  self.truth = recordingHere();

  const tell = () => {
    self.truth = snapshotOf(world);
    call.event(self.truth);
    heardAt = call.at;
  };
  /** What the machine has said since, against what is known here. */
  function check(): void {
    for (; told < self.said.length; told += 1) {
      const { effect, at } = self.said[told]!;
      if (effect === 'claim') claimedAt = at;
      if (effect !== 'resume') continue;
      const facts = { seed, at, own, seenFrom, seenAt, world: { ...world }, claimedAt };
      const limit = own ? own.at + (AUTO.maxSeconds + own.extensions * AUTO.extendSeconds) * 1_000 : Infinity;
      expect(own, JSON.stringify(facts)).toBeDefined();
      expect(own?.isResumed, 'twice').toBe(false);
      expect(at, `limit ${JSON.stringify(facts)}`).toBeGreaterThanOrEqual(limit);
      expect(at - seenFrom, `countdown ${JSON.stringify(facts)}`).toBeGreaterThanOrEqual(10_000);
      expect(at - seenAt, 'in sight').toBe(0);
      expect(world, 'world').toEqual({ isRecorded: false, isHeld: false, isTwo: false });
      expect(self.verdict, 'turn').toBe('granted');
      expect(at - heardAt, 'frames').toBeLessThanOrEqual(35_000);
      expect(at - claimedAt, 'turn').toBeLessThanOrEqual(5_000);
      expect(self.readAt, 'read').toBeGreaterThanOrEqual(claimedAt);
      if (own) own.isResumed = true;
      resumes += 1;
    }
  }
  function see(): void {
    seenFrom = call.at - seenAt > 2_500 ? call.at : seenFrom;
    seenAt = call.at;
  }
  /** As `Countdown.pass`, in which the world and the page may be anything. */
  function pass(seconds: number): void {
    for (let left = seconds; left > 0; left -= 1) {
      self.isVisible = false;
      self.pass(1);
      // A heartbeat every 30 s.
      heardAt = Math.max(heardAt, Math.floor(call.at / 30_000) * 30_000);
      if (isVisible) {
        see();
        self.give('seen');
      }
      check();
    }
  }
  let isVisible = true;

  function pause(): void {
    own = undefined;
    world.isRecorded = false;
    self.truth = snapshotOf(world);
    self.pause();
    heardAt = call.at;
    const isProven = call.call.wishes.current === undefined && call.call.wishes.last === undefined;
    if (isProven && call.call.claim.state === 'paused' && !world.isTwo)
      own = { at: call.at, extensions: 0, isResumed: false };
  }

  const DO: Readonly<Record<string, () => void>> = {
    pause,
    again: pause,
    fails() {
      own = undefined;
      call.ask('pause');
      call.answer({ kind: 'denied' });
    },
    elsewhere() {
      // Somebody else resumes, and may pause again.
      own = undefined;
      world.isRecorded = true;
      tell();
      if (random.chance(0.7)) {
        pass(random.between(1, 3));
        world.isRecorded = false;
        tell();
      }
    },
    agent() {
      own = undefined;
      world.isTwo = !world.isTwo;
      tell();
    },
    hold() {
      world.isHeld = !world.isHeld;
      tell();
    },
    channel() {
      own = undefined;
      call.give({ kind: 'opened', generation: call.at });
    },
    sleep() {
      call.sleep(random.between(1, 60) * 1_000);
      if (call.at - heardAt > 35_000) own = undefined;
      call.give({ kind: 'frame' });
      heardAt = call.at;
      self.give('looked');
      check();
    },
    unreadable() {
      own = undefined;
      call.give({ kind: 'unreadable' });
    },
    sibling() {
      own = undefined;
      call.give({ kind: random.pick(['contrary-elsewhere', 'pause-elsewhere'] as const) });
    },
    recorder: () => void call.give({ kind: 'recorder-elsewhere' }),
    extend() {
      const before = call.call.evidence.belief.extensions;
      call.give({ kind: 'extend' });
      if (own && call.call.evidence.belief.extensions > before) {
        own.extensions += 1;
        seenFrom = Infinity;
        seenAt = -Infinity;
      }
    },
    hide: () => void (isVisible = false),
    show: () => void (isVisible = true),
    refuse: () => void (self.verdict = random.pick(['refused', undefined] as const)),
    grant: () => void (self.verdict = 'granted'),
  };
  const rare = Object.keys(DO);
  pause();
  for (let step = 0; step < STEPS; step += 1) {
    if (random.chance(0.12)) {
      DO[random.pick(rare)]?.();
      self.give('looked');
      check();
    }
    if (call.call.claim.state === 'recording' && random.chance(0.3))
      DO[random.pick(['pause', 'grant', 'show'])]?.();
    if (own?.isResumed) world.isRecorded = true;
    self.truth = snapshotOf(world);
    pass(random.between(1, 4));
  }
  return { resumes };
}

it(`ends a pause under all its conditions or not at all, and never twice, in ${SEQUENCES} random sequences`, () => {
  let resumes = 0;
  for (let seed = 1; seed <= SEQUENCES; seed += 1) resumes += run(seed).resumes;
  // It does happen, or nothing would have been looked at.
  expect(resumes).toBeGreaterThan(SEQUENCES / 10);
});
