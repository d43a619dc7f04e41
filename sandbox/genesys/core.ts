import type { SandboxControl } from '../control.ts';
import type { AppPlace, InstalledApp } from './admin/installed.ts';
import { appFor } from './admin/installed.ts';
import { createSandboxControl } from './control/sandbox-control.ts';
import { CONTROL_PATH, serveControl } from './control/routes.ts';
import { createPlatform } from './platform.ts';
import type { Timing } from './timing.ts';
import type { Reply, ServerSocket, SocketPeer, WireRequest } from './wire.ts';

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
  /** The installed app as this user sees it at that place: null for none there, undefined while none is installed at all. */
  installed(userId: string, place: AppPlace): InstalledApp | null | undefined;
  /** Calls back after each change of what `truth` tells. */
  onChange(listener: () => void): () => void;
  close(): void;
}

export function createCore(options: CoreOptions): Core {
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  let platform = createPlatform(options, options.timing(undefined), changed);

  const control = createSandboxControl(
    () => platform,
    (seed) => {
      platform.end();
      platform = createPlatform(options, options.timing(seed), changed);
      changed();
    },
    changed,
  );

  return {
    handle: (request) =>
      request.path.startsWith(CONTROL_PATH)
        ? serveControl(control, platform.signIn, request)
        : platform.handle(request),
    connect: (path, socket) => platform.sockets.connect(path, socket),
    control,
    installed: (userId, place) => appFor(platform.organisation, userId, place),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => platform.end(),
  };
}
