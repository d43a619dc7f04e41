import { describe, expect, it } from 'vitest';
import type { ToastRequest } from '../../../sandbox/desktop/host/protocol.ts';
import type { ToastQueue } from '../../../sandbox/desktop/host/toasts.ts';
import {
  addToast,
  closeToast,
  expireToasts,
  isClosable,
  NO_TOASTS,
} from '../../../sandbox/desktop/host/toasts.ts';

const request = (fields: Partial<ToastRequest> = {}): ToastRequest => ({
  title: 'Title',
  message: 'Message',
  type: 'info',
  timeout: 7,
  showCloseButton: false,
  ...fields,
});
const titles = (queue: ToastQueue) => queue.toasts.map(({ title }) => title);

describe('the toasts', () => {
  it('leave when their time is over, and errors without a time stay', () => {
    let queue = addToast(NO_TOASTS, 'c-1', request({ title: 'short' }), 0);
    queue = addToast(queue, 'c-1', request({ title: 'lasting', timeout: 0 }), 0);
    expect(titles(expireToasts(queue, 6999))).toEqual(['short', 'lasting']);
    expect(titles(expireToasts(queue, 7001))).toEqual(['lasting']);
  });

  it('are replaced in place by the same id of the same app, with new time', () => {
    let queue = addToast(NO_TOASTS, 'c-1', request({ id: 'x', title: 'old' }), 0);
    queue = addToast(queue, 'c-1', request({ title: 'other' }), 0);
    queue = addToast(queue, 'c-1', request({ id: 'x', title: 'new' }), 5000);
    expect(titles(queue)).toEqual(['new', 'other']);
    expect(titles(expireToasts(queue, 8000))).toEqual(['new']);
  });

  it('of another app are not replaced', () => {
    let queue = addToast(NO_TOASTS, 'c-1', request({ id: 'x', title: 'one' }), 0);
    queue = addToast(queue, 'c-2', request({ id: 'x', title: 'two' }), 0);
    expect(titles(queue)).toEqual(['one', 'two']);
  });

  it('are closed one by one', () => {
    const queue = addToast(addToast(NO_TOASTS, 'c', request(), 0), 'c', request({ title: 'second' }), 0);
    expect(titles(closeToast(queue, 1))).toEqual(['second']);
  });

  it('make room by the oldest that would leave anyway', () => {
    let queue = addToast(NO_TOASTS, 'c', request({ title: 'alarm', timeout: 0 }), 0);
    for (const title of ['1', '2', '3', '4']) queue = addToast(queue, 'c', request({ title }), 0);
    expect(titles(queue)).toEqual(['alarm', '2', '3', '4']);
  });

  it('can always be closed when they do not leave by themselves', () => {
    const queue = addToast(addToast(NO_TOASTS, 'c', request(), 0), 'c', request({ timeout: 0 }), 0);
    expect(queue.toasts.map(isClosable)).toEqual([false, true]);
  });
});
