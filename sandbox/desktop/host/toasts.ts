import type { ToastRequest } from './protocol.ts';

export interface Toast extends ToastRequest {
  /** Unique within the desktop; changes when the app replaces a toast, so that its time starts anew. */
  key: number;
  conversationId: string;
  expiresAt: number | undefined;
}

export interface ToastQueue {
  toasts: readonly Toast[];
  nextKey: number;
}

export const NO_TOASTS: ToastQueue = { toasts: [], nextKey: 1 };

/** Older ones leave first; an error that has to be closed by hand is kept as long as others can go. */
const MOST_AT_ONCE = 4;

/** The same id from the same app replaces its toast in place; ids of other apps are other toasts. */
export function addToast(
  queue: ToastQueue,
  conversationId: string,
  request: ToastRequest,
  now: number,
): ToastQueue {
  const toast: Toast = {
    ...request,
    key: queue.nextKey,
    conversationId,
    expiresAt: request.timeout > 0 ? now + request.timeout * 1000 : undefined,
  };
  const isSame = (other: Toast) =>
    request.id !== undefined && other.id === request.id && other.conversationId === conversationId;
  const toasts = queue.toasts.some(isSame)
    ? queue.toasts.map((other) => (isSame(other) ? toast : other))
    : trim([...queue.toasts, toast]);
  return { toasts, nextKey: queue.nextKey + 1 };
}

export function closeToast(queue: ToastQueue, key: number): ToastQueue {
  return { ...queue, toasts: queue.toasts.filter((toast) => toast.key !== key) };
}

export function expireToasts(queue: ToastQueue, now: number): ToastQueue {
  const toasts = queue.toasts.filter((toast) => toast.expiresAt === undefined || toast.expiresAt > now);
  return toasts.length === queue.toasts.length ? queue : { ...queue, toasts };
}

/** Genesys offers the close button by request; a toast without an end always has one. */
export function isClosable(toast: Toast): boolean {
  return toast.showCloseButton || toast.expiresAt === undefined;
}

function trim(toasts: Toast[]): Toast[] {
  if (toasts.length <= MOST_AT_ONCE) return toasts;
  const leaving = toasts.findIndex((toast) => toast.expiresAt !== undefined);
  return toasts.filter((_, index) => index !== Math.max(leaving, 0));
}
