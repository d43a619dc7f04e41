// Finds a PostgreSQL for the contract tests of the service, or installs one. Run by itself it prints the folder of its programs.
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { aptInstall } from './apt.mjs';

const DEBIAN = '/usr/lib/postgresql';
const HELP =
  'No PostgreSQL found. Set POSTGRES_BIN to the folder of initdb and postgres, or: apt-get install postgresql';

const isThere = (folder) => ['initdb', 'postgres'].every((program) => existsSync(join(folder, program)));

/** Debian keeps these programs off the PATH, one folder for each version. */
function find() {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin'))
    : [];
  const own = process.env.POSTGRES_BIN;
  return [...(own ? [own] : []), ...versions, ...process.env.PATH.split(delimiter)].find(isThere);
}

/** The folder of `initdb` and `postgres`. Installs them where apt can; throws where there are none. */
export function ensurePostgres() {
  let found = find();
  if (found === undefined) {
    console.error('PostgreSQL: none found, installing Debian’s by apt-get …');
    aptInstall('postgresql');
    found = find();
  }
  if (found === undefined) throw new Error(HELP);
  return found;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(ensurePostgres());
