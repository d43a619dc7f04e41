import { join } from 'node:path';
import { ownFolder } from '../home/files.ts';
import { DatabaseAway, type Database, type Queries } from './database.ts';
import { optional } from './optional.ts';

export const embeddedFolder = (home: string): string => join(home, 'database');

/**
 * PostgreSQL inside this process, in a folder of the home. Only one process may have it open: whoever opens it holds the home.
 * What was acknowledged is there after a kill. A process that stood still may find its home taken over: from then on it writes nothing, not
 * even the end of what it had begun, because what it has in memory is older than what stands on the disk.
 */
export async function openEmbedded(home: string, isHeld = () => true): Promise<Database> {
  const { PGlite } = await optional(() => import('@electric-sql/pglite'));
  const folder = embeddedFolder(home);
  ownFolder(home);
  ownFolder(folder);
  const lite = await PGlite.create({ dataDir: folder });
  let giveUp = (_why: Error) => {};
  const isGone = (): boolean => {
    const gone = !isHeld();
    if (gone) giveUp(new DatabaseAway('another process has the home'));
    return gone;
  };
  const never = new Promise<never>(() => {});

  /** One after the other, so that each is asked for in the moment in which it runs. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(
      () =>
        new Promise<T>((resolve, reject) => {
          giveUp = reject;
          if (!isGone()) work().then(resolve, reject);
        }),
    );
    last = run.catch(() => undefined);
    return run;
  };
  /** Of both kinds of statements the rows alone. */
  const queriesOf = (
    { query, exec }: Pick<typeof lite, 'query' | 'exec'>,
    when: <T>(work: () => Promise<T>) => Promise<T>,
  ): Queries => ({
    query: <Row extends object>(sql: string, values: readonly unknown[] = []) =>
      when(async () => {
        if (values.length > 0) return (await query<Row>(sql, [...values])).rows;
        return (await exec(sql)).flatMap(({ rows }) => rows as unknown as readonly Row[]);
      }),
  });
  /** Neither goes on nor comes to an end: the rollback would be written, too. */
  const whileHeld = <T>(work: () => Promise<T>): Promise<T> => (isGone() ? never : work());
  return {
    ...queriesOf({ query: lite.query.bind(lite), exec: lite.exec.bind(lite) }, inTurn),
    together: (work) =>
      inTurn(() =>
        lite.transaction((inside) =>
          work(queriesOf(inside, whileHeld)).then(
            (result) => whileHeld(async () => result),
            (error: unknown) =>
              whileHeld(async () => {
                throw error;
              }),
          ),
        ),
      ),
    async close() {
      if (!isGone()) await lite.close();
    },
  };
}
