import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, readOwnFile, replaceFile } from '../home/files.ts';

/** Where the `serve` of a home listens, and the word by which it knows who may read that home. */
export interface ServeAddress {
  readonly port: number;
  readonly token: string;
}

const fileIn = (home: string): string => join(home, 'serve.json');

/** Readable by this user only, as all files of a home. */
export const writeServeFile = (home: string, address: ServeAddress): void =>
  replaceFile(fileIn(home), JSON.stringify(address));

/** Nothing where none was left: one that was killed leaves its own. Throws `NotOurs` for what is somebody else's. */
export function readServeFile(home: string): ServeAddress | undefined {
  try {
    const { port, token } = Object(JSON.parse(readOwnFile(fileIn(home)) ?? '{}')) as Partial<ServeAddress>;
    return Number.isInteger(port) && typeof token === 'string' && /^[\w-]{20,100}$/.test(token)
      ? { port: port as number, token }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) !== undefined) return undefined;
    throw error;
  }
}

/** Its own and no other: another service may have taken the home over. */
export function removeServeFile(home: string, { token }: ServeAddress): void {
  try {
    if (readServeFile(home)?.token === token) rmSync(fileIn(home), { force: true });
  } catch {
    // The disk is away: whoever reads it finds nobody there.
  }
}
