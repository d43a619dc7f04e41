/** A key of one kept sign-in. It can be used and not be read. */
export interface KeptKey {
  readonly id: string;
  readonly key: CryptoKey;
  /** Epoch ms. */
  readonly keptAt: number;
  /** Epoch ms at which what it opens has ended. */
  readonly expiresAt: number;
  readonly tabId: string;
}

/** Every method rejects with what the browser says when storage is refused. */
export interface KeyStore {
  put(entry: KeptKey): Promise<void>;
  get(id: string): Promise<CryptoKey | undefined>;
  remove(id: string): Promise<void>;
  all(): Promise<readonly Omit<KeptKey, 'key'>[]>;
}

const DATABASE = 'rc1.keys';
const STORE = 'keys';

/** One small database, opened for each use: it is used a few times in the life of a panel. */
export function createKeyStore(factory: () => IDBFactory): KeyStore {
  async function within<T>(
    mode: IDBTransactionMode,
    run: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const opening = factory().open(DATABASE, 1);
    opening.addEventListener('upgradeneeded', () =>
      opening.result.createObjectStore(STORE, { keyPath: 'id' }),
    );
    const database = await settled(opening);
    try {
      return await settled(run(database.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      database.close();
    }
  }

  return {
    async put(entry) {
      await within('readwrite', (store) => store.put(entry));
    },
    async get(id) {
      const entry = (await within('readonly', (store) => store.get(id))) as KeptKey | undefined;
      return entry?.key;
    },
    async remove(id) {
      await within('readwrite', (store) => store.delete(id));
    },
    all: () => within('readonly', (store) => store.getAll() as IDBRequest<KeptKey[]>),
  };
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () =>
      reject(request.error ?? new DOMException('The database does not answer.', 'AbortError')),
    );
  });
