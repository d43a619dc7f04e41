import type { JsonObject } from './manifest.ts';
import { isUuid } from '../uuid.ts';
import { TOKEN } from './record.ts';

/**
 * What the runs of one installation have made, kept where the installer runs: in a file beside config.json, or in the
 * storage of the setup page. It is written before anything is made and after each thing, so that a run that was cut off
 * is known by it; when an installation is whole, the notes of its integrations say the same to everybody.
 */
export interface RunRecord {
  /** Stands in the marks of what is made. */
  readonly token: string;
  readonly ids: ReadonlyMap<string, string>;
  /** How long the tokens of clients that are not ours lived before a run has changed it: seconds by the client's id. */
  readonly lives: ReadonlyMap<string, number>;
}

/** A place to keep the records as text, whatever it says. */
export interface RecordStore {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

export const newToken = (): string => crypto.randomUUID().slice(0, 8);

/** One store serves several installations: of other regions, gateways and instances. */
export const recordName = (place: string, instance: string): string => `${place} ${instance}`;

export function readRecord(text: string | undefined, name: string): RunRecord | undefined {
  const { token, ids, lives } = objectAt(parsed(text), name);
  if (typeof token !== 'string' || !TOKEN.test(token)) return undefined;
  const known = Object.entries(objectAt({ ids: ids ?? {} }, 'ids')).flatMap(([key, id]) =>
    typeof id === 'string' && isUuid(id) ? [[key, id] as const] : [],
  );
  const before = Object.entries(objectAt({ lives: lives ?? {} }, 'lives')).flatMap(([id, seconds]) =>
    isUuid(id) && typeof seconds === 'number' && Number.isInteger(seconds) ? [[id, seconds] as const] : [],
  );
  return { token, ids: new Map(known), lives: new Map(before) };
}

/** The text with this record in it; absent: taken out. */
export function withRecord(text: string | undefined, name: string, record: RunRecord | undefined): string {
  const { [name]: _before, ...others } = parsed(text);
  const all = record
    ? {
        ...others,
        [name]: {
          token: record.token,
          ids: Object.fromEntries(record.ids),
          ...(record.lives.size > 0 && { lives: Object.fromEntries(record.lives) }),
        },
      }
    : others;
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function parsed(text: string | undefined): JsonObject {
  try {
    return objectAt({ all: JSON.parse(text ?? '') as JsonObject }, 'all');
  } catch {
    return {}; // nothing was recorded, or not by us
  }
}

const objectAt = (value: JsonObject, key: string): JsonObject => {
  const inner = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : {};
};
