import { describe, expect, it } from 'vitest';
import { callDueAt, newCall, step, type Call } from '../../../src/domain/call.ts';
import type { CallInput } from '../../../src/domain/call-input.ts';
import { caughtUp, isFrameNews } from '../../../src/domain/hearing.ts';
import { failed, ok } from '../../../src/domain/result.ts';
import { AGENT, CONVERSATION, gone, held, makePolicy, paused, recording } from '../../support/builders.ts';
import { settledCall } from '../../support/call-driver.ts';
import { choices } from '../../support/random.ts';

const EPOCH = Date.UTC(2026, 0, 5, 9, 0, 0);
const RUNS = 15;
const OPERATIONS = 120;

/** One call of a channel. `isEager`: it is stepped for every frame; otherwise only for those that ask something of it. */
function hearer(isEager: boolean) {
  let call = newCall(CONVERSATION, AGENT, makePolicy({ maxSeconds: 90 }));
  let lastFrameAt = 0;
  const effects: string[] = [];
  const known = () => (isEager ? call : caughtUp(call, lastFrameAt));
  function give(input: CallInput, at: number) {
    const next = step(known(), input, at, EPOCH + at);
    call = next.call;
    for (const effect of next.effects)
      effects.push(`${at} ${effect.kind}${effect.kind === 'read' ? effect.readId : ''}`);
  }
  return {
    effects,
    give,
    frame(at: number) {
      const isLate = callDueAt(known()) <= at;
      if (isEager || isLate || isFrameNews(call, lastFrameAt, at)) give({ kind: 'frame' }, at);
      lastFrameAt = at;
    },
    opened(generation: number, at: number) {
      lastFrameAt = at;
      give({ kind: 'opened', generation }, at);
    },
    dueAt: () => callDueAt(known()),
    /** All that can be shown of it. */
    get shown(): Pick<Call, 'claim' | 'safeLost' | 'endedWhilePaused'> & { readonly silent: boolean } {
      const { claim, safeLost, endedWhilePaused, evidence } = known();
      return { claim, safeLost, endedWhilePaused, silent: evidence.channel.silent };
    },
    get readId() {
      return call.evidence.reads.reading?.id;
    },
    get commandId() {
      return call.wishes.commands.at(-1)?.id;
    },
  };
}

/** Answers how often a read left it safe. */
function play(seed: number): number {
  const random = choices(seed);
  const both = [hearer(true), hearer(false)] as const;
  const [eager, lazy] = both;
  const snapshots = [recording, paused, paused, paused, held];
  let truth = recording;
  let at = 0;
  let generation = 0;
  let safe = 0;
  let wish = 0;

  function all(input: CallInput) {
    for (const one of both) one.give(input, at);
  }
  function frame() {
    for (const one of both) one.frame(at);
  }
  function pass(ms: number) {
    const until = at + ms;
    for (let due = eager.dueAt(); due <= until; due = eager.dueAt()) {
      expect(lazy.dueAt()).toBe(due);
      at = due;
      all({ kind: 'tick' });
    }
    expect(lazy.dueAt()).toBe(eager.dueAt());
    at = until;
  }
  function open() {
    for (const one of both) one.opened(generation + 1, at);
    generation += 1;
  }
  function answer() {
    const { readId } = eager;
    if (readId === undefined) return;
    const result = random.chance(0.9) ? ok(truth()) : failed({ kind: 'timeout' } as const);
    all({ kind: 'read-answered', readId, result });
    if (eager.shown.claim.safe) safe += 1;
  }
  const operations: (() => void)[] = [
    () => pass(random.between(0, 3_000)),
    () => pass(random.between(0, 40_000)),
    () => (at += random.between(0, 50_000)),
    frame,
    frame,
    frame,
    () => {
      truth = random.pick(snapshots);
      frame();
      all({ kind: 'event', snapshot: truth() });
    },
    () => random.chance(0.05) && all({ kind: 'event', snapshot: gone() }),
    answer,
    answer,
    answer,
    () => {
      pass(30_000);
      frame();
      answer();
    },
    () => {
      pass(1_000);
      answer();
    },
    () =>
      all({
        kind: 'asked',
        action: random.pick(['pause', 'resume']),
        wishId: `wish-${(wish += 1)}`,
        trigger: 'agent',
      }),
    () => all({ kind: 'prepared', wishId: `wish-${wish}` }),
    () => all({ kind: 'logged', wishId: `wish-${wish}`, ok: true }),
    () => {
      const { commandId } = eager;
      if (commandId !== undefined) all({ kind: 'answered', commandId, result: ok(undefined) });
    },
    () => random.chance(0.1) && open(),
    () => random.chance(0.1) && all({ kind: 'lost' }),
    () => random.chance(0.3) && all({ kind: 'refresh' }),
  ];

  open();
  for (let n = 0; n < OPERATIONS; n += 1) {
    random.pick(operations)();
    expect(lazy.shown, `seed ${seed}, operation ${n}`).toEqual(eager.shown);
  }
  expect(lazy.effects).toEqual(eager.effects);
  return safe;
}

describe('a call that is stepped only for frames that ask something of it', () => {
  it('claims, asks and says at every moment what one does that is stepped for each', () => {
    let safe = 0;
    for (let seed = 1; seed <= RUNS; seed += 1) safe += play(seed);
    // Otherwise it would have proven little.
    expect(safe).toBeGreaterThan(RUNS);
  });

  it('is asked nothing by a heartbeat while it is recorded', () => {
    const { call } = settledCall(recording());
    expect(isFrameNews(call, 20_000, 50_000)).toBe(false);
  });

  it('is asked to prove *safe* once per heartbeat', () => {
    const driver = settledCall(paused());
    expect(isFrameNews(driver.call, driver.at, driver.at + 1_000)).toBe(false);
    driver.sleep(30_000);
    expect(isFrameNews(driver.call, driver.at - 30_000, driver.at)).toBe(true);
    driver.give({ kind: 'frame' });
    driver.read(paused());
    expect(isFrameNews(driver.call, driver.at, driver.at)).toBe(false);
  });

  it('is asked to prove by a heartbeat what was extended late, and what no read has proven since', () => {
    const driver = settledCall(
      paused(),
      makePolicy({ maxSeconds: 60, extendSeconds: 120, maxExtensions: 1 }),
    );
    driver.beat(70_000);
    driver.give({ kind: 'refresh' });
    driver.beat(1_000);
    driver.give({ kind: 'extend', isElsewhere: true });
    // What was sent before the extension proves nothing, and takes longer than anybody looks again by itself.
    driver.beat(9_000);
    driver.read(paused());
    driver.beat(5_000);
    expect(driver.call.claim.unsafe).toBe('unproven');
    driver.sleep(30_000);
    expect(isFrameNews(driver.call, driver.at - 30_000, driver.at)).toBe(true);
  });

  it('is asked to look again by the frame after a silence, whether or not anybody noticed it', () => {
    const unnoticed = settledCall(recording());
    expect(isFrameNews(unnoticed.call, 0, 35_000)).toBe(false);
    expect(isFrameNews(unnoticed.call, 0, 35_001)).toBe(true);
    const noticed = settledCall(recording());
    noticed.pass(40_000);
    expect(noticed.call.evidence.channel.silent).toBe(true);
    expect(isFrameNews(noticed.call, noticed.at, noticed.at)).toBe(true);
  });

  it('keeps its time when what it is told is older than what it knows', () => {
    const { call } = settledCall(recording());
    expect(caughtUp(call, -1)).toBe(call);
  });
});
