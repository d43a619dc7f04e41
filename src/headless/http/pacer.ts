import type { Cancel, Clock } from '../../app/ports.ts';
import type { ApiAnswer, ApiRequest, Transport } from '../../genesys/http/transport.ts';
import type { LongWaits } from './long-waits.ts';
import { createRateWindow, type RateKnowledge } from './rate-window.ts';

/** In this order they go out when not all can: a command, what confirms one, and everything else. */
export type Lane = 'command' | 'confirm' | 'look';
/** Before all of them goes what belongs to a Pause by hand. */
const LANES = ['urgent', 'command', 'confirm', 'look'] as const;
type Queue = (typeof LANES)[number];

/** The right to send some requests in this minute: what begins can end in it. */
export interface Permit {
  transport(lane: Lane): Transport;
  /** Some of its requests had to wait for their turn: what it was for may have run out of time. */
  readonly wasDelayed: boolean;
  /** Gives back what was not used. What still waits is never sent: whoever asked for it has been answered. */
  done(): void;
}

export interface PacerStats {
  readonly requests: number;
  readonly rateLimited: number;
  /** Elapsed ms of the first and the newest request. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface Pacer {
  /**
   * Resolves when `requests` more fit into the plan: 95 % of what the platform allows. With nothing when the signal says
   * that nobody waits any more.
   */
  admit(requests: number, signal?: AbortSignal): Promise<Permit | undefined>;
  /**
   * For a Pause by hand, which is never slowed down: its command leaves at once, whatever the plan or a 429 says; its
   * reads go before all others and may use the twentieth that is reserved for them. A look that would have to wait for a
   * 429 to pass is answered with that 429, so that the command waits for no look.
   */
  urgent(): Permit;
  /** For what belongs to no plan; waits behind everything else. */
  readonly transport: Transport;
  /** The platform tells this limit (requests a minute). */
  know(limit: number): void;
  /** How many of its requests hold a place in the present minute. */
  readonly held: number;
  /** Nothing may be sent before (elapsed ms). */
  readonly blockedUntil: number;
  readonly stats: PacerStats;
}

/** The platform is sensitive to bursts; this many at once use the whole limit all the same. */
const AT_ONCE = 24;
/** What some calls need beyond their permit, of the plan: nothing begins that would need it. */
const SPARE_SHARE = 0.02;
/** A request that waited longer has been delayed. */
const DELAY_MS = 1_000;
/** Where a 429 may come, at most as many meet it. */
const AT_ONCE_CAREFUL = 4;

interface Waiting {
  readonly request: ApiRequest;
  readonly permit: Reservation | undefined;
  /** Elapsed ms. */
  readonly since: number;
  answer(answer: ApiAnswer): void;
}

interface Reservation {
  reserved: number;
  wasDelayed: boolean;
}

/** Sends what is asked for in an order and at a pace that meet no 429, as far as `known` goes (docs/decisions/007-rate-limits.md).
 * `waits` hears of each time for which something has to wait. */
export function createPacer(
  carry: Transport,
  clock: Pick<Clock, 'now' | 'wall' | 'after'>,
  known: RateKnowledge = {},
  waits: LongWaits['note'] = () => {},
): Pacer {
  const window = createRateWindow(known);
  const lanes: Record<Queue, Waiting[]> = { urgent: [], command: [], confirm: [], look: [] };
  const permits = new Set<Reservation>();
  const applicants: { readonly requests: number; admit(): void }[] = [];
  let inFlight = 0;
  let stats: PacerStats = { requests: 0, rateLimited: 0, firstAt: 0, lastAt: 0 };
  let cancelWake: Cancel = () => undefined;

  const reserved = () => [...permits].reduce((sum, permit) => sum + permit.reserved, 0);

  function mayAdmit(requests: number, now: number): boolean {
    if (now < window.blockedUntil || permits.size >= AT_ONCE) return false;
    const left = window.leftInPlan(now);
    const spare = window.plan === Infinity ? 0 : SPARE_SHARE * window.plan;
    return left - reserved() >= requests + spare || (permits.size === 0 && left > 0);
  }

  function maySend(queue: Queue, { permit }: Waiting, now: number): boolean {
    if (now < window.blockedUntil) return false;
    if (queue === 'urgent') return window.left(now) > 0;
    if (queue !== 'command' && now < stats.lastAt + window.spacingMs) return false;
    if (inFlight >= (window.isCareful(now) ? AT_ONCE_CAREFUL : AT_ONCE)) return false;
    return window.leftInPlan(now) - (permit === undefined ? reserved() : 0) > 0;
  }

  function send(waiting: Waiting): void {
    if (waiting.request.isWanted?.() === false) return waiting.answer({ kind: 'offline' });
    const now = clock.now();
    const counted = window.sent(now);
    if (waiting.permit) {
      waiting.permit.reserved = Math.max(0, waiting.permit.reserved - 1);
      waiting.permit.wasDelayed ||= isLate(waiting);
    }
    inFlight += 1;
    stats = {
      ...stats,
      requests: stats.requests + 1,
      firstAt: stats.requests === 0 ? now : stats.firstAt,
      lastAt: now,
    };
    void carry(waiting.request).then((answer) => {
      inFlight -= 1;
      window.answered(counted, answer, clock.now(), clock.wall());
      if (answer.kind === 'answered' && answer.status === 429)
        stats = { ...stats, rateLimited: stats.rateLimited + 1 };
      waiting.answer(answer);
      pump();
    });
  }

  function pump(): void {
    const now = clock.now();
    for (const lane of LANES) {
      for (let next = lanes[lane][0]; next && maySend(lane, next, now); next = lanes[lane][0]) {
        lanes[lane].shift();
        send(next);
      }
    }
    for (let next = applicants[0]; next && mayAdmit(next.requests, now); next = applicants[0]) {
      applicants.shift();
      next.admit();
    }
    cancelWake();
    const isWaiting = applicants.length > 0 || LANES.some((lane) => lanes[lane].length > 0);
    if (!isWaiting) return;
    const spacedAt = stats.lastAt + window.spacingMs;
    const nextAt = now < spacedAt ? Math.min(spacedAt, window.nextAt(now)) : window.nextAt(now);
    const wakeAt = now < window.blockedUntil ? window.blockedUntil : nextAt;
    if (wakeAt <= now || wakeAt === Infinity) return;
    waits(wakeAt - now, now < window.blockedUntil ? 'refused' : 'limit');
    cancelWake = clock.after(Math.ceil(wakeAt - now), pump);
  }

  const through =
    (queue: Queue, permit?: Reservation): Transport =>
    (request) =>
      new Promise((answer) => {
        lanes[queue].push({ request, permit, answer, since: clock.now() });
        pump();
      });
  const waitingOf = (permit: Reservation): readonly Waiting[] =>
    LANES.flatMap((queue) => lanes[queue].filter((waiting) => waiting.permit === permit));
  const isLate = ({ since }: Waiting): boolean => clock.now() > since + DELAY_MS;

  function drop(permit: Reservation): void {
    const dropped = waitingOf(permit);
    for (const queue of LANES) lanes[queue] = lanes[queue].filter((waiting) => waiting.permit !== permit);
    for (const { answer } of dropped) answer({ kind: 'offline' });
  }

  const atOnce: Transport = (request) =>
    new Promise((answer) => send({ request, permit: undefined, answer, since: clock.now() }));

  const unlessBlocked: Transport = (request) => {
    const waitMs = window.blockedUntil - clock.now();
    return waitMs > 0 ? Promise.resolve(refusedFor(waitMs)) : atOnce(request);
  };

  return {
    transport: through('look'),
    know(limit) {
      window.know(limit);
      pump();
    },
    get held() {
      return window.held(clock.now());
    },
    get blockedUntil() {
      return window.blockedUntil;
    },
    get stats() {
      return stats;
    },
    urgent: () => ({
      transport: (lane) =>
        lane === 'command' ? atOnce : lane === 'look' ? unlessBlocked : through('urgent'),
      wasDelayed: false,
      done: () => {},
    }),
    admit: (requests, signal) =>
      new Promise((resolve) => {
        const applicant = {
          requests,
          admit() {
            signal?.removeEventListener('abort', giveUp);
            const permit: Reservation = { reserved: requests, wasDelayed: false };
            permits.add(permit);
            resolve({
              transport: (lane) => through(lane, permit),
              get wasDelayed() {
                return permit.wasDelayed || waitingOf(permit).some(isLate);
              },
              done() {
                permits.delete(permit);
                drop(permit);
                pump();
              },
            });
          },
        };
        const giveUp = () => {
          applicants.splice(applicants.indexOf(applicant), 1);
          resolve(undefined);
        };
        if (signal?.aborted) return resolve(undefined);
        signal?.addEventListener('abort', giveUp, { once: true });
        applicants.push(applicant);
        pump();
      }),
  };
}

/** What the platform would answer. */
const refusedFor = (waitMs: number): ApiAnswer => ({
  kind: 'answered',
  status: 429,
  headers: { 'retry-after': String(waitMs / 1_000) },
  body: undefined,
});
