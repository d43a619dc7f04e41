import { describe, expect, it } from 'vitest';
import { hookMessage, PROTOCOL, receive } from '../../../sandbox/desktop/host/protocol.ts';

const app = { name: 'window of the app' };
const frames = [{ conversationId: 'c-1', window: app, origin: 'http://127.0.0.1:8082' }];
const says = (data: unknown, from: unknown = app, origin = 'http://127.0.0.1:8082') =>
  receive({ source: from, origin, data }, frames);
const message = (fields: Record<string, unknown>) => ({ protocol: PROTOCOL, ...fields });

describe('what the host accepts', () => {
  it.each<[string, ReturnType<typeof says>, string]>([
    ['another window', says(message({ action: 'stopped' }), {}), 'not one of our frames'],
    ['no window at all', says(message({ action: 'stopped' }), null), 'not one of our frames'],
    [
      'another page in the same frame',
      says(message({ action: 'stopped' }), app, 'http://localhost:8081'),
      'not the origin of the app',
    ],
    ['another protocol', says({ protocol: 'other', action: 'stopped' }), 'wrong protocol'],
    ['a text', says('stopped'), 'wrong protocol'],
    ['a toast without a message', says(message({ action: 'showToast', title: 'x' })), 'malformed'],
    ['a message without an action', says(message({})), 'malformed'],
  ])('refuses %s', (_, received, reason) => {
    expect(received).toMatchObject({ accepted: false, reason });
  });

  it('knows which interaction an app belongs to', () => {
    expect(says(message({ action: 'bootstrapped', protocolAgentVersion: '2.6.9' }))).toEqual({
      accepted: true,
      conversationId: 'c-1',
      message: { kind: 'bootstrapped' },
    });
  });

  it('fills in what a toast leaves out', () => {
    expect(says(message({ action: 'showToast', title: 'T', message: 'M', type: 'shout' }))).toMatchObject({
      message: { toast: { title: 'T', message: 'M', type: 'info', timeout: 7, showCloseButton: false } },
    });
  });

  it('counts attention', () => {
    expect(says(message({ action: 'setAttentionCount', count: 2 }))).toMatchObject({
      message: { kind: 'attention', count: 2 },
    });
  });

  it('lets actions through that this desktop has no counterpart for', () => {
    expect(says(message({ action: 'showHelp' }))).toMatchObject({
      message: { kind: 'other', action: 'showHelp' },
    });
  });
});

describe('what the host sends', () => {
  it('is the one event that the platform sends', () => {
    expect(hookMessage('blur')).toEqual({
      purecloudEventType: 'appLifecycleHook',
      hook: 'blur',
      protocol: 'purecloud-client-apps',
    });
  });
});
