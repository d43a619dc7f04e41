import type { Failure } from '../../../../src/domain/failure.ts';
import { failed, ok, type Result } from '../../../../src/domain/result.ts';
import type { Choices } from '../../../support/random.ts';
import type { Agenda } from './agenda.ts';
import { asRead, commit, isMine, newest, versionAt, type Version, type World } from './world.ts';

export type Weather = 'healthy' | 'flaky' | 'down';

/** What the model platform does to the call: all of it late, and some of it never. */
export interface Deliver {
  event(version: Version): void;
  read(readId: number, version: Version | undefined, failure: Failure | undefined): void;
  answer(commandId: number, result: Result<void>): void;
}

const READ_TIMEOUT_MS = 8_000;

/** A platform that keeps no promise but one: what a read shows is at most a second older than its sending. */
export function modelPlatform(world: World, agenda: Agenda, random: Choices, deliver: Deliver) {
  let weather: Weather = 'healthy';
  let deaf = false;
  /** Socket number; what was on its way when it closed never arrives. */
  let socket = 0;
  let lostEvents = 0;
  let undelivered = 0;

  function tell(version: Version, delayMs: number): void {
    const by = socket;
    undelivered += 1;
    agenda.after(delayMs, () => {
      undelivered -= 1;
      if (by === socket && by !== 0) deliver.event(version);
      else lostEvents += 1;
    });
  }

  function changed(): void {
    const version = commit(world, agenda.now);
    if (deaf || socket === 0) {
      lostEvents += 1;
      return;
    }
    const calm = weather === 'healthy' && !random.chance(0.3);
    tell(version, calm ? random.between(5, 300) : random.between(0, 4_000));
    if (random.chance(0.15)) tell(version, random.between(50, 1_500));
  }

  function apply(to: 'paused' | 'active'): void {
    if (!isMine(world) || world.policy === 'off') return;
    if (world.securelyPaused === (to === 'paused')) return;
    world.securelyPaused = to === 'paused';
    changed();
  }

  const failures: readonly (() => Failure)[] = [
    () => ({ kind: 'outage', status: 503 }),
    () => ({ kind: 'offline' }),
    () => ({ kind: 'rate-limited', retryAfterMs: random.pick([500, 2_000, 60_000]) }),
    () => ({ kind: 'rate-limited' }),
    () => ({ kind: 'malformed', what: 'body' }),
  ];

  return {
    changed,
    tell,
    set weather(next: Weather) {
      weather = next;
    },
    set deaf(next: boolean) {
      deaf = next;
    },
    get lostEvents() {
      return lostEvents;
    },
    get undelivered() {
      return undelivered;
    },
    lose: () => void (lostEvents += 1),
    forgetLosses: () => void (lostEvents = 0),
    opened: () => void (socket += 1),
    closed: () => void (socket = socket === 0 ? 0 : -Math.abs(socket)),

    read(readId: number): void {
      const sentAt = agenda.now;
      if (weather === 'down' || (weather === 'flaky' && random.chance(0.3))) {
        const timeout = random.chance(0.4);
        // Only a call that is over for the agent is no longer found.
        const notFound = weather === 'flaky' && !isMine(world) && random.chance(0.3);
        const failure: Failure = timeout
          ? { kind: 'timeout' }
          : notFound
            ? { kind: 'not-found' }
            : random.pick(failures)();
        agenda.after(timeout ? READ_TIMEOUT_MS : random.between(10, 800), () =>
          deliver.read(readId, undefined, failure),
        );
        return;
      }
      const answerAfter = random.chance(0.85) ? random.between(15, 400) : random.between(400, 6_000);
      const seenAfter = random.between(0, answerAfter);
      const lag = random.chance(0.5) ? 0 : random.between(0, 999);
      agenda.after(seenAfter, () => {
        const version = versionAt(world, Math.max(agenda.now - lag, sentAt - 999));
        agenda.after(answerAfter - seenAfter, () => deliver.read(readId, version, undefined));
      });
    },

    command(commandId: number, to: 'paused' | 'active'): void {
      const answerAfter = random.chance(0.8) ? random.between(15, 400) : random.between(400, 6_000);
      const answer = (result: Result<void>, afterMs = answerAfter) =>
        agenda.after(afterMs, () => deliver.answer(commandId, result));
      const bad = weather === 'down' ? 1 : weather === 'flaky' ? 0.5 : 0.03;
      if (!random.chance(bad)) {
        const late = random.chance(0.2) ? random.between(0, 600) : 0;
        agenda.after(random.between(5, answerAfter) + late, () => apply(to));
        return answer(ok(undefined));
      }
      const fate = random.next();
      if (fate < 0.2) return answer(ok(undefined)); // accepted, and never done
      if (fate < 0.45) {
        // No answer; it may still take effect until it is half a minute old.
        if (random.chance(0.5)) agenda.after(random.between(5, 29_000), () => apply(to));
        return answer(failed({ kind: random.pick(['timeout', 'offline']) }), READ_TIMEOUT_MS);
      }
      if (fate < 0.55) {
        agenda.after(random.between(1, answerAfter), () => apply(to));
        return answer(failed({ kind: random.pick(['conflict', 'malformed'] as const), what: 'body' }));
      }
      if (fate < 0.7) return answer(failed({ kind: 'denied' }));
      if (fate < 0.75) return answer(failed({ kind: 'bad-request' }));
      answer(failed(random.pick(failures)()));
    },

    snapshotOf: (version: Version, asAnswer: boolean) => (asAnswer ? asRead(version) : version.snapshot),
    newest: () => newest(world),
  };
}
