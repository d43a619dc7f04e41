import * as v from 'valibot';
import type { Problem } from '../app/view.ts';
import { CONFIG, FATAL, isObject, NOT_YET, SWITCHED_OFF, type Config } from './schema.ts';
import { strictest } from './strictest.ts';

export interface Mistake {
  /** Where it is: `pause.maxSeconds`. */
  readonly path: string;
  readonly kind: 'wrong' | 'unknown' | 'dotted' | 'not-yet' | 'same-keys' | 'same-queue';
}

export interface Settings extends Config {
  /** Sections with a mistake, and top-level keys that nobody knows. */
  readonly disabledSections: readonly string[];
  /** Those mistakes, and keys that nothing obeys yet; for setup. */
  readonly mistakes: readonly Mistake[];
}

export type Decoded =
  { readonly ok: true; readonly config: Settings } | { readonly ok: false; readonly problem: Problem };

/**
 * Turns a parsed config.json into settings, or names the first key that stops the app. Any other mistake switches its
 * section off, and makes no rule laxer.
 */
export function decodeConfig(document: unknown): Decoded {
  const mistakes: Mistake[] = [];
  const off = new Set<string>();
  let rest = withoutNotYet(document, '', mistakes);
  for (;;) {
    const parsed = v.safeParse(CONFIG, rest, { abortPipeEarly: true });
    if (parsed.success) {
      const { $schema: _schema, version: _version, ...written } = parsed.output;
      const switchedOff = Object.entries(SWITCHED_OFF).filter(([key]) => off.has(key));
      const config = { ...written, ...Object.fromEntries(switchedOff) };
      return {
        ok: true,
        config: { ...strictest(config, off, document), disabledSections: [...off], mistakes },
      };
    }
    const found = parsed.issues.map((issue) => ({ section: sectionOf(issue), ...mistakeOf(issue) }));
    const fatal = found.find(({ section }) => section === undefined || FATAL.includes(section));
    if (fatal) return { ok: false, problem: { kind: 'config-invalid', key: fatal.path } };
    for (const { section = '', path, kind } of found) {
      off.add(section);
      mistakes.push({ path, kind });
    }
    // What is wrong is left out and the rest is read again.
    rest = Object.fromEntries(Object.entries(rest as object).filter(([key]) => !off.has(key)));
  }
}

/** By its key and not by the path, because a key may hold a dot. `undefined`: the document as a whole. */
function sectionOf({ path }: v.BaseIssue<unknown>): string | undefined {
  const key = path?.[0].key;
  return key === undefined ? undefined : String(key);
}

const OWN_KINDS: readonly string[] = ['same-keys', 'same-queue'] satisfies Mistake['kind'][];

const mistakeOf = (issue: v.BaseIssue<unknown>): Mistake => ({
  path: v.getDotPath(issue) ?? '',
  kind: OWN_KINDS.includes(issue.message)
    ? (issue.message as Mistake['kind'])
    : issue.expected === 'never'
      ? isDotted(issue)
        ? 'dotted'
        : 'unknown'
      : 'wrong',
});

/** Documents write `pause.maxSeconds` for one key inside the other, and so does who reads them. */
const isDotted = ({ path }: v.BaseIssue<unknown>): boolean => String(path?.at(-1)?.key).includes('.');

function withoutNotYet(value: unknown, path: string, found: Mistake[]): unknown {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (!NOT_YET.test(at)) return [[key, withoutNotYet(inner, at, found)] as const];
    found.push({ path: at, kind: 'not-yet' });
    return [];
  });
  return Object.fromEntries(kept);
}
