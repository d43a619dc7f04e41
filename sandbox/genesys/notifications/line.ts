import type { Timing } from '../timing.ts';
import type { ServerSocket } from '../wire.ts';
import { heartbeatFrame } from './frames.ts';

const HEARTBEAT_MS = 30_000;

/** `half-open`: nothing is sent or answered any more; `deaf`: heartbeats and pongs only. */
export type LineMode = 'live' | 'half-open' | 'deaf';

/** One socket that is open on a channel. */
export interface Line {
  /** Events and notices. */
  send(frame: string): void;
  /** Heartbeats and answers to a ping. */
  sendSign(frame: string): void;
  setMode(mode: LineMode): void;
  close(reason: string): void;
  drop(): void;
}

export function openLine(socket: ServerSocket, timing: Timing): Line {
  let mode: LineMode = 'live';
  let cancelHeartbeat = timing.after(HEARTBEAT_MS, beat);

  function sendSign(frame: string): void {
    if (mode !== 'half-open') socket.send(frame);
  }

  function beat(): void {
    sendSign(heartbeatFrame());
    cancelHeartbeat = timing.after(HEARTBEAT_MS, beat);
  }

  return {
    send(frame) {
      if (mode === 'live') socket.send(frame);
    },
    sendSign,
    setMode(wanted) {
      mode = wanted;
    },
    close(reason) {
      cancelHeartbeat();
      socket.close(1000, reason);
    },
    drop() {
      cancelHeartbeat();
      socket.drop();
    },
  };
}
