import type { Truth } from '../../sandbox/control.ts';
import { createCore, type Core } from '../../sandbox/genesys/core.ts';
import { seededRandom } from '../../sandbox/genesys/timing.ts';
import type { Agenda } from './agenda.ts';

const SOCKET_ORIGIN = 'wss://streaming.example';
export const REDIRECT = 'https://app.example/index.html';
/** 5 January 2026, 09:00 UTC. */
export const EPOCH = Date.UTC(2026, 0, 5, 9, 0, 0);

/** The sandbox's own core on the agenda's time. */
export interface Simulated {
  readonly core: Core;
  /** What really is; as fresh as the last `refreshTruth`. */
  truth(): Truth;
  isTruthOld(): boolean;
  refreshTruth(): Promise<void>;
}

export async function createPlatform(agenda: Agenda, seed: number): Promise<Simulated> {
  const core = createCore({
    timing: () => ({
      now: agenda.now,
      after: (ms, run) => agenda.after(ms, run),
      random: seededRandom(seed),
      wallEpoch: EPOCH,
      advance: () => {
        throw new Error('Time is moved by the agenda only.');
      },
      stop: () => undefined,
    }),
    socketOrigin: SOCKET_ORIGIN,
    redirectUri: REDIRECT,
  });
  let truth = await core.control.truth();
  let isOld = false;
  core.onChange(() => {
    isOld = true;
  });

  return {
    core,
    truth: () => truth,
    isTruthOld: () => isOld,
    async refreshTruth() {
      isOld = false;
      truth = await core.control.truth();
    },
  };
}
