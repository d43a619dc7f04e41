/** One HTTP request as the core sees it, whatever carried it. */
export interface WireRequest {
  method: string;
  /** Path without origin and query, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  body: string;
}

export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** `lost`: the connection drops and no answer is ever given. */
export type Reply = WireResponse | 'lost';

/** What is decided about a request before anything happens. */
export interface Plan {
  effect?(): void;
  answer(): Reply;
}

/** The platform's end of one WebSocket. */
export interface ServerSocket {
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Drops the connection without a closing handshake. */
  drop(): void;
}

/** What the carrier tells the core about a socket that was accepted. */
export interface SocketPeer {
  received(text: string): void;
  closed(): void;
}

export const reply = (status: number, body = '', headers: Record<string, string> = {}): WireResponse => ({
  status,
  headers,
  body,
});

export const jsonReply = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): WireResponse => reply(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });

export const htmlReply = (status: number, body: string, headers: Record<string, string> = {}): WireResponse =>
  reply(status, body, { 'content-type': 'text/html; charset=utf-8', ...headers });
