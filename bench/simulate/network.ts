import type { Clock } from '../../src/app/ports.ts';
import type { ApiAnswer, ApiRequest, Transport } from '../../src/genesys/http/transport.ts';
import { TIMEOUT_MS } from '../../src/genesys/http/transport.ts';
import type { OpenSocket } from '../../src/genesys/feed/socket.ts';
import type { Core } from '../../sandbox/genesys/core.ts';
import type { Reply, SocketPeer } from '../../sandbox/genesys/wire.ts';
import type { Choices } from '../../test/support/random.ts';
import type { Agenda } from './agenda.ts';
import type { Machine } from './machine.ts';

/** The line between one browser and the platform. */
export interface Network {
  isUp: boolean;
  /** Open sockets, to cut or silence them. */
  readonly links: Set<Link>;
}

export interface Link {
  /** The connection breaks; the page hears of it. */
  cut(): void;
  /** Nothing gets through any more, and nobody hears of that. */
  silence(): void;
}

export interface Wires {
  readonly agenda: Agenda;
  readonly core: Core;
  readonly machine: Machine;
  readonly network: Network;
  readonly random: Choices;
}

/** What the witness of a page is told, and how code of the page is run. */
export interface PageEnd {
  isAlive(): boolean;
  /** Called when the page goes away. */
  readonly onGone: (() => void)[];
  /** Runs code of the page, if it is still there. */
  run(code: () => void): void;
  token(): string;
  requested(sent: Sent): void;
  /** The platform has the request: now the faults that wait for one like it strike. */
  arrived(sent: Sent): void;
  answered(sent: Sent, answer: ApiAnswer): void;
  received(text: string, deliver: () => void): void;
  socketOpened(): void;
  socketClosed(): void;
  /** The page itself let go of an open socket. */
  socketLeft(): void;
}

export interface Sent {
  readonly at: number;
  readonly request: ApiRequest;
  /** The path with its parameters in place. */
  readonly path: string;
  readonly token: string;
  /** The injected fault that it met, by its row in the table; a late answer may have another fault besides. */
  fault?: string | undefined;
  isLate?: boolean;
}

/** The longest way to the platform or back. */
export const LATENCY_MS = 60;
const latency = (random: Choices) => random.between(5, LATENCY_MS);

/** Headers that a browser lets a page read without being told so. */
const SAFE_HEADERS = ['content-type', 'cache-control'];

function readableHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const exposed = (headers['access-control-expose-headers'] ?? '').toLowerCase().split(',');
  const readable: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && (SAFE_HEADERS.includes(name) || exposed.includes(name)))
      readable[name] = value;
  }
  return readable;
}

function answerOf(reply: Reply): ApiAnswer {
  if (reply === 'lost') return { kind: 'offline' };
  let body: unknown = reply.body;
  try {
    body = JSON.parse(reply.body);
  } catch {
    // A text stays a text, as in the real client.
  }
  return { kind: 'answered', status: reply.status, headers: readableHeaders(reply.headers), body };
}

export function transportOf(wires: Wires, page: PageEnd, clock: Pick<Clock, 'after'>): Transport {
  const { agenda, core, machine, network, random } = wires;
  return (request) => {
    // What a frame that was taken away still runs reaches no network.
    if (!page.isAlive()) return new Promise(() => undefined);
    const path = request.path.replace(/\{(\w+)\}/g, (_all, name: string) => request.params?.[name] ?? '');
    const sent: Sent = { at: agenda.now(), request, path, token: page.token() };
    page.requested(sent);
    return new Promise((resolve) => {
      let over = false;
      const give = (answer: ApiAnswer): void => {
        if (over) return;
        over = true;
        cancel();
        page.answered(sent, answer);
        resolve(answer);
      };
      const cancel = clock.after(TIMEOUT_MS, () => give({ kind: 'timeout' }));
      const arrive = (reply: Reply): void => {
        machine.whenAwake(() => page.run(() => give(answerOf(reply))), 'network');
      };
      agenda.after(latency(random), () => {
        // Writes are keepalive: they leave although the page is gone. A read of a page that is gone is called off.
        if (!page.isAlive() && request.method === 'GET') return;
        if (!network.isUp) return arrive('lost');
        const query = new URLSearchParams(request.query);
        const body = request.body === undefined ? '' : JSON.stringify(request.body);
        page.arrived(sent);
        const headers = { authorization: `Bearer ${sent.token}` };
        void core
          .handle({ method: request.method, path: `/api${path}`, query, headers, body })
          .then((reply) => {
            agenda.after(latency(random), () => arrive(network.isUp ? reply : 'lost'));
          });
      });
    });
  };
}

export function socketsOf(wires: Wires, page: PageEnd): OpenSocket {
  const { agenda, core, machine, network, random } = wires;
  return (uri, on) => {
    let phase: 'opening' | 'open' | 'closed' = 'opening';
    let isSilent = false;
    let peer: SocketPeer | undefined;
    let lastAt = 0;

    /** In order: a socket neither loses nor reorders what it carries. */
    function toPage(run: () => void): void {
      lastAt = Math.max(lastAt, agenda.now() + latency(random));
      agenda.after(lastAt - agenda.now(), () => {
        if (!isSilent) machine.whenAwake(() => page.run(run), 'network');
      });
    }
    function closedByWorld(): void {
      toPage(() => {
        if (phase === 'closed') return;
        if (phase === 'open') page.socketClosed();
        phase = 'closed';
        network.links.delete(link);
        on.closed();
      });
    }
    const link: Link = {
      cut() {
        peer?.closed();
        closedByWorld();
      },
      silence() {
        isSilent = true;
      },
    };

    agenda.after(latency(random), () => {
      if (!page.isAlive() || phase === 'closed') return;
      if (!network.isUp) return closedByWorld();
      const accepted = core.connect(new URL(uri).pathname, {
        send: (text) =>
          toPage(() => {
            if (phase === 'open') page.received(text, () => on.message(text));
          }),
        close: closedByWorld,
        drop: closedByWorld,
      });
      if ('refused' in accepted) return closedByWorld();
      peer = accepted;
      network.links.add(link);
      page.onGone.push(() => {
        network.links.delete(link);
        accepted.closed();
      });
      toPage(() => {
        if (phase !== 'opening') return;
        phase = 'open';
        page.socketOpened();
        on.opened();
      });
    });

    return {
      send(text) {
        agenda.after(latency(random), () => {
          if (phase === 'open' && !isSilent && network.isUp) peer?.received(text);
        });
      },
      close() {
        if (phase === 'closed') return;
        if (phase === 'open') page.socketLeft();
        phase = 'closed';
        network.links.delete(link);
        agenda.after(latency(random), () => peer?.closed());
      },
    };
  };
}
