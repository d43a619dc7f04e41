import type { AuditFacts } from '../domain/audit.ts';
import type { Log } from '../app/ports.ts';
import { decodeFacts } from './facts.ts';

const PREFIX = 'rc1.intent.';
const LEFT_PREFIX = 'rc1.left.';
const BAD_PREFIX = 'rc1.intent-bad.';

/** The members of Web Storage used here. */
export type LineStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** One line per fact in local storage: the only browser storage that is written within the calling task. */
export interface Intents {
  /** False when storage refuses. */
  write(facts: AuditFacts): boolean;
  remove(id: string): void;
  /** False where storage refuses: what waits there is not known. */
  isReadable(): boolean;
  /** Readable lines, oldest first. Unreadable ones are set aside under another key, where support finds them. */
  all(): readonly AuditFacts[];
  /** Marks a wish whose panel goes before it has an outcome. */
  leave(wishId: string): void;
  left(): readonly string[];
  forget(wishId: string): void;
}

/** Whether this change of local storage, made by a sibling, tells of a wish that is left to us. */
export const isLeftWish = ({ key, newValue }: Pick<StorageEvent, 'key' | 'newValue'>): boolean =>
  newValue !== null && key?.startsWith(LEFT_PREFIX) === true;

/**
 * `storage` is asked for each time: where third-party storage is blocked, reading `window.localStorage` throws. Storage that
 * refuses is a fact of life in a third-party frame, not a bug.
 */
export const attemptsOn =
  (storage: () => LineStorage) =>
  <T>(otherwise: T, run: (lines: LineStorage) => T): T => {
    try {
      return run(storage());
    } catch {
      return otherwise;
    }
  };

export function intentLines(storage: () => LineStorage, log: Log): Intents {
  const attempt = attemptsOn(storage);

  const read = (lines: LineStorage, key: string): AuditFacts | undefined => {
    const text = lines.getItem(key);
    if (text === null) return undefined; // a sibling panel removed it in between
    const facts = decodeFacts(text);
    if (facts && key === PREFIX + facts.id) return facts;
    lines.setItem(BAD_PREFIX + key.slice(PREFIX.length), text);
    lines.removeItem(key);
    log.note('intent-set-aside');
    return undefined;
  };

  const keysOf = (lines: LineStorage, prefix: string): readonly string[] =>
    Array.from({ length: lines.length }, (_, index) => lines.key(index)).filter(
      (key) => key?.startsWith(prefix) === true,
    ) as string[];

  return {
    leave: (wishId) => attempt(undefined, (lines) => lines.setItem(LEFT_PREFIX + wishId, '1')),
    forget: (wishId) => attempt(undefined, (lines) => lines.removeItem(LEFT_PREFIX + wishId)),
    left: () =>
      attempt([], (lines) => keysOf(lines, LEFT_PREFIX).map((key) => key.slice(LEFT_PREFIX.length))),
    write: (facts) =>
      attempt(false, (lines) => {
        lines.setItem(PREFIX + facts.id, JSON.stringify(facts));
        return true;
      }),
    remove: (id) => attempt(undefined, (lines) => lines.removeItem(PREFIX + id)),
    isReadable: () => attempt(false, (lines) => lines.length >= 0),
    all: () =>
      attempt([], (lines) => {
        return keysOf(lines, PREFIX)
          .map((key) => attempt(undefined, () => read(lines, key)))
          .filter((facts) => facts !== undefined)
          .toSorted((a, b) => a.at.localeCompare(b.at));
      }),
  };
}
