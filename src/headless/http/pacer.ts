import type { Cancel, Clock } from '../../app/ports.ts';
import type { ApiAnswer, ApiRequest, Transport } from '../../genesys/http/transport.ts';
import { createRateWindow } from './rate-window.ts';

/** In this order they go out when not all can: a command, what confirms one, and everything else. */
export type Lane = 'command' | 'confirm' | 'look';
const LANES: readonly Lane[] = ['command', 'confirm', 'look'];

/** The right to send some requests in this window: what begins can end in it. */
export interface Permit {
  transport(lane: Lane): Transport;
  /** Gives back what was not used. */
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
   * Resolves when `requests` more fit into the plan: four fifths of what the platform allows. With nothing when the
   * signal says that nobody waits any more.
   */
  admit(requests: number, signal?: AbortSignal): Promise<Permit | undefined>;
  /** For what belongs to no plan; waits behind everything else. */
  readonly transport: Transport;
  /** Nothing may be sent before (elapsed ms). */
  readonly blockedUntil: number;
  readonly stats: PacerStats;
}

/** The platform is sensitive to bursts; this many at once use the whole limit all the same. */
const AT_ONCE = 24;

interface Waiting {
  readonly request: ApiRequest;
  readonly permit: { reserved: number } | undefined;
  answer(answer: ApiAnswer): void;
}

export function createPacer(carry: Transport, clock: Pick<Clock, 'now' | 'wall' | 'after'>): Pacer {
  const window = createRateWindow(() => clock.wall());
  const lanes: Record<Lane, Waiting[]> = { command: [], confirm: [], look: [] };
  const permits = new Set<{ reserved: number }>();
  const applicants: { readonly requests: number; admit(): void }[] = [];
  let inFlight = 0;
  let stats: PacerStats = { requests: 0, rateLimited: 0, firstAt: 0, lastAt: 0 };
  let cancelWake: Cancel = () => undefined;

  const reserved = () => [...permits].reduce((sum, permit) => sum + permit.reserved, 0);

  function mayAdmit(requests: number, now: number): boolean {
    if (now < window.blockedUntil || permits.size >= AT_ONCE) return false;
    // Before the limit is known one goes ahead and learns it.
    if (!window.isKnown) return permits.size === 0;
    return (
      window.leftInPlan(now) - reserved() >= requests || (permits.size === 0 && window.leftInPlan(now) > 0)
    );
  }

  function maySend(lane: Lane, { permit }: Waiting, now: number): boolean {
    if (now < window.blockedUntil || inFlight >= AT_ONCE) return false;
    if (!window.isKnown && inFlight > 0) return false;
    if (lane !== 'look' || permit !== undefined) return window.left(now) > 0;
    return window.leftInPlan(now) - reserved() > 0;
  }

  function send(waiting: Waiting): void {
    const now = clock.now();
    const ticket = window.sent(now);
    if (waiting.permit) waiting.permit.reserved = Math.max(0, waiting.permit.reserved - 1);
    inFlight += 1;
    stats = {
      ...stats,
      requests: stats.requests + 1,
      firstAt: stats.requests === 0 ? now : stats.firstAt,
      lastAt: now,
    };
    void carry(waiting.request).then((answer) => {
      inFlight -= 1;
      window.answered(ticket, answer, clock.now());
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
    const wakeAt = now < window.blockedUntil ? window.blockedUntil : window.nextAt(now);
    if (wakeAt > now && wakeAt < Infinity) cancelWake = clock.after(Math.ceil(wakeAt - now), pump);
  }

  const through =
    (lane: Lane, permit?: { reserved: number }): Transport =>
    (request) =>
      new Promise((answer) => {
        lanes[lane].push({ request, permit, answer });
        pump();
      });

  return {
    transport: through('look'),
    get blockedUntil() {
      return window.blockedUntil;
    },
    get stats() {
      return stats;
    },
    admit: (requests, signal) =>
      new Promise((resolve) => {
        const applicant = {
          requests,
          admit() {
            signal?.removeEventListener('abort', giveUp);
            const permit = { reserved: requests };
            permits.add(permit);
            resolve({
              transport: (lane) => through(lane, permit),
              done() {
                permits.delete(permit);
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
