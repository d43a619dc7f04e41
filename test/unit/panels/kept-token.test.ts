import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeptToken, type KeptTokenDeps } from '../../../src/panels/kept-token.ts';
import { createKeyStore, type KeyStore } from '../../../src/panels/key-store.ts';
import { memoryStorage, refusing } from '../../support/browser-fakes.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';

const HOUR = 3_600_000;
let clock: FakeClock;
let keys: KeyStore;
let count = 0;
beforeEach(() => {
  clock = fakeClock();
  const factory = new IDBFactory();
  keys = createKeyStore(() => factory);
});

function kept(store: Storage, different: Partial<KeptTokenDeps> = {}) {
  return createKeptToken({
    storage: () => store,
    keys,
    crypto: globalThis.crypto,
    tab: () => Promise.resolve({ id: 'tab-1', alone: true }),
    name: 'mypurecloud.ie.client-1',
    clock,
    ids: { next: () => `key-${(count += 1)}` },
    ...different,
  });
}
const signIn = (token = 't0ken') => ({ token, expiresAt: clock.wall() + HOUR, userId: 'ada' });
const keyCount = async () => (await keys.all()).length;

describe('createKeptToken', () => {
  it('has it again for the next panel of the tab', async () => {
    const store = memoryStorage();
    await kept(store).keep(signIn());
    expect(await kept(store).read()).toEqual(signIn());
  });

  it('lets nobody read it from either store', async () => {
    const store = memoryStorage();
    await kept(store).keep(signIn());
    expect(JSON.stringify(store.getItem('rc1.kept'))).not.toMatch(/t0ken|ada/);
    const [entry] = await keys.all();
    const key = await keys.get(entry?.id ?? '');
    expect(key?.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', key!)).rejects.toThrow();
  });

  it.each([
    ['in a copied tab', { tab: () => Promise.resolve({ id: 'tab-2', alone: true }) }],
    ['for another client', { name: 'mypurecloud.ie.client-2' }],
    ['where nobody knows the tab', { tab: () => Promise.resolve(undefined) }],
  ])('does not open it %s', async (_what, different) => {
    const store = memoryStorage();
    await kept(store).keep(signIn());
    expect(await kept(store, different).read()).toBeUndefined();
  });

  it('leaves the key to the tab that was copied', async () => {
    const store = memoryStorage();
    await kept(store).keep(signIn());
    const copy = memoryStorage();
    copy.setItem('rc1.kept', store.getItem('rc1.kept') ?? '');
    await kept(copy, { tab: () => Promise.resolve({ id: 'tab-2', alone: true }) }).read();
    expect(copy.getItem('rc1.kept')).toBeNull();
    expect(await kept(store).read()).toEqual(signIn());
  });

  it('is gone when it has ended, with its key', async () => {
    const store = memoryStorage();
    await kept(store).keep(signIn());
    clock.advance(HOUR);
    expect(await kept(store).read()).toBeUndefined();
    expect(store.getItem('rc1.kept')).toBeNull();
    expect(await keyCount()).toBe(0);
  });

  it('is gone when it is forgotten, with its key', async () => {
    const store = memoryStorage();
    await kept(store).keep(signIn());
    await kept(store).forget();
    expect(await kept(store).read()).toBeUndefined();
    expect(await keyCount()).toBe(0);
  });

  it('stays when an older token is forgotten by a panel that has not renewed', async () => {
    const store = memoryStorage();
    await kept(store).keep(signIn('young'));
    await kept(store).forget('old');
    expect(await kept(store).read()).toMatchObject({ token: 'young' });
    await kept(store).forget('young');
    expect(await kept(store).read()).toBeUndefined();
  });

  it('keeps one key: that of the token before goes', async () => {
    const store = memoryStorage();
    const one = kept(store);
    await one.keep(signIn('first'));
    await one.keep(signIn('second'));
    expect(await keyCount()).toBe(1);
    expect(await one.read()).toMatchObject({ token: 'second' });
  });

  it('does not come back by a write that was under way when it was forgotten', async () => {
    const store = memoryStorage();
    const one = kept(store);
    void one.keep(signIn());
    await one.forget();
    expect(await one.read()).toBeUndefined();
  });

  it('sweeps keys at a start whose token has ended or was replaced, and no others', async () => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    const at = clock.wall();
    const put = (id: string, tabId: string, lifeMs: number) =>
      keys.put({ id, key, tabId, keptAt: at, expiresAt: at + lifeMs });
    await put('of a closed tab', 'tab-9', 1_000);
    await put('of another tab', 'tab-8', 2 * HOUR);
    await put('replaced here', 'tab-1', 2 * HOUR);
    clock.advance(120_000);
    await kept(memoryStorage()).read();
    expect((await keys.all()).map(({ id }) => id)).toEqual(['of another tab']);
  });

  it('is still there after the database did not answer once', async () => {
    const store = memoryStorage();
    await kept(store).keep(signIn());
    const failing = { ...keys, get: () => Promise.reject(new DOMException('busy', 'UnknownError')) };
    expect(await kept(store, { keys: failing }).read()).toBeUndefined();
    expect(await kept(store).read()).toEqual(signIn());
  });

  it.each(['all', 'get', 'remove'] as const)(
    'holds nobody up when the database never answers %s',
    async (call) => {
      const store = memoryStorage();
      await kept(store).keep(signIn());
      if (call === 'remove') clock.advance(HOUR);
      const never = () => new Promise<never>(() => {});
      let read: unknown = 'waits';
      void kept(store, { keys: { ...keys, [call]: never } })
        .read()
        .then((found) => (read = found));
      await clock.pass(2_000);
      // What the real database of the test has under way is no matter of this clock.
      await vi.waitFor(() => expect(read).toBeUndefined());
      expect(await kept(memoryStorage()).read()).toBeUndefined();
      expect(clock.waiting).toBe(0);
    },
  );

  it.each([
    ['storage is denied', { storage: refusing }],
    ['there is no cryptography', { crypto: {} as Crypto }],
    ['the database is denied', { keys: createKeyStore(() => refusing()) }],
  ])('keeps nothing and never fails where %s', async (_what, different) => {
    const one = kept(memoryStorage(), different);
    await one.keep(signIn());
    expect(await one.read()).toBeUndefined();
    await one.forget();
  });

  it.each(['', '{}', '[', '{"keyId":"x","iv":"!","data":"!"}', '{"keyId":1,"iv":2,"data":3}'])(
    'is not confused by %j in its place',
    async (text) => {
      const store = memoryStorage();
      store.setItem('rc1.kept', text);
      expect(await kept(store).read()).toBeUndefined();
    },
  );
});
