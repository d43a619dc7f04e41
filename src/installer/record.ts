/**
 * How an earlier installation is found again. Names can be changed by an admin, so everything that is made carries a
 * marker in its description, and each integration's notes hold the ids of all the rest; either one suffices.
 */

/** The platform's limit for the notes of an integration (genesys premium-app wizard). */
export const MAX_NOTES = 500;

export const markerOf = (instance: string, key: string): string => `[rc1:${instance}:${key}]`;

/** Stands for the id of another thing, which may not exist yet. */
export const refTo = (key: string): string => `<<${key}>>`;
const REF = /<<([a-z.-]+)>>/g;

const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i;
const BARE = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i;
/** Ids without their dashes, so that eight of them fit into the notes. */
const short = (id: string): string => (UUID.test(id) ? id.replaceAll('-', '') : id);
const long = (id: string): string => id.replace(BARE, '$1-$2-$3-$4-$5');

const OPEN = 'rc1 ';

/** The notes of one integration: whose it is, and references to everything else. */
export const noteOf = (instance: string, key: string, recorded: readonly string[]): string =>
  [
    `${OPEN}${instance} ${key}`,
    ...recorded.filter((one) => one !== key).map((one) => `${one}=${refTo(one)}`),
  ].join('\n');

export interface Note {
  readonly instance: string;
  readonly key: string;
  readonly ids: ReadonlyMap<string, string>;
}

export function readNote(text: string | undefined): Note | undefined {
  const [head = '', ...lines] = (text ?? '').split('\n');
  const [tag, instance, key] = head.split(' ');
  if (`${tag} ` !== OPEN || instance === undefined || key === undefined) return undefined;
  const ids = lines
    .map((line) => line.split('=', 2))
    .flatMap(([name, id]) => (name && id ? [[name, long(id)] as const] : []));
  return { instance, key, ids: new Map(ids) };
}

/** Puts ids in the place of references. Undefined while one of them is not known. In notes ids are short. */
export function resolveText(
  text: string,
  ids: ReadonlyMap<string, string>,
): { readonly text: string; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const isNote = text.startsWith(OPEN);
  const resolved = text.replace(REF, (whole, key: string) => {
    const id = ids.get(key);
    if (id === undefined) {
      missing.push(key);
      return whole;
    }
    return isNote ? short(id) : id;
  });
  return { text: resolved, missing };
}
