import { UsageError, variable, type Environment } from '../settings.ts';

/**
 * The address of a database server, as it was given by `--database`, else in `DATABASE_URL`; nothing: the embedded store. It may hold
 * a password, so that what is refused is not repeated.
 */
export function databaseUrl(given: string | undefined, environment: Environment): string | undefined {
  const url = given ?? variable(environment, 'DATABASE_URL');
  if (url === undefined) return undefined;
  const name = given === undefined ? 'DATABASE_URL' : '--database';
  const isRight = URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol);
  if (!isRight)
    throw new UsageError(
      `${name} is no address of a PostgreSQL server: postgres://user:password@host/database is expected.`,
    );
  return url;
}
