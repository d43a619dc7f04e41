/**
 * What is known of the platform's clock: how far it is ahead of a clock of ours that nobody can set, in ms. Every sign
 * of it narrows the bounds; none of them is exact.
 */
export interface PlatformClock {
  readonly atLeastMs: number;
  readonly atMostMs: number;
}

export const UNKNOWN: PlatformClock = { atLeastMs: -Infinity, atMostMs: Infinity };

/** A server says what time it is (epoch ms) in whole seconds, some time between these two readings of our clock. */
export function told(serverMs: number, sentAt: number, answeredAt: number): PlatformClock {
  return { atLeastMs: serverMs - answeredAt, atMostMs: serverMs + 1_000 - sentAt };
}

/** Signs that contradict each other are of different times: the newer one counts alone. */
export function narrowed(known: PlatformClock, sign: PlatformClock): PlatformClock {
  const both = {
    atLeastMs: Math.max(known.atLeastMs, sign.atLeastMs),
    atMostMs: Math.min(known.atMostMs, sign.atMostMs),
  };
  return both.atLeastMs <= both.atMostMs ? both : sign;
}

/** The middle of what is possible; `undefined` as long as one bound is missing. */
export function aheadMs({ atLeastMs, atMostMs }: PlatformClock): number | undefined {
  const middle = (atLeastMs + atMostMs) / 2;
  return Number.isFinite(middle) ? middle : undefined;
}

/** What time it was at a server when it answered, epoch ms: its date, and how long a cache on the way kept the answer. */
export function serverTimeMs(headers: Readonly<Record<string, string>>): number | undefined {
  const ageMs = Number(headers['age'] ?? 0) * 1_000;
  const at = Date.parse(headers['date'] ?? '') + ageMs;
  return Number.isNaN(at) ? undefined : at;
}
