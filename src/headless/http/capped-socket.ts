import { WebSocket } from 'ws';

/** Real events are a few kB; `ws` alone would take 100 MB, and wait for a handshake for ever. */
const LIMITS = { maxPayload: 1_000_000, handshakeTimeout: 10_000 };

/** The socket of Node with bounds: a platform that lies cannot fill the memory through it either. */
export class CappedSocket extends WebSocket {
  constructor(uri: string) {
    super(uri, LIMITS);
  }
}
