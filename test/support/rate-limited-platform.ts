import type { Clock } from '../../src/app/ports.ts';
import type { ApiAnswer, Transport } from '../../src/genesys/http/transport.ts';

const MINUTE_MS = 60_000;

/** Ways in which a platform may cut its minutes: nobody outside knows which is the real one. */
export type Minutes = 'from a request on' | 'by the clock' | 'any minute' | 'by a bucket';
export const MINUTES: readonly Minutes[] = ['from a request on', 'by the clock', 'any minute', 'by a bucket'];

interface Count {
  /** Seconds to wait, or nothing when the request is taken. */
  take(at: number): number | undefined;
}

const COUNTS: Readonly<Record<Minutes, (limit: number) => Count>> = {
  'from a request on': (limit) => fixed(limit, (at) => at),
  'by the clock': (limit) => fixed(limit, (at) => at - (at % MINUTE_MS)),
  'any minute': (limit) => {
    let taken: number[] = [];
    return {
      take(at) {
        taken = taken.filter((each) => each > at - MINUTE_MS);
        if (taken.length >= limit) return seconds(taken[0]! + MINUTE_MS - at);
        taken.push(at);
        return undefined;
      },
    };
  },
  'by a bucket': (limit) => {
    let level = limit;
    let filledAt = 0;
    return {
      take(at) {
        level = Math.min(limit, level + ((at - filledAt) * limit) / MINUTE_MS);
        filledAt = at;
        if (level < 1) return seconds(((1 - level) * MINUTE_MS) / limit);
        level -= 1;
        return undefined;
      },
    };
  },
};

const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1_000));

function fixed(limit: number, beginOf: (at: number) => number): Count {
  let beginsAt = -Infinity;
  let count = 0;
  return {
    take(at) {
      if (at >= beginsAt + MINUTE_MS) {
        beginsAt = beginOf(at);
        count = 0;
      }
      count += 1;
      return count > limit ? seconds(beginsAt + MINUTE_MS - at) : undefined;
    },
  };
}

/** Answers after `answerMs`, of which the first half is the way there; tells nothing of its limit but by a 429. */
export function rateLimitedPlatform(
  clock: Pick<Clock, 'now' | 'after'>,
  { minutes, limit, answerMs = 60 }: { minutes: Minutes; limit: number; answerMs?: number },
) {
  const count = COUNTS[minutes](limit);
  const taken: number[] = [];
  const refused: number[] = [];
  const pass = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  const transport: Transport = async () => {
    await pass(answerMs / 2);
    const at = clock.now();
    const wait = count.take(at);
    (wait === undefined ? taken : refused).push(at);
    await pass(answerMs / 2);
    const answer: ApiAnswer =
      wait === undefined
        ? { kind: 'answered', status: 200, headers: {}, body: undefined }
        : { kind: 'answered', status: 429, headers: { 'retry-after': String(wait) }, body: undefined };
    return answer;
  };
  return {
    transport,
    taken,
    refused,
    /** Somebody else spends from the same limit. */
    spend: (requests: number) => {
      for (let n = 0; n < requests; n += 1) count.take(clock.now());
    },
  };
}
