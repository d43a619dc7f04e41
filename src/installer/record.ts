import { isUuid } from '../uuid.ts';

/**
 * How an earlier installation is found again. The ids of everything that a run made stand in the notes of each
 * integration, and in the record that the run keeps beside config.json (run-record.ts). What has a description also bears
 * a mark, which everybody may read and copy: it is believed only of what a run has recorded that it was about to make, by a
 * token that it had told nobody, and only until the id is recorded.
 */

/** The platform's limit for the notes of an integration (genesys premium-app wizard). */
export const MAX_NOTES = 500;

export const TOKEN = /^[0-9a-f]{8}$/;

export const markerOf = (instance: string, key: string, token?: string): string =>
  `[rc1:${instance}:${key}${token === undefined ? '' : `:${token}`}]`;

const MARK = /\[rc1:([a-z0-9-]+):([a-z.-]+)(?::([0-9a-f]{8}))?\]/g;

/** Tokens of the marks of one thing in a text; `undefined` for a mark without one. Empty: it bears no such mark. */
export const marksIn = (text: string, instance: string, key: string): readonly (string | undefined)[] =>
  [...text.matchAll(MARK)]
    .filter(([, markInstance, markKey]) => markInstance === instance && markKey === key)
    .map(([, , , token]) => token);

/** The text with this token in its marks. */
export const withToken = (text: string, token: string): string =>
  text.replace(MARK, (_mark, instance: string, key: string) => markerOf(instance, key, token));

/** Marks of other runs are as good: which run made a thing is no difference that would have to be mended. */
export const withoutTokens = (text: string): string =>
  text.replace(MARK, (_mark, instance: string, key: string) => markerOf(instance, key));

/** Stands for the id of another thing, which may not exist yet. */
export const refTo = (key: string): string => `<<${key}>>`;
const REF = /<<([a-z.-]+)>>/g;

/** Ids without their dashes, so that eight of them fit into the notes. */
const short = (id: string): string => (isUuid(id) ? id.replaceAll('-', '') : id);
const long = (id: string): string => id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

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

/** What is no id names nothing: anybody may write notes. */
export function readNote(text: string | undefined): Note | undefined {
  const [head = '', ...lines] = (text ?? '').split('\n');
  const [tag, instance, key] = head.split(' ');
  if (`${tag} ` !== OPEN || instance === undefined || key === undefined) return undefined;
  const ids = lines
    .map((line) => line.split('=', 2))
    .flatMap(([name, id]) => (name && id && isUuid(long(id)) ? [[name, long(id)] as const] : []));
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
