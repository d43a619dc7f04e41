export const PROTOCOL = 'purecloud-client-apps';

export type Hook = 'bootstrap' | 'focus' | 'blur' | 'stop';

/** What the host posts to an app. Genesys sends no other event to embedded apps. */
export interface HookMessage {
  purecloudEventType: 'appLifecycleHook';
  hook: Hook;
  protocol: typeof PROTOCOL;
}

export function hookMessage(hook: Hook): HookMessage {
  return { purecloudEventType: 'appLifecycleHook', hook, protocol: PROTOCOL };
}

export type ToastType = 'info' | 'success' | 'error';

export interface ToastRequest {
  title: string;
  message: string;
  type: ToastType;
  id?: string;
  /** Seconds; 0 = until closed. */
  timeout: number;
  showCloseButton: boolean;
}

export type AppMessage =
  | { kind: 'bootstrapped' }
  | { kind: 'stopped' }
  | { kind: 'toast'; toast: ToastRequest }
  | { kind: 'attention'; count: number }
  | { kind: 'open-window'; url: string }
  /** Known to Genesys (profiles, help and so on), without a counterpart in this desktop. */
  | { kind: 'other'; action: string };

export interface KnownFrame {
  conversationId: string;
  window: unknown;
  origin: string;
}

export type Refusal = 'not one of our frames' | 'not the origin of the app' | 'wrong protocol' | 'malformed';

export type Received =
  | { accepted: true; conversationId: string; message: AppMessage }
  | { accepted: false; conversationId: string | undefined; reason: Refusal };

/** Source and origin come before the content: a page that only imitates the protocol is never decoded. */
export function receive(
  event: { source: unknown; origin: string; data: unknown },
  frames: readonly KnownFrame[],
): Received {
  const frame = frames.find((candidate) => candidate.window === event.source);
  if (frame === undefined || event.source === null) {
    return { accepted: false, conversationId: undefined, reason: 'not one of our frames' };
  }
  const { conversationId } = frame;
  if (event.origin !== frame.origin) {
    return { accepted: false, conversationId, reason: 'not the origin of the app' };
  }
  const { data } = event;
  if (!isRecord(data) || data['protocol'] !== PROTOCOL) {
    return { accepted: false, conversationId, reason: 'wrong protocol' };
  }
  const message = decode(data);
  return message === undefined
    ? { accepted: false, conversationId, reason: 'malformed' }
    : { accepted: true, conversationId, message };
}

function decode(data: Record<string, unknown>): AppMessage | undefined {
  switch (data['action']) {
    case 'bootstrapped':
    case 'stopped':
      return { kind: data['action'] };
    case 'showToast':
      return decodeToast(data);
    case 'setAttentionCount': {
      const count = data['count'];
      return typeof count === 'number' && count >= 0 ? { kind: 'attention', count } : undefined;
    }
    case 'openWindow': {
      const url = data['targetUrl'];
      return typeof url === 'string' ? { kind: 'open-window', url } : undefined;
    }
    default:
      return typeof data['action'] === 'string' ? { kind: 'other', action: data['action'] } : undefined;
  }
}

/** Genesys' own default, which the SDK fills in only when no options are given. */
const DEFAULT_TIMEOUT_SECONDS = 7;

function decodeToast(data: Record<string, unknown>): AppMessage | undefined {
  const { title, message, type, id, timeout, showCloseButton } = data;
  if (typeof title !== 'string' || typeof message !== 'string') return undefined;
  const toast: ToastRequest = {
    title,
    message,
    type: type === 'error' || type === 'success' ? type : 'info',
    timeout: typeof timeout === 'number' ? timeout : DEFAULT_TIMEOUT_SECONDS,
    showCloseButton: showCloseButton === true,
  };
  if (typeof id === 'string' && id !== '') toast.id = id;
  return { kind: 'toast', toast };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
