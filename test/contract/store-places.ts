import { giveDatabase } from '../support/embedded-template.ts';
import type { RealPostgres } from '../support/real-postgres.ts';

/** Where the service of one test keeps what it learns: in its home, or on a server. */
export type Place = { readonly url: string } | undefined;

/** Both stores by their names, each with what makes a new one. `server` is started by the time that one is made. */
export const storePlaces = (
  server: () => RealPostgres,
): readonly [string, (home: string) => Promise<Place>][] => [
  ['embedded', (home) => giveDatabase(home).then(() => undefined)],
  ['a server', async () => ({ url: await server().url() })],
];

export const environmentOf = (place: Place) => (place ? { DATABASE_URL: place.url } : {});
