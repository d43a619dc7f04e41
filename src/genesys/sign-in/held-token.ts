import type { Cancel, Clock, Me } from '../../app/ports.ts';
import { createRest } from '../http/rest.ts';
import type { SdkClient } from '../http/sdk-client.ts';
import type { AskWith, NewToken } from './token-check.ts';

/** Where the present token came from. Only an own sign-in, and what its panel tells its tab, settles who works here. */
export type Source = 'own' | 'kept' | 'sibling';

export interface Fresh extends NewToken {
  readonly from: Source;
  readonly settled: boolean;
  /** Whose it has to be. */
  readonly of?: string | undefined;
  /** Whose it is, once the platform has said so. */
  readonly me?: Me;
}

/** A token is renewed this long before it ends, at most a tenth of its life. */
const RENEW_AHEAD_MS = 600_000;

/** The token that every request carries: one at a time. */
export interface HeldToken {
  readonly current: Fresh | undefined;
  /** The platform has refused it once; nobody has confirmed it. */
  readonly isSuspect: boolean;
  suspect(): void;
  /** It has proved good: refusals of requests that left before say nothing of it. */
  trustAgain(): void;
  /** It serves without renewal. */
  readonly isFresh: boolean;
  /** Its end as a date (epoch ms), by what the clock says now: setting the clock brings it no nearer. */
  readonly endDate: number;
  take(fresh: Fresh): void;
  settle(): void;
  drop(): void;
  /** A request leaves with this token; until it has proved good, the present one serves. */
  askWith(token: string): AskWith;
  /** After something else has used the client. */
  restore(): void;
}

export interface HeldTokenDeps {
  readonly client: SdkClient;
  readonly clock: Clock;
  ended(): void;
  renewalDue(): void;
}

export function holdToken({ client, clock, ended, renewalDue }: HeldTokenDeps): HeldToken {
  let current: Fresh | undefined;
  let isSuspect = false;
  /** Until when it serves without renewal (`Clock.now`), and when it ends (`Clock.steady`). */
  let freshUntil = -Infinity;
  let endsAt = -Infinity;
  let cancelTimers: Cancel = () => {};

  const restore = () => (current === undefined ? client.clearToken() : client.setToken(current.token));

  return {
    get current() {
      return current;
    },
    get isSuspect() {
      return isSuspect;
    },
    suspect() {
      isSuspect = true;
    },
    trustAgain() {
      isSuspect = false;
      restore();
    },
    get isFresh() {
      return current !== undefined && clock.now() < freshUntil;
    },
    get endDate() {
      return clock.wall() + endsAt - clock.steady();
    },
    take(fresh) {
      cancelTimers();
      isSuspect = false;
      current = fresh;
      client.setToken(fresh.token);
      const lifeMs = Math.max(0, fresh.expiresAt - clock.wall());
      const renewInMs = lifeMs - Math.min(RENEW_AHEAD_MS, lifeMs / 10);
      freshUntil = clock.now() + renewInMs;
      endsAt = clock.steady() + lifeMs;
      const cancelExpiry = clock.after(lifeMs, ended);
      const cancelRenewal = clock.after(renewInMs, renewalDue);
      cancelTimers = () => {
        cancelExpiry();
        cancelRenewal();
      };
    },
    settle() {
      if (current !== undefined) current = { ...current, settled: true };
    },
    drop() {
      current = undefined;
      isSuspect = false;
      cancelTimers();
      client.clearToken();
    },
    askWith: (token) => createRest(client.transportWith(token), clock).ask,
    restore,
  };
}
