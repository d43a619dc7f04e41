import { createCore } from '../../sandbox/genesys/core.ts';
import { createTiming, virtualSource } from '../../sandbox/genesys/timing.ts';
import type { Clock } from '../../src/app/ports.ts';

export interface Sent {
  readonly at: number;
  readonly path: string;
  readonly method: string;
  /** Which token: of no interest but for telling them apart. */
  readonly by: string;
  readonly status: number;
}

const ANSWER_MS = 60;
const STEP_MS = 5;
/** Lets everything that hangs on an answer happen before time goes on. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The simulated platform in simulated time, with a `fetch` that reaches it and a note of each request of the API. */
export function virtualPlatform() {
  const timing = createTiming(virtualSource(Date.UTC(2026, 0, 5, 9)), 1);
  const core = createCore({
    timing: () => timing,
    socketOrigin: 'ws://localhost:9',
    redirectUri: 'http://localhost/',
  });
  const clock: Clock = {
    now: () => timing.now(),
    wall: () => timing.wallEpoch + timing.now(),
    steady: () => timing.now(),
    after: (ms, run) => timing.after(ms, run),
  };
  const sent: Sent[] = [];

  const send: typeof fetch = async (input, init) => {
    const { pathname: path, searchParams: query } = new URL(String(input));
    const method = init?.method ?? 'GET';
    const headers = Object.fromEntries(new Headers(init?.headers));
    const body = typeof init?.body === 'string' ? init.body : '';
    const answer = await core.handle({ method, path, query, headers, body });
    const status = answer === 'lost' ? 0 : answer.status;
    if (path.startsWith('/api/'))
      sent.push({ at: timing.now(), path, method, by: headers['authorization'] ?? '', status });
    await new Promise<void>((resolve) => void timing.after(ANSWER_MS, resolve));
    if (answer === 'lost') throw new TypeError('fetch failed');
    // A body is not allowed with some statuses.
    return new Response(answer.body === '' ? null : answer.body, answer);
  };

  return {
    control: core.control,
    clock,
    send,
    sent,
    /** Time goes on until this is settled. */
    async during<T>(run: Promise<T>): Promise<T> {
      let isOver = false;
      const end = run.finally(() => {
        isOver = true;
      });
      const goesOn = () => !isOver;
      while (goesOn()) {
        await turn();
        timing.advance(STEP_MS);
      }
      return end;
    },
    async pass(ms: number): Promise<void> {
      await turn();
      timing.advance(ms);
    },
    close: () => core.close(),
  };
}
export type VirtualPlatform = ReturnType<typeof virtualPlatform>;
