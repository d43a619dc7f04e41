import type { AuditEntry } from '../../domain/audit.ts';

type Compared = readonly [column: string, row: unknown, entry: unknown];

/** The columns whose values are not those of the entry. What the database has no value for is `null` there and absent here. */
export const differing = (values: readonly Compared[]): readonly string[] =>
  values.filter(([, row, entry]) => (row ?? undefined) !== (entry ?? undefined)).map(([column]) => column);

/** Anybody may have written the row: `infinity` is a time of the database, and none here. */
export const msOf = (value: unknown): number => (value instanceof Date ? value.getTime() : NaN);

export function isoOf(value: unknown): string | undefined {
  if (value === null) return undefined;
  const at = msOf(value);
  return Number.isNaN(at) ? 'no time' : new Date(at).toISOString();
}

/** Where an entry stands, and what it is about. */
export const placeOf = ({ conversationId, chain, seq }: AuditEntry) => ({
  conversationId,
  entry: { chain, seq },
});
