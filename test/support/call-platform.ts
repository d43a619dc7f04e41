import type { FeedEvent } from '../../src/app/ports.ts';
import { decodeCall } from '../../src/genesys/wire/call.ts';
import type { ApiAnswer, ApiRequest, Transport } from '../../src/genesys/http/transport.ts';
import { TIMEOUT_MS } from '../../src/genesys/http/transport.ts';
import { AGENT, CONVERSATION } from './builders.ts';
import type { FakeClock } from './fake-clock.ts';

const PARTICIPANT = '5f0c8a4e-0000-4000-8000-0000000000a1';
const CUSTOMER = '5f0c8a4e-0000-4000-8000-0000000000c1';
const QUEUE = '5f0c8a4e-0000-4000-8000-0000000000d1';

/** What a platform does with a command: carry it out and say so, unless told otherwise. */
export interface Treatment {
  readonly isCarriedOut: boolean;
  /** `timeout`: nothing comes for 8 s; `down`: the connection is gone, for reads and the channel as well. */
  readonly answer: ApiAnswer | 'timeout' | 'down';
}

/** One call on a platform of the test's own making, behind the transport: everything above it is the product's. */
export function callPlatform(
  clock: FakeClock,
  start: { readonly isPaused: boolean; readonly hasSnippet: boolean },
) {
  const now = { ...start };
  let treat = (_request: ApiRequest): Treatment => ({ isCarriedOut: true, answer: answered(202, '') });
  let isDown = false;
  let report: (event: FeedEvent) => void = () => {};
  const commands: ApiRequest[] = [];

  const body = () => {
    const state = now.isPaused ? 'paused' : 'active';
    const told = { recordingState: state, securePause: now.isPaused };
    return {
      id: CONVERSATION,
      ...told,
      participants: [
        { id: CUSTOMER, purpose: 'customer', state: 'connected' },
        {
          id: PARTICIPANT,
          purpose: 'agent',
          state: 'connected',
          connectedTime: new Date(clock.wall() - clock.now() - 60_000).toISOString(),
          user: { id: AGENT },
          queue: { id: QUEUE },
          ...told,
          recordersState: {
            customerExperienceState: state.toUpperCase(),
            snippetState: now.hasSnippet ? 'ACTIVE' : 'NONE',
          },
        },
      ],
    };
  };
  const tell = (event: FeedEvent) => {
    if (!isDown) report(event);
  };
  const publish = () => {
    const snapshot = decodeCall(body());
    if (!snapshot.ok) throw new Error('The platform of the test speaks nonsense.');
    tell({ kind: 'frame' });
    tell({ kind: 'snapshot', snapshot: snapshot.value });
  };
  const carryOut = ({ body: wanted }: ApiRequest) => {
    const { recordingState, record } = wanted as { recordingState?: string; record?: boolean };
    if (recordingState !== undefined) now.isPaused = recordingState === 'PAUSED';
    if (record !== undefined) now.hasSnippet = record;
    publish();
  };
  const beat = () => {
    tell({ kind: 'frame' });
    clock.after(10_000, beat);
  };

  const transport: Transport = async (request) => {
    if (isDown) return { kind: 'offline' };
    if (request.method === 'GET') return answered(200, body());
    commands.push(request);
    const { isCarriedOut, answer } = treat(request);
    if (isCarriedOut) carryOut(request);
    if (answer === 'timeout') {
      return new Promise((resolve) => clock.after(TIMEOUT_MS, () => resolve({ kind: 'timeout' })));
    }
    if (answer !== 'down') return answer;
    report({ kind: 'lost', why: 'closed' });
    isDown = true;
    return { kind: 'offline' };
  };

  return {
    transport,
    commands,
    now,
    feed: {
      start(_userId: string, to: (event: FeedEvent) => void) {
        report = to;
        tell({ kind: 'opened', generation: 1 });
        beat();
      },
      replace() {},
      probe() {},
      close() {
        report = () => {};
      },
    },
    treatCommands(how: typeof treat) {
      treat = how;
    },
  };
}

export const answered = (status: number, body: unknown, headers: Record<string, string> = {}): ApiAnswer => ({
  kind: 'answered',
  status,
  headers,
  body,
});
