import {
  comingOf,
  stepAutoResume,
  type AutoResume,
  type AutoResumeEffect,
  type AutoResumeInput,
  type Coming,
} from '../../src/domain/auto-resume.ts';
import type { Policy } from '../../src/domain/claim.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { makePolicy, paused, recording } from './builders.ts';
import { settledCall, type CallDriver } from './call-driver.ts';

const HERE = { leg: { held: false } };
export const pausedHere = (): Snapshot => paused(HERE);
export const recordingHere = (): Snapshot => recording(HERE);
const heldHere = (): Snapshot => paused({ leg: { held: true } });

/** One call with the machine that may end its pause by itself, and what stands around both. */
export interface Countdown {
  readonly call: CallDriver;
  /** What the machine has said, oldest first. */
  readonly said: readonly { readonly effect: AutoResumeEffect; readonly at: number }[];
  /** What reads answer from here on. */
  truth: Snapshot;
  /** The countdown stands before the agent's eyes. */
  isVisible: boolean;
  /** Reads are answered. */
  isAnswering: boolean;
  /** What is answered to a claim; `undefined`: nothing. */
  verdict: 'granted' | 'refused' | undefined;
  /** Elapsed ms of the newest answer to a read. */
  readonly readAt: number;
  coming(): Coming | undefined;
  /** The agent presses Pause, and a read proves it. */
  pause(): void;
  hold(isHeld: boolean): void;
  give(input: AutoResumeInput): void;
  /** Second by second, with heartbeats, answers and, if it is visible, a countdown that is seen. */
  pass(seconds: number): void;
  resumed(): readonly number[];
}

export const AUTO = { maxSeconds: 60, warnAfterSeconds: 30, extendSeconds: 20, maxExtensions: 2 };

/** A recorded call with nobody on it but the agent and a customer. */
export function countdown(changes: Partial<Policy> = {}): Countdown {
  const call = settledCall(recordingHere(), makePolicy({ ...AUTO, autoResume: true, ...changes }));
  const said: { effect: AutoResumeEffect; at: number }[] = [];
  let auto: AutoResume | undefined;
  let answered = call.effects.length;
  let wishes = 0;
  let readAt = -Infinity;

  /** Whatever the call has asked for is answered at once. */
  function answer(): void {
    for (; self.isAnswering && answered < call.effects.length; answered += 1) {
      const effect = call.effects[answered];
      if (effect?.kind === 'read') {
        readAt = call.at;
        call.read(self.truth);
      }
      if (effect?.kind === 'send') call.answer();
      if (effect?.kind === 'prepare') call.give({ kind: 'prepared', wishId: effect.wish.id });
    }
  }
  function give(input: AutoResumeInput): void {
    const next = stepAutoResume(auto, call.call, input, call.at);
    ({ auto } = next);
    for (const effect of next.effects) {
      said.push({ effect, at: call.at });
      if (effect === 'claim' && self.verdict) give(self.verdict);
      if (effect === 'prove') call.give({ kind: 'refresh' });
      if (effect === 'resume')
        call.give({
          kind: 'asked',
          action: 'resume',
          wishId: `auto-${(wishes += 1)}`,
          trigger: 'auto-resume',
        });
      answer();
    }
  }
  const self: Countdown = {
    call,
    said,
    truth: pausedHere(),
    isVisible: true,
    isAnswering: true,
    verdict: 'granted',
    get readAt() {
      return readAt;
    },
    coming: () => comingOf(auto, call.call, call.at),
    give,
    pause() {
      call.ask('pause');
      answer();
      call.event(self.truth);
      call.pass(1_000);
      answer();
      give('looked');
    },
    hold(isHeld) {
      self.truth = isHeld ? heldHere() : pausedHere();
      call.event(self.truth);
      answer();
      give('looked');
    },
    pass(seconds) {
      for (let left = seconds; left > 0; left -= 1) {
        call.beat(1_000);
        answer();
        give('looked');
        if (self.isVisible) give('seen');
      }
    },
    resumed: () => said.flatMap(({ effect, at }) => (effect === 'resume' ? [at] : [])),
  };
  return self;
}

/** One that has just been paused. */
export function countdownOfPause(changes: Partial<Policy> = {}): Countdown {
  const self = countdown(changes);
  self.pause();
  return self;
}
