// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/client-app.ts';
import { silentLog } from '../../support/browser-fakes.ts';
import { settle } from '../../support/fake-clock.ts';

const ORIGIN = 'https://apps.mypurecloud.ie';
const launch = { hostOrigin: ORIGIN, targetEnv: 'prod-euw1' };

interface Posted {
  readonly data: Record<string, unknown>;
  readonly to: string;
}

/** The desktop's window as the SDK sees it: a new one for each test, so that hosts of earlier tests hear nothing. */
let posted: Posted[] = [];
let desktop = {};

function makeDesktop() {
  const messages: Posted[] = [];
  const postMessage = (data: Record<string, unknown>, to: string) => void messages.push({ data, to });
  return { messages, postMessage };
}

const frameBy = (parent: unknown) =>
  Object.defineProperty(window, 'parent', { value: parent, configurable: true });

function send(hook: string, changes: { origin?: string; source?: unknown; data?: unknown } = {}): void {
  const data = { purecloudEventType: 'appLifecycleHook', hook, protocol: 'purecloud-client-apps' };
  const message = new Event('message');
  window.dispatchEvent(Object.assign(message, { origin: ORIGIN, source: desktop, data, ...changes }));
}

const actions = () => posted.map(({ data }) => data['action']);

describe('createHost', () => {
  beforeEach(() => {
    const made = makeDesktop();
    posted = made.messages;
    desktop = made;
    frameBy(desktop);
  });
  afterEach(() => frameBy(window));

  it('speaks to the origin that the launch URL tells, and to no other', () => {
    const host = createHost(launch, silentLog);
    expect(host.present).toBe(true);
    host.bootstrapped();
    host.stopped();
    host.attention(2);
    expect(posted.map(({ to }) => to)).toEqual([ORIGIN, ORIGIN, ORIGIN]);
    expect(posted.map(({ data: { action, count, protocol } }) => [action, count, protocol])).toEqual([
      ['bootstrapped', undefined, 'purecloud-client-apps'],
      ['stopped', undefined, 'purecloud-client-apps'],
      ['setAttentionCount', 2, 'purecloud-client-apps'],
    ]);
  });

  it.each([
    ['an error until it is closed', 'error', 0],
    ['an information for some seconds', 'info', 7],
    ['a success for some seconds', 'success', 7],
  ] as const)('shows %s, never as Markdown', (_what, kind, timeout) => {
    createHost(launch, silentLog).toast({ id: 'x', title: 'Title', message: '[no](link)', kind });
    expect(posted[0]!.data).toMatchObject({
      action: 'showToast',
      id: 'x',
      title: 'Title',
      message: '[no](link)',
      type: kind,
      timeout,
      markdownMessage: false,
      showCloseButton: true,
    });
  });

  it('reports focus and blur each time, until cancelled', () => {
    const host = createHost(launch, silentLog);
    const seen: string[] = [];
    const cancel = host.onFocus(() => seen.push('focus'));
    host.onBlur(() => seen.push('blur'));
    for (const hook of ['focus', 'blur', 'focus']) send(hook);
    cancel();
    cancel();
    send('focus');
    expect(seen).toEqual(['focus', 'blur', 'focus']);
  });

  it('reports stop each time, and its first one also to who asks too late', async () => {
    const host = createHost(launch, silentLog);
    const seen: string[] = [];
    host.onStop(() => seen.push('early'));
    send('stop');
    send('stop');
    host.onStop(() => seen.push('late'));
    host.onStop(() => seen.push('cancelled'))();
    await settle();
    expect(seen).toEqual(['early', 'early', 'late']);
    send('stop');
    expect(seen).toEqual(['early', 'early', 'late', 'early', 'late']);
  });

  it('reports bootstrap each time, also after a stop', () => {
    const host = createHost(launch, silentLog);
    const seen: string[] = [];
    host.onBootstrap(() => seen.push('bootstrap'));
    host.onStop(() => seen.push('stop'));
    for (const hook of ['bootstrap', 'stop', 'bootstrap', 'stop']) send(hook);
    expect(seen).toEqual(['bootstrap', 'stop', 'bootstrap', 'stop']);
  });

  it('answers a host that asks again', () => {
    const host = createHost(launch, silentLog);
    send('bootstrap');
    expect(actions()).toEqual([]);
    host.bootstrapped();
    send('bootstrap');
    expect(actions()).toEqual(['bootstrapped', 'bootstrapped']);
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another region', { origin: 'https://apps.mypurecloud.com' }],
    ['another window', { source: window }],
    ['no object', { data: 'appLifecycleHook' }],
    ['a list', { data: [{ purecloudEventType: 'appLifecycleHook', hook: 'stop' }] }],
    ['another event type', { data: { purecloudEventType: 'other', hook: 'stop' } }],
    ['another hook', { data: { purecloudEventType: 'appLifecycleHook', hook: 'halt' } }],
  ])('ignores a message from or with %s', (_what, changes) => {
    const host = createHost(launch, silentLog);
    const seen: string[] = [];
    host.onStop(() => seen.push('stop'));
    send('stop', changes);
    expect(seen).toEqual([]);
  });

  it.each([
    [
      'loopback in place of the host',
      { hostOrigin: 'http://localhost:5173', targetEnv: 'prod' },
      'http://localhost:5173',
    ],
    ['a launch URL of the older form', { legacyDomain: 'mypurecloud.ie' }, ORIGIN],
  ])('accepts %s', (_what, told, to) => {
    createHost(told, silentLog).bootstrapped();
    expect(posted[0]!.to).toBe(to);
  });

  it.each([
    ['nothing is told', {}],
    ['the environment is missing', { hostOrigin: ORIGIN }],
    ['the environment is unknown', { hostOrigin: ORIGIN, targetEnv: 'prod-mars1' }],
    ['origin and environment differ', { hostOrigin: ORIGIN, targetEnv: 'prod' }],
    ['the origin is foreign', { hostOrigin: 'https://evil.example', targetEnv: 'prod' }],
    ['the origin is none', { hostOrigin: 'apps', targetEnv: 'prod' }],
    ['the legacy domain is unknown', { legacyDomain: 'evil.example' }],
    [
      'the SDK does not know the region',
      { hostOrigin: 'https://apps.edee1.eusc-pure.cloud', targetEnv: 'prod-edee1' },
    ],
  ])('works without a host when %s', (_what, told) => {
    const host = createHost(told, silentLog);
    expect(host.present).toBe(false);
    host.bootstrapped();
    host.toast({ id: 'x', title: 'x', message: 'x', kind: 'error' });
    expect(posted).toEqual([]);
  });

  it('works without a host at the top of a tab', () => {
    frameBy(window);
    const host = createHost(launch, silentLog);
    expect(host.present).toBe(false);
    host.attention(1);
    host.onStop(() => {})();
  });
});
