import { beforeEach, describe, expect, it } from 'vitest';
import type { BrowserSharing } from '../../../src/panels/browser.ts';
import { identifyTab } from '../../../src/panels/tab-identity.ts';
import { memoryStorage, refusing } from '../../support/browser-fakes.ts';
import { fakeClock, settle, type FakeClock } from '../../support/fake-clock.ts';
import { deniedSharing, fakeBrowser, type FakeFrame } from './fake-browser.ts';

let clock: FakeClock;
let browser: ReturnType<typeof fakeBrowser>;
let count = 0;
const ids = { next: () => `00000000-${(count += 1)}` };
beforeEach(() => {
  clock = fakeClock();
  browser = fakeBrowser();
});

const panel = (store: Storage, frame: FakeFrame = browser.frame()) =>
  identifyTab({ browser: frame.sharing, storage: () => store, clock, ids });

/** What a browser does when a tab is duplicated or restored. */
function copyOf(store: Storage): Storage {
  const copy = memoryStorage();
  for (const key of Object.keys(store)) copy.setItem(key, store.getItem(key) ?? '');
  return copy;
}

async function known(of: ReturnType<typeof panel>) {
  await settle();
  return of.known();
}

describe('identifyTab', () => {
  it('is the same for all panels that share a storage, and only the first one was alone', async () => {
    const store = memoryStorage();
    const first = await known(panel(store));
    expect(first?.alone).toBe(true);
    for (let more = 0; more < 9; more += 1) {
      expect(await known(panel(store))).toEqual({ id: first?.id, alone: false });
    }
    expect(await known(panel(memoryStorage()))).not.toMatchObject({ id: first?.id });
  });

  it('is not that of the tab whose storage was copied while a panel lived there', async () => {
    const store = memoryStorage();
    const original = await known(panel(store));
    const copied = copyOf(store);
    const copy = await known(panel(copied));
    expect(copy?.id).not.toBe(original?.id);
    expect(copied.getItem('rc1.tab')).toBe(copy?.id);
    expect(await known(panel(store))).toEqual({ id: original?.id, alone: false });
  });

  it('is one for all panels that start in a copied tab at once', async () => {
    const store = memoryStorage();
    await known(panel(store));
    const copied = copyOf(store);
    const starting = Array.from({ length: 10 }, () => panel(copied));
    const found = new Set<string | undefined>();
    for (const one of starting) found.add((await known(one))?.id);
    expect(found.size).toBe(1);
  });

  it('is told to a panel that asked before the one that holds it knew that it does', async () => {
    const store = memoryStorage();
    const { sharing } = browser.frame();
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const late: BrowserSharing = {
      ...sharing,
      locks: () => ({
        request: (name, options, run) => sharing.locks().request(name, options, () => opened.then(run)),
      }),
    };
    const first = identifyTab({ browser: late, storage: () => store, clock, ids });
    const second = panel(store);
    await settle();
    open();
    expect(await known(second)).toEqual({ id: (await first.known())?.id, alone: false });
    expect(await first.known()).toMatchObject({ alone: true });
  });

  it('outlives its panels: over a reload and between two calls', async () => {
    const store = memoryStorage();
    const frame = browser.frame();
    const before = await known(panel(store, frame));
    frame.remove();
    expect(await known(panel(store))).toEqual({ id: before?.id, alone: true });
  });

  it('is handed on when the panel that holds it goes', async () => {
    const store = memoryStorage();
    const holder = panel(store);
    const id = (await known(holder))?.id;
    expect((await known(panel(store)))?.id).toBe(id);
    holder.release();
    await settle();
    expect((await known(panel(copyOf(store))))?.id).not.toBe(id);
  });

  it('is unknown when who holds it does not answer, and nothing is changed', async () => {
    const store = memoryStorage();
    const frame = browser.frame();
    await known(panel(store, frame));
    frame.freeze();
    const before = store.getItem('rc1.tab');
    const next = panel(store);
    await clock.pass(1_000);
    expect(await next.known()).toBeUndefined();
    expect(store.getItem('rc1.tab')).toBe(before);
  });

  it('is found out after all when who holds it answers again', async () => {
    const store = memoryStorage();
    const frame = browser.frame();
    const first = await known(panel(store, frame));
    frame.freeze();
    const next = panel(store);
    let late = 0;
    next.onLate(() => (late += 1));
    await clock.pass(1_000);
    expect(await next.known()).toBeUndefined();
    frame.thaw();
    await clock.pass(1_000);
    await settle();
    expect(late).toBe(1);
    expect(await next.known()).toEqual({ id: first?.id, alone: false });
    expect(clock.waiting).toBe(1);
    await clock.pass(5_000);
    expect(clock.waiting).toBe(0);
  });

  it('is asked for as long as it is unknown, until the panel goes', async () => {
    const store = memoryStorage();
    const frame = browser.frame();
    await known(panel(store, frame));
    frame.freeze();
    const next = panel(store);
    await clock.pass(600_000);
    expect(await next.known()).toBeUndefined();
    next.release();
    expect(clock.waiting).toBe(0);
  });

  it('is unknown where storage or locks are denied', async () => {
    expect(
      await identifyTab({ browser: browser.frame().sharing, storage: refusing, clock, ids }).known(),
    ).toBe(undefined);
    const denied = identifyTab({ browser: deniedSharing, storage: memoryStorage, clock, ids });
    expect(await denied.known()).toBeUndefined();
  });

  it('leaves no proof behind', async () => {
    const store = memoryStorage();
    await known(panel(store));
    await known(panel(copyOf(store)));
    await known(panel(store));
    await clock.pass(5_000);
    expect(Object.keys(store)).toEqual(['rc1.tab']);
    expect(clock.waiting).toBe(0);
  });

  it.each([
    ['no object', 'prove'],
    ['another version', { rc: 'tab', v: 2, kind: 'prove', nonce: '00000000-1' }],
    ['a nonce that is no key', { rc: 'tab', v: 1, kind: 'prove', nonce: '../../other key' }],
  ])('does not answer to %s', async (_what, data) => {
    const store = memoryStorage();
    const tab = await known(panel(store));
    browser.frame().sharing.broadcast(`rc1.tab.${tab?.id}`).postMessage(data);
    await settle();
    expect(Object.keys(store)).toEqual(['rc1.tab']);
  });
});
