import { callDueAt, newCall, step, type Call } from '../../src/domain/call.ts';
import type { CallEffect, CallInput } from '../../src/domain/call-input.ts';
import type { Policy } from '../../src/domain/claim.ts';
import { failed, ok } from '../../src/domain/result.ts';
import type { Failure } from '../../src/domain/failure.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { PolicyAction } from '../../src/domain/wish-state.ts';
import { AGENT, CONVERSATION, makePolicy } from './builders.ts';

const EPOCH = Date.UTC(2026, 0, 5, 9, 0, 0);

/** Drives one call by hand: time stands still until told, and a tick comes exactly when the call asks for one. */
export interface CallDriver {
  readonly call: Call;
  /** Elapsed ms. */
  readonly at: number;
  /** Epoch ms. */
  readonly wall: number;
  /** Every effect so far, oldest first. */
  readonly effects: readonly CallEffect[];
  give(input: CallInput): readonly CallEffect[];
  pass(ms: number): readonly CallEffect[];
  /** Time passes and nobody ticks, as in a sleeping computer. */
  sleep(ms: number): void;
  /** Passes time with a heartbeat every 30 s. */
  beat(ms: number): readonly CallEffect[];
  event(snapshot: Snapshot): readonly CallEffect[];
  /** Answers the newest read. */
  read(answer: Snapshot | Failure): readonly CallEffect[];
  ask(action: PolicyAction, wishId?: string): readonly CallEffect[];
  /** Answers the newest command; by default 2xx. */
  answer(failure?: Failure): readonly CallEffect[];
}

export function driveCall(policy: Policy = makePolicy()): CallDriver {
  let call = newCall(CONVERSATION, AGENT, policy);
  let at = 0;
  let asked = 0;
  let nextBeatAt = 30_000;
  const effects: CallEffect[] = [];

  const give = (input: CallInput): readonly CallEffect[] => {
    const next = step(call, input, at, EPOCH + at);
    call = next.call;
    effects.push(...next.effects);
    return next.effects;
  };
  const pass = (ms: number): readonly CallEffect[] => {
    const until = at + ms;
    const seen: CallEffect[] = [];
    for (let due = callDueAt(call); due <= until; due = callDueAt(call)) {
      at = due;
      seen.push(...give({ kind: 'tick' }));
    }
    at = until;
    return seen;
  };
  const newest = <K extends 'read' | 'send'>(kind: K): Extract<CallEffect, { kind: K }> => {
    const found = effects.findLast((effect) => effect.kind === kind);
    if (!found) throw new Error(`No ${kind} has gone out yet.`);
    return found as Extract<CallEffect, { kind: K }>;
  };

  return {
    get call() {
      return call;
    },
    get at() {
      return at;
    },
    get wall() {
      return EPOCH + at;
    },
    effects,
    give,
    pass,
    sleep: (ms) => void (at += ms),
    beat(ms) {
      const until = at + ms;
      const seen: CallEffect[] = [];
      nextBeatAt = Math.max(nextBeatAt, at);
      for (; nextBeatAt <= until; nextBeatAt += 30_000) {
        seen.push(...pass(nextBeatAt - at), ...give({ kind: 'frame' }));
      }
      seen.push(...pass(until - at));
      return seen;
    },
    event: (snapshot) => [...give({ kind: 'frame' }), ...give({ kind: 'event', snapshot })],
    read: (answer) =>
      give({
        kind: 'read-answered',
        readId: newest('read').readId,
        result: 'legs' in answer ? ok(answer) : failed(answer),
      }),
    ask: (action, wishId = `wish-${(asked += 1)}`) =>
      give({ kind: 'asked', action, wishId, trigger: 'agent' }),
    answer: (failure) =>
      give({
        kind: 'answered',
        commandId: newest('send').commandId,
        result: failure ? failed(failure) : ok(undefined),
      }),
  };
}

/** A call whose state was proven by the reads after its channel opened. */
export function settledCall(snapshot: Snapshot, policy?: Policy): CallDriver {
  const driver = driveCall(policy);
  driver.give({ kind: 'opened', generation: 1 });
  driver.read(snapshot);
  if (driver.pass(1_000).some((effect) => effect.kind === 'read')) driver.read(snapshot);
  return driver;
}
