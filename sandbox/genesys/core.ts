import type { SandboxControl } from '../control.ts';
import type { Timing } from './timing.ts';
import type { Reply, ServerSocket, SocketPeer, WireRequest } from './wire.ts';
import { jsonReply } from './wire.ts';

export interface CoreOptions {
  /** Called at the start and at each reset; the older one is stopped. */
  timing(seed: number | undefined): Timing;
  /** Where sockets are opened: `ws://localhost:1234`. */
  socketOrigin: string;
  /** The one registered redirect URI of the seed OAuth clients. */
  redirectUri: string;
}

/** A Genesys Cloud without a transport: requests in, answers out, and channel sockets. */
export interface Core {
  handle(request: WireRequest): Promise<Reply>;
  /** Accepts a socket on this path, or refuses it with an HTTP status. */
  connect(path: string, socket: ServerSocket): SocketPeer | { refused: number };
  control: SandboxControl;
  /** Calls back after each change of what `truth` tells. */
  onChange(listener: () => void): () => void;
  close(): void;
}

export function createCore(options: CoreOptions): Core {
  const timing = options.timing(undefined);
  const unfinished = (): never => {
    throw new Error('The simulator is not built yet.');
  };
  return {
    handle: () => Promise.resolve(jsonReply(501, { message: 'The simulator is not built yet.' })),
    connect: () => ({ refused: 501 }),
    control: {
      reset: async () => undefined,
      call: async () => unfinished(),
      act: async () => unfinished(),
      fault: async () => unfinished(),
      switch: async () => unfinished(),
      clock: async ({ advanceMs }) => {
        timing.advance(advanceMs);
        return { now: timing.now() };
      },
      truth: async () => ({ now: timing.now(), conversations: [], channels: [], tokens: [] }),
      requests: async () => [],
    },
    onChange: () => () => undefined,
    close: () => timing.stop(),
  };
}
