import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';
import type { FramePhase, Pool, PoolEffect, PoolEvent } from './frame-pool.ts';
import { EMPTY_POOL, poolTransition } from './frame-pool.ts';
import type { AppManifest, Placeholders } from './manifest.ts';
import { appFrameUrl } from './manifest.ts';
import type { MessageLog } from './message-log.ts';
import type { AppMessage, Hook } from './protocol.ts';
import { hookMessage, receive } from './protocol.ts';

/** Assumed: Genesys publishes neither of the two. */
const BOOTSTRAP_TIMEOUT_MS = 5000;
const STOP_TIMEOUT_MS = 3000;
const BOOTSTRAP_REPEAT_MS = 1000;

export interface FrameHostOptions {
  manifest: AppManifest;
  appUrl: string;
  placeholders: Omit<Placeholders, 'gcConversationId'>;
  log: MessageLog;
  /** What the frame is called; by default the app's name and the conversation. */
  title?: string;
  /** Another host's frame: its messages are not for this one. */
  isElsewhere?(source: unknown): boolean;
  /** Whether the bootstrap hook is sent only once (the harsher way) or repeated until it is answered. */
  isBootstrapOnce(): Promise<boolean>;
  onMessage(conversationId: string, message: AppMessage): void;
}

export interface FrameHost {
  /** Holds the iframes. They are never moved: a moved iframe loads again. */
  element: HTMLElement;
  frames: ReadonlySignal<Pool>;
  send(event: PoolEvent): void;
  owns(source: unknown): boolean;
}

/** Owns the iframes of the app and speaks the host's half of the client-app protocol with them. */
export function createFrameHost(options: FrameHostOptions): FrameHost {
  const { manifest, log } = options;
  const frameUrl = (id: string) =>
    appFrameUrl(manifest, options.appUrl, { ...options.placeholders, gcConversationId: id });
  // An installed app says itself where it is served.
  const appOrigin = new URL(frameUrl('')).origin;
  const element = document.createElement('div');
  const iframes = new Map<string, HTMLIFrameElement>();
  const timers = new Map<string, number>();
  const frames = signal<Pool>(EMPTY_POOL);

  const setTimer = (id: string, ms: number, run: () => void) => {
    clearTimeout(timers.get(id));
    timers.set(id, window.setTimeout(run, ms));
  };

  function send(event: PoolEvent): void {
    const { pool, effects } = poolTransition(frames.peek(), event, manifest.hooks);
    for (const effect of effects) run(effect);
    frames.value = pool;
    for (const [id, iframe] of iframes) markFrame(iframe, pool, id);
  }

  function run(effect: PoolEffect): void {
    const id = effect.conversationId;
    switch (effect.kind) {
      case 'create':
        create(id);
        return;
      case 'remove':
        clearTimeout(timers.get(id));
        iframes.get(id)?.remove();
        iframes.delete(id);
        return;
      case 'hook':
        post(id, effect.hook);
        if (effect.hook === 'bootstrap') awaitBootstrap(id, BOOTSTRAP_TIMEOUT_MS);
        if (effect.hook === 'stop')
          setTimer(id, STOP_TIMEOUT_MS, () =>
            timedOut(id, 'stop-timed-out', 'The app did not stop in time.'),
          );
    }
  }

  function create(id: string): void {
    const iframe = document.createElement('iframe');
    // The attributes come before the address: they count only for what is loaded after them.
    iframe.setAttribute('sandbox', manifest.sandbox);
    iframe.allow = manifest.allow;
    iframe.title = options.title ?? `${manifest.name} ${id}`;
    iframe.dataset['conversationId'] = id;
    iframe.addEventListener('load', () => send({ kind: 'loaded', conversationId: id }));
    iframe.src = frameUrl(id);
    iframes.set(id, iframe);
    element.append(iframe);
  }

  function post(id: string, hook: Hook): void {
    const data = hookMessage(hook);
    iframes.get(id)?.contentWindow?.postMessage(data, appOrigin);
    log.add({ direction: 'to app', conversationId: id, data });
  }

  function awaitBootstrap(id: string, restMs: number): void {
    setTimer(id, Math.min(BOOTSTRAP_REPEAT_MS, restMs), () => void repeatBootstrap(id, restMs));
  }

  async function repeatBootstrap(id: string, restMs: number): Promise<void> {
    if (frames.peek().frames.get(id)?.phase !== 'bootstrapping') return;
    if (restMs <= BOOTSTRAP_REPEAT_MS) {
      timedOut(id, 'bootstrap-timed-out', 'The app did not answer bootstrap in time; it is shown as it is.');
      return;
    }
    const isOnce = await options.isBootstrapOnce().catch(() => true);
    if (frames.peek().frames.get(id)?.phase !== 'bootstrapping') return;
    if (!isOnce) post(id, 'bootstrap');
    awaitBootstrap(id, restMs - BOOTSTRAP_REPEAT_MS);
  }

  function timedOut(id: string, kind: 'bootstrap-timed-out' | 'stop-timed-out', note: string): void {
    log.add({ direction: 'ignored', conversationId: id, data: undefined, note });
    send({ kind, conversationId: id });
  }

  const owns = (source: unknown) =>
    source !== null && [...iframes.values()].some((iframe) => iframe.contentWindow === source);

  window.addEventListener('message', (event) => {
    if (options.isElsewhere?.(event.source)) return;
    const known = [...iframes].map(([conversationId, iframe]) => ({
      conversationId,
      window: iframe.contentWindow,
      origin: appOrigin,
    }));
    const received = receive(event, known);
    const { conversationId } = received;
    if (!received.accepted) {
      log.add({ direction: 'ignored', conversationId, data: event.data, note: received.reason });
      return;
    }
    log.add({ direction: 'from app', conversationId, data: event.data });
    const { message } = received;
    if (message.kind === 'bootstrapped' || message.kind === 'stopped') {
      send({ kind: message.kind, conversationId: received.conversationId });
    } else {
      options.onMessage(received.conversationId, message);
    }
  });

  return { element, frames, send, owns };
}

/** Until the app has answered bootstrap it stays hidden behind the host's loading state. */
export function isRevealed(phase: FramePhase | undefined): boolean {
  return phase === 'running';
}

function markFrame(iframe: HTMLIFrameElement, pool: Pool, id: string): void {
  const phase = pool.frames.get(id)?.phase;
  iframe.dataset['phase'] = phase ?? 'gone';
  iframe.toggleAttribute('data-shown', pool.selected === id && isRevealed(phase));
}
