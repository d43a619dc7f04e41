import type { Clock, Log, RefusedTopic } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Channel } from '../wire/channel.ts';
import type { ChannelApi } from './channel-api.ts';
import { readFrame, type CallFrame } from './read-frame.ts';
import { refusalOf, subscribe } from './refused-topics.ts';
import { watchSilence, type SilenceWatch } from './silence-watch.ts';
import type { OpenSocket, Socket } from './socket.ts';

export type ConnectionEvent =
  /** The socket is open and the topics are confirmed to be in force: all but the refused ones. */
  | { readonly kind: 'ready'; readonly refused: readonly RefusedTopic[] }
  /** Any sign of life, before what it means. Only once ready. `text` is empty when it was none. */
  | { readonly kind: 'frame'; readonly text: string }
  | { readonly kind: 'event'; readonly frame: CallFrame }
  /** An event before ready: nobody else is sent it any more, and it may be evidence of capture. */
  | {
      readonly kind: 'early';
      readonly frame: CallFrame;
      readonly text: string;
    }
  /** Also before ready. */
  | { readonly kind: 'system'; readonly what: 'closing' | 'superseded' | 'token-revoked' }
  /** Nothing more will come. */
  | {
      readonly kind: 'over';
      readonly why: 'closed' | 'silent' | 'failed';
      readonly failure?: Failure;
      readonly refused?: readonly RefusedTopic[];
    };

/** One socket of one channel: one generation of evidence. Says nothing more after `close` or `over`. */
export interface Connection {
  /** The socket is open, confirmed or not: the platform sends the channel's events here now. */
  readonly open: boolean;
  probe(): void;
  close(): void;
}

export interface ConnectionDeps {
  readonly channels: ChannelApi;
  readonly openSocket: OpenSocket;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly log: Log;
  /** The only call that matters: of events of others nothing more is told than that there was one. */
  readonly only?: string | undefined;
}

/** A connection that is not open by then is taken for lost. */
const OPEN_WITHIN_MS = 10_000;
/** Real events are a few kB. */
const MAX_FRAME = 1_000_000;
const PING = JSON.stringify({ message: 'ping' });

export function connect(
  { channels, openSocket, clock, log, only }: ConnectionDeps,
  { channel, topics }: { readonly channel: Channel; readonly topics: readonly string[] },
  report: (event: ConnectionEvent) => void,
): Connection {
  let phase: 'opening' | 'open' | 'ready' | 'over' = 'opening';
  let watch: SilenceWatch | undefined;
  let socket: Socket | undefined;
  const cancelOpening = clock.after(OPEN_WITHIN_MS, () => end('failed', { kind: 'timeout' }));

  function shut() {
    phase = 'over';
    cancelOpening();
    watch?.stop();
    socket?.close();
  }
  function end(why: 'closed' | 'silent' | 'failed', failure?: Failure, refused?: readonly RefusedTopic[]) {
    if (phase === 'over') return;
    shut();
    report({
      kind: 'over',
      why,
      ...(failure !== undefined && { failure }),
      ...(refused !== undefined && { refused }),
    });
  }

  async function opened() {
    if (phase !== 'opening') return;
    phase = 'open';
    cancelOpening();
    watch = watchSilence(clock, { ping: () => socket?.send(PING), silent: () => end('silent') });
    const outcome = await subscribe(channels, channel.id, topics);
    if (isOver()) return;
    if (!outcome.ok) return end('failed', outcome.failure);
    const refused = outcome.value;
    if (refused.length === topics.length) return end('failed', refusalOf(refused), refused);
    phase = 'ready';
    report({ kind: 'ready', refused });
  }
  const isOver = () => phase === 'over';

  function message(data: unknown) {
    if (isOver()) return;
    watch?.heard();
    const text = typeof data === 'string' && data.length <= MAX_FRAME ? data : '';
    if (phase === 'ready') report({ kind: 'frame', text });
    const frame = readFrame(text, topics, log, only);
    if (frame?.kind === 'system') report({ kind: 'system', what: frame.what });
    else if (frame !== undefined)
      report(phase === 'ready' ? { kind: 'event', frame } : { kind: 'early', frame, text });
  }

  socket = openSocket(channel.connectUri, {
    opened: () => void opened(),
    message,
    closed: () => end(phase === 'ready' ? 'closed' : 'failed', { kind: 'offline' }),
  });

  return {
    get open() {
      return phase === 'open' || phase === 'ready';
    },
    probe: () => watch?.probe(),
    close: () => {
      if (!isOver()) shut();
    },
  };
}
