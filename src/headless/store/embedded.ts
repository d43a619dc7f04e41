import { join } from 'node:path';
import { ownFolder } from '../home/files.ts';
import type { Database, Queries } from './database.ts';
import { optional } from './optional.ts';

export const embeddedFolder = (home: string): string => join(home, 'database');

/**
 * PostgreSQL inside this process, in a folder of the home. Only one process may have it open: whoever opens it holds the home.
 * What was acknowledged is there after a kill.
 */
export async function openEmbedded(home: string): Promise<Database> {
  const { PGlite } = await optional(() => import('@electric-sql/pglite'));
  const folder = embeddedFolder(home);
  ownFolder(home);
  ownFolder(folder);
  const lite = await PGlite.create({ dataDir: folder });
  /** Of both kinds of statements the rows alone. */
  const queriesOf = ({ query, exec }: Pick<typeof lite, 'query' | 'exec'>): Queries => ({
    async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
      if (values.length > 0) return (await query<Row>(sql, [...values])).rows;
      return (await exec(sql)).flatMap(({ rows }) => rows as unknown as readonly Row[]);
    },
  });
  return {
    ...queriesOf({ query: lite.query.bind(lite), exec: lite.exec.bind(lite) }),
    together: (work) => lite.transaction((inside) => work(queriesOf(inside))),
    close: () => lite.close(),
  };
}
