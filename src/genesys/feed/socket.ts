export interface SocketHandlers {
  opened(): void;
  message(data: unknown): void;
  /** Last call, also when the socket never opened. */
  closed(): void;
}

export interface Socket {
  send(text: string): void;
  close(): void;
}

export type OpenSocket = (uri: string, on: SocketHandlers) => Socket;

/** What is used of the WebSocket of a browser, or of `ws` under Node. */
interface SocketClass {
  new (uri: string): {
    send(text: string): void;
    close(): void;
    addEventListener(type: 'open' | 'close', run: () => void): void;
    addEventListener(type: 'message', run: (event: { data: unknown }) => void): void;
    addEventListener(type: 'error', run: () => void): void;
  };
}

export const socketsOf =
  (WebSocketClass: SocketClass): OpenSocket =>
  (uri, on) => {
    try {
      const socket = new WebSocketClass(uri);
      socket.addEventListener('open', on.opened);
      socket.addEventListener('message', (event) => on.message(event.data));
      socket.addEventListener('close', on.closed);
      // A close always follows; `ws` would throw an error that nobody listens to.
      socket.addEventListener('error', () => undefined);
      return socket;
    } catch {
      // The constructor throws for `ws:` from a page served by https. What it says contains the URI, a secret.
      queueMicrotask(on.closed);
      return { send: () => undefined, close: () => undefined };
    }
  };
