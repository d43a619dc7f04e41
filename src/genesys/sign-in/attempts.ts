import { decode } from '../wire/fields.ts';

/** One visit to the sign-in page in place of this one, remembered while this page is away. */
export interface Attempt {
  /** The launch parameters: the page comes back without them. Also tells the panels of a tab apart. */
  readonly query: string;
  /** PKCE only. */
  readonly verifier?: string;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * Attempts, each under its own random state: all panels of a browser tab share one sessionStorage, so that under a
 * fixed key one panel's answer would be mixed up with another's.
 */
export interface Attempts {
  /** False when the browser denies storage: whoever leaves then would come back without its launch parameters. */
  save(state: string, attempt: Attempt): boolean;
  /** The attempt that this answer belongs to, which is thereby over. */
  take(state: string): Attempt | undefined;
  /** False where the browser denies storage. */
  readonly possible: boolean;
  /** Whether an attempt of another panel of this tab left since then and did not come back. */
  isAnotherOut(query: string, since: number): boolean;
  /** Whether an attempt of this panel left for the sign-in page since then and did not come back. */
  isOut(query: string, since: number): boolean;
  /** Drops the attempts of this panel, and old ones of any. */
  forget(query: string, before: number): void;
}

const PREFIX = 'rc1.signin.';
/** Not an attempt that comes back: when a hidden frame last had no answer in this tab. */
export const QUIET = 'quiet';
const QUIET_KEY = PREFIX + QUIET;
const STATE = /^[\w-]{16,64}$/;

/** `storage` is called each time: where storage is denied the mere access throws. */
export function createAttempts(storage: () => Storage): Attempts {
  function guarded<T>(run: (store: Storage) => T): T | undefined {
    try {
      return run(storage());
    } catch {
      return undefined;
    }
  }
  const all = (store: Storage) =>
    Object.keys(store)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => ({ key, attempt: parse(store.getItem(key)) }));

  return {
    save: (state, attempt) =>
      guarded((store) => {
        store.setItem(PREFIX + state, JSON.stringify(attempt));
        return true;
      }) ?? false,
    take: (state) =>
      guarded((store) => {
        if (!STATE.test(state)) return undefined;
        const attempt = parse(store.getItem(PREFIX + state));
        store.removeItem(PREFIX + state);
        return attempt;
      }),
    get possible() {
      return guarded((store) => Object.keys(store)) !== undefined;
    },
    isAnotherOut: (query, since) =>
      guarded((store) =>
        all(store).some(
          ({ key, attempt }) => key !== QUIET_KEY && attempt?.query !== query && isSince(attempt, since),
        ),
      ) ?? false,
    isOut: (query, since) =>
      guarded((store) =>
        all(store).some(({ attempt }) => attempt?.query === query && isSince(attempt, since)),
      ) ?? false,
    forget(query, before) {
      guarded((store) => {
        for (const { key, attempt } of all(store)) {
          if (attempt === undefined || attempt.query === query || attempt.at < before) store.removeItem(key);
        }
      });
    },
  };
}

const isSince = (attempt: Attempt | undefined, since: number) => attempt !== undefined && attempt.at > since;

function parse(text: string | null): Attempt | undefined {
  if (text === null) return undefined;
  const decoded = decode<Attempt, Attempt>(unknownOf(text), (fields) => {
    const verifier = fields.text('verifier');
    const at = fields.number('at');
    if (at === undefined) fields.wrong('at');
    return {
      query: fields.text('query') ?? '',
      at: at ?? 0,
      ...(verifier !== undefined && { verifier }),
    };
  });
  return decoded.ok ? decoded.value : undefined;
}

function unknownOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
