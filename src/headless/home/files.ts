import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isUuid } from '../../uuid.ts';

/** Only the user that runs the controller reads its files. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** A link is an error, and a pipe in place of a file keeps nobody waiting. Windows knows neither. */
const CAREFULLY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Replacing a file takes ms: what is older was left by a process that was killed. */
const LEFT_OVER_MS = 600_000;
/** As {@link growFile} and `clearDead` name them, and nobody else by chance: what other people call `.tmp` is theirs. */
const TEMPORARY = /^(?:audit\.lock|watch\.lock|watched-until|[\w-]{1,64}\.json)\.([\w-]+)\.tmp$/;
/** What is read as a whole is a few kB. */
const LONGEST_BYTES = 10_000_000;

/** Nothing is written there: it may be somebody else's, or lead somewhere else. The message says why. */
export class NotOurs extends Error {}

/** The user of this process, where systems have such. */
const me = (): number | undefined => process.getuid?.();

function refuseIfForeign(path: string, { uid }: Stats): void {
  const mine = me();
  if (mine !== undefined && uid !== mine)
    throw new NotOurs(
      `${path} belongs to another user (${uid}, and this is ${mine}): nothing is written there.`,
    );
}

/** Throws unless the folder is one of our own, and no link to one. Parents may be anybody's. */
function checkFolder(folder: string): void {
  const found = lstatSync(folder);
  if (found.isSymbolicLink())
    throw new NotOurs(`${folder} is a symbolic link: nothing is written through it.`);
  if (!found.isDirectory()) throw new NotOurs(`${folder} is no folder: nothing is written there.`);
  refuseIfForeign(folder, found);
}

/** How many names a file of ours may have: its own, or one more for a moment. */
type Names = 1 | 2;

function checkFile(file: string, found: Stats, names: Names = 1): void {
  if (found.isSymbolicLink()) throw new NotOurs(`${file} is a symbolic link: nothing is written through it.`);
  if (!found.isFile()) throw new NotOurs(`${file} is no file: nothing is written there.`);
  if (found.nlink > names)
    throw new NotOurs(`${file} has a second name elsewhere: nothing is written there.`);
  refuseIfForeign(file, found);
}

/** Throws unless the file, if it is there, is one of our own under this one name. */
export function checkFileIfAny(file: string): void {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found) checkFile(file, found);
}

/** Two names of one file that is there. Nothing is behind a path through what is no folder, which `statSync` throws for. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((file) =>
    existsSync(file) ? statSync(file, { throwIfNoEntry: false }) : undefined,
  );
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** A folder of our own; made when it is missing. */
export function ownFolder(folder: string): void {
  makeFolder(folder);
  checkFolder(folder);
}

/** Parents first. Node's own `recursive` tries for ever where a parent exists and lets nobody make folders, as /proc does. */
export function makeFolder(folder: string, mode = FOLDER_MODE): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder), mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another process was faster.
    if (!existsSync(folder)) throw error;
  }
}

/** Makes a file that is not there yet; false when something is, whatever it is. When it throws there is none. */
export function createFile(file: string, content: string | Uint8Array): boolean {
  let isMade = false;
  try {
    withFile(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, (descriptor) => {
      isMade = true;
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    });
    return true;
  } catch (error) {
    if (isMade) rmSync(file, { force: true });
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A name that nothing has yet: the one that is wanted, or the next one with a number. */
export function freeName(wanted: string): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (lstatSync(name, { throwIfNoEntry: false }) === undefined) return name;
  }
}

/** Replaces a file as a whole: whoever reads it, also after a crash, finds the old or the new content and nothing between. */
export function replaceFile(file: string, content: string): void {
  const growing = growFile(file);
  try {
    growing.add(content);
    growing.done();
  } catch (error) {
    growing.giveUp();
    throw error;
  }
}

/** A file that is written bit by bit, and takes its place when it is whole. One of the two ends it. */
export interface GrowingFile {
  add(text: string): void;
  done(): void;
  giveUp(): void;
}

export function growFile(file: string): GrowingFile {
  checkFileIfAny(file);
  const temporary = `${file}.${randomUUID()}.tmp`;
  const descriptor = openOwn(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 1);
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  return {
    add: (text) => writeFileSync(descriptor, text),
    done() {
      fsyncSync(descriptor);
      close();
      renameSync(temporary, file);
      syncFolder(dirname(file));
    },
    giveUp() {
      close();
      rmSync(temporary, { force: true });
    },
  };
}

/** On the disk when it returns; when it throws, nothing was added. */
export function appendDurably(file: string, content: string): void {
  withFile(file, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, (descriptor) => {
    const { size } = fstatSync(descriptor);
    try {
      // To the last byte: `writeSync` may write less.
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } catch (error) {
      // A disk that is full took a part of it. To make a file shorter needs no space.
      ftruncateSync(descriptor, size);
      throw error;
    }
  });
}

/** Cuts what is behind these bytes. */
export function cutFile(file: string, bytes: number): void {
  withFile(file, constants.O_WRONLY, (descriptor) => ftruncateSync(descriptor, bytes));
}

/**
 * A file of our own as a text; `undefined` where there is none. Throws {@link NotOurs} for whatever else stands in its place: a
 * pipe would be waited for without end, and somebody else's word is not ours.
 */
export function readOwnFile(file: string, names: Names = 1): string | undefined {
  try {
    const read = (descriptor: number) => {
      if (fstatSync(descriptor).size <= LONGEST_BYTES) return readFileSync(descriptor, 'utf8');
      throw new NotOurs(`${file} is longer than anything that is written there.`);
    };
    return withFile(file, constants.O_RDONLY, read, names);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function withFile<T>(file: string, flags: number, work: (descriptor: number) => T, names: Names = 1): T {
  const descriptor = openOwn(file, flags, names);
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function openOwn(file: string, flags: number, names: Names): number {
  let descriptor: number;
  try {
    descriptor = openSync(file, flags | CAREFULLY, FILE_MODE);
  } catch (error) {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (codeOf(error) !== 'EEXIST' && found) checkFile(file, found, names);
    throw error;
  }
  try {
    // Of what is open, not of the name: that could be exchanged in between.
    checkFile(file, fstatSync(descriptor), names);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Removes files of ours that a process that was killed left half made. */
export function clearLeftOvers(folder: string, wall: number): void {
  for (const name of readdirSync(folder).filter((each) => isUuid(TEMPORARY.exec(each)?.[1] ?? ''))) {
    const file = join(folder, name);
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found?.isFile() && wall - found.mtimeMs > LEFT_OVER_MS) rmSync(file, { force: true });
  }
}

/** A rename is durable once its folder is; where folders cannot be synced (Windows) the system does it by itself. */
export function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Nothing more can be done here.
  }
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Why a folder cannot be used, for people. */
export const diskSentence = (folder: string, error: unknown): string =>
  error instanceof NotOurs
    ? error.message
    : `${folder} cannot be written${codeOf(error) ? ` (${WORDS[codeOf(error) ?? ''] ?? codeOf(error)})` : ''}.`;

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'not allowed',
  EPERM: 'not allowed',
  EIO: 'the disk answers with an error',
  EFBIG: 'no file may be as long',
  ENOENT: 'it is gone',
  ENOTDIR: 'a part of the path is no folder',
};

/** A home that is not there yet is an empty one. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return [];
    throw error;
  }
}
