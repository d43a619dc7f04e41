import { MANIFEST, type JsonObject } from './manifest.ts';
import { isUuid } from '../uuid.ts';
import { TOKEN } from './record.ts';
import { withoutMark } from './without-mark.ts';

/**
 * What the runs of one installation have made, kept where the installer runs: in a file beside config.json, or in the
 * storage of the setup page. It is written before anything is made and after each thing, so that a run that was cut off
 * is known by it; when an installation is whole, the notes of its integrations say the same to everybody.
 */
export interface RunRecord {
  /** Stands in the marks of what is changed, for everybody to read: it proves nothing. */
  readonly token: string;
  readonly ids: ReadonlyMap<string, string>;
  /**
   * What a run was about to make, by its key: the token of the mark that it was going to bear. Nobody else knows it before it
   * is made, and it counts only until the id is recorded.
   */
  readonly making: ReadonlyMap<string, string>;
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
  const { token, ids, making, lives } = objectAt(parsed(text), name);
  if (typeof token !== 'string' || !TOKEN.test(token)) return undefined;
  const known = Object.entries(objectAt({ ids: ids ?? {} }, 'ids')).flatMap(([key, id]) =>
    typeof id === 'string' && isUuid(id) ? [[key, id] as const] : [],
  );
  const begun = Object.entries(objectAt({ making: making ?? {} }, 'making')).flatMap(([key, mark]) =>
    typeof mark === 'string' && TOKEN.test(mark) ? [[key, mark] as const] : [],
  );
  const before = Object.entries(objectAt({ lives: lives ?? {} }, 'lives')).flatMap(([id, seconds]) =>
    isUuid(id) && typeof seconds === 'number' && Number.isInteger(seconds) ? [[id, seconds] as const] : [],
  );
  return { token, ids: new Map(known), making: new Map(begun), lives: new Map(before) };
}

/** Whether writing it anew loses nothing of what it says. Empty is as good as missing. */
export function isRecord(text: string | undefined): boolean {
  if (text === undefined || text.trim() === '') return true;
  try {
    const all = JSON.parse(withoutMark(text)) as JsonObject;
    if (Array.isArray(all) || typeof all !== 'object' || all === null) return false;
  } catch {
    return false;
  }
  return Object.entries(parsed(text)).every(([name, one]) => {
    const record = readRecord(text, name);
    const { ids, making, lives } = Object(one) as JsonObject;
    return (
      record?.ids.size === membersOf(ids) &&
      record.making.size === membersOf(making) &&
      record.lives.size === membersOf(lives)
    );
  });
}

const membersOf = (value: unknown): number => Object.keys(Object(value ?? {})).length;

/**
 * The other installation to which a folder with these records belongs: its client stands in the config.json, or this one has
 * never been here. A folder has one config.json and one set of headers.
 */
export function otherOwner(
  text: string | undefined,
  name: string,
  clientId: string | undefined,
): string | undefined {
  const others = Object.keys(parsed(text)).filter((one) => one !== name);
  const isItsClient = (one: string) =>
    clientId !== undefined &&
    readRecord(text, one)?.ids.get(`oauth-client.${MANIFEST.oauthClient.key}`) === clientId;
  const isNewHere = readRecord(text, name) === undefined;
  return others.find(isItsClient) ?? (isNewHere ? others[0] : undefined);
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
          ...(record.making.size > 0 && { making: Object.fromEntries(record.making) }),
          ...(record.lives.size > 0 && { lives: Object.fromEntries(record.lives) }),
        },
      }
    : others;
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function parsed(text: string | undefined): JsonObject {
  try {
    return objectAt({ all: JSON.parse(withoutMark(text ?? '')) as JsonObject }, 'all');
  } catch {
    return {}; // nothing was recorded; whoever could lose something by that asks `isRecord` first
  }
}

const objectAt = (value: JsonObject, key: string): JsonObject => {
  const inner = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : {};
};
